"""What is printed of a fair, fetched by browser: pages for paper, workbooks and a calendar, masked or named."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from starlette.responses import Response

from api.console.fair_steps import head_of
from api.console.pages import page
from api.console.visitors import TheVisitor
from api.deps import TheHouse, needs
from api.fair_keeping import note_printed
from api.fair_prints import PRINTS, PrintForm, PrintName, take_print
from api.fields import RecordId
from api.language import Translate
from api.manners.documents import document
from data.store import get_fair
from matcher.records import FairState

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar; charset=utf-8",
}

router = APIRouter(include_in_schema=False)


@router.get("/fairs/{id}/papers", dependencies=[needs("fairs:read")])
def show_papers(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show what can be printed, for whom and what it holds."""
    with house.database.read() as session:
        kept = get_fair(session, id, vault=house.vault)
    return page(
        request,
        "fair_papers",
        fair=head_of(house, kept, visitor),
        papers=[(name, *_about(name, visitor.say)) for name in PRINTS if name != "calendar"],
        is_draft=kept.fair.state is FairState.DRAFT,
        stale_since=None if kept.is_printed else kept.printed_at,
    )


@router.post("/fairs/{id}/papers/{name}", dependencies=[needs("fairs:read")])
def post_paper(
    id: RecordId,
    name: Annotated[PrintName, Path()],
    house: TheHouse,
    visitor: TheVisitor,
    form: Annotated[PrintForm, Form()] = "html",
    purpose: Annotated[str, Form(max_length=300)] = "",
    large: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """Give a print; people are named where a purpose says what for, which stands in the body and in the log."""
    content = take_print(house, id, name, form, actor=visitor.actor, purpose=purpose.strip() or None, large=bool(large))
    if form != "ics":
        with house.database.begin() as session:
            note_printed(house, session, id)
    if form == "html":
        return document(content.decode())
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, media_type=TYPES[form], headers=headers)


def _about(name: PrintName, say: Translate) -> tuple[str, str]:
    words: dict[PrintName, tuple[str, str]] = {
        "employers": (
            say("For employers"),
            say("A page for each booth: time, person, post, why they fit, room for the result, and whom to ask next."),
        ),
        "candidates": (
            say("For guests"),
            say("A page for each guest: when and where, the way between halls, where they stand by."),
        ),
        "signs": (say("Signs of the booths"), say("A page for each booth, to be read from afar.")),
        "overview": (
            say("Overview of the day"),
            say("For the organiser: booths by slots, counts, who stands by, who has no meeting and why."),
        ),
        "door": (say("List at the door"), say("Everybody by the alphabet with a box to tick, and the first meeting.")),
    }
    return words[name]
