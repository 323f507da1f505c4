"""What a plan is measured against: everyone's own best, and first come, first served."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.allocation.network import kept_seats
from matcher.allocation.pairs import Limits, Pairs, Terms


def top_k(pairs: Pairs, limits: Limits, terms: Terms) -> NDArray[np.bool_]:
    """
    Choose everyone's own best ``most``, no more than ``most_of_employer`` of an employer, whatever the capacity.

    Returns:
        (n pairs,) chosen; of equal scores the post that stands first.
    """
    order = np.lexsort((pairs.posts, -pairs.scores, pairs.candidates))
    candidates = pairs.candidates[order]
    employers = limits.employers[pairs.posts[order]]
    allowed = places_of(candidates, employers) < terms.most_of_employer
    within = order[allowed]
    chosen = np.zeros(len(order), np.bool_)
    chosen[within[places_of(candidates[allowed]) < terms.most]] = True
    return chosen


def places_of(*keys: NDArray[np.intp], by: NDArray[np.float64] | None = None) -> NDArray[np.intp]:
    """Give the place of each entry among those with the same keys, from 0: the least *by* first, else as they stand."""
    n = len(keys[0])
    order = np.lexsort((np.arange(n) if by is None else by, *keys))
    new = np.ones(n, np.bool_)
    new[1:] = np.any([np.diff(key[order]) != 0 for key in keys], axis=0)
    starts = np.maximum.accumulate(np.where(new, np.arange(n), 0))
    places = np.empty(n, np.intp)
    places[order] = np.arange(n) - starts
    return places


def greedy(pairs: Pairs, limits: Limits, terms: Terms, order: NDArray[np.intp]) -> NDArray[np.bool_]:
    """
    Let each candidate take the best that is still free, one after another, as a service without a plan does.

    Kept seats are for priority groups; others take only open ones.

    Args:
        pairs: who fits what.
        limits: capacities, employers and members.
        terms: most, most_of_employer and reserved.
        order: the candidates in the order in which they come, each once.

    Returns:
        (n pairs,) chosen.
    """
    by_person = np.lexsort((pairs.posts, -pairs.scores, pairs.candidates))
    bounds = np.searchsorted(pairs.candidates[by_person], np.arange(pairs.n_candidates + 1))
    open_ = limits.capacity - kept_seats(limits, terms)
    free, for_others = limits.capacity.tolist(), open_.tolist()
    posts, employers = pairs.posts.tolist(), limits.employers.tolist()
    chosen = np.zeros(len(posts), np.bool_)
    for person in order.tolist():
        member = bool(limits.members[person])
        taken: dict[int, int] = {}
        for pair in by_person[bounds[person] : bounds[person + 1]].tolist():
            post, employer = posts[pair], employers[posts[pair]]
            room = free[post] > 0 and (member or for_others[post] > 0)
            if not room or taken.get(employer, 0) >= terms.most_of_employer:
                continue
            taken[employer] = taken.get(employer, 0) + 1
            free[post] -= 1
            for_others[post] -= not member
            chosen[pair] = True
            if sum(taken.values()) == terms.most:
                break
    return chosen
