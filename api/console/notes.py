"""What was agreed with somebody: read from its form and kept, with the contacts, offers and open tasks there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from api.console.day_told import replaced_text
from api.console.listing import Listing
from api.console.notices import Notice
from api.console.offers import Offered, offered_to
from api.console.pages import day_text
from api.console.paths import address
from api.console.views import View
from api.console.visitors import Visitor
from api.contact_names import result_word
from api.contacting import (
    Noted,
    last_to_take_back,
    may_take_back,
    note_attempt,
    noted_today,
    setting_of,
    wants_no_contact,
)
from api.contacting import Told as ToldContact
from api.feedback_names import reason_word
from api.fields import MaybeDay, MaybeProse
from api.house import House
from api.outreach_names import channel_word
from api.tasking import tasks_of
from api.tasks import TaskShown, shown_tasks
from data.faults import phrase_of
from data.store import Session, attempts_of, get_candidate, posts_by_id
from matcher.errors import BadInput, Conflict, NotFound, Phrase
from matcher.outreach.attempts import Task, no_call_on
from matcher.outreach.situation import NAMING_A_DAY
from matcher.records import Attempt, Channel, ContactResult

CHANNELS = (Channel.OFFICE, Channel.PHONE, Channel.VISIT)
RESULTS = (ContactResult.REACHED, ContactResult.INTERESTED, ContactResult.CALL_BACK, ContactResult.OPTED_OUT)
N_CONTACTS = 20  # the newest that the page tells

_DAY: TypeAdapter[date | None] = TypeAdapter(MaybeDay)
_TEXT: TypeAdapter[str | None] = TypeAdapter(MaybeProse)


class NoteForm(BaseModel):
    """What the form of a note sends, as it was typed."""

    model_config = ConfigDict(extra="ignore")

    channel: Channel = Channel.OFFICE
    result: ContactResult = ContactResult.REACHED
    call_back_on: str = Field("", max_length=100)
    post_id: str = Field("", max_length=200)
    note: str = Field("", max_length=20_000)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a note, and at which of its fields."""

    field: str
    why: Phrase
    leads_to: str | None = None  # the address of where it is put right


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact before, in words."""

    at: datetime
    channel: str
    result: str
    actor_id: str
    note: str | None
    id: str
    undo: str | None = None  # the address that takes it back; None = it is not taken back any more, or by another


@dataclass(frozen=True, slots=True)
class Before:
    """What was before: offers, contacts, and what they left to be done."""

    offered: tuple[Offered, ...] = ()
    contacts: tuple[Contact, ...] = ()
    tasks: tuple[TaskShown, ...] = ()

    def may_close(self, task: TaskShown) -> bool:
        """Tell whether a person's word closes a task; a call back is closed by making it."""
        return task.task is not Task.CALL_BACK


def keep_note(house: House, candidate_id: str, form: NoteForm, visitor: Visitor) -> Noted | Fault:
    """Keep what was agreed with all that follows from it, or give what is wrong with it."""
    form = _meant(form)
    fault = _fault_of(form, house)
    if fault is not None:
        return fault
    try:
        told = _to_told(candidate_id, form)
        with house.database.begin() as session:
            noted = note_attempt(house, session, told, actor=visitor.actor)
    except ValidationError as error:
        return Fault("note", phrase_of(error.errors()[0]))
    except BadInput as refused:
        return Fault("note", refused.phrase)
    except Conflict as refused:
        return _refused(house, candidate_id, form, refused)
    except NotFound as refused:
        if not form.post_id:
            raise
        return Fault("post_id", refused.phrase)
    if noted.follow_up.withdraws_consent:
        house.follower.take_in("candidate", candidate_id)
    return noted


def note_told(house: House, attempt_id: str, view: View, visitor: Visitor) -> Notice | None:
    """Say what was noted, read off what is stored, with its undo; None = there is no such note of today, or no more."""
    with house.database.read() as session:
        noted = noted_today(house, session, attempt_id, actor=visitor.actor)
        if noted is None:
            return None
        may_undo = may_take_back(session, noted)
    text = visitor.say("What was agreed is noted.")
    if noted.replaces is not None:
        text += " " + replaced_text(noted.replaces, visitor)
    undo = f"{address('candidates', noted.attempt.candidate_id)}/notes/undo" if may_undo else None
    return Notice(text, undo, {"attempt": attempt_id, "view": view.query} if undo else None)


def form_of(one: Attempt) -> NoteForm:
    """Give a note that was taken back as it was typed."""
    return NoteForm(
        channel=one.channel,
        result=one.result,
        call_back_on="" if one.call_back_on is None else one.call_back_on.isoformat(),
        post_id=one.post_id or "",
        note=one.note or "",
    )


def _refused(house: House, candidate_id: str, form: NoteForm, refused: Conflict) -> Fault:
    """Give what stands against a note, with the way to consent where the person refused to be contacted."""
    with house.database.read() as session:
        is_unwanted = wants_no_contact(session, get_candidate(session, candidate_id))
    if not is_unwanted:
        return Fault("note", refused.phrase)
    leading_on = {ContactResult.INTERESTED: "post_id", ContactResult.CALL_BACK: "call_back_on"}
    field = "note" if form.channel is not Channel.OFFICE else leading_on.get(form.result, "note")
    return Fault(field, refused.phrase, f"{address('rights', candidate_id)}#consents")


def _meant(form: NoteForm) -> NoteForm:
    """Take a day or a post that was filled in for what follows, where nothing else was chosen; both may follow."""
    if form.result not in (ContactResult.REACHED, ContactResult.CALL_BACK) or not (form.call_back_on or form.post_id):
        return form
    meant = ContactResult.INTERESTED if form.post_id.strip() else ContactResult.CALL_BACK
    return form.model_copy(update={"result": meant})


def _fault_of(form: NoteForm, house: House) -> Fault | None:
    if form.result is ContactResult.REACHED and not form.note.strip():
        return Fault("note", Phrase("Write what was agreed."))
    if form.result is ContactResult.INTERESTED and not form.post_id.strip():
        return Fault("post_id", Phrase("Say in which post the person is interested."))
    names_a_day = form.result is ContactResult.CALL_BACK or (form.result in NAMING_A_DAY and form.call_back_on)
    return _fault_of_day(form, house) if names_a_day else None


def _fault_of_day(form: NoteForm, house: House) -> Fault | None:
    today, setting = house.today(), setting_of(house)
    try:
        day = _DAY.validate_python(form.call_back_on or None)
    except ValidationError as error:
        return Fault("call_back_on", phrase_of(error.errors()[0]))
    if day is None or day < today:
        return Fault("call_back_on", Phrase("Name a day from today on."))
    last = today + timedelta(days=setting.following.call_back_within)
    why = Phrase.of("Name a day until {day}.", day=last) if day > last else no_call_on(day, setting)
    return None if why is None else Fault("call_back_on", why)


def _to_told(id: str, form: NoteForm) -> ToldContact:
    may_name_a_day = form.result in NAMING_A_DAY
    return ToldContact(
        candidate_id=id,
        channel=form.channel,
        result=form.result,
        call_back_on=_DAY.validate_python(form.call_back_on or None) if may_name_a_day else None,
        post_id=form.post_id.strip() if form.result is ContactResult.INTERESTED else None,
        note=_TEXT.validate_python(form.note),
    )


def note_choices(
    session: Session, typed: NoteForm, listing: Listing | None, before: Before, visitor: Visitor
) -> dict[str, Any]:
    """Give what was typed into the form of a note, and what it lets choose beside the list as it is shown."""
    say = visitor.say
    results = {
        ContactResult.REACHED: say("nothing special"),
        ContactResult.INTERESTED: say("introduce the person to an employer"),
        ContactResult.CALL_BACK: say("call back on a day"),
        ContactResult.OPTED_OUT: say("nothing any more: the person wants no contact"),
    }
    return {
        "channels": [(str(one), channel_word(one, say)) for one in CHANNELS],
        "results": [(str(one), results[one]) for one in RESULTS],
        "introductions": _introductions(session, listing, before.offered, chosen=typed.post_id),
        "typed": typed,
    }


def before_of(house: House, session: Session, candidate_id: str, visitor: Visitor) -> Before:
    """Gather what was before with somebody, as far as the visitor may see it."""
    offered = offered_to(house, session, candidate_id, visitor) if visitor.may("feedback:read") else ()
    if not visitor.may("outreach:read"):
        return Before(offered)
    last = last_to_take_back(house, session, candidate_id, actor=visitor.actor)
    undo = {last.id: undo_of(last)} if last is not None and visitor.may("outreach:work") else {}
    tried = reversed(attempts_of(session, candidate_id)[-N_CONTACTS:])
    contacts = [replace(_contact(one, visitor), undo=undo.get(one.id)) for one in tried]
    tasks = shown_tasks(house, session, tasks_of(house, session, [candidate_id]), on=house.today(), say=visitor.say)
    return Before(offered, tuple(contacts), tuple(tasks))


def _introductions(
    session: Session, listing: Listing | None, offered: Sequence[Offered], *, chosen: str
) -> list[tuple[str, str]]:
    """Give the posts that are shown, by their numbers there, those offered before, and the one that is chosen."""
    shown = {card.ranked.post_id: card for card in (listing.cards if listing else ())}
    others = {one.post_id: one.post for one in offered if one.post and one.post_id not in shown}
    if chosen and chosen not in shown and chosen not in others:
        others |= posts_by_id(session, [chosen])
    numbered = ((id, f"{one.place}. {one.ranked.post.title} · {one.ranked.post.employer}") for id, one in shown.items())
    named = ((id, f"{post.title} · {post.employer}") for id, post in others.items())
    return [(id, f"{text} · {id}") for id, text in (*numbered, *named)]


def _contact(one: Attempt, visitor: Visitor) -> Contact:
    result = result_word(one.result, visitor.say)
    if one.reason is not None:
        result = visitor.say("{event} ({reason})").format(event=result, reason=reason_word(one.reason, visitor.say))
    if one.call_back_on is not None:
        day = day_text(one.call_back_on, language=visitor.language)
        result = visitor.say("{event} ({reason})").format(event=result, reason=day)
    return Contact(one.at, channel_word(one.channel, visitor.say), result, one.actor.id, one.note, one.id)


def undo_of(one: Attempt) -> str:
    """Give the address that takes a contact back into the form that can hold it: of a note, else of a call."""
    if one.channel in CHANNELS and one.result in RESULTS:
        return address("candidates", one.candidate_id, "notes", "undo")
    return address("calls", one.candidate_id, "undo")
