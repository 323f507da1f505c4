"""What a choice is worth by the aims of an allocation, in their order, and which limits it breaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.allocation.network import kept_seats
from matcher.allocation.pairs import Limits, Pairs, Terms
from matcher.allocation.reach import reach


@dataclass(frozen=True, slots=True, order=True)
class Worth:
    """
    What a choice is worth; the greater is the better, by the first figure in which two differ.

    Attributes:
        members_short: less the posts that people of priority groups lack to *least*.
        short: less the posts that anybody lacks to it.
        score: sum of the scores, with *cede* ÷ n for the n-th of the first *exposure* people of a good post and *stay*
            for pairs of the former plan, less *lead* for kept places of others.
    """

    members_short: int
    short: int
    score: float


def worth(pairs: Pairs, chosen: NDArray[np.bool_], limits: Limits, terms: Terms) -> Worth:
    """Work out what a choice is worth, however it was made; no limit is looked at."""
    could = reach(pairs, limits, terms)
    people, posts = pairs.candidates[chosen], pairs.posts[chosen]
    lack = np.maximum(could.least - np.bincount(people, minlength=pairs.n_candidates), 0)
    seen = np.minimum(np.bincount(posts, minlength=pairs.n_posts), could.seen)
    ceded = np.concatenate([[0.0], np.cumsum(terms.cede / np.arange(1, terms.exposure + 1))])
    others = np.bincount(posts[~limits.members[people]], minlength=pairs.n_posts)
    in_kept = np.maximum(others - (limits.capacity - kept_seats(limits, terms)), 0)
    kept_from_before = 0.0 if limits.former is None else terms.stay * float(limits.former[chosen].sum())
    return Worth(
        members_short=-int(lack[limits.members].sum()),
        short=-int(lack.sum()),
        score=float(pairs.scores[chosen].sum())
        + float(ceded[seen].sum())
        + kept_from_before
        - terms.lead * float(in_kept.sum()),
    )
