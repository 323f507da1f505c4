"""Apply every rule to pairs at once: statuses, reservations in score units, and which pairs are blocked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.columns import CandidateColumns, PostColumns
from matcher.eligibility import NOT_MET, RULES
from matcher.ranking import Weights


@dataclass(frozen=True, slots=True)
class Judged:
    """How the rules come out for *n* pairs; one entry of each list a rule."""

    statuses: list[NDArray[Any]]
    hards: list[NDArray[np.bool_]]
    reservations: list[NDArray[np.float64]]  # ≤ 0, score units
    blocked: NDArray[np.bool_]  # (n,)
    total: NDArray[np.float64]  # (n,) sum of reservations


def judge(candidates: CandidateColumns, posts: PostColumns, *, on: int, weights: Weights, n: int) -> Judged:
    """Judge *n* pairs: the columns of both sides have *n* records, or one that stands for all."""
    statuses, hards, reservations = [], [], []
    blocked, total = np.zeros(n, dtype=np.bool_), np.zeros(n)
    for rule in RULES:
        outcome = rule.judge(candidates, posts, on)
        weight = weights.reservations.get(rule.code, 0.0)
        statuses.append(np.broadcast_to(outcome.status, n))
        hards.append(np.broadcast_to(outcome.hard, n))
        reservations.append(np.broadcast_to(np.multiply(outcome.amount, -weight), n))
        blocked |= hards[-1] & (statuses[-1] == NOT_MET)
        if weight:
            total += reservations[-1]
    return Judged(statuses, hards, reservations, blocked, total)
