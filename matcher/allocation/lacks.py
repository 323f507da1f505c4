"""Wishes that a choice could not meet: who lacks posts, which posts lack people, and what would have to give."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matcher.allocation.pairs import Limits, Pairs, Terms
from matcher.allocation.reach import reach


class Why(StrEnum):
    """What would have to give for a wish to be met."""

    FIT = "fit"  # too few pairs: more posts must fit, or more people
    EMPLOYER = "employer"  # most_of_employer: enough fits, but too much of it is of one employer
    CAPACITY = "capacity"  # the posts that fit are full, or the post has too little room
    LISTS = "lists"  # people who fit the post got others: ``most``, or somebody's ``least``, or better fit by ``cede``


@dataclass(frozen=True, slots=True)
class Lack:
    """
    A wish that is not met.

    Attributes:
        place: of the candidate, or of the post.
        missing: posts that a person lacks to ``least``; people that a post lacks to ``exposure``.
        why: what would have to give.
        full: of a person, the posts that fit and have no room left; of a post, none.
    """

    place: int
    missing: int
    why: Why
    full: tuple[int, ...] = ()


def people_lacking(pairs: Pairs, chosen: NDArray[np.bool_], limits: Limits, terms: Terms) -> tuple[Lack, ...]:
    """
    List the people who get fewer posts than ``least``, by place.

    Those who could not have so many if nobody else were there are among them: they fit too few posts, or too many of
    these are of one employer.
    """
    fitting = np.bincount(pairs.candidates, minlength=pairs.n_candidates)
    could = reach(pairs, limits, terms).most
    missing = terms.least - np.bincount(pairs.candidates[chosen], minlength=pairs.n_candidates)
    full = np.bincount(pairs.posts[chosen], minlength=pairs.n_posts) >= limits.capacity
    blocked = _posts_by_person(pairs, ~chosen & full[pairs.posts], missing > 0)
    return tuple(
        Lack(
            place,
            int(missing[place]),
            Why.FIT if fitting[place] < terms.least else Why.EMPLOYER if could[place] < terms.least else Why.CAPACITY,
            blocked.get(place, ()),
        )
        for place in np.flatnonzero(missing > 0).tolist()
    )


def posts_lacking(pairs: Pairs, chosen: NDArray[np.bool_], limits: Limits, terms: Terms) -> tuple[Lack, ...]:
    """List the good posts that fewer people see than ``exposure``, by place; those that nobody fits among them."""
    fitting = np.bincount(pairs.posts, minlength=pairs.n_posts)
    shown = np.bincount(pairs.posts[chosen], minlength=pairs.n_posts)
    missing = np.where(limits.good, terms.exposure - shown, 0)
    return tuple(
        Lack(
            place,
            int(missing[place]),
            Why.FIT
            if fitting[place] <= shown[place]
            else Why.CAPACITY
            if limits.capacity[place] <= shown[place]
            else Why.LISTS,
        )
        for place in np.flatnonzero(missing > 0).tolist()
    )


def _posts_by_person(pairs: Pairs, which: NDArray[np.bool_], whose: NDArray[np.bool_]) -> dict[int, tuple[int, ...]]:
    """Give the posts of the pairs in *which*, ascending, for the people in *whose*."""
    found: dict[int, list[int]] = {}
    some = which & whose[pairs.candidates]
    for person, post in zip(pairs.candidates[some].tolist(), pairs.posts[some].tolist(), strict=True):
        found.setdefault(person, []).append(post)
    return {person: tuple(sorted(posts)) for person, posts in found.items()}
