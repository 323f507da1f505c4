"""Invitations to a fair in the console: who would be written to by which channel, who not and why, and the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.batches import WRITTEN
from api.console.fair_steps import guest_path, head_of, path_of
from api.console.fair_timetable import names_of
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fair_invitations import batch_of, invite_anew, invite_guests, keep_invitations, look_ahead
from api.fair_moving import Standing, read_standing
from api.fair_telling import Meetings, ToldOtherwise, told_otherwise
from api.fields import RecordId
from api.handing_out import note_out
from api.house import House
from api.message_files import to_csv
from api.outreach_names import channel_word
from api.push_names import without_word
from matcher.errors import MatcherError
from matcher.records import Channel, FairState

CSV = "text/csv; charset=utf-8"

router = APIRouter(include_in_schema=False)
Written = Literal["sms", "mini_program"]


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody to be told anew."""

    id: str
    name: str
    path: str | None  # None = no guest any more
    channel: str
    told: str
    now: str


@router.get("/fairs/{id}/invite", dependencies=[needs("fairs:plan")])
def show_invite(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    channel: Annotated[Written, Query()] = "sms",
    done: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """Show who would be invited by a channel, who is not and why, and what was handed out."""
    words = {"invited": visitor.say("They are invited. Now fetch the file for the office's sender.")}
    return _page(request, house, id, visitor, channel, notice=Notice(words[done]) if done in words else None)


@router.post("/fairs/{id}/invite", dependencies=[needs("fairs:plan")])
def post_invite(
    request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, channel: Annotated[Written, Form()] = "sms"
) -> Response:
    """Decide who is invited; each counts as a contact from now on."""
    batch = batch_of(house, id, Channel(channel), office=None)
    keep_invitations(house, batch, actor=visitor.actor)
    return go_on(request, f"/fairs/{id}/invite", done="invited", channel=channel)


@router.post("/fairs/{id}/invite/file", dependencies=[needs("fairs:plan")])
def post_invite_file(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    channel: Annotated[Written, Form()] = "sms",
    purpose: Annotated[str, Form(max_length=300)] = "",
    again: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """Give the messages as a file with names and numbers, once; the purpose stands in the log."""
    if not purpose.strip():
        fault = visitor.say("Say what the names are needed for; it stands in the log.")
        return _page(request, house, id, visitor, channel, fault=fault)
    batch = batch_of(house, id, Channel(channel), office=None)
    handed = invite_guests(house, batch, purpose=purpose.strip(), actor=visitor.actor, again=bool(again))
    note_out(house, handed, actor=visitor.actor)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{batch.id}.csv"'}
    return Response(to_csv(handed.ready), media_type=CSV, headers=headers)


@router.post("/fairs/{id}/invite/changed", dependencies=[needs("fairs:plan")])
def post_invite_changed(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    channel: Annotated[Written, Form()] = "sms",
    changed_purpose: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Give the messages of those who were told another time than they have now, with the time that they have."""
    if not changed_purpose.strip():
        fault = visitor.say("Say what the names are needed for; it stands in the log.")
        return _page(request, house, id, visitor, channel, changed_fault=fault)
    batch = batch_of(house, id, Channel(channel), office=None)
    ids = {one.candidate_id for one in told_otherwise(house, read_standing(house, id)) if one.channel is batch.channel}
    handed = invite_anew(house, batch, ids, purpose=changed_purpose.strip(), actor=visitor.actor)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{batch.id}-changed.csv"'}
    return Response(to_csv(handed.ready), media_type=CSV, headers=headers)


def _page(
    request: Request,
    house: House,
    id: str,
    visitor: Visitor,
    channel: Written,
    *,
    notice: Notice | None = None,
    fault: str | None = None,
    changed_fault: str | None = None,
) -> Response:
    say, by = visitor.say, Channel(channel)
    standing = read_standing(house, id)
    kept, otherwise = standing.kept, told_otherwise(house, standing)
    refused, ahead = None, None
    try:
        ahead = look_ahead(house, batch_of(house, id, by, office=None))
    except MatcherError as why:
        refused = why.phrase.told(say)
    return page(
        request,
        "fair_invite",
        status=422 if fault or changed_fault else 200,
        fair=head_of(house, kept, visitor),
        channels=[(str(one), channel_word(one, say), one is by) for one in sorted(WRITTEN)],
        channel=channel,
        ahead=ahead,
        refused=refused,
        is_draft=kept.fair.state is FairState.DRAFT,
        withheld=[] if ahead is None else [(without_word(code, say), n) for code, n in ahead.withheld.items()],
        notice=notice,
        fault=fault,
        changed=_changed(house, standing, otherwise, visitor),
        n_changed_here=sum(one.channel is by and bool(one.now) for one in otherwise),
        changed_fault=changed_fault,
    )


def _changed(house: House, standing: Standing, found: Sequence[ToldOtherwise], visitor: Visitor) -> list[Changed]:
    say = visitor.say
    names, base = names_of(house, [one.candidate_id for one in found]), path_of(standing.fair.id)
    return [
        Changed(
            one.candidate_id,
            names[one.candidate_id],
            guest_path(base, one.candidate_id) if one.is_guest else None,
            channel_word(one.channel, say),
            say("not known any more") if one.told is None else _meetings(one.told, visitor),
            _meetings(one.now, visitor),
        )
        for one in found
    ]


def _meetings(meetings: Meetings, visitor: Visitor) -> str:
    say = visitor.say
    told = (say("{time} at booth {booth}").format(time=time, booth=booth) for time, booth in meetings)
    return say("; ").join(told) or say("no meeting")
