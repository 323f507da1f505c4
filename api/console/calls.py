"""One person to be contacted: how, why, with what; the number for a purpose; and what came of it in one click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from secrets import token_hex
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.colleagues import colleagues_of
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.profile import standing_of
from api.console.told_before import post_words, told_before
from api.console.typed import told_alone
from api.console.visitors import TheVisitor, Visitor
from api.contact_names import result_word
from api.contacting import Noted, Told, moment_of, note_attempt, release, take, told_twice
from api.deps import TheHouse, needs
from api.feedback_names import reason_word
from api.fields import GivenId, MaybeProse, OpenLine, RecordId, read_typed
from api.house import House
from api.memberships import from_membership
from api.outreach_names import basis_word, channel_word, term_word
from api.planned import from_explained
from api.planning import explain_outreach
from api.revealed_links import revealed_memberships
from api.tasking import tasks_of
from data.store import Session, claimed_on, get_candidate, masked_people, note_reveal, posts_by_id, revealed
from matcher.errors import BadInput, Conflict, NotFound
from matcher.outreach.attempts import ABOUT_A_POST
from matcher.records import Channel, ContactResult, DeclineReason, Person

FIELDS = ("name", "phone")
FIELDS_TYPED = ("call_back_on", "other_post", "post_id", "elsewhere", "reason", "channel", "note")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed of a result, as it comes back with a fault."""

    result: str = ""
    channel: str = ""
    call_back_on: str = ""
    post_id: str = ""
    other_post: str = ""  # by its id, where the list has it not; it goes before the list
    elsewhere: str = ""  # ticked: what was started is at none of our posts
    reason: str = ""
    note: str = ""
    once: str = ""  # of this form: sent twice, it is one attempt


@router.get("/calls/{id}", dependencies=[needs("outreach:read")])
def show_call(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    done: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """Show who somebody is, masked, why to contact them or why not, what fits, and what was before."""
    return _page(request, house, visitor, id, done=done)


@router.post("/calls/{id}/number", dependencies=[needs("outreach:work")])
def post_number(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    purpose: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Take somebody, and show name and number for a purpose, which is logged; nothing of it is kept by the browser."""
    why, fault = _purpose(purpose, visitor)
    if fault is not None:
        return _page(request, house, visitor, id, purpose=purpose, purpose_fault=fault, status=422)
    person = _revealed(house, visitor, id, purpose=why)
    return _page(request, house, visitor, id, purpose=purpose, person=person)


@router.post("/calls/{id}/groups", dependencies=[needs("memberships:reveal")])
def post_groups(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    purpose: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Show the priority groups of somebody for a purpose, which is logged."""
    why, fault = _purpose(purpose, visitor)
    if fault is not None:
        return _page(request, house, visitor, id, groups_fault=fault, status=422)
    with house.database.begin() as session:
        held = revealed_memberships(house, session, id, purpose=why, actor=visitor.actor)
    groups = [from_membership(one, today=house.today()) for one in held]
    return _page(request, house, visitor, id, groups=[one for one in groups if one.holds])


@router.post("/calls/{id}/result", dependencies=[needs("outreach:work")])
def post_result(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    result: Annotated[str, Form(max_length=20)] = "",
    channel: Annotated[str, Form(max_length=20)] = "",
    call_back_on: Annotated[str, Form(max_length=20)] = "",
    post_id: Annotated[str, Form(max_length=200)] = "",
    other_post: Annotated[str, Form(max_length=200)] = "",
    elsewhere: Annotated[str, Form(max_length=5)] = "",
    reason: Annotated[str, Form(max_length=20)] = "",
    note: Annotated[str, Form(max_length=20_000)] = "",
    once: Annotated[str, Form(max_length=40)] = "",
    shown_for: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Keep what came of a contact with all that follows, let go of the person, and go on to the next."""
    typed = Typed(result, channel, call_back_on, post_id, other_post, elsewhere, reason, note, once)
    try:
        told = _told(id, typed)
        noted = _keep(house, visitor, told, once=once)
    except BadInput as fault:
        at = next((one for one in FIELDS_TYPED if one in (fault.field, _named(fault))), "result")
        faults = {at: told_alone(fault, visitor.say)}
        person = _still_revealed(house, visitor, id, shown_for=shown_for)
        return _page(
            request,
            house,
            visitor,
            id,
            typed=typed,
            faults=faults,
            purpose=shown_for or None,
            person=person,
            status=422,
        )
    after = noted.follow_up
    if after.withdraws_consent:
        house.follower.take_in("candidate", id)
    said = {"who": id, "result": str(told.result), "task": str(after.task)}
    said |= {} if after.on is None else {"on": after.on.isoformat()}
    said |= {} if after.channel is None else {"by": str(after.channel)}
    return go_on(request, "/today", done="noted", **said)


def _keep(house: House, visitor: Visitor, told: Told, *, once: str) -> Noted:
    """Keep what came of a contact, and let go of the person; a post that there is not is a slip at its field."""
    key = f"calls/{told.candidate_id} {once}" if once else None
    with house.database.begin() as session:
        get_candidate(session, told.candidate_id)  # else what is not found is the post
        try:
            before = told_twice(house, session, told, actor=visitor.actor)
            noted = before or note_attempt(house, session, told, actor=visitor.actor, key=key)
        except NotFound as gone:
            raise BadInput("{field}: {why}", field="other_post", why=gone.phrase) from None
        release(house, session, told.candidate_id, actor=visitor.actor)
    return noted


def _revealed(house: House, visitor: Visitor, id: str, *, purpose: str) -> Person:
    """Take somebody, and give name and number in full, with a line in the log."""
    with house.database.begin() as session:
        take(house, session, id, actor=visitor.actor)
        leave = note_reveal(
            session,
            "candidate",
            [id],
            "self",
            fields=FIELDS,
            actor=visitor.actor,
            purpose=purpose,
            at=house.clock(),
            vault=house.vault,
        )
    with house.database.read() as session:
        return revealed(session, leave, [id], vault=house.vault).get(id, Person())


def _still_revealed(house: House, visitor: Visitor, id: str, *, shown_for: str) -> Person | None:
    """Give name and number again beside a form that came back in the middle of a call; it is logged again."""
    purpose, fault = _purpose(shown_for, visitor) if shown_for else ("", "was not shown")
    if fault is not None:
        return None
    try:
        return _revealed(house, visitor, id, purpose=purpose)
    except Conflict:  # a colleague has the person by now
        return None


def _purpose(typed: str, visitor: Visitor) -> tuple[str, str | None]:
    """Read what names are needed for; the second is what is wrong with it."""
    try:
        return read_typed("purpose", typed, OpenLine) or "", None
    except BadInput as error:
        return "", told_alone(error, visitor.say)


def _named(fault: BadInput) -> str:
    return str(fault.phrase.values.get("name", ""))


def _told(id: str, typed: Typed) -> Told:
    """
    Read what was typed of a result; what belongs to another result is left out.

    Raises:
        BadInput: a result, a day or a note cannot be read.
    """
    try:
        result = ContactResult(typed.result)
        channel = Channel(typed.channel or Channel.PHONE)
        reason = DeclineReason(typed.reason) if result is ContactResult.DECLINED and typed.reason else None
    except ValueError:
        raise BadInput("{field}: choose what came of the contact", field="result") from None
    note = read_typed("note", typed.note, MaybeProse)
    post_id = _post_of(typed) if result in ABOUT_A_POST else None
    if result is ContactResult.STARTED and post_id is None and not typed.elsewhere:
        raise BadInput("{field}: choose the post above, or tick that it is none of our posts", field="elsewhere")
    return Told(id, channel, result, _call_back_on(typed, result), post_id, reason, note)


def _post_of(typed: Typed) -> str | None:
    """Read which post a result is about; what was typed goes before what was chosen."""
    field, id = ("other_post", typed.other_post.strip()) if typed.other_post.strip() else ("post_id", typed.post_id)
    return read_typed(field, id, GivenId) if id else None


def _call_back_on(typed: Typed, result: ContactResult) -> date | None:
    if result is not ContactResult.CALL_BACK or not typed.call_back_on:
        return None
    try:
        return date.fromisoformat(typed.call_back_on)
    except ValueError:
        raise BadInput("{field}: say on which day to call back", field="call_back_on") from None


def _page(
    request: Request,
    house: House,
    visitor: Visitor,
    id: str,
    *,
    done: str | None = None,
    typed: Typed | None = None,
    faults: Mapping[str, str] | None = None,
    purpose: str | None = None,
    purpose_fault: str | None = None,
    person: Person | None = None,
    groups: list[Any] | None = None,
    groups_fault: str | None = None,
    status: int = 200,
) -> Response:
    """Make the page; *person* = name and number in full, where they were just revealed."""
    say = visitor.say
    found = explain_outreach(house, id, actor=visitor.actor, caseworker=visitor.actor.id)
    with house.database.read() as session:
        masked = masked_people(session, "candidate", [id], "self", fields=FIELDS, vault=house.vault).get(id)
        before = told_before(house, session, [id], say=say)[id]
        held = claimed_on(session, id, at=moment_of(house))
        asked = _asked_about(house, session, id)
    standing = from_explained(found, masked, language=visitor.language, say=say)
    entry = standing.entry
    return page(
        request,
        "call",
        status=status,
        id=id,
        standing=standing,
        entry=entry,
        candidate=found.situation.candidate,
        verdict=standing_of(found.situation.eligibility, visitor),
        person=person,
        masked=masked,
        caseload=found.situation.caseload,
        held=held,
        is_mine=held is not None and held.actor.id == visitor.actor.id,
        before=before,
        purpose=purpose if purpose is not None else say("call by phone: recommend posts"),
        purpose_fault=purpose_fault,
        groups=groups,
        groups_fault=groups_fault,
        typed=typed or Typed(channel=str(entry.channel if entry else Channel.PHONE), once=token_hex(12)),
        faults=faults or {},
        channels=[(str(one), channel_word(one, say)) for one in Channel],
        posts=_posts(entry, before, asked),
        days_left_alone=house.outreach.caps.days_after_start,
        colleagues=colleagues_of(house, visitor.actor) if visitor.may("outreach:assign") else [],
        reasons=[(str(one), reason_word(one, say)) for one in DeclineReason],
        result_word=lambda word: result_word(ContactResult(word), say),
        channel_word=lambda channel: channel_word(channel, say),
        term_word=lambda code: term_word(code, say),
        basis_word=lambda basis: basis_word(basis, say),
        moment_now=moment_of(house),
        today=house.today(),
        notice=_notice(visitor, id, held, done=done),
    )


def _asked_about(house: House, session: Session, id: str) -> list[tuple[str, str]]:
    """Give the posts that open tasks are about: an employer's wish to meet is asked about over the phone."""
    ids = [one.post_id for one in tasks_of(house, session, [id]) if one.post_id is not None]
    return [(post_id, post_words(post_id, posts_by_id(session, ids))) for post_id in ids]


def _posts(entry: Any, before: Any, asked: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give the posts that a result may be about: those to offer, of open tasks, and that were offered before."""
    offered = [] if entry is None else [(one.post_id, f"{one.title} · {one.employer}") for one in entry.offers]
    known = dict(offered + asked)
    known |= {one.post_id: one.post for one in before.offered if one.post_id not in known}
    return list(known.items())


def _notice(visitor: Visitor, id: str, held: Any, *, done: str | None) -> Notice | None:
    if done == "given":
        return Notice(visitor.say("The colleague looks after this person from now on."))
    if done != "taken" or held is None or held.actor.id != visitor.actor.id:
        return None
    return Notice(visitor.say("You have taken this person; colleagues see it."), f"/calls/{id}/release")
