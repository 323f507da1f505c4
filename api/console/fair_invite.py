"""Invitations to a fair in the console: who would be written to by which channel, who not and why, and the file."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.batches import WRITTEN
from api.console.fair_steps import head_of
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fair_invitations import batch_of, invite_guests, keep_invitations, look_ahead
from api.fields import RecordId
from api.handing_out import note_out
from api.house import House
from api.message_files import to_csv
from api.outreach_names import channel_word
from api.push_names import without_word
from data.store import get_fair
from matcher.errors import MatcherError
from matcher.records import Channel, FairState

CSV = "text/csv; charset=utf-8"

router = APIRouter(include_in_schema=False)
Written = Literal["sms", "mini_program"]


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


def _page(
    request: Request,
    house: House,
    id: str,
    visitor: Visitor,
    channel: Written,
    *,
    notice: Notice | None = None,
    fault: str | None = None,
) -> Response:
    say, by = visitor.say, Channel(channel)
    with house.database.read() as session:
        kept = get_fair(session, id, vault=house.vault)
    refused, ahead = None, None
    try:
        ahead = look_ahead(house, batch_of(house, id, by, office=None))
    except MatcherError as why:
        refused = why.phrase.told(say)
    return page(
        request,
        "fair_invite",
        status=422 if fault else 200,
        fair=head_of(house, kept, visitor),
        channels=[(str(one), channel_word(one, say), one is by) for one in sorted(WRITTEN)],
        channel=channel,
        ahead=ahead,
        refused=refused,
        is_draft=kept.fair.state is FairState.DRAFT,
        withheld=[] if ahead is None else [(without_word(code, say), n) for code, n in ahead.withheld.items()],
        notice=notice,
        fault=fault,
    )
