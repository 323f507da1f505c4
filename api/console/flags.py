"""Adverts that look like traps in the console: their signs in words, judged by an officer, and taken back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fields import RecordId
from api.flags import AskedFlags, Decision, decide, flag_page
from data.store import FlagStatus

PAGE = 20

router = APIRouter(include_in_schema=False)


@router.get("/flags", dependencies=[needs("flags:read")])
def show_flags(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    status: Annotated[FlagStatus, Query()] = "open",
    cursor: Annotated[str | None, Query(max_length=600)] = None,
    done: Annotated[Decision | None, Query()] = None,
    post: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Show adverts that bear signs of a trap, the oldest flag first."""
    found = flag_page(house, AskedFlags(status=status, cursor=cursor, limit=PAGE), language=visitor.language)
    return page(
        request,
        "flags",
        listed=status,
        flags=found.items,
        next_cursor=found.next_cursor,
        is_first=cursor is None,
        judges=visitor.may("flags:decide"),
        notice=_notice(done, post, status, visitor),
    )


@router.post("/flags/{id}", dependencies=[needs("flags:decide")])
def judge_flag(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    decision: Annotated[Decision, Form()],
    note: Annotated[str, Form(max_length=2_000)] = "",
    status: Annotated[FlagStatus, Form()] = "open",
) -> Response:
    """Clear an advert, confirm that it is a trap, or take either back."""
    with house.database.begin() as session:
        decide(house, session, id, decision, note=note.strip() or None, actor=visitor.actor)
    house.follower.take_in("post", id)
    return go_on(request, "/flags", done=decision, post=id, status=status)


def _notice(done: Decision | None, post: str | None, status: FlagStatus, visitor: Visitor) -> Notice | None:
    if done is None or post is None:
        return None
    _ = visitor.say
    text = {
        "cleared": _("{id}: cleared. It is marked no more."),
        "confirmed": _("{id}: a trap. It is in no list any more."),
        "reopened": _("{id}: is open again, to be judged anew."),
    }[done].format(id=post)
    if done == "reopened" or not visitor.may("flags:decide"):
        return Notice(text)
    return Notice(text, undo=f"/flags/{post}", fields={"decision": "reopened", "status": status})
