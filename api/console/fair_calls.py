"""Whom of a fair's people to call, in the console: names and numbers in full for a purpose, on a page to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.console.fair_invite import Written, invite_page, look_at, meetings_told
from api.console.fair_steps import head_of, path_of
from api.console.pages import page
from api.console.visitors import TheVisitor
from api.deps import TheHouse, needs
from api.fair_calling import reveal_to_call, to_call
from api.fair_invitations import meetings_of
from api.fair_moving import read_standing
from api.fair_telling import told_otherwise
from api.fields import RecordId
from api.push_names import without_word
from matcher.records import Channel, Person

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, repr=False)
class CallRow:
    """Somebody to call, in full."""

    id: str
    name: str
    phone: str
    why: str
    meetings: str  # that they were told, or have


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
    otherwise = told_otherwise(house, standing)
    against = look_at(house, id, Channel(channel), visitor).against
    ids = to_call(house, otherwise, against)
    people = reveal_to_call(house, ids, purpose=calls_purpose.strip(), actor=visitor.actor)
    say, told = visitor.say, {one.candidate_id: one for one in otherwise if not one.now}
    now = {one.candidate_id: meetings_of(standing.fair, one) for one in standing.guests}
    rows = [
        CallRow(
            id,
            *_person(people.get(id), id),
            say("Has no meeting any more") if id in told else without_word(against[id], say),
            meetings_told(told[id].told or () if id in told else now.get(id, ()), standing.fair, visitor),
        )
        for id in ids
    ]
    return page(
        request,
        "fair_calls",
        headers={"Cache-Control": "no-store"},
        fair=head_of(house, standing.kept, visitor),
        rows=rows,
        back=f"{path_of(id)}/invite?channel={channel}",
    )


def _person(person: Person | None, id: str) -> tuple[str, str]:
    return (person.name or id, person.phone or "–") if person is not None else (id, "–")
