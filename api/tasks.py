"""Open tasks over HTTP: what contacts left to be done, for whom, by when; and closed by persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.contact_names import task_word
from api.deps import JsonOnly, TheActor, TheHouse, TheLanguage, needs
from api.errors import problems
from api.fields import MaybeProse, MaybeWord, RecordId
from api.house import House
from api.idempotency import TheOnce
from api.language import Translate
from api.paging import AskedPage, read_cursor, write_cursor
from api.profiles import official
from api.tasking import finish, tasks_on
from data.store import Session, masked_people, posts_by_id
from matcher.outreach.attempts import Task
from matcher.outreach.tasks import OpenTask, TaskDone
from matcher.records import Person, Post

FIELDS = ("name", "phone")

router = APIRouter(prefix="/v1/outreach/tasks", tags=["outreach"])


class AskedTasks(AskedPage):
    """Whose tasks are listed."""

    district: MaybeWord = Field(
        None, description="Only of people who live in this district; `none` = of whom no district is known."
    )
    caseworker: MaybeWord = Field(
        None, description="Only of people whom this one looks after, or told of where nobody looks after them."
    )


class TaskShown(BaseModel):
    """Something that a contact left to be done; the person is masked."""

    id: str
    task: Task
    text: str = Field(description="What is to be done, in words.")
    candidate_id: str
    name: str | None = Field(description="Masked.", examples=["王**"])
    phone: str | None = Field(description="Masked.", examples=["138****1234"])
    district: str | None
    post_id: str | None = Field(description="Which post it is about; None = none.")
    post: str | None = Field(description="Title and employer of that post; None = none, or no longer stored.")
    since: date = Field(description="The day of the contact that it follows from.")
    due_on: date = Field(description="The last day.")
    overdue: bool
    caseworker: str | None = Field(description="Who looks after the person; None = nobody: it is the district's.")
    told_by: str = Field(description="Who told the contact.")
    note: str | None = Field(description="Of the contact.")


class TaskPage(BaseModel):
    """One page of the open tasks, what is due first."""

    as_of: date
    n: int = Field(description="Open tasks in all.")
    n_overdue: int = Field(description="Of these, past their last day.")
    items: list[TaskShown]
    next_cursor: str | None = Field(description="None = this was the last page.")


class DoneBody(BaseModel):
    """What a person says of a task that is done."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"note": "已电话告知单位"}})

    note: MaybeProse = Field(None, description="In free words; personal numbers are taken out.")


class TaskClosed(BaseModel):
    """A task that a person closed."""

    id: str
    candidate_id: str
    actor_id: str
    at: datetime


def shown_tasks(
    house: House, session: Session, tasks: Sequence[OpenTask], *, on: date, say: Translate
) -> list[TaskShown]:
    """Tell tasks as both ways in show them."""
    ids = list(dict.fromkeys(one.candidate_id for one in tasks))
    people = masked_people(session, "candidate", ids, "self", fields=FIELDS, vault=house.vault)
    posts = posts_by_id(session, [one.post_id for one in tasks if one.post_id is not None])
    return [_shown(one, people, posts, on=on, say=say) for one in tasks]


def _shown(
    one: OpenTask, people: Mapping[str, Person], posts: Mapping[str, Post], *, on: date, say: Translate
) -> TaskShown:
    person, post = people.get(one.candidate_id), posts.get(one.post_id or "")
    return TaskShown(
        id=one.id,
        task=one.task,
        text=task_word(one.task, say),
        candidate_id=one.candidate_id,
        name=None if person is None else person.name,
        phone=None if person is None else person.phone,
        district=one.district,
        post_id=one.post_id,
        post=None if post is None else f"{post.title} · {post.employer}",
        since=one.since,
        due_on=one.due_on,
        overdue=one.is_overdue(on=on),
        caseworker=one.caseworker,
        told_by=one.told_by,
        note=one.note,
    )


@router.get(
    "",
    summary="List what contacts left to be done",
    responses=problems(422, 503),
    dependencies=[needs("outreach:read")],
)
def list_tasks(house: TheHouse, say: TheLanguage, asked: Annotated[AskedTasks, Query()]) -> TaskPage:
    """
    List open tasks, what is due first: call backs, introductions, starts to be recorded, numbers and facts to ask for.

    A task leaves the list by itself once what is stored tells that it is done; what nothing stored can tell is closed
    by a person.
    """
    lister = asked.lister("tasks")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    area = official(asked.district, gazetteer=house.gazetteer)
    with house.database.read() as session:
        found = tasks_on(house, session, district=area, caseworker=asked.caseworker)
        rest = [one for one in found.tasks if after is None or one.place > after]
        page, more = rest[: asked.limit], len(rest) > asked.limit
        items = shown_tasks(house, session, page, on=found.as_of, say=say)
    return TaskPage(
        as_of=found.as_of,
        n=len(found.tasks),
        n_overdue=sum(one.is_overdue(on=found.as_of) for one in found.tasks),
        items=items,
        next_cursor=write_cursor(house.vault, lister=lister, after=page[-1].place) if more else None,
    )


@router.post(
    "/{id}/done",
    summary="Close a task",
    status_code=201,
    dependencies=[needs("outreach:work"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def post_done(id: RecordId, body: DoneBody, house: TheHouse, actor: TheActor, once: TheOnce) -> TaskClosed:
    """
    Keep that a person says a task is done, or need not be any more; who and when is kept with it.

    A call back is closed by the attempt that keeps it, and what came since closes other tasks by itself: both are
    refused with 409, and so is a task that somebody closed before.
    """
    return once.do(lambda session: from_done(finish(house, session, id, actor=actor, note=body.note)), TaskClosed)


def from_done(one: TaskDone) -> TaskClosed:
    """Tell a task that was closed."""
    return TaskClosed(id=one.task_id, candidate_id=one.candidate_id, actor_id=one.actor.id, at=one.at)
