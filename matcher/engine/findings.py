"""Turn the numbers of ranked pairs into records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.columns import CandidateColumns, PostColumns
from matcher.eligibility import MET, NOT_MET, Rule, rules_with
from matcher.majors import Majors
from matcher.ranking import DECIMALS, Part, Weights
from matcher.records import Finding, Scored, Status

_STATUS = {MET: Status.MET, NOT_MET: Status.NOT_MET}


@dataclass(frozen=True, slots=True)
class Pairs:
    """*n* pairs to be recorded; the columns are aligned, or have one record that stands for all."""

    candidate_ids: Sequence[str]
    post_ids: Sequence[str]
    candidates: CandidateColumns
    posts: PostColumns
    likeness: NDArray[np.float64]  # (n, n_parts) standardised
    told: NDArray[np.bool_]  # (n, n_parts) whether the candidate's text is there to compare
    majors: Majors  # that numbered the columns


def record(pairs: Pairs, *, on: int, weights: Weights) -> list[Scored]:
    """Record *pairs* with a finding for each part and each rule."""
    columns = [_part(part, pairs.likeness[:, i], pairs.told[:, i]) for i, part in enumerate(weights.parts)]
    columns += [_rule(rule, pairs, on=on, weights=weights) for rule in rules_with(pairs.majors)]
    findings = zip(*columns, strict=True)
    return [_scored(c, p, f, weights) for c, p, f in zip(pairs.candidate_ids, pairs.post_ids, findings, strict=True)]


def _part(part: Part, values: NDArray[np.float64], told: NDArray[np.bool_]) -> list[Finding]:
    return [
        Finding(
            part.code,
            _likeness(part, value) if known else Status.UNKNOWN,
            False,
            round(part.weight * value, DECIMALS) + 0.0,
        )
        for value, known in zip(values.tolist(), told.tolist(), strict=True)
    ]


def _likeness(part: Part, value: float) -> Status:
    return Status.MET if value >= part.like else Status.NOT_MET if value < part.unlike else Status.UNKNOWN


def _rule(rule: Rule, pairs: Pairs, *, on: int, weights: Weights) -> list[Finding]:
    n = len(pairs.post_ids)
    outcome = rule.judge(pairs.candidates, pairs.posts, on)
    weight = weights.reservations.get(rule.code, 0.0)
    parts = (outcome.status, outcome.hard, np.multiply(outcome.amount, -weight))
    statuses, hards, shares = (np.broadcast_to(part, n).tolist() for part in parts)
    return [
        Finding(rule.code, _STATUS.get(status, Status.UNKNOWN), hard, round(share, DECIMALS) + 0.0)
        for status, hard, share in zip(statuses, hards, shares, strict=True)
    ]


def _scored(candidate_id: str, post_id: str, findings: tuple[Finding, ...], weights: Weights) -> Scored:
    score = round(sum(finding.contribution for finding in findings), DECIMALS)
    blocked = any(finding.hard and finding.status is Status.NOT_MET for finding in findings)
    chance = 0.0 if blocked else weights.calibration.chance(score)
    return Scored(candidate_id, post_id, score, chance, blocked, findings)
