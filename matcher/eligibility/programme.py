"""Who is eligible under the programme: as a graduate or as an unemployed young person, as of a day, until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from matcher.editions import Edition, GraduateRule, Validity, YouthRule
from matcher.eligibility import graduates, youth
from matcher.eligibility.applicant import Applicant, Requirement
from matcher.eligibility.verdict import Answer, Check, Eligibility, Verdict, Way, WayIn
from matcher.errors import Phrase
from matcher.months import ONE_DAY
from matcher.records import Candidate, EmploymentStatus, Status

__all__ = [
    "Check",
    "Eligibility",
    "Verdict",
    "Way",
    "WayIn",
    "eligible_ids",
    "judge",
    "lacks_registration",
    "next_turn",
    "verdict_on",
    "ways_at_start",
]


def _expired(valid: Validity, on: date) -> Answer | None:
    """Refuse a way whose rule has ended; before the first edition its rules stand for those that are not known."""
    if valid.until is None or on <= valid.until:
        return None
    return Answer(Status.NOT_MET, Phrase.of("this rule was in force until {day}", day=valid.until))


def _graduates_expired(applicant: Applicant, on: date) -> Answer | None:
    return _expired(applicant.edition.graduates.valid, on)


def _youth_expired(applicant: Applicant, on: date) -> Answer | None:
    return _expired(applicant.edition.youth.valid, on)


@dataclass(frozen=True, slots=True)
class _Path:
    """A way in: the rule of the edition that it follows, and what is asked for."""

    way: WayIn
    rule_of: Callable[[Edition], GraduateRule | YouthRule]
    requirements: tuple[Requirement, ...]


_PATHS = (
    _Path(
        WayIn.GRADUATE,
        lambda edition: edition.graduates,
        (*graduates.REQUIREMENTS, Requirement("in_force", None, _graduates_expired)),
    ),
    _Path(
        WayIn.YOUTH,
        lambda edition: edition.youth,
        (*youth.REQUIREMENTS, Requirement("in_force", None, _youth_expired)),
    ),
)


def judge(candidate: Candidate, *, edition: Edition, on: date) -> Eligibility:
    """
    Decide whether a person is eligible, with every requirement of both ways in and until when that holds.

    Nothing but the two ways counts: no name, no sex, no place. That a traineeship is wanted is taken from the person's
    being here.

    Args:
        candidate: as the record stands now, whatever *on* is: no earlier values are kept.
        edition: whose rules decide; its id is in the result.
        on: the day as of which it is decided.
    """
    applicant = Applicant.of(candidate, edition)
    ways = tuple(_way(path, applicant, on) for path in _PATHS)
    verdict = _verdict([way.status for way in ways])
    until, then = _end(applicant, verdict, on)
    return Eligibility(candidate.id, edition.id, on, verdict, until, then, ways)


def ways_at_start(candidate: Candidate, *, edition: Edition, on: date) -> tuple[Way, ...]:
    """
    Tell by which ways somebody was eligible who began a traineeship on a day.

    What the person does now says nothing of that day: a trainee who was kept is employed since. So a trainee is taken
    for unemployed then, and what decides is school, window, age and registration, which have days of their own.
    """
    then = replace(candidate, employment_status=EmploymentStatus.UNEMPLOYED)
    return judge(then, edition=edition, on=on).ways


def next_turn(candidate: Candidate, *, edition: Edition, on: date) -> date | None:
    """
    Give the first day after *on* on which the verdict may be another one; None = time alone changes nothing.

    It costs a part of judging, and no verdict ends sooner than the day before.
    """
    return min((day for day in _turns(Applicant.of(candidate, edition)) if day > on), default=None)


def verdict_on(candidate: Candidate, *, edition: Edition, on: date) -> Verdict:
    """Give the verdict of ``judge`` alone."""
    return _verdict_of(Applicant.of(candidate, edition), on)


def eligible_ids(candidates: Iterable[Candidate], *, edition: Edition, on: date) -> frozenset[str]:
    """Give the ids of those who are eligible on a day: whom push, outreach and fairs may reach."""
    return frozenset(one.id for one in candidates if verdict_on(one, edition=edition, on=on) is Verdict.ELIGIBLE)


def lacks_registration(found: Eligibility) -> bool:
    """Tell whether nothing but a registration as unemployed is missing for the person to be eligible."""
    return found.verdict is Verdict.UNKNOWN and any(
        way.status is Status.UNKNOWN
        and all(check.status is Status.MET or check.code == "registered" for check in way.checks)
        for way in found.ways
    )


def _way(path: _Path, applicant: Applicant, on: date) -> Way:
    clause = path.rule_of(applicant.edition).clause
    checks = tuple(
        Check(one.code, answer.status, answer.reason, clause if one.stated else None, one.field)
        for one in path.requirements
        if (answer := one.judge(applicant, on)) is not None
    )
    return Way(path.way, _status([check.status for check in checks]), checks)


def _status(statuses: Iterable[Status]) -> Status:
    if Status.NOT_MET in statuses:
        return Status.NOT_MET
    return Status.UNKNOWN if Status.UNKNOWN in statuses else Status.MET


def _verdict(statuses: Iterable[Status]) -> Verdict:
    if Status.MET in statuses:
        return Verdict.ELIGIBLE
    return Verdict.UNKNOWN if Status.UNKNOWN in statuses else Verdict.NOT_ELIGIBLE


def _verdict_of(applicant: Applicant, on: date) -> Verdict:
    return _verdict([_status_of(path, applicant, on) for path in _PATHS])


def _status_of(path: _Path, applicant: Applicant, on: date) -> Status:
    """Give the status of a way, no further than to the first requirement that is not met."""
    status = Status.MET
    for one in path.requirements:
        answer = one.judge(applicant, on)
        if answer is None or answer.status is Status.MET:
            continue
        if answer.status is Status.NOT_MET:
            return Status.NOT_MET
        status = Status.UNKNOWN
    return status


def _end(applicant: Applicant, verdict: Verdict, on: date) -> tuple[date | None, Verdict | None]:
    """Give the last day of a verdict and the one after it: it can change only on the days on which an answer does."""
    for day in sorted(day for day in _turns(applicant) if day > on):
        if (then := _verdict_of(applicant, day)) is not verdict:
            return day - ONE_DAY, then
    return None, None


def _turns(applicant: Applicant) -> set[date]:
    """Give the days from which on an answer may be another."""
    one = applicant.candidate
    rules = (applicant.edition.graduates, applicant.edition.youth)
    last_days = {applicant.window_ends_on, *(rule.valid.until for rule in rules)}
    first_days = {one.graduated_on, applicant.old_enough_on, applicant.too_old_on, one.unemployment_registered_on}
    return {day for day in first_days if day is not None} | {day + ONE_DAY for day in last_days if day is not None}
