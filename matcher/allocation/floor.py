"""The floor for priority groups: whether it holds, and what it costs everybody's lists and others' best post."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.allocation.baselines import places_of
from matcher.allocation.flow import allocate
from matcher.allocation.network import kept_seats
from matcher.allocation.pairs import Limits, Pairs, Terms
from matcher.allocation.reach import reach

T = TypeVar("T")


def floor_breaches(pairs: Pairs, chosen: NDArray[np.bool_], limits: Limits, terms: Terms) -> int:
    """
    Count people of priority groups who lack a post while somebody else holds a kept place that they fit.

    Somebody lacks a post who has fewer than ``least``, of those who could have so many. Of an employer with whom the
    person has ``most_of_employer`` already, no post would help.
    """
    could = reach(pairs, limits, terms)
    people, posts = pairs.candidates, pairs.posts
    got = np.bincount(people[chosen], minlength=pairs.n_candidates)
    lacking = limits.members & (got < could.least)
    others = np.bincount(posts[chosen & ~limits.members[people]], minlength=pairs.n_posts)
    held = others > limits.capacity - kept_seats(limits, terms)
    helped = lacking[people] & held[posts] & ~chosen & ~_employer_full(pairs, chosen, limits, terms)
    return len(np.unique(people[helped]))


def _employer_full(pairs: Pairs, chosen: NDArray[np.bool_], limits: Limits, terms: Terms) -> NDArray[np.bool_]:
    """Tell for each pair whether the person has as many posts of its employer as may be."""
    employers = np.unique(limits.employers, return_inverse=True)[1].astype(np.int64)
    keys = pairs.candidates * (int(employers.max(initial=0)) + 1) + employers[pairs.posts]
    cells = np.unique(keys, return_inverse=True)[1]
    return np.asarray(np.bincount(cells[chosen], minlength=len(keys))[cells] >= terms.most_of_employer)


@dataclass(frozen=True, slots=True)
class FloorCost:
    """
    What a floor for priority groups costs, each figure first with it and then without. None = of nobody.

    Attributes:
        ndcg: of all lists, against everyone's own best by score, 0..1.
        ndcg_of_others: the same of people outside the groups.
        best_of_others: mean score of the best post that people outside the groups get.
        best_of_members: the same of people of the groups.
        short_of_members: posts that people of the groups lack to ``least``.
    """

    ndcg: tuple[float | None, float | None]
    ndcg_of_others: tuple[float | None, float | None]
    best_of_others: tuple[float | None, float | None]
    best_of_members: tuple[float | None, float | None]
    short_of_members: tuple[int, int]


def measure_floor(pairs: Pairs, limits: Limits, terms: Terms, *, with_floor: NDArray[np.bool_]) -> FloorCost:
    """
    Plan once more without priority and compare.

    Args:
        pairs: who fits what.
        limits: as planned.
        terms: as planned.
        with_floor: (n pairs,) what was chosen.
    """
    nobody = replace(limits, members=np.zeros_like(limits.members))
    without = allocate(pairs, nobody, replace(terms, reserved=0.0)).chosen
    everybody, others = np.ones_like(limits.members), ~limits.members
    both = (with_floor, without)
    least = reach(pairs, limits, terms).least
    return FloorCost(
        ndcg=_each(both, lambda one: mean_ndcg(pairs, one, terms.most, everybody)),
        ndcg_of_others=_each(both, lambda one: mean_ndcg(pairs, one, terms.most, others)),
        best_of_others=_each(both, lambda one: mean_best(pairs, one, others)),
        best_of_members=_each(both, lambda one: mean_best(pairs, one, limits.members)),
        short_of_members=_each(both, lambda one: _short(pairs, one, least, limits.members)),
    )


def mean_ndcg(pairs: Pairs, chosen: NDArray[np.bool_], most: int, whose: NDArray[np.bool_]) -> float | None:
    """
    Average nDCG of the lists that people get: gain = score, against the best *most* scores there are for a person.

    Args:
        pairs: who fits what.
        chosen: (n pairs,)
        most: places of a list.
        whose: (n_candidates,) people who count, of those who fit anything with a score above 0.

    Returns:
        0..1; a person who gets nothing counts 0; None where nobody counts.
    """
    best = _discounted(pairs, np.ones_like(chosen), most)
    counted = whose & (best > 0)
    if not counted.any():
        return None
    return float((_discounted(pairs, chosen, most)[counted] / best[counted]).mean())


def _discounted(pairs: Pairs, chosen: NDArray[np.bool_], most: int) -> NDArray[np.float64]:
    """Sum the scores of each person's first *most* of *chosen*, the best first, each by the logarithm of its place."""
    places = places_of(pairs.candidates[chosen], by=-pairs.scores[chosen])
    gains = np.where(places < most, pairs.scores[chosen] / np.log2(places + 2), 0.0)
    return np.bincount(pairs.candidates[chosen], gains, minlength=pairs.n_candidates).astype(np.float64)


def mean_best(pairs: Pairs, chosen: NDArray[np.bool_], whose: NDArray[np.bool_]) -> float | None:
    """Average the best score that each person gets, of those with any pair; nothing counts 0; None where nobody is."""
    counted = whose & (np.bincount(pairs.candidates, minlength=pairs.n_candidates) > 0)
    if not counted.any():
        return None
    best = np.zeros(pairs.n_candidates)
    np.maximum.at(best, pairs.candidates[chosen], pairs.scores[chosen])
    return float(best[counted].mean())


def _short(pairs: Pairs, chosen: NDArray[np.bool_], least: NDArray[np.int64], whose: NDArray[np.bool_]) -> int:
    got = np.bincount(pairs.candidates[chosen], minlength=pairs.n_candidates)
    return int(np.maximum(least - got, 0)[whose].sum())


def _each(both: tuple[NDArray[np.bool_], NDArray[np.bool_]], act: Callable[[NDArray[np.bool_]], T]) -> tuple[T, T]:
    return act(both[0]), act(both[1])
