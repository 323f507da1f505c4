"""The rows of a file of results: which person, message and post are meant, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from api.contacting import Told, note_attempt, sound_attempt
from api.house import House
from api.language import translation
from data.frames import Fault, Reading
from data.reading import differing, titles
from data.results import ResultRow
from data.store import (
    Session,
    Tally,
    add_feedback,
    candidates_by_id,
    current_ids,
    existing_posts,
    feedback_by_candidate,
    lock_sequence,
    messages_by_id,
)
from data.values.reasons import Reason
from data.values.results import Outcome
from matcher.errors import BadInput, Conflict, Phrase
from matcher.outreach.situation import in_local_time
from matcher.records import Actor, Channel, ContactResult, Feedback, FeedbackEvent, Message

ABOUT = ("reason", "note")  # what two rows of one event may say differently
OPPOSITE = {
    FeedbackEvent.INTERESTED: FeedbackEvent.DECLINED,
    FeedbackEvent.DECLINED: FeedbackEvent.INTERESTED,
}
UNREACHED = (ContactResult.NOT_REACHED, ContactResult.WRONG_NUMBER)
"""What cannot be of a message that led to anything else."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as its row tells it, and what stands for it: the same again is the same contact."""

    told: Told
    key: str


Kept = Feedback | Contact
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """A row with what is stored of what it means; None = nothing is, or the row does not say."""

    row: ResultRow
    message: Message | None
    candidate_id: str | None
    post_id: str | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What the rows of one file are held against."""

    house: House
    session: Session
    actor: Actor
    at: datetime
    ids: Mapping[str, str]  # as written → of the person who is stored
    messages: Mapping[str, Message]
    posts: frozenset[str]  # that are stored
    told: Mapping[tuple[str, str, FeedbackEvent], date]  # by the actor before, the last day

    def meant(self, row: ResultRow) -> Meant:
        """Look up message, person and post of a row."""
        message = self.messages.get(row.message_id or "")
        person = message.candidate_id if message else self.ids.get(row.candidate_id or "")
        only = message.post_ids[0] if message and len(message.post_ids) == 1 else None
        post = (row.post_id or only) if isinstance(row.result, FeedbackEvent) else None
        return Meant(row, message, person, post)

    def outcome(self, one: Meant) -> Kept:
        """Give what is to be kept of a row; one that names no day tells nothing new of what was told before."""
        row, person = one.row, one.candidate_id or ""
        if isinstance(row.result, ContactResult):
            return self._contact(one, row.result)
        post = one.post_id or ""
        day = row.on or self.told.get((person, post, row.result)) or self.house.today()
        return Feedback(person, post, row.result, day, self.actor, self.at, reason=row.reason, note=row.note)

    def _contact(self, one: Meant, result: ContactResult) -> Contact:
        row, day = one.row, one.row.on or self.house.today()
        of = (one.message.id,) if one.message else (one.candidate_id or "", day.isoformat())
        told = Told(
            candidate_id=one.candidate_id or "",
            channel=one.message.channel if one.message else Channel.PHONE,
            result=result,
            note=row.note,
            at=_end_of(self.house, day),
        )
        return Contact(told, "\x1f".join(("results", result, *of)))

    def faults(self, one: Meant) -> Iterator[Fault]:
        """Say what stands against a row."""
        row = one.row
        if row.message_id and one.message is None:
            yield Fault("message", row.message_id, Reason.NO_MESSAGE.value)
            return
        if row.candidate_id and row.candidate_id not in self.ids:
            yield Fault("id", row.candidate_id, Reason.NO_PERSON_ID.value)
        elif row.candidate_id and self.ids[row.candidate_id] != one.candidate_id:
            yield Fault("message", row.message_id or "", Reason.OTHER_MESSAGE.value)
        yield from self._of_day(one)
        if isinstance(row.result, FeedbackEvent):
            yield from self._of_post(one)
        elif one.candidate_id is not None:
            yield from self._of_contact(one, row.result)

    def _of_day(self, one: Meant) -> Iterator[Fault]:
        on = one.row.on
        if on is None:
            return
        if on > self.house.today():
            yield Fault("on", on.isoformat(), Reason.DAY_TO_COME.value)
        elif one.message and on < in_local_time(one.message.at, self.house.outreach).date():
            yield Fault("on", on.isoformat(), Reason.DATES_ORDER.format(later="结果", earlier="消息"))

    def _of_post(self, one: Meant) -> Iterator[Fault]:
        if one.post_id is None:
            yield Fault("post", "", Reason.WHICH_POST.value)
        elif one.post_id not in self.posts:
            yield Fault("post", one.post_id, Reason.NO_POST_ID.value)
        elif one.message and one.message.post_ids and one.post_id not in one.message.post_ids:
            yield Fault("post", one.post_id, Reason.NOT_IN_MESSAGE.value)

    def _of_contact(self, one: Meant, result: ContactResult) -> Iterator[Fault]:
        contact = self._contact(one, result)
        try:
            sound_attempt(self.house, self.session, contact.told, actor=self.actor, key=contact.key)
        except (BadInput, Conflict) as error:
            why = error.phrase.values.get("why")  # without the name of a field that no column has
            yield Fault("result", "", (why if isinstance(why, Phrase) else error.phrase).told(translation("zh")))


def settle_results(house: House, session: Session, reading: Reading[Any], *, actor: Actor, at: datetime) -> None:
    """Settle what each row means, and reject those that mean nothing stored, cannot be, or contradict another."""
    lock_sequence(session)
    rows: list[ResultRow] = list(reading.entries)
    desk = _desk(house, session, rows, actor=actor, at=at)
    meant = [desk.meant(row) for row in rows]
    faults = [list(desk.faults(one)) for one in meant]
    _refuse_contrary(meant, faults, reading)
    reading.turn_back(faults)
    reading.entries = [desk.outcome(one) for one, against in zip(meant, faults, strict=True) if not against]


def keep_results(house: House, session: Session, told: Iterable[Kept], *, actor: Actor, at: datetime) -> Tally:
    """
    Keep what came of posts and contacts, with all that follows; what is known already changes nothing.

    Args:
        house: with policy and vault.
        session: of ``Database.begin``.
        told: as ``settle_results`` gives it.
        actor: who tells it.
        at: when, UTC.
    """
    told = list(told)
    events = [one for one in told if isinstance(one, Feedback)]
    contacts = [one for one in told if isinstance(one, Contact)]
    n_new = add_feedback(session, events, actor=actor, at=at) if events else 0
    # whoever wants no contact is not tried any more: what was tried before it comes first
    for one in sorted(contacts, key=lambda one: one.told.result is ContactResult.OPTED_OUT):
        n_new += note_attempt(house, session, one.told, actor=actor, key=one.key).is_new
    return Tally(added=n_new, unchanged=len(told) - n_new)


def _desk(house: House, session: Session, rows: Sequence[ResultRow], *, actor: Actor, at: datetime) -> Desk:
    messages = messages_by_id(session, (row.message_id for row in rows if row.message_id))
    written = {row.candidate_id for row in rows if row.candidate_id}
    led = current_ids(session, written)
    people = candidates_by_id(session, {led.get(id, id) for id in written}).keys()
    ids = {id: led.get(id, id) for id in written if led.get(id, id) in people}
    asked = {*ids.values(), *(one.candidate_id for one in messages.values())}
    posts = {row.post_id for row in rows if row.post_id} | {id for one in messages.values() for id in one.post_ids}
    return Desk(
        house,
        session,
        actor,
        at,
        ids,
        messages,
        frozenset(existing_posts(session, posts)),
        _told(session, asked, actor),
    )


def _told(session: Session, ids: Iterable[str], actor: Actor) -> dict[tuple[str, str, FeedbackEvent], date]:
    found = feedback_by_candidate(session, ids, [*FeedbackEvent]).values()
    own = [one for events in found for one in events if one.actor.id == actor.id and not one.automatic]
    return {
        (one.candidate_id, one.post_id, one.event): one.happened_on
        for one in sorted(own, key=lambda one: one.happened_on)
    }


def _refuse_contrary(meant: Sequence[Meant], faults: Sequence[list[Fault]], reading: Reading[Any]) -> None:
    """Reject rows that contradict one above them."""
    first: dict[_Key, tuple[int, ResultRow]] = {}
    numbers = (number for _table, number in reading.origins)
    for one, found, number in zip(meant, faults, numbers, strict=True):
        if found:
            continue
        if against := _contradicted(one, first):
            said = titles(reading.headers, against[1], {})
            found.append(Fault("result", "", Reason.SAME_PERSON.format(row=against[0], differs=said)))
            continue
        first.setdefault(_of_post(one, one.row.result), (number, one.row))
        first.setdefault((one.row.message_id, one.row.result), (number, one.row))


def _contradicted(one: Meant, first: Mapping[_Key, tuple[int, ResultRow]]) -> tuple[int, list[str]] | None:
    """Give the number of the row above that says otherwise, and in which columns."""
    for key in _rivals(one):
        if key in first:
            return first[key][0], ["result"]
    number, row = first.get(_of_post(one, one.row.result), (0, one.row))
    differs = [name for name in differing(row, one.row) if name in ABOUT]
    return (number, differs) if differs else None


def _rivals(one: Meant) -> Iterator[_Key]:
    """Name what would contradict a row: the opposite of one post on a day, and of one message."""
    result = one.row.result
    if result in OPPOSITE:
        yield _of_post(one, OPPOSITE[FeedbackEvent(result)])
    if one.message is None or result is ContactResult.OPTED_OUT:
        return
    others = UNREACHED if isinstance(result, FeedbackEvent) else (*FeedbackEvent, *UNREACHED)
    yield from ((one.message.id, other) for other in others if other is not result)


def _of_post(one: Meant, result: Outcome) -> _Key:
    return one.candidate_id, one.row.on, result, one.post_id


def _end_of(house: House, day: date) -> datetime:
    """Give the moment at which a day is over, UTC; no later than now."""
    zone = timezone(timedelta(hours=house.outreach.utc_offset_hours))
    return min(datetime.combine(day, time.max, zone).astimezone(UTC), house.moment())
