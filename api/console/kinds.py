"""Posts without a stated kind in the console: the most doubtful first, stated in one click, and taken back."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fields import RecordId
from api.kind_names import kind_name
from api.kind_stating import state_kind, unstate_kind
from api.paging import read_cursor, write_cursor
from data.store import doubtful_kinds, posts_by_id
from matcher.explain.values import MOST_SURE
from matcher.records import Kind

PAGE = 20
LISTER = "posts without a kind"

router = APIRouter(include_in_schema=False)


@router.get("/kinds", dependencies=[needs("posts:write")])
def show_kinds(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
    done: Annotated[Kind | Literal["unstated"] | None, Query()] = None,
    post: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Show the posts of which no kind is stated, those first of which the inferred one is least sure."""
    after = read_cursor(house.vault, cursor, lister=LISTER)
    with house.database.read() as session:
        found = doubtful_kinds(session, after=None if after is None else _place(after), limit=PAGE + 1)
        posts = posts_by_id(session, [id for id, _ in found[:PAGE]])
    onward = None
    if len(found) > PAGE:
        id, p = found[PAGE - 1]
        onward = write_cursor(house.vault, lister=LISTER, after=f"{p!r} {id}")
    return page(
        request,
        "kinds",
        posts=list(posts.values()),
        next_cursor=onward,
        is_first=cursor is None,
        sure=lambda post: min(post.kind_p or 0.0, MOST_SURE),
        kinds=tuple(Kind),
        kind_name=kind_name,
        notice=_notice(done, post, visitor),
    )


@router.post("/kinds/{id}", dependencies=[needs("posts:write")])
def post_kind(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    kind: Annotated[Kind | Literal[""], Form()] = "",
) -> Response:
    """State the kind of a post; none takes it back, so that it is inferred again."""
    if kind == "":
        unstate_kind(house, id, actor=visitor.actor)
    else:
        state_kind(house, id, kind, actor=visitor.actor)
    return go_on(request, "/kinds", done=kind or "unstated", post=id)


def _place(after: str) -> tuple[float, str]:
    p, _, id = after.partition(" ")
    return float(p), id


def _notice(done: Kind | Literal["unstated"] | None, post: str | None, visitor: Visitor) -> Notice | None:
    if done is None or post is None:
        return None
    _ = visitor.say
    if done == "unstated":
        return Notice(_("{id}: its kind is inferred again.").format(id=post))
    told = _("{id}: its kind is {kind}.").format(id=post, kind=kind_name(done, _))
    return Notice(told, undo=f"/kinds/{post}", fields={"kind": ""})
