"""Invitations to a fair in the console: who would be written to, who not and why, and the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.batches import WRITTEN
from api.console.fair_steps import Next, guest_path, head_of, path_of
from api.console.fair_timetable import names_of
from api.console.fairs import named
from api.console.notices import Notice, go_on
from api.console.opt_out_links import link_warning
from api.console.pages import dated, page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fair_calling import to_call
from api.fair_invitations import (
    Ahead,
    batch_of,
    invite_anew,
    invite_guests,
    is_under_way,
    keep_invitations,
    look_ahead,
)
from api.fair_moving import Standing, read_standing
from api.fair_telling import ToldOtherwise, told_otherwise, unwritable
from api.fields import RecordId
from api.handing_out import note_out
from api.house import House
from api.language import Translate
from api.message_files import to_csv
from api.outreach_names import channel_word
from api.push_names import without_word
from matcher.errors import BadInput, Conflict, MatcherError, NotReady
from matcher.fairs.guests import Told
from matcher.records import Channel, Fair, FairState

CSV = "text/csv; charset=utf-8"

SHOWN_FIRST = 15  # of those to be told anew; the others are folded

router = APIRouter(include_in_schema=False)
Written = Literal["sms", "mini_program"]


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody to be told anew."""

    id: str
    name: str
    path: str | None  # None = no guest any more
    channel: str
    why_not: str | None  # no new message goes out
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
    words = {
        "invited": visitor.say("They are invited. Now fetch the file for the office's sender."),
        "fetched": visitor.say("The file is fetched."),
        "untold": visitor.say("Taken back."),
    }
    return invite_page(request, house, id, visitor, channel, notice=Notice(words[done]) if done in words else None)


@router.post("/fairs/{id}/invite", dependencies=[needs("fairs:plan")])
def post_invite(
    request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, channel: Annotated[Written, Form()] = "sms"
) -> Response:
    """Decide who is invited; each counts as a contact from now on."""
    try:
        batch = batch_of(house, id, Channel(channel), office=None)
        keep_invitations(house, batch, actor=visitor.actor)
    except (Conflict, BadInput, NotReady) as why:
        return invite_page(request, house, id, visitor, channel, refused=why)
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
        return invite_page(request, house, id, visitor, channel, fault=fault)
    try:
        batch = batch_of(house, id, Channel(channel), office=None)
        handed = invite_guests(house, batch, purpose=purpose.strip(), actor=visitor.actor, again=bool(again))
        note_out(house, handed, actor=visitor.actor)
    except (Conflict, BadInput, NotReady) as why:
        return invite_page(request, house, id, visitor, channel, refused=why)
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
    """Give the messages of those who were told something else than holds now, with what holds."""
    if not changed_purpose.strip():
        fault = visitor.say("Say what the names are needed for; it stands in the log.")
        return invite_page(request, house, id, visitor, channel, changed_fault=fault)
    try:
        batch = batch_of(house, id, Channel(channel), office=None)
        otherwise = told_otherwise(house, read_standing(house, id))
        ids = {one.candidate_id for one in otherwise if one.channel is batch.channel}
        handed = invite_anew(house, batch, ids, purpose=changed_purpose.strip(), actor=visitor.actor)
        if not handed.ready:
            raise Conflict("nobody can be written to anew by this channel now; call them")
    except (Conflict, BadInput, NotReady) as why:
        return invite_page(request, house, id, visitor, channel, refused=why)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{batch.id}-changed.csv"'}
    return Response(to_csv(handed.ready), media_type=CSV, headers=headers)


@dataclass(frozen=True, slots=True)
class Looked:
    """What stands ahead of the invitations by a channel, or why there are none."""

    ahead: Ahead | None
    refused: str | None

    @property
    def against(self) -> Mapping[str, str]:
        """Give the code of why of each who may not be written to."""
        return {} if self.ahead is None else self.ahead.against


@dataclass(frozen=True, slots=True)
class Unwritten:
    """
    Who learns of a change by no file of messages.

    Attributes:
        people: nothing is left to write of, no message told them, or none goes out to them now.
        against: why none goes out to some of them, id → code.
    """

    people: Mapping[str, ToldOtherwise]
    against: Mapping[str, str]


def unwritten(house: House, fair: Fair, otherwise: Sequence[ToldOtherwise], looked: Looked) -> Unwritten:
    """Sort out who learns of a change by no file of messages."""
    if looked.refused is not None:
        return Unwritten({one.candidate_id: one for one in otherwise}, {})
    against = unwritable(house, fair, otherwise)
    people = {
        one.candidate_id: one
        for one in otherwise
        if one.candidate_id in against or one.channel is None or not one.now.has_something
    }
    return Unwritten(people, against)


def look_at(house: House, id: str, by: Channel, visitor: Visitor) -> Looked:
    """Look at who would be invited by a channel, or say why nobody is."""
    try:
        return Looked(look_ahead(house, batch_of(house, id, by, office=None)), None)
    except (Conflict, BadInput, NotReady) as why:
        return Looked(None, _refused(house, id, why, visitor))


def _refused(house: House, id: str, why: MatcherError, visitor: Visitor) -> str:
    """Say what refuses the invitations in words of the page, the fair by its name."""
    say, values = visitor.say, why.phrase.values
    if isinstance(why, NotReady):
        return link_warning(house, say) or why.told(say)
    if isinstance(why, Conflict) and "batch" in values:
        told = say("All {n:,} messages were handed out, the last on {at} by {who}. ")
        again = say("Tick “All of them again” only if that copy was lost.")
        return told.format(n=values["n"], at=values["at"], who=values["who"]) + again
    return named(house, id, why.phrase.told(say))


def invite_page(
    request: Request,
    house: House,
    id: str,
    visitor: Visitor,
    channel: Written,
    *,
    notice: Notice | None = None,
    refused: MatcherError | None = None,
    fault: str | None = None,
    changed_fault: str | None = None,
    calls_fault: str | None = None,
) -> Response:
    """Make the page of the invitations by a channel; a fault stands at the field of its form."""
    say, by = visitor.say, Channel(channel)
    standing = read_standing(house, id)
    kept, otherwise = standing.kept, told_otherwise(house, standing)
    with house.database.read() as session:
        has_opened = is_under_way(house, session, standing.fair)
    looked = look_at(house, id, by, visitor)
    ahead, head = looked.ahead, head_of(house, kept, visitor)
    unreached = unwritten(house, standing.fair, otherwise, looked)
    n_changed = {
        channel: sum(one.channel is channel and one.candidate_id not in unreached.people for one in otherwise)
        for channel in WRITTEN
    }
    is_nobody_left = ahead is not None and not ahead.n_ready and not ahead.n_asked
    return page(
        request,
        "fair_invite",
        status=422 if refused or fault or changed_fault or calls_fault else 200,
        fair=replace(head, next=_next_without(head.path, say), at="papers") if is_nobody_left and head.next else head,
        channels=[(str(one), channel_word(one, say), one is by) for one in sorted(WRITTEN)],
        channel=channel,
        ahead=ahead,
        link_warning=link_warning(house, say),
        refused=looked.refused,
        told_off=None if refused is None else _refused(house, id, refused, visitor),
        is_draft=kept.fair.state is FairState.DRAFT,
        withheld=[] if ahead is None else [(without_word(code, say), n) for code, n in ahead.withheld.items()],
        against=_against(house, standing, looked.against, visitor),
        n_to_call=len(to_call(house, unreached.people, looked.against)),
        is_under_way=has_opened,
        notice=notice,
        fault=fault,
        changed=_changed(house, standing, otherwise, unreached.against, visitor),
        n_changed_here=n_changed[by],
        changed_by=[(str(one), channel_word(one, say), n) for one, n in n_changed.items() if n and one is not by],
        changed_fault=changed_fault,
        calls_fault=calls_fault,
        shown_first=SHOWN_FIRST,
    )


def _next_without(base: str, say: Translate) -> Next:
    text = say("Nobody can be invited by message now, for the reasons below. Call them, and go on with the papers.")
    return Next(text, say("Print"), f"{base}/papers")


def _against(
    house: House, standing: Standing, against: Mapping[str, str], visitor: Visitor
) -> list[tuple[str, str, str, str]]:
    """Name who may not be written to: id, name, path and why."""
    names, base, say = names_of(house, list(against)), path_of(standing.fair.id), visitor.say
    return [(id, names[id], guest_path(base, id), without_word(code, say)) for id, code in against.items()]


def _changed(
    house: House, standing: Standing, found: Sequence[ToldOtherwise], against: Mapping[str, str], visitor: Visitor
) -> list[Changed]:
    say = visitor.say
    names, base = names_of(house, [one.candidate_id for one in found]), path_of(standing.fair.id)
    return [
        Changed(
            one.candidate_id,
            names[one.candidate_id],
            guest_path(base, one.candidate_id) if one.is_guest else None,
            channel_word(one.channel, say) if one.channel else "–",
            without_word(against[one.candidate_id], say) if one.candidate_id in against else None,
            told_text(one, standing.fair, visitor),
            telling_text(one.now, one.told, standing.fair, visitor),
        )
        for one in found
    ]


def told_text(one: ToldOtherwise, fair: Fair, visitor: Visitor) -> str:
    """Tell what somebody was told, where it is known."""
    return visitor.say("not known any more") if one.told is None else telling_text(one.told, one.now, fair, visitor)


def telling_text(
    one: Told, beside: Told | None, fair: Fair, visitor: Visitor, *, names: Mapping[str, str] | None = None
) -> str:
    """
    Tell what somebody is told of a fair: the meetings; the place, and of a stand-by the hours, where they differ.

    *names* are what booths are called, by id; None = by their ids.
    """
    say, today, parts, called = visitor.say, f"{fair.on} ", list[str](), names or {}
    if beside is not None and one.place and beside.place and one.place != beside.place:
        parts.append(one.place)
    if one.meetings:
        times = [(time.removeprefix(today), id) for time, id in one.meetings]
        parts += [say("{time} at booth {booth}").format(time=time, booth=called.get(id, id)) for time, id in times]
    else:
        parts.append(_without_meeting(one, beside, say))
    return dated(say("; ").join(parts), language=visitor.language)


def _without_meeting(one: Told, beside: Told | None, say: Translate) -> str:
    if not one.stands_by:
        return say("no meeting")
    waits = say("stands by")
    if beside is None or one.on is None or one.hours is None or (one.on, one.hours) == (beside.on, beside.hours):
        return waits
    return f"{one.on} {one.hours.since:%H:%M}–{one.hours.until:%H:%M} {waits}"
