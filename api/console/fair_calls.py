"""Whom of a fair's people to call, in the console: names and numbers in full for a purpose, on a page to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import Json, TypeAdapter
from starlette.responses import Response

from api.console.fair_invite import Written, invite_page, look_at, telling_text, told_text, unwritten
from api.console.fair_steps import head_of, path_of
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fair_calling import reveal_to_call, to_call
from api.fair_moving import read_standing
from api.fair_saying import put_told, telling_of
from api.fair_telling import ToldOtherwise, told_otherwise
from api.fields import RecordId
from api.push_names import without_word
from matcher.fairs.guests import Told
from matcher.records import Attendance, Booth, Channel, Fair, Person

ByGuest = dict[str, Told | None]
BY_GUEST = TypeAdapter(ByGuest)

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, repr=False)
class CallRow:
    """Somebody to call, in full."""

    id: str
    name: str
    phone: str
    why: str
    meetings: str  # that they have now
    is_here: bool  # checked in
    may_be_told: bool  # when they know it they are listed no more


@router.post("/fairs/{id}/invite/calls", dependencies=[needs("fairs:plan")])
def post_invite_calls(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    channel: Annotated[Written, Form()] = "sms",
    calls_purpose: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Show whom to call, with names and numbers in full; the purpose stands in the log."""
    if not calls_purpose.strip():
        fault = visitor.say("Say what the names are needed for; it stands in the log.")
        return invite_page(request, house, id, visitor, channel, calls_fault=fault)
    standing = read_standing(house, id)
    looked = look_at(house, id, Channel(channel), visitor)
    told, against = unwritten(house, standing.fair, told_otherwise(house, standing), looked).people, looked.against
    ids = to_call(house, told, against)
    people = reveal_to_call(house, ids, purpose=calls_purpose.strip(), actor=visitor.actor)
    now = {id: one.now for id, one in told.items() if one.is_notable}
    now |= {one.candidate_id: telling_of(standing.fair, one) for one in standing.guests}
    to_say = now | {id: one.now for id, one in told.items()}
    here = {one.candidate_id for one in standing.guests if one.attendance is Attendance.CAME}
    names = {one.id: _in_full(one, visitor) for one in standing.fair.booths}
    rows = [
        CallRow(
            id,
            *_person(people.get(id), id),
            _why(told[id], standing.fair, visitor) if id in told else without_word(against[id], visitor.say),
            telling_text(
                to_say.get(id, Told()), told[id].told if id in told else None, standing.fair, visitor, names=names
            ),
            id in here,
            id in now,
        )
        for id in sorted(ids, key=lambda id: (id in here, id))
    ]
    return page(
        request,
        "fair_calls",
        headers={"Cache-Control": "no-store"},
        fair=head_of(house, standing.kept, visitor),
        rows=rows,
        shown=BY_GUEST.dump_json({id: now[id] for id in ids if id in now}).decode(),
        back=f"{path_of(id)}/invite?channel={channel}",
    )


@router.post("/fairs/{id}/invite/told", dependencies=[needs("fairs:plan")])
def post_told(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    shown: Annotated[Json[ByGuest], Form()],
    who: Annotated[Sequence[str], Form()] = (),
) -> Response:
    """Note that those who are ticked know what the list showed, so that they are called no more until it changes."""
    with house.database.begin() as session:
        before = put_told(house, session, id, {one: shown[one] for one in who if one in shown})
    notice = Notice(
        visitor.say("{n:,} people know their meetings now.").format(n=len(before)),
        undo=f"{path_of(id)}/invite/told/undo",
        fields={"before": BY_GUEST.dump_json(before).decode()},
    )
    return invite_page(request, house, id, visitor, "sms", notice=notice)


@router.post("/fairs/{id}/invite/told/undo", dependencies=[needs("fairs:plan")])
def post_told_undo(
    request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, before: Annotated[Json[ByGuest], Form()]
) -> Response:
    """Take it back that people know of a change."""
    with house.database.begin() as session:
        put_told(house, session, id, before)
    return go_on(request, f"/fairs/{id}/invite", done="untold")


def _why(one: ToldOtherwise, fair: Fair, visitor: Visitor) -> str:
    """Say what somebody was told, which does not hold any more."""
    if one.told is None and not one.now.has_something:
        return visitor.say("Has no meeting any more")
    told = told_text(one, fair, visitor)
    if one.now.has_something:
        return visitor.say("Was told: {meetings}").format(meetings=told)
    return visitor.say("Has no meeting any more; was told: {meetings}").format(meetings=told)


def _in_full(booth: Booth, visitor: Visitor) -> str:
    where = " ".join(part for part in (booth.hall, booth.employer) if part)
    return visitor.say("{booth} ({where})").format(booth=booth.id, where=where)


def _person(person: Person | None, id: str) -> tuple[str, str]:
    return (person.name or id, person.phone or "–") if person is not None else (id, "–")
