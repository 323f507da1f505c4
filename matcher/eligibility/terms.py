"""What the person asks of a post: dates, place, pay, hours, lodging, travel, needs, kind."""

from __future__ import annotations

import numpy as np

from matcher.columns import NO_DISTRICT, CandidateColumns, PostColumns
from matcher.eligibility.outcome import MET, NOT_MET, UNKNOWN, Array, Outcome, against, status_of
from matcher.needs import NEAR_HOME

STALE_DAYS = 365  # an advert that names no last day is not taken at its word after a year
PAY_SHARE = 0.8
"""Pay is clearly too low under this share of the wish."""


def dates(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """
    Refuse a post that is not open on the day.

    A post without dates, or published long ago without a last day, is unknown and passes.
    """
    open_on = (p.published <= on) & (p.closes >= on)
    known = (p.published > on - STALE_DAYS) | (p.closes != np.iinfo(np.int32).max)
    return Outcome(status_of(known, open_on), hard=True)


def place(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """
    Prefer the districts named, then home; a post's division district and its functional zone both count.

    Without districts named, another district than the home is a small reservation. Blocks where the person wrote 只.
    """
    here, placed = _near(c, p)
    named = (c.districts != NO_DISTRICT).any(axis=-1)
    anywhere = c.any_district == 1
    known = anywhere | placed
    amount = np.where(known & ~here & ~anywhere, np.where(named, 1.0, 0.4), 0.0)
    return Outcome(status_of(known, here | anywhere), amount=amount, hard=(c.only_place == 1) & ~anywhere)


def pay(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """
    Hold pay under the wish against a post; where the person named a floor, pay under it blocks.

    Pay a little under the wish, from ``PAY_SHARE`` on, is open: the person is to be asked.
    """
    share = p.pay_most / c.pay_least
    near = (share >= PAY_SHARE) & (share < 1.0) & (c.pay_floor != 1)
    known = ~np.isnan(share)
    amount = np.where(known, np.clip((1.0 - np.nan_to_num(share, nan=1.0)) / (1.0 - PAY_SHARE), 0.0, 1.0), 0.0)
    return Outcome(status_of(known & ~near, share >= 1.0), amount=amount, hard=c.pay_floor == 1)


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
    """Refuse long or frequent travel, and a place of work outside the city, to those who refuse them."""
    asked = c.refuses_away == 1
    return Outcome(_wanted(asked, p.away == 0, p.away == 1), hard=asked)


def needs(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """
    Hold against a post that its words deny what the person needs; it blocks where the person wrote 不能 or 必须.

    A post that says nothing of a need is unknown and costs nothing: the employer is to be asked. Work near home is met
    in the home district and those named, and denied in any other.
    """
    if not c.needs.any():
        return Outcome(np.full(c.needs.shape, MET, dtype=np.int8))
    here, placed = _near(c, p)
    clash = (c.needs & (p.denies | np.where(placed & ~here, NEAR_HOME, 0))) != 0
    met = (c.needs & ~(p.offers | np.where(placed & here, NEAR_HOME, 0))) == 0
    status = np.where(clash, NOT_MET, np.where(met, MET, UNKNOWN))
    return Outcome(status, amount=np.where(clash, 1.0, 0.0), hard=(c.firm_needs & p.denies) != 0)


def kind(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Prefer the kind of post that the person wants."""
    known = (c.kind >= 0) & (p.kind >= 0)
    same = c.kind == p.kind
    return Outcome(status_of(known, same), amount=np.where(known & ~same, 1.0, 0.0))


def elsewhere(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold against a post that its text places it in another city, anywhere in the country, or abroad."""
    return against(p.elsewhere == 1, 1.0)


def casual(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold against a post that it is a side job, paid by the hour or the day, or done at home: no traineeship."""
    return against(p.casual == 1, 1.0)


def _near(c: CandidateColumns, p: PostColumns) -> tuple[Array, Array]:
    """Tell whether a post is in the home district or one named, and whether both sides' places are known."""
    here = (c.home == p.district) | (c.home == p.zone)
    for district in c.districts.T:
        here |= (district == p.district) | (district == p.zone)
    named = (c.districts != NO_DISTRICT).any(axis=-1)
    return here, ((p.district >= 0) | (p.zone >= 0)) & (named | (c.home >= 0))


def _wanted(asked: Array, given: Array, denied: Array) -> Array:
    if not asked.any():
        return np.full(asked.shape, MET, dtype=np.int8)
    return np.where(asked, np.where(given, MET, np.where(denied, NOT_MET, UNKNOWN)), MET)
