"""What became of the guests of a fair: kept once, and with it what follows for outreach, feedback and the next fair."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

from api.house import House
from data import log
from data.store import (
    Session,
    Tally,
    add_feedback,
    candidates_by_id,
    drop_visit,
    existing_posts,
    get_fair,
    guests_of,
    known_visits,
    lock_sequence,
    put_visits,
    replace_attempts,
    replace_guests,
    withdraw_feedback,
)
from data.vault import Vault
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
    """
    What a row or a page tells of a guest: of the day as a whole, or of one booth.

    Attributes:
        attendance: None = nothing is said: whoever met somebody was there; of a meeting that did not take place nothing
            follows, since either of the two may have been missing.
    """

    fair_id: str
    candidate_id: str
    attendance: Attendance | None
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
        _keep_word(after, one, actor=actor, at=at)
    for visit in [*after.values()]:
        _keep_day(after, visit)
    gone = _drop_days(session, after, vault=house.vault)
    changed = {key: one for key, one in after.items() if not _same(before.get(key), one)}
    put_visits(session, changed.values(), vault=house.vault)
    n_feedback = n_attempts = 0
    for id in dict.fromkeys(one.fair_id for one in changed.values()):
        fair = get_fair(session, id, vault=house.vault).fair
        visits = [one for one in after.values() if one.fair_id == id]
        _note_guests(house, session, id, visits, gone={person for at, person, _ in gone if at == id})
        own = {key: one for key, one in changed.items() if one.fair_id == id}
        n_feedback += _tell_feedback(session, fair, own, before, actor=actor, at=at)
        people = {one.candidate_id for key, one in own.items() if one.result or _result(before.get(key))}
        n_attempts += _tell_attempts(house, session, fair, sorted(people), visits, actor=actor)
        ids = [one.candidate_id for one in own.values()]
        details = {"n": len(own), "ids_keyed": log.sealed_people(session, ids, seal=house.vault.seal)}
        log.record(session, actor=actor, action="attend", noun="fair", id=id, details=details, at=at)
    return VisitsKept(tally, n_feedback, n_attempts)


def _keep(after: dict[Key, FairVisit], one: Visited, *, actor: Actor, at: datetime) -> Tally:
    key = (one.fair_id, one.candidate_id, one.booth_id or "")
    missed = one.result is MeetingResult.MISSED
    before = after.get(key)
    wanted = FairVisit(
        one.fair_id,
        one.candidate_id,
        one.attendance or (Attendance.STAYED_AWAY if missed else Attendance.CAME),
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


def _keep_word(after: dict[Key, FairVisit], one: Visited, *, actor: Actor, at: datetime) -> None:
    """Let what is said of somebody at a booth be said of the day too; who came somewhere did not stay away."""
    key = (one.fair_id, one.candidate_id, "")
    day = after.get(key)
    if one.booth_id is None or one.attendance is None:
        return
    is_known = day is not None and not day.follows and day.attendance is Attendance.CAME
    if day is None or (one.attendance is Attendance.CAME and not is_known):
        after[key] = FairVisit(one.fair_id, one.candidate_id, one.attendance, at, actor)


def _keep_day(after: dict[Key, FairVisit], one: FairVisit) -> None:
    """Let whoever came to a booth have come to the fair."""
    key = (one.fair_id, one.candidate_id, "")
    day = after.get(key)
    if one.booth_id is None or one.attendance is not Attendance.CAME:
        return
    if day is None or day.attendance is not Attendance.CAME:
        after[key] = FairVisit(one.fair_id, one.candidate_id, Attendance.CAME, one.at, one.actor, follows=True)


def _drop_days(session: Session, after: dict[Key, FairVisit], *, vault: Vault) -> list[Key]:
    """Forget that people came where it followed from meetings alone, and none of these took place after all."""
    came = {key[:2] for key, one in after.items() if one.booth_id and one.attendance is Attendance.CAME}
    gone = [key for key, one in after.items() if one.follows and key[:2] not in came]
    for key in gone:
        drop_visit(session, after.pop(key), vault=vault)
    return gone


def _same(one: FairVisit | None, other: FairVisit) -> bool:
    return one is not None and replace(one, at=other.at, actor=other.actor) == other


def _note_guests(
    house: House, session: Session, fair_id: str, visits: Sequence[FairVisit], *, gone: Collection[str]
) -> None:
    days: dict[str, Attendance | None] = dict.fromkeys(gone)
    days |= {one.candidate_id: one.attendance for one in visits if one.booth_id is None}
    guests = guests_of(session, fair_id, vault=house.vault)
    known = {one.candidate_id for one in guests}
    kept = [replace(one, attendance=days.get(one.candidate_id, one.attendance)) for one in guests]
    came = [id for id, how in days.items() if id not in known and how is Attendance.CAME]
    kept += [KeptGuest(fair_id, Guest(id, walked_in=True), attendance=Attendance.CAME) for id in came]
    replace_guests(session, fair_id, kept, vault=house.vault)


def _tell_feedback(
    session: Session,
    fair: Fair,
    changed: Mapping[Key, FairVisit],
    before: Mapping[Key, FairVisit],
    *,
    actor: Actor,
    at: datetime,
) -> int:
    """Note what is new of posts, and take back what was noted of meetings that did not take place after all."""
    posts = existing_posts(session, {one.post_id for one in changed.values() if one.post_id})
    told, untold = list[Feedback](), list[Feedback]()
    for key, one in sorted(changed.items()):
        was = before.get(key)
        if one.post_id in posts:
            told += _noted(fair, replace(one, actor=actor, at=at), _new_events(one, was))
        if was is not None and not _events(one):
            untold += _noted(fair, was, _events(was))
    withdraw_feedback(session, untold, actor=actor, at=at)
    return add_feedback(session, told, actor=actor, at=at) if told else 0


def _noted(fair: Fair, one: FairVisit, events: Iterable[FeedbackEvent]) -> Iterator[Feedback]:
    for event in events if one.post_id else ():
        reason = DeclineReason.OTHER if event is FeedbackEvent.DECLINED else None
        yield Feedback(one.candidate_id, f"{one.post_id}", event, fair.on, one.actor, one.at, reason=reason)


def _new_events(one: FairVisit, before: FairVisit | None) -> list[FeedbackEvent]:
    known = _events(before) if before and before.post_id == one.post_id else ()
    return [event for event in _events(one) if event not in known]


def _events(one: FairVisit) -> Sequence[FeedbackEvent]:
    return EVENTS[one.result] if one.result and one.attendance is Attendance.CAME else ()


def _result(one: FairVisit | None) -> MeetingResult | None:
    return one.result if one else None


def _tell_attempts(
    house: House, session: Session, fair: Fair, ids: Sequence[str], visits: Sequence[FairVisit], *, actor: Actor
) -> int:
    """Let each person's day be one contact, by the weightiest of its results as they stand now; none = no contact."""
    told, gone = [], []
    for id, person in candidates_by_id(session, ids).items():
        own = [one for one in visits if one.candidate_id == id and one.result is not None]
        result = weightiest(one.result for one in own if one.result is not None)
        if result is None:
            gone.append(_attempt_id(fair, id))
            continue
        visit = next(one for one in own if one.result is result)
        ground = ground_for(person, house.outreach) or LegalBasis.STATUTORY_DUTY
        told.append(_attempt(fair, visit, result, ground, at=_end_of(house, fair), actor=actor))
    return replace_attempts(session, told, gone=gone, actor=actor)


def _attempt_id(fair: Fair, candidate_id: str) -> str:
    told = "\x1f".join((fair.id, candidate_id))
    return f"A{hashlib.sha256(told.encode()).hexdigest()[:ID_DIGITS]}"


def _attempt(
    fair: Fair, visit: FairVisit, result: MeetingResult, ground: LegalBasis, *, at: datetime, actor: Actor
) -> Attempt:
    contact = CONTACTS[result]
    return Attempt(
        id=_attempt_id(fair, visit.candidate_id),
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
