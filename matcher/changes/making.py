"""Make a change: the case as it would be then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from matcher.changes.case import Case
from matcher.changes.change import By, Change, Value
from matcher.changes.easing import with_education, without_denials, without_experience
from matcher.changes.retracting import taken_back, work_taken_back
from matcher.records import Candidate, Education, Kind, Post
from matcher.wishes import Stated, read_stated


def made(change: Change, case: Case) -> Case:
    """Give *case* as it is once *change* is made: its candidate, its post or its day is another one."""
    if change.by is By.TIME and isinstance(change.value, date):
        return replace(case, on=change.value)
    if change.by is By.EMPLOYER:
        return replace(case, post=_BY_EMPLOYER[change.code](case.post, change.value, case.on))
    return replace(case, candidate=_BY_PERSON[change.code](case.candidate, change.value))


def _refuses_night(stated: Stated) -> bool:
    return stated.refuses_night


def _refuses_travel(stated: Stated) -> bool:
    return stated.refuses_travel


def _needs_lodging(stated: Stated) -> bool:
    return stated.needs_lodging


def _with_months(candidate: Candidate, months: int) -> Candidate:
    worked = read_stated(candidate).experience_years or 0.0
    return replace(candidate, experience_years=worked + months / 12)


def _reopened(post: Post, on: date) -> Post:
    published = post.published_on if post.published_on is None or post.published_on <= on else on
    return replace(post, published_on=published, closes_on=on)


_BY_PERSON: dict[str, Callable[[Candidate, Value], Candidate]] = {
    "experience": lambda person, value: _with_months(person, int(str(value))),
    "place": lambda person, value: replace(person, districts=(*person.districts, str(value))),
    "pay": lambda person, value: replace(person, pay_min_month_yuan=float(str(value))),
    "night_shift": lambda person, value: taken_back(person, _refuses_night),
    "lodging": lambda person, value: taken_back(person, _needs_lodging),
    "travel": lambda person, value: taken_back(person, _refuses_travel),
    "unwanted_work": lambda person, value: work_taken_back(person, int(str(value))),
    "certificate": lambda person, value: replace(person, certificates=(*person.certificates, *str(value).split("、"))),
    "language": lambda person, value: replace(person, skills=(*person.skills, *str(value).split("、"))),
    "kind": lambda person, value: replace(person, kind_wanted=Kind(str(value))),
}

_BY_EMPLOYER: dict[str, Callable[[Post, Value, date], Post]] = {
    "education": lambda post, value, on: with_education(post, Education(int(str(value)))),
    "experience": lambda post, value, on: without_experience(post),
    "dates": lambda post, value, on: _reopened(post, on),
    "lodging": lambda post, value, on: replace(post, lodging=True),
    "needs": lambda post, value, on: without_denials(post, int(str(value))),
}
