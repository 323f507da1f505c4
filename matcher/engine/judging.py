"""Apply every rule to pairs at once: what it takes off the score, and which pairs it blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.columns import CandidateColumns, PostColumns
from matcher.eligibility import NOT_MET, rules_with
from matcher.majors import Majors
from matcher.ranking import Weights


@dataclass(frozen=True, slots=True)
class Screened:
    """What the rules together say of *n* pairs."""

    blocked: NDArray[np.bool_]  # (n,) a hard criterion is not met
    reservations: NDArray[np.float64]  # (n,) ≤ 0, score units


def screen(candidates: CandidateColumns, posts: PostColumns, *, majors: Majors, on: int, weights: Weights) -> Screened:
    """Screen pairs: the columns of both sides are aligned, or one side has one record that stands for all."""
    n = max(len(candidates), len(posts)) if len(candidates) and len(posts) else 0
    blocked, reservations = np.zeros(n, dtype=np.bool_), np.zeros(n)
    for rule in rules_with(majors):
        outcome = rule.judge(candidates, posts, on)
        if np.any(outcome.hard):
            blocked |= np.logical_and(outcome.hard, outcome.status == NOT_MET)
        if weight := weights.reservations.get(rule.code, 0.0):
            reservations -= np.multiply(outcome.amount, weight)
    return Screened(blocked, reservations)
