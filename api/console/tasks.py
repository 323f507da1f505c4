"""Tasks in the console: what contacts and employers' wishes left to be done, by when, and said to be done."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.paths import address
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fields import GivenId, MaybeProse, MaybeWord, RecordId, read_typed
from api.tasking import finish, take_up_again
from api.tasks import AskedTasks, list_tasks
from matcher.outreach.attempts import Task

N_PAGE = 25

Whose = Literal["mine", "all"]

router = APIRouter(include_in_schema=False)


@router.get("/tasks", dependencies=[needs("outreach:read")])
def show_tasks(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    whose: Annotated[Whose, Query()] = "mine",
    district: Annotated[MaybeWord, Query()] = None,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
    done: Annotated[str | None, Query(max_length=20)] = None,
    task: Annotated[GivenId | None, Query()] = None,
) -> Response:
    """Show open tasks, what is due first."""
    caseworker = visitor.actor.id if whose == "mine" else None
    asked = AskedTasks(limit=N_PAGE, cursor=cursor, district=district or None, caseworker=caseworker)
    return page(
        request,
        "tasks",
        whose=whose,
        district=district,
        districts=() if visitor.actor.district else house.gazetteer.names,
        found=list_tasks(house, visitor.say, asked),
        is_later=cursor is not None,
        by_calling=(Task.CALL_BACK, Task.ASK_INVITED, Task.ASK_FACT),
        days_after_not_reached=house.outreach.caps.days_after_not_reached,
        notice=_notice(visitor, done, task, whose),
    )


@router.post("/tasks/{id}/done", dependencies=[needs("outreach:work")])
def post_done(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    note: Annotated[str, Form(max_length=20_000)] = "",
    whose: Annotated[Whose, Form()] = "mine",
) -> Response:
    """Keep that a task is done, or need not be any more."""
    with house.database.begin() as session:
        closed = finish(house, session, id, actor=visitor.actor, note=read_typed("note", note, MaybeProse))
    return go_on(request, "/tasks", done="closed" if closed.note is None else "told", task=id, whose=whose)


@router.post("/tasks/{id}/open", dependencies=[needs("outreach:work")])
def post_open(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    whose: Annotated[Whose, Form()] = "mine",
) -> Response:
    """Take back that a task was closed."""
    with house.database.begin() as session:
        take_up_again(house, session, id, actor=visitor.actor)
    return go_on(request, "/tasks", done="opened", whose=whose)


def _notice(visitor: Visitor, done: str | None, task: str | None, whose: Whose) -> Notice | None:
    words = {
        "closed": visitor.say("The task is closed, without a word of what came of it; who closed it is kept."),
        "told": visitor.say("The task is closed; who closed it and what was noted is kept."),
        "opened": visitor.say("The task is open again."),
    }
    if done not in words:
        return None
    undo = f"{address('tasks', task)}/open" if task and done != "opened" else None
    return Notice(words[done], undo, {"whose": whose})
