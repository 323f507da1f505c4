"""Which changes could settle a criterion, the smallest first: by whoever can make it with the least."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.adverts import read_told
from matcher.certificates import certificate_names, certificates_asked, certificates_held
from matcher.changes.case import Case
from matcher.changes.change import (
    Change,
    accept_kind,
    accept_night_shifts,
    accept_pay,
    accept_place,
    accept_travel,
    accept_work,
    earn_certificates,
    find_lodging,
    gain_experience,
    know_languages,
    lower_education,
    meet_needs,
    offer_lodging,
    reopen,
    wait_until,
    waive_experience,
)
from matcher.columns import CandidateColumns, Districts, PostColumns
from matcher.eligibility import NOT_MET, RULES
from matcher.languages import language_names, languages_asked, languages_known
from matcher.needs import read_workplace
from matcher.text import clean
from matcher.wishes import read_stated

MOST_MONTHS = 120
"""Nobody is told to work longer than this first."""

Options = Callable[[Case], tuple[Change, ...]]


def _education(case: Case) -> tuple[Change, ...]:
    held = case.candidate.education
    return () if held is None else (lower_education(held),)


def _experience(case: Case) -> tuple[Change, ...]:
    """Search the months of work after which the rule no longer blocks; a case that it does not block is to be met."""
    worked = read_stated(case.candidate).experience_years
    if worked is None:
        return ()
    person = CandidateColumns.of([case.candidate], Districts()).take(np.zeros(MOST_MONTHS + 1, dtype=np.intp))
    years = np.asarray(worked + np.arange(MOST_MONTHS + 1) / 12, dtype=np.float32)
    rule = next(rule for rule in RULES if rule.code == "experience")
    post = PostColumns.of([case.post], Districts())
    outcome = rule.judge(replace(person, years=years), post, case.on.toordinal())
    refused = np.broadcast_to((outcome.status == NOT_MET) & outcome.hard, years.shape)
    reserved = np.broadcast_to(np.asarray(outcome.amount) > 0, years.shape)
    months = _first_free(refused if refused[0] else reserved)
    gained = (gain_experience(months, first=worked == 0 and months == 1),) if months else ()
    return (*gained, waive_experience())


def _first_free(held_up: NDArray[np.bool_]) -> int | None:
    """Give the place of the first that is not held up; None = all are."""
    free = np.flatnonzero(~held_up)
    return int(free[0]) if len(free) else None


def _dates(case: Case) -> tuple[Change, ...]:
    published, closes = case.post.published_on, case.post.closes_on
    if published is not None and published > case.on and (closes is None or closes >= published):
        return (wait_until(published),)
    return (reopen(),)


def _place(case: Case) -> tuple[Change, ...]:
    name = case.post.zone or case.post.district
    return () if name is None else (accept_place(name),)


def _pay(case: Case) -> tuple[Change, ...]:
    most, least = case.post.pay_max_month_yuan, case.post.pay_min_month_yuan
    offered = least if most is None else most
    return () if offered is None or offered < 1 else (accept_pay(int(offered)),)


def _night_shift(case: Case) -> tuple[Change, ...]:
    return (accept_night_shifts(),)


def _lodging(case: Case) -> tuple[Change, ...]:
    """Ask the person first where the advert denies lodging, and the employer where it is silent."""
    person, employer = find_lodging(), offer_lodging()
    return (person, employer) if read_told(case.post).lodging is False else (employer, person)


def _travel(case: Case) -> tuple[Change, ...]:
    return (accept_travel(),)


def _needs(case: Case) -> tuple[Change, ...]:
    stated, denied = read_stated(case.candidate), read_workplace(case.post)[0]
    bits = stated.firm_needs & denied or stated.needs & denied
    return (meet_needs(bits),) if bits else ()


def _unwanted_work(case: Case) -> tuple[Change, ...]:
    told = read_told(case.post)
    bits = read_stated(case.candidate).refused_work & (told.work | told.told_work)
    return (accept_work(bits),) if bits else ()


def _certificate(case: Case) -> tuple[Change, ...]:
    person, post = case.candidate, case.post
    asked = certificates_asked(clean(post.title), clean(post.description), clean(" ".join(post.certificates)))
    held = certificates_held(clean("。".join((*person.certificates, *person.skills, person.experience or ""))))
    missing = certificate_names(asked & ~held)
    return (earn_certificates(missing),) if missing else ()


def _language(case: Case) -> tuple[Change, ...]:
    person, post = case.candidate, case.post
    asked = languages_asked(clean(post.title), clean(post.description))
    words = (person.major, person.wish, *person.certificates, *person.skills, person.experience)
    missing = language_names(asked & ~languages_known(clean("。".join(filter(None, words)))))
    return (know_languages(missing),) if missing else ()


def _kind(case: Case) -> tuple[Change, ...]:
    return () if case.post.kind is None else (accept_kind(case.post.kind),)


OPTIONS: dict[str, Options] = {
    "education": _education,
    "experience": _experience,
    "certificate": _certificate,
    "language": _language,
    "dates": _dates,
    "place": _place,
    "pay": _pay,
    "night_shift": _night_shift,
    "lodging": _lodging,
    "travel": _travel,
    "needs": _needs,
    "unwanted_work": _unwanted_work,
    "kind": _kind,
}
"""The changes by criterion; one that is not there is nothing that anybody could change."""
