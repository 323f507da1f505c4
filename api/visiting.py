"""What became of the guests of a fair: kept once, and with it what follows for outreach, feedback and the next fair."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

from api.house import House
from data import log
from data.store import (
    Session,
    Tally,
    add_attempts,
    add_feedback,
    candidates_by_id,
    existing_posts,
    get_fair,
    guests_of,
    known_visits,
    lock_sequence,
    put_visits,
    replace_guests,
)
from matcher.fairs.guests import KeptGuest
from matcher.fairs.results import CONTACTS, EVENTS, weightiest
from matcher.outreach.timing import ground_for
from matcher.records import (
    Actor,
    Attempt,
    Attendance,
    Channel,
    ContactResult,
    DeclineReason,
    Fair,
    FairVisit,
    Feedback,
    FeedbackEvent,
    Guest,
    LegalBasis,
    MeetingResult,
)

ID_DIGITS = 24
WITH_POST = (ContactResult.INTERESTED, ContactResult.DECLINED, ContactResult.STARTED)
Key = tuple[str, str, str]  # fair, person, booth or ""


@dataclass(frozen=True, slots=True)
class Visited:
    """What a row or a page tells of a guest: of the day as a whole, or of one booth."""

    fair_id: str
    candidate_id: str
    attendance: Attendance
    booth_id: str | None = None
    post_id: str | None = None
    result: MeetingResult | None = None


@dataclass(frozen=True, slots=True)
class VisitsKept:
    """What keeping visits came to."""

    tally: Tally
    n_feedback: int
    n_attempts: int


def keep_visits(house: House, session: Session, told: Iterable[Visited], *, actor: Actor, at: datetime) -> VisitsKept:
    """
    Keep what became of guests; what is known already changes nothing and has no second consequence.

    A new result is noted of the post, and counts as one contact of the person for the whole day; whoever came without
    being asked becomes a guest.

    Args:
        house: with policy and vault.
        session: of ``Database.begin``.
        told: of stored people, at fairs that have been, at booths of theirs.
        actor: who tells it.
        at: when, UTC.
    """
    lock_sequence(session)
    told = list(told)
    before = known_visits(session, [one.fair_id for one in told], vault=house.vault)
    after, tally = dict(before), Tally()
    for one in told:
        tally += _keep(after, one, actor=actor, at=at)
    for visit in [*after.values()]:
        _keep_day(after, visit)
    changed = {key: one for key, one in after.items() if not _same(before.get(key), one)}
    put_visits(session, changed.values(), vault=house.vault)
    n_feedback = n_attempts = 0
    for id in dict.fromkeys(one.fair_id for one in changed.values()):
        fair = get_fair(session, id, vault=house.vault).fair
        visits = [one for one in after.values() if one.fair_id == id]
        _note_guests(house, session, id, visits)
        own = {key: one for key, one in changed.items() if one.fair_id == id}
        n_feedback += _tell_feedback(house, session, fair, own, before, actor=actor, at=at)
        n_attempts += _tell_attempts(house, session, fair, own, visits, actor=actor)
        ids = [one.candidate_id for one in own.values()]
        details = {"n": len(own), "ids_keyed": log.sealed_digest(ids, seal=house.vault.seal)}
        log.record(session, actor=actor, action="attend", noun="fair", id=id, details=details, at=at)
    return VisitsKept(tally, n_feedback, n_attempts)


def _keep(after: dict[Key, FairVisit], one: Visited, *, actor: Actor, at: datetime) -> Tally:
    key = (one.fair_id, one.candidate_id, one.booth_id or "")
    before = after.get(key)
    wanted = FairVisit(
        one.fair_id,
        one.candidate_id,
        one.attendance,
        at,
        actor,
        booth_id=one.booth_id,
        post_id=one.post_id or (before.post_id if before else None),
        result=one.result or (before.result if before else None),
    )
    if wanted.attendance is Attendance.STAYED_AWAY and one.result is None:
        wanted = replace(wanted, result=None)
    if _same(before, wanted):
        return Tally(unchanged=1)
    after[key] = wanted
    return Tally(changed=1) if before else Tally(added=1)


def _keep_day(after: dict[Key, FairVisit], one: FairVisit) -> None:
    """Let whoever came to a booth have come to the fair."""
    key = (one.fair_id, one.candidate_id, "")
    day = after.get(key)
    if one.booth_id is None or (day is not None and day.attendance is Attendance.CAME):
        return
    if day is None or one.attendance is Attendance.CAME:
        after[key] = FairVisit(one.fair_id, one.candidate_id, one.attendance, one.at, one.actor)


def _same(one: FairVisit | None, other: FairVisit) -> bool:
    return one is not None and replace(one, at=other.at, actor=other.actor) == other


def _note_guests(house: House, session: Session, fair_id: str, visits: Sequence[FairVisit]) -> None:
    days = {one.candidate_id: one.attendance for one in visits if one.booth_id is None}
    guests = guests_of(session, fair_id, vault=house.vault)
    known = {one.candidate_id for one in guests}
    kept = [replace(one, attendance=days.get(one.candidate_id, one.attendance)) for one in guests]
    came = [id for id, how in days.items() if id not in known and how is Attendance.CAME]
    kept += [KeptGuest(fair_id, Guest(id, walked_in=True), attendance=Attendance.CAME) for id in came]
    replace_guests(session, fair_id, kept, vault=house.vault)


def _tell_feedback(
    house: House,
    session: Session,
    fair: Fair,
    changed: Mapping[Key, FairVisit],
    before: Mapping[Key, FairVisit],
    *,
    actor: Actor,
    at: datetime,
) -> int:
    posts = existing_posts(session, {one.post_id for one in changed.values() if one.post_id})
    told = [
        Feedback(
            one.candidate_id,
            one.post_id,
            event,
            fair.on,
            actor,
            at,
            reason=DeclineReason.OTHER if event is FeedbackEvent.DECLINED else None,
        )
        for key, one in sorted(changed.items())
        if one.post_id in posts and one.post_id is not None
        for event in _new_events(one, before.get(key))
    ]
    return add_feedback(session, told, actor=actor, at=at) if told else 0


def _new_events(one: FairVisit, before: FairVisit | None) -> Iterator[FeedbackEvent]:
    known = EVENTS[before.result] if before and before.result and before.post_id == one.post_id else ()
    if one.attendance is Attendance.CAME and one.result is not None:
        yield from (event for event in EVENTS[one.result] if event not in known)


def _tell_attempts(
    house: House,
    session: Session,
    fair: Fair,
    changed: Mapping[Key, FairVisit],
    visits: Sequence[FairVisit],
    *,
    actor: Actor,
) -> int:
    """Note one contact of each person whose results changed: the weightiest of the day."""
    ids = {one.candidate_id for one in changed.values() if one.result is not None}
    people = candidates_by_id(session, sorted(ids))
    told = []
    for id, person in people.items():
        own = [one for one in visits if one.candidate_id == id and one.result is not None]
        result = weightiest(one.result for one in own if one.result is not None)
        if result is None:
            continue
        visit = next(one for one in own if one.result is result)
        ground = ground_for(person, house.outreach) or LegalBasis.STATUTORY_DUTY
        told.append(_attempt(fair, visit, result, ground, at=_end_of(house, fair), actor=actor))
    return add_attempts(session, told) if told else 0


def _attempt(
    fair: Fair, visit: FairVisit, result: MeetingResult, ground: LegalBasis, *, at: datetime, actor: Actor
) -> Attempt:
    contact = CONTACTS[result]
    told = "\x1f".join((fair.id, visit.candidate_id, contact))
    return Attempt(
        id=f"A{hashlib.sha256(told.encode()).hexdigest()[:ID_DIGITS]}",
        candidate_id=visit.candidate_id,
        channel=Channel.VISIT,
        at=at,
        result=contact,
        basis=ground,
        actor=actor,
        post_id=visit.post_id if contact in WITH_POST else None,
        reason=DeclineReason.OTHER if contact is ContactResult.DECLINED else None,
    )


def _end_of(house: House, fair: Fair) -> datetime:
    """Give the moment at which a fair was over, UTC; no later than now."""
    zone = timezone(timedelta(hours=house.outreach.utc_offset_hours))
    return min(datetime.combine(fair.on, fair.hours.until, zone).astimezone(UTC), house.moment())
