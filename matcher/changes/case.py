"""One candidate, one post and a day, and how every rule judges them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from matcher.columns import CandidateColumns, Districts, PostColumns
from matcher.eligibility import NOT_MET, RULES, Outcome
from matcher.records import Candidate, Post


@dataclass(frozen=True, slots=True)
class Case:
    """A pair on a day: what a change is made to."""

    candidate: Candidate
    post: Post
    on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """How one criterion stands for a case."""

    blocks: bool
    amount: float  # how grave the reservation is, 0..1


Standings = Mapping[str, Standing]


def judge_case(case: Case) -> Standings:
    """Judge *case* by every rule, from its records alone; that on majors never blocks, and nobody changes a major."""
    names = (case.candidate.home_district, *case.candidate.districts, case.post.district, case.post.zone)
    districts = Districts().extended(names)
    seeker, offer = CandidateColumns.of([case.candidate], districts), PostColumns.of([case.post], districts)
    judged = ((rule.code, rule.judge(seeker, offer, case.on.toordinal())) for rule in RULES if rule.code != "major")
    return {code: _standing(outcome) for code, outcome in judged}


def blocking(standings: Standings) -> tuple[str, ...]:
    """Give the codes of the criteria that block the case, in the order of the rules."""
    return tuple(code for code, standing in standings.items() if standing.blocks)


def _standing(outcome: Outcome) -> Standing:
    status, amount, hard = (np.asarray(part).item() for part in (outcome.status, outcome.amount, outcome.hard))
    return Standing(blocks=bool(hard) and status == NOT_MET, amount=float(amount))
