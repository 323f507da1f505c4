"""The way in for graduates: a school that counts, left with a graduation, not too long ago."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from matcher.eligibility.applicant import FLEXIBLE, NOT_TOLD, Applicant, Requirement, stale, studying
from matcher.eligibility.schooling import Graduation, read_school
from matcher.eligibility.verdict import Answer
from matcher.errors import Phrase
from matcher.records import EmploymentStatus, Status

_AT_SCHOOL = Answer(Status.NOT_MET, Phrase("has not left school yet"))
_STATUS_NOT_TOLD = Answer(Status.UNKNOWN, Phrase("whether the person graduated is not told"))
_DAY_NOT_TOLD = Answer(Status.UNKNOWN, Phrase("the day of leaving school is not told"))
_NOT_EMPLOYED = Answer(Status.MET, Phrase("is not employed"))
_EMPLOYED = Answer(Status.NOT_MET, Phrase("is employed; by practice no trainee, the text does not say"))


def school(applicant: Applicant, on: date) -> Answer:
    """Ask for a university or vocational school, or a class of technician schools that is named."""
    return read_school(applicant.candidate, applicant.edition.graduates)


def graduated(applicant: Applicant, on: date) -> Answer:
    """Ask for a graduation; who left without one did not graduate [?], and who is at school has not yet."""
    if applicant.at_school:
        return stale(applicant.candidate.graduated_on) if applicant.was_to_leave(on) else _AT_SCHOOL
    return _graduated(applicant.graduation, applicant.candidate.graduation_status)


@lru_cache(maxsize=1024)
def _graduated(graduation: Graduation, written: str | None) -> Answer:
    if written is None:
        return _STATUS_NOT_TOLD
    if graduation is Graduation.GRADUATED:
        return Answer(Status.MET, Phrase.of("graduated (“{written}”)", written=written))
    if graduation is Graduation.LEFT:
        reason = Phrase.of("“{written}” is not a graduation; by practice, the text does not say", written=written)
        return Answer(Status.NOT_MET, reason)
    return Answer(Status.UNKNOWN, Phrase.of("“{written}” does not tell whether the person graduated", written=written))


def window(applicant: Applicant, on: date) -> Answer:
    """Ask that school was left within the years of the edition, the anniversary included."""
    left_on, last = applicant.candidate.graduated_on, applicant.window_ends_on
    if left_on is None or last is None:
        return _DAY_NOT_TOLD
    if on < left_on:
        return Answer(Status.NOT_MET, Phrase.of("leaves school on {day}", day=left_on))
    return _left(left_on, applicant.edition.graduates.window_years, last, on <= last)


@lru_cache(maxsize=8192)
def _left(left_on: date, years: int, last: date, within: bool) -> Answer:
    told = {"day": left_on, "n": years, "last": last}
    if within:
        return Answer(Status.MET, Phrase("left school on {day}; within {n} years until {last}", told))
    return Answer(Status.NOT_MET, Phrase("left school on {day}; the {n} years ended on {last}", told))


def not_employed(applicant: Applicant, on: date) -> Answer | None:
    """Ask that the graduate does not work, where the edition has that practice [?]."""
    if not applicant.edition.graduates.unemployed_only:
        return None
    status = applicant.candidate.employment_status
    if status is None:
        return NOT_TOLD
    if status is EmploymentStatus.FLEXIBLE:
        return FLEXIBLE[applicant.edition.youth.flexible_is_unemployed]
    return studying(applicant, on) or (_EMPLOYED if status is EmploymentStatus.EMPLOYED else _NOT_EMPLOYED)


REQUIREMENTS = (
    Requirement("school", "学历", school),
    Requirement("graduated", "毕业状态", graduated),
    Requirement("window", "毕业日期", window),
    Requirement("not_employed", "就业状态", not_employed, stated=False),
)
