"""Applications of employers in the console: those that wait with their clocks, and each taken a step on."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from api.application_names import application_state, application_step, application_word
from api.applications import ApplicationAnswer, ApplicationListed, StepBody, answer_of, from_application
from api.applied import Step, advance, iter_as_of, rule_of
from api.claim_names import claim_word
from api.console.listed import PAGE, address, next_address, read_place
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.typed import Faults, faults_told
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fields import RecordId
from api.house import House
from api.language import Translate
from data.store import employers_by_id, get_application, waiting_applications
from matcher.applications import NEEDS_REASON
from matcher.errors import BadInput, Conflict
from matcher.records import ApplicationState

PATH = "/applications"
WAITING = "waiting"

router = APIRouter(include_in_schema=False)


@router.get(PATH, dependencies=[needs("applications:read")])
def show_applications(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    state: Annotated[str | None, Query(max_length=20)] = None,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
) -> Response:
    """List applications: those that wait for the office, or of a state, or all."""
    state = WAITING if state is None else state
    after = read_place(house, PATH, cursor, state=state)
    with house.database.read() as session:
        waiting = waiting_applications(session)
        if state == WAITING:
            ids = [id for id in waiting if after is None or id > after][: PAGE + 1]
            found = [get_application(session, id) for id in ids]
        else:
            states = [one for one in ApplicationState if one == state]
            every = iter_as_of(house, session, as_of=house.today(), after=after, states=states)
            found = list(islice(every, PAGE + 1))
        employers = employers_by_id(session, [one.employer_id for one in found])
    shown = [ApplicationListed.model_construct(**from_application(house, one, as_of=house.today())) for one in found]
    say = visitor.say
    return page(
        request,
        "applications",
        state=state,
        choices=[
            (WAITING, say("waiting for the office")),
            ("all", say("all")),
            *((str(one), application_state(one, say)) for one in ApplicationState),
        ],
        applications=shown[:PAGE],
        employers=employers,
        n_waiting=len(waiting),
        next_page=next_address(house, PATH, found[PAGE - 1].id if len(found) > PAGE else None, state=state),
        first_page=address(PATH, state=state) if cursor else None,
        **_words(say),
    )


@router.get(PATH + "/{id}", dependencies=[needs("applications:read")])
def show_application(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    done: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """Show an application with its steps, its clock and what is due for its months."""
    state = next((one for one in ApplicationState if one == done), None)
    notice = (
        None
        if state is None
        else Notice(visitor.say("Noted: {state}").format(state=application_state(state, visitor.say)))
    )
    return _page(request, house, visitor, id, notice=notice)


@router.post(PATH + "/{id}/steps", dependencies=[needs("applications:decide")])
def post_step(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    state: Annotated[str, Form(max_length=20)] = "",
    on: Annotated[str, Form(max_length=20)] = "",
    note: Annotated[str, Form(max_length=1_000)] = "",
    documents: Annotated[list[str] | None, Form(max_length=50)] = None,
) -> Response:
    """Take an application a step on."""
    typed = {"state": state, "on": on.strip() or None, "note": note, "documents": documents or []}
    try:
        body = StepBody.model_validate(typed | {"note": note.strip() or None})
        step = Step(body.state, body.on or house.today(), body.note, body.documents)
        with house.database.begin() as session:
            advance(house, session, id, step, actor=visitor.actor)
    except (ValidationError, BadInput, Conflict) as error:
        return _page(request, house, visitor, id, typed=typed, faults=faults_told(error, visitor.say))
    return go_on(request, f"{PATH}/{id}", done=str(body.state))


def _page(
    request: Request,
    house: House,
    visitor: Visitor,
    id: str,
    *,
    notice: Notice | None = None,
    typed: dict[str, Any] | None = None,
    faults: Faults | None = None,
) -> Response:
    with house.database.read() as session:
        application = get_application(session, id)
        answer = answer_of(house, session, application, as_of=house.today())
        employer = employers_by_id(session, [application.employer_id]).get(application.employer_id)
        waiting = [one for one in waiting_applications(session) if one != id]
    say = visitor.say
    return page(
        request,
        "application",
        status=422 if faults else 200,
        notice=notice,
        id=id,
        one=answer,
        employer=employer,
        note=application.events[0].note,
        clause=rule_of(house, application).clause,
        today=house.today(),
        steps=[(str(state), application_step(state, say), state in NEEDS_REASON) for state in answer.next],
        typed=typed or {"state": _likely(answer), "on": None, "note": "", "documents": []},
        faults=faults or Faults(),
        next_waiting=waiting[0] if waiting else None,
        claim_of=lambda kind: claim_word(kind, say),
        **_words(say),
    )


def _likely(answer: ApplicationAnswer) -> str:
    """Name the step that is taken most: back where documents are missing, else on."""
    if answer.missing and ApplicationState.RETURNED in answer.next:
        return str(ApplicationState.RETURNED)
    return str(answer.next[0]) if answer.next else ""


def _words(say: Translate) -> dict[str, Any]:
    return {"kind_of": lambda kind: application_word(kind, say), "state_of": lambda one: application_state(one, say)}
