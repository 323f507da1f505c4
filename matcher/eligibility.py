"""What a post requires and what a person rules out: one rule a criterion, for a pair or for all pairs at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.columns import NO_DISTRICT, CandidateColumns, PostColumns
from matcher.work import PLAIN_WORK

MET, UNKNOWN, NOT_MET = 1, 0, -1
"""A criterion's status in arrays."""

EXPERIENCE_MARGIN_YEARS = 1.0
"""More years than this beyond the candidate's own are refused."""

LEADER_YEARS = 3.0
"""Who has worked so long may lead others."""

STALE_DAYS = 365  # an advert that names no last day is not taken at its word after a year
PAY_SHARE = 0.8
"""Pay is clearly too low under this share of the wish."""

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one criterion stands for the pairs: arrays that broadcast against each other."""

    status: Array  # MET, UNKNOWN, NOT_MET
    amount: Array | float = 0.0  # how grave the reservation is, 0..1
    hard: Array | bool = False  # not met blocks the pair


@dataclass(frozen=True, slots=True)
class Rule:
    """A criterion: its code, the field of the post it is read from, and how it is judged."""

    code: str
    field: str
    judge: Callable[[CandidateColumns, PostColumns, int], Outcome]


def education(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Refuse a post that asks for more education than the candidate has."""
    known = (p.education == 0) | ((p.education > 0) & (c.education > 0))
    status = np.where(known, np.where(c.education >= p.education, MET, NOT_MET), UNKNOWN)
    return Outcome(np.where(p.education == 0, MET, status), hard=True)


def level(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold against a post that it asks for far less education than the candidate has: two levels half, three fully."""
    known = (p.education > 0) & (c.education > 0)
    gap = np.where(known, c.education - p.education, 0)
    return Outcome(_status(known, gap < 2), amount=np.clip((gap - 1) / 2, 0.0, 1.0))


def experience(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """
    Refuse over a year more experience than the candidate has; up to a year more is a reservation.

    A first year is none: every beginner is asked for one.
    """
    beyond = p.years - c.years
    known = ~np.isnan(beyond) | (p.years == 0)
    met = ~(beyond > EXPERIENCE_MARGIN_YEARS)
    more = np.nan_to_num(p.years - np.maximum(c.years, EXPERIENCE_MARGIN_YEARS))
    amount = np.where(known, np.clip(more, 0.0, 1.0), 0.0)
    return Outcome(_status(known, met), amount=amount, hard=True)


def seniority(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold a leader's or expert's title against a post for somebody with under three years of work."""
    lacking = np.clip(1.0 - np.nan_to_num(c.years) / LEADER_YEARS, 0.0, 1.0)
    leads = p.leads == 1
    return Outcome(np.where(leads & (lacking > 0), NOT_MET, MET), amount=np.where(leads, lacking, 0.0))


def dates(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """
    Refuse a post that is not open on the day.

    A post without dates, or published long ago without a last day, is unknown and passes.
    """
    open_on = (p.published <= on) & (p.closes >= on)
    known = (p.published > on - STALE_DAYS) | (p.closes != np.iinfo(np.int32).max)
    return Outcome(_status(known, open_on), hard=True)


def place(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """
    Prefer the districts named, then home; a post's division district and its functional zone both count.

    Without districts named, another district than the home is a small reservation. Blocks where the person wrote 只.
    """
    here = _among(c.districts, p) | (c.home == p.district) | (c.home == p.zone)
    named = (c.districts != NO_DISTRICT).any(axis=-1)
    anywhere = c.any_district == 1
    known = anywhere | (((p.district >= 0) | (p.zone >= 0)) & (named | (c.home >= 0)))
    amount = np.where(known & ~here & ~anywhere, np.where(named, 1.0, 0.4), 0.0)
    return Outcome(_status(known, here | anywhere), amount=amount, hard=(c.only_place == 1) & ~anywhere)


def pay(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold pay clearly under the wish against a post; where the person named a floor, pay under it blocks."""
    share = p.pay_most / c.pay_least
    known = ~np.isnan(share)
    least = np.where(c.pay_floor == 1, 1.0, PAY_SHARE)
    amount = np.where(known, np.clip((1.0 - np.nan_to_num(share, nan=1.0)) / (1.0 - PAY_SHARE), 0.0, 1.0), 0.0)
    return Outcome(_status(known, share >= least), amount=amount, hard=c.pay_floor == 1)


def night_shift(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Refuse night shifts to those who refuse them."""
    asked = c.refuses_night == 1
    return Outcome(_wanted(asked, p.night == 0, p.night == 1), hard=asked)


def lodging(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Prefer posts with lodging for those who need it; silence is half a reservation."""
    asked = c.needs_lodging == 1
    without = np.where(p.lodging == 0, 1.0, np.where(p.lodging == 1, 0.0, 0.5))
    return Outcome(
        _wanted(asked, p.lodging == 1, p.lodging == 0),
        amount=np.where(asked, without, 0.0),
        hard=c.insists_lodging == 1,
    )


def travel(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Refuse long or frequent travel to those who refuse it."""
    asked = c.refuses_away == 1
    return Outcome(_wanted(asked, p.away == 0, p.away == 1), hard=asked)


def unwanted_work(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold work that the person does not want against a post."""
    asked = c.refused_work != 0
    such = (c.refused_work & p.work) != 0
    return Outcome(_status(asked, ~such), amount=np.where(such, 1.0, 0.0))


def unasked_work(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold plain work (sales, guards, care, drivers, …) against a post for somebody who did not speak of it."""
    unasked = (p.work & PLAIN_WORK & ~c.asked_work) != 0
    return Outcome(np.where(unasked, NOT_MET, MET), amount=np.where(unasked, 1.0, 0.0))


def advert(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold it against an advert that it promises or asks what serious employers do not."""
    doubtful = p.doubtful == 1
    return Outcome(np.where(doubtful, NOT_MET, MET), amount=np.where(doubtful, 1.0, 0.0))


def kind(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Prefer the kind of post that the person wants."""
    known = (c.kind >= 0) & (p.kind >= 0)
    same = c.kind == p.kind
    return Outcome(_status(known, same), amount=np.where(known & ~same, 1.0, 0.0))


RULES = (
    Rule("education", "学历要求", education),
    Rule("level", "学历要求", level),
    Rule("experience", "岗位描述", experience),
    Rule("seniority", "岗位名称", seniority),
    Rule("dates", "截止日期", dates),
    Rule("place", "工作地点", place),
    Rule("pay", "生活补贴(元/月)", pay),
    Rule("night_shift", "夜班", night_shift),
    Rule("lodging", "食宿", lodging),
    Rule("travel", "岗位描述", travel),
    Rule("unwanted_work", "岗位描述", unwanted_work),
    Rule("unasked_work", "岗位名称", unasked_work),
    Rule("kind", "岗位类别", kind),
    Rule("advert", "岗位描述", advert),
)


def _status(known: Array, met: Array) -> Array:
    signs = np.multiply(np.asarray(met).astype(np.int8), 2, dtype=np.int8) - np.int8(1)  # MET or NOT_MET
    return np.asarray(signs * known)


def _wanted(asked: Array, given: Array, denied: Array) -> Array:
    if not asked.any():
        return np.full(asked.shape, MET, dtype=np.int8)
    return np.where(asked, np.where(given, MET, np.where(denied, NOT_MET, UNKNOWN)), MET)


def _among(districts: Array, p: PostColumns) -> Array:
    found = (districts == p.district[..., None]) | (districts == p.zone[..., None])
    return np.asarray(found.any(axis=-1))
