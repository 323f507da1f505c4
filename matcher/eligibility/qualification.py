"""What a post asks of the person: education, experience, rank, certificates, languages."""

from __future__ import annotations

import numpy as np

from matcher.columns import CandidateColumns, PostColumns
from matcher.eligibility.outcome import MET, NOT_MET, UNKNOWN, Outcome, status_of

EXPERIENCE_MARGIN_YEARS = 1.0
"""More years than this beyond the candidate's own are refused."""

FIRST_YEARS = 1.0
"""Any practice or work stands for so much of what is asked."""

ROUNDING_YEARS = 0.05

SPREAD_YEARS, LONGEST_YEARS = 4.0, 5.0

LEADER_YEARS = 3.0
"""Who has worked so long may lead others."""


def education(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Refuse a post that asks for more education than the candidate has."""
    known = (p.education == 0) | ((p.education > 0) & (c.education > 0))
    status = np.where(known, np.where(c.education >= p.education, MET, NOT_MET), UNKNOWN)
    return Outcome(np.where(p.education == 0, MET, status), hard=True)


def level(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold against a post that it asks for far less education than the candidate has: two levels half, three fully."""
    known = (p.education > 0) & (c.education > 0)
    gap = np.where(known, c.education - p.education, 0)
    return Outcome(status_of(known, gap < 2), amount=np.clip((gap - 1) / 2, 0.0, 1.0))


def experience(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """
    Refuse over a year more experience than the candidate has; up to four years more is a growing reservation.

    Practice and work of any length stand for the first year asked. Who is short by a year or less is unknown: the
    employer may be talked to. Half of the reservation is reached a year beyond what everybody is asked for, a first
    year. Years that only a field names, while the text speaks of requirements and names none, refuse nobody: adverts
    copy such fields.
    """
    own = np.where(c.years > 0, np.maximum(c.years, FIRST_YEARS), c.years)
    beyond = p.years - own
    known = ~np.isnan(beyond) | (p.years == 0)
    refused, met = beyond > EXPERIENCE_MARGIN_YEARS, ~(beyond > ROUNDING_YEARS)
    asked, had = np.fmax(np.minimum(p.years, LONGEST_YEARS), 0.0), np.fmax(own, 0.0)
    soon = np.clip(asked - np.maximum(had, FIRST_YEARS), 0.0, 1.0)
    late = np.clip(asked - had, 0.0, SPREAD_YEARS) / SPREAD_YEARS
    return Outcome(
        np.where(known & refused, NOT_MET, np.where(known & met, MET, UNKNOWN)),
        amount=np.where(known, (soon + late) / 2, 0.0),
        hard=np.broadcast_to(p.years_told == 1, np.shape(beyond)),
    )


def seniority(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold a leader's or expert's title against a post for somebody with under three years of work."""
    lacking = np.clip(1.0 - np.nan_to_num(c.years) / LEADER_YEARS, 0.0, 1.0)
    leads = p.leads == 1
    return Outcome(np.where(leads & (lacking > 0), NOT_MET, MET), amount=np.where(leads, lacking, 0.0))


def certificate(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold against a post that it requires a certificate which the person does not name."""
    missing = (p.certificates & ~c.certificates) != 0
    asked = p.certificates != 0
    return Outcome(status_of(np.broadcast_to(asked, missing.shape), ~missing), amount=np.where(missing, 1.0, 0.0))


def language(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold against a post that it requires a foreign language which the person does not name."""
    missing = (p.languages & ~c.languages) != 0
    asked = p.languages != 0
    return Outcome(status_of(np.broadcast_to(asked, missing.shape), ~missing), amount=np.where(missing, 1.0, 0.0))
