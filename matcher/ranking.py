"""Put a score together: what each part weighs, how parts are made comparable, and in which order pairs stand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

WISH, PROFILE = 0, 1
"""A candidate's two texts."""

TITLE, BODY = 0, 1
"""A post's two texts."""

WISHED, OTHER_WORK = "wished", "other_work"
"""The two parts by works: how far a post answers them, and whether it is plainly other work."""

DECIMALS = 9
"""Scores are rounded to this, so that one pair scores alike whichever way it was computed."""

BEHIND = 1e6
"""Taken from blocked pairs when pairs are put in order: they stand behind all others."""

LIKE, UNLIKE = 1.5, 0.5
"""A likeness is met from so many standard deviations above the average post on, and not met under so many."""


@dataclass(frozen=True, slots=True)
class Part:
    """
    A likeness of one of the candidate's texts to one of the post's.

    By meaning and by words it is standardised over all posts; by works it is how far the post answers the works
    wished for, 0..1, or -1 where it is plainly other work.
    """

    code: str
    by: Literal["meaning", "words", "works"]
    candidate_text: int
    post_text: int
    weight: float
    like: float = LIKE  # met from here on
    unlike: float = UNLIKE  # not met below

    def weighing(self, weight: float) -> Part:
        """Give the same likeness another weight."""
        return replace(self, weight=weight)


HALF_A_HUNDREDTH = 0.005


@dataclass(frozen=True, slots=True)
class Calibration:
    """From a score to the chance that a caseworker would recommend the post: 1 / (1 + exp(-(slope · s + offset)))."""

    slope: float = 1.0
    offset: float = -3.0

    def chance(self, score: float) -> float:
        """Give the chance, 0..1, rounded to hundredths: more is not known."""
        return round(1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, self.slope * score + self.offset)))), 2)

    def least_score(self, chance: float) -> float:
        """Give the least score that has a chance, of 1 at most, rounded as ``chance`` is; -inf = any may have it."""
        exact = chance - HALF_A_HUNDREDTH
        if exact <= 0.0 or self.slope <= 0.0:
            return -math.inf
        return (math.log(exact / (1.0 - exact)) - self.offset) / self.slope


PARTS = (
    Part("work", "meaning", WISH, TITLE, 0.35),
    Part("training", "meaning", PROFILE, BODY, 0.35),
    Part("wish_words", "words", WISH, BODY, 0.15),
    Part("words", "words", PROFILE, BODY, 0.15),
    Part(WISHED, "works", WISH, BODY, 0.3, like=0.6, unlike=0.2),
    Part(OTHER_WORK, "works", WISH, BODY, 0.3, like=math.inf, unlike=0.0),
)
"""
What is compared in meaning and in words.

Their weights here are not fitted to any judgments. Meaning counts .7 and words .3, the mixture that was best where a
post's duties look for the same post's requirements. Within each, what the person wishes and what the person can do
count alike: the wish alone forgets the training, and the training alone forgets the wish.
"""

RESERVATIONS = {
    "level": 0.25,
    "experience": 0.25,
    "seniority": 0.5,
    "certificate": 0.5,
    "major": 0.5,
    "language": 0.25,
    "place": 0.5,
    "elsewhere": 0.25,
    "pay": 0.5,
    "promised_pay": 0.5,
    "lodging": 0.5,
    "needs": 1.0,
    "casual": 0.5,
    "unwanted_work": 1.0,
    "unasked_work": 0.5,
    "selling": 0.5,
    "kind": 0.25,
    "advert": 0.5,
    "hype": 0.5,
    "agency": 0.25,
    "silent": 0.3,
}
"""
What is taken off where a reservation is full, in the same units: 0.5 moves a post behind one that is half a deviation
more alike. Not fitted either: refused work outweighs likeness; place, pay and a missing lodging are what people
decline for; the rest decides between equals.
"""


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much; those in force are fitted to judged pairs (``models.ranker``)."""

    parts: tuple[Part, ...] = PARTS
    reservations: Mapping[str, float] = field(default_factory=lambda: RESERVATIONS)
    calibration: Calibration = Calibration()

    @property
    def by_code(self) -> dict[str, float]:
        """Give the weight of each part and each reservation."""
        return {part.code: part.weight for part in self.parts} | dict(self.reservations)


UNTUNED = Weights()


def standardise(
    scores: NDArray[np.float64], *, mean: NDArray[np.float64] | float, deviation: NDArray[np.float64] | float
) -> NDArray[np.float64]:
    """Give (scores − mean) / deviation; where the deviation is nil, all are alike and get 0."""
    spread = np.asarray(deviation) > 1e-9
    return np.where(spread, (scores - mean) / np.where(spread, deviation, 1.0), 0.0)


@dataclass(frozen=True, slots=True)
class Moments:
    """The sums of vectors and of their outer products: they give mean and spread of any query's scores."""

    n: int
    first: NDArray[np.float64]  # (dimension,)
    second: NDArray[np.float64]  # (dimension, dimension)

    @classmethod
    def none(cls, dimension: int) -> Moments:
        """Start without vectors."""
        return cls(0, np.zeros(dimension), np.zeros((dimension, dimension)))

    def with_vectors(self, vectors: NDArray[np.floating[Any]]) -> Moments:
        """Add *vectors* (n, dimension)."""
        wide = vectors.astype(np.float64)
        return Moments(self.n + len(wide), self.first + wide.sum(axis=0), self.second + wide.T @ wide)

    def without_vectors(self, vectors: NDArray[np.floating[Any]]) -> Moments:
        """Take *vectors* (n, dimension), added before, away."""
        wide = vectors.astype(np.float64)
        return Moments(self.n - len(wide), self.first - wide.sum(axis=0), self.second - wide.T @ wide)

    def mean(self, queries: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the mean score of each query (n_queries, dimension)."""
        return queries @ self.first / max(self.n, 1)

    def deviation(self, queries: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the standard deviation of the scores of each query (n_queries, dimension)."""
        squares = np.einsum("qd,qd->q", queries @ self.second, queries) / max(self.n, 1)
        variance = squares - np.square(self.mean(queries))
        return np.sqrt(np.where(variance > 1e-12, variance, 0.0))


def best_first(scores: NDArray[np.float64], ids: Sequence[str], *, limit: int) -> list[int]:
    """Give the places of the *limit* highest scores; equal ones in the order of *ids*."""
    return sorted(range(len(ids)), key=lambda i: (-scores[i], ids[i]))[:limit]
