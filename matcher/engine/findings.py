"""Turn the numbers of ranked pairs into records."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.eligibility import MET, NOT_MET, RULES
from matcher.engine.judging import Judged
from matcher.ranking import DECIMALS, LIKE, UNLIKE, Weights
from matcher.records import Finding, Scored, Status

_STATUS = {MET: Status.MET, NOT_MET: Status.NOT_MET}


def scored(
    candidate_id: str,
    post_id: str,
    *,
    likeness: NDArray[np.float64],
    told: Sequence[bool],
    judged: Judged,
    place: int,
    weights: Weights,
) -> Scored:
    """
    Record the pair at *place* of *judged*.

    Args:
        likeness: (n_parts,) standardised likeness of each part of *weights*.
        told: for each part whether the candidate's text is there to compare.
    """
    parts = tuple(
        Finding(part.code, _likeness(value) if known else Status.UNKNOWN, False, round(part.weight * value, DECIMALS))
        for part, value, known in zip(weights.parts, likeness.tolist(), told, strict=True)
    )
    rules = tuple(
        Finding(
            rule.code,
            _STATUS.get(int(judged.statuses[i][place]), Status.UNKNOWN),
            bool(judged.hards[i][place]),
            round(float(judged.reservations[i][place]), DECIMALS),
        )
        for i, rule in enumerate(RULES)
    )
    findings = parts + rules
    score = round(sum(finding.contribution for finding in findings), DECIMALS)
    return Scored(candidate_id, post_id, score, bool(judged.blocked[place]), findings)


def _likeness(value: float) -> Status:
    return Status.MET if value >= LIKE else Status.NOT_MET if value < UNLIKE else Status.UNKNOWN
