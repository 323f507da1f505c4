"""How people stand towards outreach, gathered from what is stored: one read of each shelf, whatever the number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from api.house import House
from data.outreach.following import load_following
from data.reference import load_workdays
from data.store import (
    Session,
    aftercare_of,
    attempts_by_candidate,
    candidates_with_phone,
    caseloads_of,
    claimed_by_candidate,
    employments_of,
    field_moments,
    placements_near,
)
from matcher.outreach.attempts import Setting, rests_until
from matcher.outreach.situation import Asking, Situation
from matcher.records import (
    Aftercare,
    AftercareOutcome,
    Attempt,
    Candidate,
    Caseload,
    Claimed,
    ContactResult,
    Employment,
    Placement,
)

WORKING = (AftercareOutcome.EMPLOYED, AftercareOutcome.SELF_EMPLOYED)


@dataclass(frozen=True, slots=True)
class Ledgers:
    """What is stored of people's outreach and work, by candidate."""

    attempts: dict[str, list[Attempt]]
    claimed: dict[str, Claimed]
    caseloads: dict[str, Caseload]
    placements: dict[str, list[Placement]]
    employments: dict[str, list[Employment]]
    aftercare: dict[str, list[Aftercare]]
    with_phone: frozenset[str]
    phone_since: dict[str, datetime]  # of those whose number was wrong
    consented_at: dict[str, datetime]  # of those who opted out


def knows_holidays(on: date) -> bool:
    """Tell whether the public holidays of a day's year are known; where not, Monday to Friday is counted."""
    return load_workdays().knows(on, on)


def asking_on(house: House, *, as_of: date | None = None, caseworker: str | None = None) -> Asking:
    """Ask for now; for another day for the time when its first channel opens."""
    policy = house.outreach
    zone = timezone(timedelta(hours=policy.utc_offset_hours))
    at = (house.moment() if as_of is None else house.clock()).astimezone(zone)
    day = as_of or at.date()
    if at.date() != day:
        opens = min(hours.since for channel in policy.channels for hours in channel.hours)
        at = datetime.combine(day, opens, zone)
    return Asking(policy, at, load_workdays(), caseworker)


def read_ledgers(session: Session, ids: Sequence[str]) -> Ledgers:
    """Read what is stored of the outreach and work of some candidates."""
    attempts = attempts_by_candidate(session, ids)
    return Ledgers(
        attempts,
        {one.candidate_id: one for one in claimed_by_candidate(session, ids)},
        {one.candidate_id: one for one in caseloads_of(session, ids)},
        _by_candidate(placements_near(session, candidate_ids=ids).values()),
        employments_of(session, ids),
        aftercare_of(session, ids),
        candidates_with_phone(session, ids),
        field_moments(session, "candidate", _with(attempts, ContactResult.WRONG_NUMBER), "self.phone"),
        field_moments(session, "candidate", _with(attempts, ContactResult.OPTED_OUT), "contact_consent"),
    )


def _with(attempts: Mapping[str, Sequence[Attempt]], result: ContactResult) -> Iterator[str]:
    return (id for id, tried in attempts.items() if any(one.result is result for one in tried))


def situations(house: House, people: Iterable[Candidate], ledgers: Ledgers, *, asking: Asking) -> Iterator[Situation]:
    """Give how people stand on the day, each to be judged by the edition in force."""
    edition, day = house.rulebook.on(asking.day), asking.day
    setting = Setting(asking.policy, load_following(), asking.workdays)
    for person in people:
        placements = ledgers.placements.get(person.id, ())
        yield Situation(
            candidate=person,
            edition=edition,
            on=day,
            attempts=tuple(ledgers.attempts.get(person.id, ())),
            claimed=ledgers.claimed.get(person.id),
            caseload=ledgers.caseloads.get(person.id),
            rests_until=rests_until(ledgers.attempts.get(person.id, ()), setting),
            works=any(_works(one, day) for one in placements)
            or any(_insured(one, day) for one in ledgers.employments.get(person.id, ()))
            or any(_found_work(one, asking) for one in ledgers.aftercare.get(person.id, ())),
            placed_from=min((one.starts_on for one in placements if one.last_day >= day), default=None),
            placed_until=max((one.last_day for one in placements if one.last_day >= day), default=None),
            placed_last=max((one.last_day for one in placements if one.last_day < day), default=None),
            has_phone=person.id in ledgers.with_phone,
            phone_since=ledgers.phone_since.get(person.id),
            consented_at=ledgers.consented_at.get(person.id),
        )


def _works(one: Placement, day: date) -> bool:
    """Tell whether a labour contract that followed a traineeship runs."""
    if one.contract_on is None or one.contract_on > day:
        return False
    return one.contract_ended_on is None or one.contract_ended_on >= day


def _insured(one: Employment, day: date) -> bool:
    return one.insured_from <= day and (one.insured_until is None or one.insured_until >= day)


def _found_work(one: Aftercare, asking: Asking) -> bool:
    """Tell whether somebody was recorded to have found work after a traineeship, as long as such a word counts."""
    if one.outcome not in WORKING or one.outcome_on is None or one.outcome_on > asking.day:
        return False
    return asking.day < one.outcome_on + timedelta(days=asking.policy.caps.days_after_start)


def _by_candidate(records: Iterable[Placement]) -> dict[str, list[Placement]]:
    found: dict[str, list[Placement]] = {}
    for one in records:
        found.setdefault(one.candidate_id, []).append(one)
    return found
