"""What could be had at all: how many posts each person, and how many people each post, before anybody is chosen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.allocation.pairs import Limits, Pairs, Terms


@dataclass(frozen=True, slots=True)
class Reach:
    """
    What could be had at all.

    Attributes:
        most: (n_candidates,) posts that a person could get: no more than the terms', the pairs' and the employers'.
        least: (n_candidates,) posts that a person shall get: the terms' where so many could be had, else 0.
        seen: (n_posts,) people that a post shall be shown to: the terms' for good posts, but no more than fit it or
            than it has room for.
    """

    most: NDArray[np.int64]
    least: NDArray[np.int64]
    seen: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shares:
    """
    The pairs of one candidate with one employer, where they are more than may be chosen of an employer.

    Attributes:
        of_pair: (n pairs,) the share that a pair belongs to; -1 = none, nothing limits it.
        candidates: (n shares,)
    """

    of_pair: NDArray[np.int64]
    candidates: NDArray[np.intp]


def reach(pairs: Pairs, limits: Limits, terms: Terms) -> Reach:
    """Say what could be had if nobody else were there."""
    cells, sizes = _cells(pairs, limits)[1:]
    had = np.zeros(pairs.n_candidates, np.int64)
    np.add.at(had, cells, np.minimum(sizes, terms.most_of_employer))
    most = np.minimum(had, terms.most)
    fitting = np.bincount(pairs.posts, minlength=pairs.n_posts)
    wanted = np.where(limits.good, terms.exposure, 0)
    return Reach(
        most=most,
        least=np.where(most >= terms.least, terms.least, 0).astype(np.int64),
        seen=np.minimum(np.minimum(wanted, fitting), limits.capacity).astype(np.int64),
    )


def employer_shares(pairs: Pairs, limits: Limits, terms: Terms) -> Shares:
    """Find the candidates and employers that ``most_of_employer`` limits."""
    of_pair, candidates, sizes = _cells(pairs, limits)
    if terms.most_of_employer >= terms.most:
        return Shares(np.full(len(pairs.posts), -1, np.int64), candidates[:0])
    limited = sizes > terms.most_of_employer
    number = np.where(limited, np.cumsum(limited) - 1, -1)
    return Shares(number[of_pair], candidates[limited])


def _cells(pairs: Pairs, limits: Limits) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Give the cell (candidate, employer) of each pair, the candidate of each cell and how many pairs it has."""
    employers = np.unique(limits.employers, return_inverse=True)[1].astype(np.int64)
    n = int(employers.max(initial=0)) + 1
    keys, of_pair, sizes = np.unique(
        pairs.candidates * n + employers[pairs.posts], return_inverse=True, return_counts=True
    )
    return of_pair, (keys // n).astype(np.intp), sizes
