"""Why a ranking is empty: nothing is indexed, no post passes the filter, or all that do are blocked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from api.house import House
from api.matching import post_vectors
from matcher.records import Candidate, CandidateFilter, Post, PostFilter, Scored, Status

CANDIDATES_LOOKED_AT = 1_000  # of those a post is nearest to: enough to tell what blocks


@dataclass(frozen=True, slots=True)
class Emptiness:
    """Why a list is empty, with counts of posts (or of candidates, in the other direction)."""

    reason: Literal["nothing_indexed", "nothing_passes_the_filter", "all_blocked"]
    n_indexed: int
    n_passing: int = 0  # the filter
    blocked_by: dict[str, int] = field(default_factory=dict)  # code of a hard criterion → how many it stands against


def why_no_posts(
    house: House, candidate: Candidate, vectors: NDArray[np.float32], *, on: date, where: PostFilter
) -> Emptiness:
    """Tell why no post is in the list of a candidate."""
    matcher = house.follower.matcher
    n = matcher.n_posts
    with_blocked = replace(where, blocked=True)
    scored = matcher.rank_posts(candidate, vectors, on=on, limit=n, where=with_blocked) if n else []
    if n and not scored:
        return Emptiness("nothing_passes_the_filter", n)
    return _of(scored, n_indexed=n, n_passing=len(scored))


def why_no_candidates(house: House, post: Post, *, on: date) -> Emptiness:
    """Tell why no candidate is in the list of a post; what blocks is counted over those it is nearest to."""
    matcher = house.follower.matcher
    n, all_of_them = matcher.n_candidates, CandidateFilter(blocked=True)
    limit = min(n, CANDIDATES_LOOKED_AT)
    vectors = post_vectors(house, post)
    scored = matcher.rank_candidates(post, vectors, on=on, limit=limit, where=all_of_them) if n else []
    return _of(scored, n_indexed=n, n_passing=n)


def _of(scored: Iterable[Scored], *, n_indexed: int, n_passing: int) -> Emptiness:
    if not n_indexed:
        return Emptiness("nothing_indexed", 0)
    against = (one.code for pair in scored for one in pair.findings if one.hard and one.status is Status.NOT_MET)
    return Emptiness("all_blocked", n_indexed, n_passing, dict(Counter(against).most_common()))
