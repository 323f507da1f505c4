"""The way in for young people in a state of unemployment, whatever their education."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from matcher.eligibility.applicant import FLEXIBLE, NOT_TOLD, Applicant, Requirement, studying
from matcher.eligibility.schooling import Graduation
from matcher.eligibility.verdict import Answer
from matcher.errors import Phrase
from matcher.months import ONE_DAY
from matcher.records import EmploymentStatus, Status

_BIRTH_NOT_TOLD = Answer(Status.UNKNOWN, Phrase("the day of birth is not told"))
_UNEMPLOYED = Answer(Status.MET, Phrase("is unemployed"))
_EMPLOYED = Answer(Status.NOT_MET, Phrase("is employed"))
_AT_SCHOOL = Answer(Status.NOT_MET, Phrase("is at school, which is not unemployed"))
_UNREGISTERED = Answer(Status.UNKNOWN, Phrase("is not registered as unemployed: register to qualify"))


def age(applicant: Applicant, on: date) -> Answer:
    """Ask for an age, reached on the birthday; that of 29 February is 28 February in other years."""
    first, after, rule = applicant.old_enough_on, applicant.too_old_on, applicant.edition.youth
    if first is None or after is None:
        return _BIRTH_NOT_TOLD
    if on < first:
        return _too_young(rule.age_min, first)
    return _of_age(rule.age_min, rule.age_max, after) if on < after else _too_old(rule.age_max, after)


@lru_cache(maxsize=4096)
def _too_young(age_min: int, first: date) -> Answer:
    return Answer(Status.NOT_MET, Phrase.of("is under {age} years old until {day}", age=age_min, day=first - ONE_DAY))


@lru_cache(maxsize=16384)
def _of_age(age_min: int, age_max: int, after: date) -> Answer:
    reason = Phrase.of("is {low} to {high} years old until {day}", low=age_min, high=age_max, day=after - ONE_DAY)
    return Answer(Status.MET, reason)


@lru_cache(maxsize=16384)
def _too_old(age_max: int, after: date) -> Answer:
    return Answer(Status.NOT_MET, Phrase.of("is over {age} years old since {day}", age=age_max, day=after))


def unemployed(applicant: Applicant, on: date) -> Answer:
    """Ask for a state of unemployment; whoever is at school is in none."""
    status = applicant.candidate.employment_status
    if status is None:
        return NOT_TOLD
    if status is EmploymentStatus.EMPLOYED:
        return _EMPLOYED
    if applicant.graduation is Graduation.STUDYING and not applicant.was_to_leave(on):
        return _AT_SCHOOL
    if status is EmploymentStatus.FLEXIBLE:
        return FLEXIBLE[applicant.edition.youth.flexible_is_unemployed]
    return studying(applicant, on) or _UNEMPLOYED


def registered(applicant: Applicant, on: date) -> Answer | None:
    """Ask for a registration as unemployed, where the edition does [?]; who has none can still get one."""
    if not applicant.edition.youth.requires_registration:
        return None
    day = applicant.candidate.unemployment_registered_on
    if day is None:
        return _UNREGISTERED
    return _registered(day) if day <= on else _registered_later(day)


@lru_cache(maxsize=4096)
def _registered(day: date) -> Answer:
    return Answer(Status.MET, Phrase.of("is registered as unemployed since {day}", day=day))


@lru_cache(maxsize=4096)
def _registered_later(day: date) -> Answer:
    return Answer(Status.UNKNOWN, Phrase.of("is registered as unemployed since {day} only", day=day))


REQUIREMENTS = (
    Requirement("age", "出生日期", age),
    Requirement("unemployed", "就业状态", unemployed),
    Requirement("registered", "失业登记日期", registered, stated=False),
)
