"""One person to be contacted: how, why, with what; the number for a purpose; and what came of it in one click."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_hex
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.console.call_form import FIELDS_TYPED, TheTyped, Typed, read_told, typed_of
from api.console.call_shown import FIELDS, Beside, call_page, channel_offered
from api.console.drafts import call_with_typed, drafts_of
from api.console.kept_forms import forms_of
from api.console.notices import Notice, go_on
from api.console.pages import is_partial
from api.console.paths import address
from api.console.visitors import TheVisitor, Visitor
from api.contact_names import result_word
from api.contacting import Noted, moment_of, note_attempt, release, says, take, take_back_attempt, told_twice
from api.deps import TheHouse, needs
from api.errors import told_alone
from api.fields import OpenLine, RecordId, read_typed
from api.house import House
from api.memberships import from_membership
from api.planning import explain_outreach
from api.revealed_links import revealed_memberships
from data.store import claimed_on, get_candidate, note_reveal, read_purpose, revealed
from matcher.errors import BadInput, Conflict, NotFound
from matcher.records import Person

router = APIRouter(include_in_schema=False)


@router.get("/calls/{id}", dependencies=[needs("outreach:read")])
def show_call(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    done: Annotated[str | None, Query(max_length=20)] = None,
    form: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """
    Show who somebody is, masked, why to contact them or why not, what fits, and what was before.

    *form* stands for what this session typed before it was led here: with a purpose name and number are shown too,
    and each showing is logged.
    """
    typed = forms_of(request).get(form, visitor, about=id, at=house.moment()) if form else None
    shown = _shown_again(house, visitor, id, typed)
    return call_page(request, house, visitor, id, replace(shown, notice=_notice(house, visitor, id, done=done)))


@router.post("/calls/{id}/number", dependencies=[needs("outreach:work")])
def post_number(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, typed: TheTyped) -> Response:
    """
    Take somebody, and show name and number for a purpose, which is logged; nothing of it is kept by the browser.

    A script puts them into the page; without one the browser is led to the page again, so that it has nothing to send
    twice.
    """
    part = Beside(typed, template="call_number", headers={"HX-Retarget": "#call-number"})
    purpose, fault = _purpose(typed.purpose or "", visitor)
    if fault is not None:
        return _slip(request, house, visitor, id, replace(part, faults={"purpose": fault}))
    typed = replace(typed, shown_for=purpose)
    try:
        if not is_partial(request):
            with house.database.begin() as session:
                take(house, session, id, actor=visitor.actor)
            return _lead_back(request, house, visitor, id, typed)
        person = _revealed(house, visitor, id, purpose=purpose)
    except Conflict as taken:
        return _refused(request, house, visitor, id, Beside(typed, faults={"purpose": told_alone(taken, visitor.say)}))
    return call_page(request, house, visitor, id, replace(part, typed=typed, person=person))


@router.post("/calls/{id}/groups", dependencies=[needs("memberships:reveal")])
def post_groups(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, typed: TheTyped) -> Response:
    """Show the priority groups of somebody for a purpose, which is logged."""
    part = Beside(typed, template="call_groups", headers={"HX-Retarget": "#call-groups"})
    purpose, fault = _purpose(typed.groups_purpose, visitor)
    if fault is not None:
        return _slip(request, house, visitor, id, replace(part, faults={"groups": fault}))
    typed = replace(typed, groups_for=purpose)
    if not is_partial(request):
        return _lead_back(request, house, visitor, id, typed)
    groups = _groups(house, visitor, id, purpose=purpose)
    return call_page(request, house, visitor, id, replace(part, typed=typed, groups=groups))


@router.post("/calls/{id}/result", dependencies=[needs("outreach:work")])
def post_result(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, typed: TheTyped) -> Response:
    """Keep what came of a contact with all that follows, let go of the person, and go on to the next."""
    part = Beside(typed, template="call_result", headers={"HX-Retarget": "#call-result"})
    try:
        noted = _keep(house, visitor, id, typed)
    except BadInput as fault:
        at = next((one for one in FIELDS_TYPED if one in (fault.field, _named(fault))), "result")
        return _slip(request, house, visitor, id, replace(part, faults={at: told_alone(fault, visitor.say)}))
    except Conflict as refused:
        faults = {"result": told_alone(refused, visitor.say)}
        again = replace(typed, once=token_hex(12))  # pressed once more, it is another contact
        return _refused(request, house, visitor, id, Beside(again, faults=faults))
    if noted.follow_up.withdraws_consent:
        house.follower.take_in("candidate", id)
    drafts_of(request).change(visitor.actor.id, id, at=house.clock(), call=None)
    return go_on(request, "/today", done="noted" if noted.is_new else "noted-before", attempt=noted.attempt.id)


@router.post("/calls/{id}/undo", dependencies=[needs("outreach:work")])
def post_undo(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    attempt: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Take back a result that was noted by a slip, and lead back to the call with what was typed, taken again."""
    usual = channel_offered(explain_outreach(house, id, actor=visitor.actor, caseworker=visitor.actor.id))
    with house.database.begin() as session:
        gone = take_back_attempt(house, session, attempt, candidate_id=id, actor=visitor.actor)
    drafts, done = drafts_of(request), "taken-back"
    draft = drafts.get(visitor.actor.id, id, at=house.clock()).call
    typed = call_with_typed(typed_of(gone), draft, usual_channel=usual)
    drafts.change(visitor.actor.id, id, at=house.clock(), call=typed.drafted())
    try:
        with house.database.begin() as session:
            take(house, session, id, actor=visitor.actor)  # the result had let go of the person
    except Conflict:
        done = "taken-back-alone"
    return _lead_back(request, house, visitor, id, typed, done=done)


def _keep(house: House, visitor: Visitor, id: str, typed: Typed) -> Noted:
    """Keep what came of a contact, and let go of the person; a post that there is not is a slip at its field."""
    with house.database.begin() as session:
        get_candidate(session, id)  # else what is not found is the post
        told = read_told(house, session, id, typed)
        try:
            before = told_twice(house, session, told, actor=visitor.actor)
            noted = before or note_attempt(house, session, told, actor=visitor.actor, key=typed.key_of(id))
        except NotFound as gone:
            raise BadInput("{field}: {why}", field="other_post", why=gone.phrase) from None
        if not noted.is_new and not says(house, session, noted.attempt, told):
            raise Conflict(
                "this form was noted already, as “{result}”; where this is another contact, press the button once more",
                result=result_word(noted.attempt.result, visitor.say),
            )
        held = claimed_on(session, id, at=moment_of(house))
        if held is not None and held.actor.id == visitor.actor.id:
            release(house, session, id, actor=visitor.actor)
    return noted


def _slip(request: Request, house: House, visitor: Visitor, id: str, part: Beside, *, status: int = 422) -> Response:
    """Show what is wrong beside what was typed: of a script's page the part alone, else the whole with its number."""
    if is_partial(request):
        return call_page(request, house, visitor, id, part, status=status)
    whole = replace(_shown_again(house, visitor, id, part.typed), faults=part.faults)
    return call_page(request, house, visitor, id, whole, status=status)


def _refused(request: Request, house: House, visitor: Visitor, id: str, beside: Beside) -> Response:
    """Show what others changed since the page was made: to a script the parts that are not as they were."""
    part = replace(beside, template="call_refused", headers={"HX-Reswap": "none"})
    return _slip(request, house, visitor, id, part, status=409)


def _lead_back(
    request: Request, house: House, visitor: Visitor, id: str, typed: Typed, *, done: str | None = None
) -> Response:
    """Lead to the page of the call with what was typed, none of which stands in the address."""
    word = forms_of(request).keep(typed, visitor, about=id, at=house.moment())
    return go_on(request, address("calls", id), done=done, form=word)


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


def _groups(house: House, visitor: Visitor, id: str, *, purpose: str) -> list[Any]:
    """Give the priority groups that somebody is in, with a line in the log that does not name them."""
    with house.database.begin() as session:
        held = revealed_memberships(house, session, id, purpose=purpose, actor=visitor.actor)
    groups = [from_membership(one, today=house.today()) for one in held]
    return [one for one in groups if one.holds]


def _shown_again(house: House, visitor: Visitor, id: str, typed: Typed | None) -> Beside:
    """Give what was typed, with the number and the groups that were shown in its call; each showing is logged."""
    shown = Beside(typed)
    if typed is None:
        return shown
    if typed.shown_for and visitor.may("outreach:work"):
        purpose, fault = _purpose(typed.shown_for, visitor)
        try:
            person = None if fault else _revealed(house, visitor, id, purpose=purpose)
        except Conflict:  # a colleague has the person by now
            person = None
        shown = replace(shown, person=person)
    if typed.groups_for and visitor.may("memberships:reveal"):
        purpose, fault = _purpose(typed.groups_for, visitor)
        shown = replace(shown, groups=None if fault else _groups(house, visitor, id, purpose=purpose))
    return shown


def _purpose(typed: str, visitor: Visitor) -> tuple[str, str | None]:
    """Read what names are needed for; the second is what is wrong with it."""
    try:
        return read_purpose(read_typed("purpose", typed, OpenLine) or ""), None
    except BadInput as error:
        return "", told_alone(error, visitor.say)


def _named(fault: BadInput) -> str:
    return str(fault.phrase.values.get("name", ""))


def _notice(house: House, visitor: Visitor, id: str, *, done: str | None) -> Notice | None:
    say = visitor.say
    texts = {
        "given": say("The colleague looks after this person from now on."),
        "taken-back": say(
            "The result is taken back; what was typed is in the form again, and the person is taken by you again."
        ),
    }
    warnings = {
        "not-taken": say("You have not taken this person; why stands below."),
        "taken-back-alone": say(
            "The result is taken back; what was typed is in the form again. A colleague has taken the person meanwhile."
        ),
    }
    if done in texts:
        return Notice(texts[done])
    if done in warnings:
        return Notice(warnings[done], kind="warning")
    if done != "taken":
        return None
    with house.database.read() as session:
        held = claimed_on(session, id, at=moment_of(house))
    if held is None or held.actor.id != visitor.actor.id:
        return None
    return Notice(say("You have taken this person; colleagues see it."), f"{address('calls', id)}/release")
