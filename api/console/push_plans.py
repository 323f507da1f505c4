"""A push asked for in the console: its scope typed, planned as a job whose progress is shown, planned again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from api.console.notices import go_on
from api.console.pages import page
from api.console.visitors import TheVisitor
from api.deps import TheHouse, needs
from api.fields import RecordId
from api.house import House
from api.jobs import TheRunner, from_job, own_job
from api.kind_names import kind_name
from api.outreach_names import channel_word
from api.pushes import PushBody, queue_plan
from api.pushing import most_of
from data.faults import phrase_of
from data.store import Job, get_push
from matcher.allocation.policy import MOST_POSTS
from matcher.errors import BadInput
from matcher.records import Actor, Channel, Kind, Push

CHANNELS = (Channel.SMS, Channel.MINI_PROGRAM)
FIELDS = frozenset(
    {"districts", "post_districts", "kinds", "published_since", "published_until", "channel", "most", "as_of"}
)
"""Of the form, beside which a fault may stand."""

NOTHING: dict[str, Any] = {
    "districts": (),
    "post_districts": (),
    "kinds": (),
    "published_since": "",
    "published_until": "",
    "priority_only": False,
    "channel": str(Channel.SMS),
    "most": "",
    "as_of": "",
}
"""What is typed into a form that nobody has touched."""

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=100)]


@router.get("/pushes/new", dependencies=[needs("pushes:plan")])
def show_scope(
    request: Request, house: TheHouse, like: Annotated[str | None, Query(max_length=200)] = None
) -> Response:
    """Show the form of a new push, filled in as an earlier one was asked for."""
    if like is None:
        return _form(request, house, NOTHING, faults={})
    with house.database.read() as session:
        push = get_push(session, like, vault=house.vault)
    return _form(request, house, _typed_of(push), faults={})


@router.post("/pushes/new", dependencies=[needs("pushes:plan")])
def ask_plan(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    runner: TheRunner,
    districts: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    post_districts: Annotated[list[str], Form()] = [],  # noqa: B006
    kinds: Annotated[list[str], Form()] = [],  # noqa: B006
    published_since: Text = "",
    published_until: Text = "",
    priority_only: Text = "",
    channel: Text = "",
    most: Text = "",
    as_of: Text = "",
) -> Response:
    """Queue the plan, or show the form again with what was typed and what is wrong with it."""
    typed = {
        "districts": districts,
        "post_districts": post_districts,
        "kinds": kinds,
        "published_since": published_since,
        "published_until": published_until,
        "priority_only": bool(priority_only),
        "channel": channel,
        "most": most,
        "as_of": as_of,
    }
    try:
        job = _queue(house, {name: value for name, value in typed.items() if value}, actor=visitor.actor)
    except ValidationError as error:
        faults = {str(one["loc"][0]): phrase_of(one).told(visitor.say) for one in error.errors() if one["loc"]}
        return _form(request, house, typed, faults=faults, status=422)
    except BadInput as error:
        field = error.field or ""
        faults = {field: error.told(visitor.say).removeprefix(field).lstrip(":： ")}  # it stands at the field
        return _form(request, house, typed, faults=faults, status=422)
    runner.wake()
    return go_on(request, f"/pushes/plans/{job.id}")


@router.post("/pushes/{id}/again", dependencies=[needs("pushes:plan")])
def ask_again(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, runner: TheRunner) -> Response:
    """Queue the plan of a push anew, with what came since."""
    job = _queue(house, {"again": id}, actor=visitor.actor)
    runner.wake()
    return go_on(request, f"/pushes/plans/{job.id}")


@router.get("/pushes/plans/{id}", dependencies=[needs("pushes:plan")])
def show_plan(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, runner: TheRunner) -> Response:
    """Show how far a plan is; once it is made, lead to it."""
    with house.database.read() as session:
        job = own_job(session, id, actor=visitor.actor)
    if job.state == "done" and job.result is not None:
        return go_on(request, f"/pushes/{job.result['id']}", done="planned")
    shown = from_job(job, say=visitor.say, progress=runner.progress(id))
    return page(request, "push_plan", job=shown, again=job.arguments.get("again"))


def _queue(house: House, told: Mapping[str, Any], *, actor: Actor) -> Job:
    """
    Queue a plan.

    Raises:
        ValidationError: what was typed is not what the fields take.
        BadInput, NotFound, Conflict: as ``queue_plan``.
    """
    body = PushBody.model_validate(dict(told))
    with house.database.begin() as session:
        return queue_plan(house, session, body, actor=actor)


def _form(
    request: Request, house: House, typed: Mapping[str, Any], *, faults: Mapping[str, str], status: int = 200
) -> Response:
    return page(
        request,
        "push_new",
        status=status,
        typed=typed,
        faults=faults,
        others=[text for name, text in faults.items() if name not in FIELDS],
        areas=house.gazetteer.names,
        kinds=tuple(Kind),
        kind_name=kind_name,
        channels=CHANNELS,
        channel_word=channel_word,
        most_posts=MOST_POSTS,
        usual=house.push.terms.most,
        today=house.today(),
    )


def _typed_of(push: Push) -> dict[str, Any]:
    """Give the fields of the form as a push was asked for; the day is left out, since it is over or soon is."""
    scope = push.scope
    asked = {
        "districts": list(scope.districts),
        "post_districts": list(scope.post_districts),
        "kinds": [str(kind) for kind in scope.kinds],
        "published_since": scope.published_since or "",
        "published_until": scope.published_until or "",
        "priority_only": scope.priority_only,
        "channel": str(push.channel),
        "most": most_of(push),
    }
    return NOTHING | asked
