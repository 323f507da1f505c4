"""The picture of a push before it is sent: the figures that the office looks at, as they are kept with the draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.push_ground import Gathered
from matcher.allocation.baselines import greedy, top_k
from matcher.allocation.campaign import Ground
from matcher.allocation.pairs import Allocation, Limits, Terms
from matcher.allocation.picture import Picture, picture
from matcher.records import PushShare

DIGITS = 4
PRIORITY, OTHERS, UNKNOWN = "priority", "others", ""
MOST_NAMED = 20  # posts that nobody would see


def picture_of(
    gathered: Gathered,
    ground: Ground,
    limits: Limits,
    terms: Terms,
    allocation: Allocation,
    shares: Sequence[PushShare],
) -> dict[str, Any]:
    """Draw the picture of a choice as plain values; of priority groups it tells how many fare how, and no more."""
    drawn = picture(ground.pairs, allocation.chosen, limits, terms)
    without = Counter(one.without for one in shares if one.without is not None)
    seen = np.bincount(ground.pairs.posts[allocation.chosen], minlength=len(ground.posts)) > 0
    unseen = [id for id, is_seen in zip(ground.posts, seen.tolist(), strict=True) if not is_seen]
    in_time = np.arange(len(ground.candidates), dtype=np.intp)
    baselines: dict[str, NDArray[np.bool_]] = {
        "top_k": top_k(ground.pairs, limits, terms),
        "greedy": greedy(ground.pairs, limits, terms, in_time),
    }
    return {
        "candidates": len(gathered.people),
        "posts": len(gathered.posts),
        **_figures(drawn),
        "people_with_posts": drawn.candidates,
        "demand_to_capacity": _rounded(drawn.demand_to_capacity),
        "capacity": int(limits.capacity.sum()),
        "without_any": dict(sorted(without.items())),
        "posts_unseen": len(unseen),
        "unseen": unseen[:MOST_NAMED],
        "lorenz": _points(drawn.lorenz),
        "short": int(np.count_nonzero(allocation.short)),
        "underexposed": int(np.count_nonzero(allocation.unseen)),
        "priority_share": _rounded(drawn.priority_share),
        "optimal": allocation.certificate.is_optimal,
        "by_group": _by(gathered, shares, lambda id: PRIORITY if id in gathered.members else OTHERS),
        "by_district": _by(gathered, shares, lambda id: gathered.people[id].home_district or UNKNOWN),
        "baselines": {
            name: _figures(picture(ground.pairs, chosen, limits, terms)) for name, chosen in baselines.items()
        },
    }


def _figures(drawn: Picture) -> dict[str, Any]:
    return {
        "pairs": drawn.pairs,
        "over_capacity": drawn.over_capacity,
        "mean_score_loss": _rounded(drawn.mean_score_loss),
        "gini": _rounded(drawn.gini),
        "posts_seen_share": _rounded(drawn.posts_seen_share),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _points(curve: Sequence[float]) -> list[list[float]]:
    """Give the points of a Lorenz curve: the share of posts that are seen least, and the share of views they get."""
    last = max(len(curve) - 1, 1)
    return [[round(n / last, DIGITS), round(seen, DIGITS)] for n, seen in enumerate(curve)]


def _by(
    gathered: Gathered, shares: Sequence[PushShare], label_of: Callable[[str], str]
) -> Mapping[str, Mapping[str, int]]:
    """Count people, those with posts, and posts sent, by a label."""
    rows: dict[str, dict[str, int]] = {}
    for one in shares:
        row = rows.setdefault(label_of(one.candidate_id), {"candidates": 0, "with_posts": 0, "pairs": 0})
        row["candidates"] += 1
        row["with_posts"] += bool(one.posts)
        row["pairs"] += len(one.posts)
    return {label: rows[label] for label in sorted(rows)}
