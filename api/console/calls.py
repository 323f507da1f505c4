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
from api.console.told_before import told_before
from api.console.typed import told_alone
from api.console.visitors import TheVisitor, Visitor
from api.contact_names import result_word
from api.contacting import Told, moment_of, note_attempt, release, take
from api.deps import TheHouse, needs
from api.feedback_names import reason_word
from api.fields import GivenId, MaybeProse, OpenLine, RecordId, read_typed
from api.house import House
from api.memberships import from_membership
from api.outreach_names import basis_word, channel_word, term_word
from api.planned import from_explained
from api.planning import explain_outreach
from api.revealed_links import revealed_memberships
from data.store import claimed_on, masked_people, note_reveal, revealed
from matcher.errors import BadInput
from matcher.outreach.attempts import ABOUT_A_POST
from matcher.records import Channel, ContactResult, DeclineReason, Person

FIELDS = ("name", "phone")
FIELDS_TYPED = ("call_back_on", "post_id", "reason", "channel", "note")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed of a result, as it comes back with a fault."""

    result: str = ""
    channel: str = ""
    call_back_on: str = ""
    post_id: str = ""
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
    with house.database.begin() as session:
        take(house, session, id, actor=visitor.actor)
        leave = note_reveal(
            session,
            "candidate",
            [id],
            "self",
            fields=FIELDS,
            actor=visitor.actor,
            purpose=why,
            at=house.clock(),
            vault=house.vault,
        )
    with house.database.read() as session:
        person = revealed(session, leave, [id], vault=house.vault).get(id, Person())
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
    reason: Annotated[str, Form(max_length=20)] = "",
    note: Annotated[str, Form(max_length=20_000)] = "",
    once: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Keep what came of a contact with all that follows, let go of the person, and go on to the next."""
    typed = Typed(result, channel, call_back_on, post_id, reason, note, once)
    try:
        told = _told(id, typed)
        with house.database.begin() as session:
            noted = note_attempt(house, session, told, actor=visitor.actor, key=f"calls/{id} {once}" if once else None)
            release(house, session, id, actor=visitor.actor)
    except BadInput as fault:
        at = next((one for one in FIELDS_TYPED if one in (fault.field, _named(fault))), "result")
        text = told_alone(fault, visitor.say)
        return _page(request, house, visitor, id, typed=typed, faults={at: text}, status=422)
    after = noted.follow_up
    if after.withdraws_consent:
        house.follower.take_in("candidate", id)
    said = {"result": str(told.result), "task": str(after.task)}
    said |= {} if after.on is None else {"on": after.on.isoformat()}
    said |= {} if after.channel is None else {"by": str(after.channel)}
    return go_on(request, "/today", done="noted", **said)


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
    post_id = read_typed("post_id", typed.post_id, GivenId) if result in ABOUT_A_POST and typed.post_id else None
    return Told(id, channel, result, _call_back_on(typed, result), post_id, reason, note)


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
        posts=_posts(entry, before),
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


def _posts(entry: Any, before: Any) -> list[tuple[str, str]]:
    """Give the posts that a result may be about: those to offer, then those that were offered before."""
    offered = [] if entry is None else [(one.post_id, f"{one.title} · {one.employer}") for one in entry.offers]
    known = dict(offered)
    return offered + [(one.post_id, one.post) for one in before.offered if one.post_id not in known]


def _notice(visitor: Visitor, id: str, held: Any, *, done: str | None) -> Notice | None:
    if done == "given":
        return Notice(visitor.say("The colleague looks after this person from now on."))
    if done != "taken" or held is None or held.actor.id != visitor.actor.id:
        return None
    return Notice(visitor.say("You have taken this person; colleagues see it."), f"/calls/{id}/release")
