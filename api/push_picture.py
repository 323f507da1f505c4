"""The picture of a push before it is sent: the figures that the office looks at, as they are kept with the draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.push_ground import Gathered
from matcher.allocation.baselines import greedy, top_k
from matcher.allocation.campaign import Ground
from matcher.allocation.lacks import Lack, people_lacking, posts_lacking
from matcher.allocation.pairs import Allocation, Limits, Terms
from matcher.allocation.picture import Picture, least_score_loss, picture
from matcher.allocation.tables import Row, rows_by
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
    labellings: dict[str, Callable[[str], str]] = {
        "by_group": lambda id: PRIORITY if id in gathered.members else OTHERS,
        "by_district": lambda id: gathered.people[id].home_district or UNKNOWN,
    }
    return {
        "candidates": len(gathered.people),
        "posts": len(gathered.posts),
        **_figures(drawn),
        "people_with_posts": drawn.candidates,
        "least_score_loss": _rounded(least_score_loss(ground.pairs, limits, terms)),
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
        "lacking": {
            "people": _by_reason(people_lacking(ground.pairs, allocation.chosen, limits, terms)),
            "posts": _by_reason(posts_lacking(ground.pairs, allocation.chosen, limits, terms)),
        },
        **{
            key: _by(
                [label_of(one.candidate_id) for one in shares],
                rows_by(
                    ground.pairs, allocation.chosen, limits, terms, labels=[label_of(id) for id in ground.candidates]
                ),
            )
            for key, label_of in labellings.items()
        },
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


def _by_reason(lacks: Sequence[Lack]) -> dict[str, int]:
    return dict(sorted(Counter(str(one.why) for one in lacks).items()))


def _by(labels: Sequence[str], rows: Sequence[Row]) -> dict[str, dict[str, int | float | None]]:
    """Count the people of the scope by label, beside what those who take part get and lose."""
    told = {row.label: row for row in rows}
    nobody = Row(UNKNOWN, 0, 0, 0, None)
    return {
        label: {
            "candidates": n,
            "with_posts": told.get(label, nobody).with_any,
            "pairs": told.get(label, nobody).pairs,
            "score_loss": _rounded(told.get(label, nobody).score_loss),
        }
        for label, n in sorted(Counter(labels).items())
    }
