"""What kind of work it is, and how far the advert can be trusted."""

from __future__ import annotations

import numpy as np

from matcher.columns import CandidateColumns, PostColumns
from matcher.eligibility.outcome import MET, NOT_MET, UNKNOWN, Outcome, against, status_of
from matcher.traps import TRAP, TRUSTED
from matcher.work import PLAIN_WORK, PLAINLY_TOLD, SALES

USUAL_PAY_YUAN = (9_500.0, 9_500.0, 9_500.0, 9_500.0, 12_000.0, 16_000.0, 22_000.0)
"""Monthly pay that a beginner of each level of education may be offered in earnest in Jinan; index: Education."""


def unwanted_work(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """
    Refuse a post whose title is work that the person refuses; such work in the text is held against it.

    A text can speak of work that others do, so it blocks only where nobody speaks so of any other work.
    """
    asked = c.refused_work != 0
    if not asked.any():
        return Outcome(np.full(asked.shape, UNKNOWN, dtype=np.int8))
    titled = (c.refused_work & p.work) != 0
    told = ((c.refused_work & p.told_work) != 0) | (((c.refused_work & SALES) != 0) & (p.sells == 1))
    sure = titled | ((c.refused_work & p.told_work & PLAINLY_TOLD) != 0)
    return Outcome(status_of(asked, ~(titled | told)), amount=np.where(titled | told, 1.0, 0.0), hard=sure)


def unasked_work(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold plain work (sales, guards, care, drivers, …) against a post for somebody who did not speak of it."""
    work = p.work | np.where(p.sells == 1, SALES, 0)
    return against((work & PLAIN_WORK & ~c.asked_work) != 0, 1.0)


def selling(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold against a post that its text speaks of selling, by how much, for somebody who did not ask for it."""
    unasked = (c.asked_work & SALES) == 0
    return against(unasked & (p.selling >= 0.5), p.selling)


def advert(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold against an advert that it promises or asks what serious employers do not; refuse one found to be a trap."""
    doubted = p.doubtful != TRUSTED
    return Outcome(np.where(doubted, NOT_MET, MET), amount=np.where(doubted, 1.0, 0.0), hard=p.doubtful == TRAP)


def hype(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold against a post that its title cries out (高薪, 急聘, 月入过万) instead of naming the work."""
    return against(p.hype > 0, p.hype)


def agency(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold against a post that an agency advertises it: who the employer is stays open."""
    return against(p.agency == 1, 1.0)


def promised_pay(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold pay against a post that is far above what beginners earn: it asks for more than it says, or is a lure."""
    middle = np.sqrt(np.maximum(p.pay_least, 500.0) * np.maximum(p.pay_most, 500.0))
    usual = np.asarray(USUAL_PAY_YUAN)[np.clip(c.education, 0, 6)]
    times = middle / usual
    doublings = np.log2(times, out=np.zeros(times.shape), where=times > 1.0)
    return Outcome(status_of(~np.isnan(middle), doublings < 1.0), amount=np.minimum(doublings, 1.0))


def silent(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
    """Hold it against an advert that it says next to nothing of the work, by how little it says."""
    return against(p.silent >= 0.5, p.silent)
