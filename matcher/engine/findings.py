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
    findings = zip(*columns, *_rules(pairs, on=on, weights=weights), strict=True)
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


def _rules(pairs: Pairs, *, on: int, weights: Weights) -> list[list[Finding]]:
    rules = rules_with(pairs.majors)
    shape = (len(rules), len(pairs.post_ids))
    statuses, hards, shares = np.empty(shape, np.int8), np.empty(shape, np.bool_), np.empty(shape)
    for i, rule in enumerate(rules):
        outcome = rule.judge(pairs.candidates, pairs.posts, on)
        statuses[i], hards[i] = outcome.status, outcome.hard
        shares[i] = np.multiply(outcome.amount, -weights.reservations.get(rule.code, 0.0))
    judged = zip(statuses.tolist(), hards.tolist(), shares.tolist(), strict=True)
    return [_rule(rule, list(zip(*one, strict=True))) for rule, one in zip(rules, judged, strict=True)]


def _rule(rule: Rule, judged: list[tuple[int, bool, float]]) -> list[Finding]:
    """Give a finding for each pair; those of which a rule says the same share one."""
    made = {
        (status, hard, share): Finding(
            rule.code, _STATUS.get(status, Status.UNKNOWN), hard, round(share, DECIMALS) + 0.0
        )
        for status, hard, share in set(judged)
    }
    return [made[one] for one in judged]


def _scored(candidate_id: str, post_id: str, findings: tuple[Finding, ...], weights: Weights) -> Scored:
    score = round(sum(finding.contribution for finding in findings), DECIMALS)
    blocked = any(finding.hard and finding.status is Status.NOT_MET for finding in findings)
    chance = 0.0 if blocked else weights.calibration.chance(score)
    return Scored(candidate_id, post_id, score, chance, blocked, findings)
