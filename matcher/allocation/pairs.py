"""Pairs that may be chosen, what limits the choice, and what was chosen: arrays, by place of candidate and post."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_EXPOSURE = 20  # each is an arc for each post


@dataclass(frozen=True, slots=True)
class Pairs:
    """Who could be sent which post, and how well it fits; n pairs, none of them twice."""

    candidates: NDArray[np.intp]  # (n,) 0..n_candidates-1
    posts: NDArray[np.intp]  # (n,) 0..n_posts-1
    scores: NDArray[np.float64]  # (n,) 0..1: the chance that a caseworker would recommend the post
    n_candidates: int
    n_posts: int


@dataclass(frozen=True, slots=True)
class Limits:
    """
    What limits a choice beside its terms.

    Attributes:
        capacity: (n_posts,) people whom a post may be sent to, ≥ 0.
        employers: (n_posts,) any number for each employer; posts with the same one share it.
        members: (n_candidates,) of a priority group.
        good: (n_posts,) posts that shall be seen.
        former: (n pairs,) stood in the plan before; None = there was none.
    """

    capacity: NDArray[np.int64]
    employers: NDArray[np.intp]
    members: NDArray[np.bool_]
    good: NDArray[np.bool_]
    former: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What a city states of a choice.

    Attributes:
        most: posts that a person gets at most (k), ≥ 1.
        least: posts for each person who has so many (m), 0..most; people of priority groups come first.
        most_of_employer: posts of one employer that a person gets at most (c), ≥ 1.
        reserved: share of a post's capacity kept for people of priority groups, 0..1, rounded down.
        lead: so much better must somebody else fit to take a place that is kept, score units ≥ 0.
        exposure: people whom a good post shall be shown to, where so many fit, 0..MOST_EXPOSURE.
        cede: so much fit may be given up for the first of them, half for the second, a third for the third …, score
            units ≥ 0.
        stay: so much better must a pair be to take the place of one of the former plan, score units ≥ 0.
    """

    most: int = 5
    least: int = 1
    most_of_employer: int = 2
    reserved: float = 0.2
    lead: float = 0.2
    exposure: int = 3
    cede: float = 0.03
    stay: float = 0.05


@dataclass(frozen=True, slots=True)
class Certificate:
    """
    The proof that no better choice exists: a dual solution of the same worth.

    Both in whole units of the flow's costs; equal = optimal (strong duality of linear programmes).
    """

    primal: int
    dual: int

    @property
    def is_optimal(self) -> bool:
        """Tell whether the two are equal."""
        return self.primal == self.dual


@dataclass(frozen=True, slots=True)
class Allocation:
    """
    What was chosen.

    Attributes:
        chosen: (n pairs,)
        short: (n_candidates,) posts that a person lacks to *least*, of those who have so many pairs.
        unseen: (n_posts,) people that a good post lacks to *exposure*, of those who fit it and whom it has room for.
        certificate: the proof.
    """

    chosen: NDArray[np.bool_]
    short: NDArray[np.int64]
    unseen: NDArray[np.int64]
    certificate: Certificate
