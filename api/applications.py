"""Applications over HTTP: employers apply for recognition and for subsidy, the office answers within its days."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.applied import Request, Step, advance, deadline_on, hand_in, iter_as_of, money_of, rule_of
from api.conditions import TheChange, TheReading
from api.deps import JsonOnly, TheActor, TheHouse, needs
from api.errors import problems
from api.fields import Amount, GivenId, MaybeDay, MaybeLine, MaybeMonth, RecordId, Words
from api.house import House
from api.idempotency import TheOnce
from api.narrowing import refuse_unknown
from api.paging import AskedPage, read_cursor, write_cursor
from data.store import Session, get_application
from matcher.applications import Deadline, application_on, missing_documents, steps_of
from matcher.errors import NotFound
from matcher.records import Application, ApplicationKind, ApplicationState, ClaimKind
from matcher.subsidy import Payment, total

EXAMPLE: dict[str, Any] = {
    "employer_id": "91350100M000100Y43",
    "kind": "subsidy",
    "documents": ["补贴申请表", "见习协议"],
    "month_from": "2023-08",
    "month_to": "2023-10",
    "amount_yuan": "3840.00",
}

router = APIRouter(prefix="/v1/applications", tags=["applications"])


class ApplicationBody(BaseModel):
    """An application as it is handed in."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EXAMPLE})

    employer_id: GivenId = Field(description="Who applies.")
    kind: ApplicationKind = Field(description="For what.")
    on: MaybeDay = Field(None, description="The day on which it came in; today by default.")
    documents: Words = Field((), description="Handed in, by the names that the edition gives them.")
    month_from: MaybeMonth = Field(None, description="Of a subsidy: the first month.")
    month_to: MaybeMonth = Field(None, description="The last month.")
    amount_yuan: Amount | None = Field(None, description="Of a subsidy: what is applied for.")
    note: MaybeLine = Field(None, description="In free words; personal numbers are taken out.")


class StepBody(BaseModel):
    """The next step of an application."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"state": "returned", "note": "缺人身意外伤害保险单"}}
    )

    state: ApplicationState = Field(description="What it becomes; `next` of the answer lists what it can.")
    on: MaybeDay = Field(None, description="The day; today by default.")
    note: MaybeLine = Field(None, description="Why; wanted with `returned` and `refused`.")
    documents: Words = Field((), description="Handed in with this step, beside those that are there.")


class EventShown(BaseModel):
    """A step that was taken."""

    state: ApplicationState
    on: date
    note: str | None
    actor_id: str = Field(description="Who took it.")
    at: datetime = Field(description="When it was noted.")


class DeadlineShown(BaseModel):
    """By when the office has to act."""

    step: ApplicationState = Field(description="`accepted` = any answer, `approved` = either decision, `paid`.")
    due_on: date = Field(description="The last day in time.")
    n_days: int = Field(description="Working days in all, the first day left out.", examples=[7])
    overdue: bool
    holidays_known: bool = Field(description="false = a year without its table: Monday to Friday was counted.")


class WorkedShown(BaseModel):
    """What is due for the months applied for, worked out from the placements."""

    due_yuan: Amount
    payable_yuan: Amount = Field(description="Of it what nothing holds.")
    by_kind: dict[ClaimKind, Amount]
    over_applied_yuan: str = Field(description="Applied for less due; below 0 = less was.", examples=["0.00"])
    paid_yuan: Amount = Field(description="Paid already by claims for these months.")
    granted_yuan: Amount = Field(description="Approved already by other applications for one of these months.")
    open_yuan: Amount = Field(description="Payable, less the greater of the two; approving more wants a note.")
    others: list[str] = Field(description="Other applications of the employer for one of these months, not refused.")


class ApplicationListed(BaseModel):
    """An application in a list."""

    id: str = Field(examples=["20230904-1f0c9a2e"])
    employer_id: str
    kind: ApplicationKind
    state: ApplicationState
    edition: str = Field(description="Of the rules that it is decided by.", examples=["jinan-2023"])
    submitted_on: date
    documents: list[str]
    missing: list[str] = Field(description="Documents that the edition asks for and that are not there.")
    month_from: MaybeMonth
    month_to: MaybeMonth
    amount_yuan: Amount | None
    next: list[ApplicationState] = Field(description="What it can become.")
    deadline: DeadlineShown | None = Field(description="null = it is not the office's turn.")


class ApplicationAnswer(ApplicationListed):
    """An application with its steps and, for a subsidy, what is due."""

    events: list[EventShown]
    worked: WorkedShown | None = Field(description="null for a recognition.")


class ApplicationPage(BaseModel):
    """One page of applications in the order of their ids, which begin with the day of handing in."""

    items: list[ApplicationListed]
    next_cursor: str | None = Field(description="None = this was the last page.")


class AskedAsOf(BaseModel):
    """As of which day an application is read."""

    model_config = ConfigDict(extra="forbid")

    as_of: MaybeDay = Field(None, description="Steps taken later are left out; today by default.")


class AskedApplications(AskedPage):
    """How applications are listed."""

    kind: ApplicationKind | None = Field(None, description="Only these.")
    employer_id: GivenId | None = Field(None, description="Only of this employer.")
    state: ApplicationState | None = Field(None, description="Only those that stand so.")
    overdue: bool = Field(False, description="Only those on which the office should have acted.")
    as_of: MaybeDay = Field(None, description="As they stood on this day; today by default.")


def from_application(house: House, application: Application, *, as_of: date) -> dict[str, Any]:
    """Give the fields of an application in a list."""
    deadline, rule = deadline_on(house, application), rule_of(house, application)
    return {
        "id": application.id,
        "employer_id": application.employer_id,
        "kind": application.kind,
        "state": application.state,
        "edition": application.edition,
        "submitted_on": application.events[0].on,
        "documents": list(application.documents),
        "missing": list(missing_documents(application, rule)),
        "month_from": application.month_from,
        "month_to": application.month_to,
        "amount_yuan": application.amount_yuan,
        "next": list(steps_of(application)),
        "deadline": None if deadline is None else _from_deadline(deadline, as_of),
    }


def answer_of(house: House, session: Session, application: Application, *, as_of: date) -> ApplicationAnswer:
    """Tell an application with its steps and what is due for its months."""
    money = money_of(house, session, application, as_of=as_of)
    return ApplicationAnswer.model_construct(
        **from_application(house, application, as_of=as_of),
        events=[
            EventShown(state=one.state, on=one.on, note=one.note, actor_id=one.actor.id, at=one.at)
            for one in application.events
        ],
        worked=None if money is None else _worked(application, money),
    )


def _from_deadline(deadline: Deadline, as_of: date) -> DeadlineShown:
    return DeadlineShown(
        step=deadline.step,
        due_on=deadline.due_on,
        n_days=deadline.n_days,
        overdue=deadline.is_overdue(as_of),
        holidays_known=deadline.known,
    )


def _worked(application: Application, money: Payment) -> WorkedShown:
    over = (application.amount_yuan or 0) - money.due_yuan
    return WorkedShown(
        due_yuan=money.due_yuan,
        payable_yuan=money.payable_yuan,
        by_kind={kind: total(line for line in money.lines if line.kind is kind) for kind in ClaimKind},
        over_applied_yuan=f"{over:.2f}",
        paid_yuan=money.paid_yuan,
        granted_yuan=money.granted_yuan,
        open_yuan=money.open_yuan,
        others=[one.id for one in money.others],
    )


@router.post(
    "",
    summary="Hand in an application",
    status_code=201,
    dependencies=[needs("applications:submit"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def post_application(body: ApplicationBody, house: TheHouse, actor: TheActor, once: TheOnce) -> ApplicationAnswer:
    """
    Keep an application of an employer for recognition or for subsidy.

    It is decided by the edition in force on the day on which it came in, whatever comes into force later. A subsidy
    names its months and the amount; documents may be handed in later. The very same of the same day, which nobody took
    a step on since, is refused with 409.
    """
    told = Request(
        employer_id=body.employer_id,
        kind=body.kind,
        on=body.on or house.today(),
        documents=body.documents,
        month_from=body.month_from,
        month_to=body.month_to,
        amount_yuan=body.amount_yuan,
        note=body.note,
    )
    return once.do(
        lambda session: answer_of(house, session, hand_in(house, session, told, actor=actor), as_of=house.today()),
        ApplicationAnswer,
    )


@router.post(
    "/{id}/steps",
    summary="Take an application one step on",
    dependencies=[needs("applications:decide"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def post_step(
    id: RecordId, body: StepBody, house: TheHouse, actor: TheActor, once: TheOnce, change: TheChange
) -> ApplicationAnswer:
    """
    Return, accept, approve, refuse, pay or withdraw an application, or hand it in again.

    A step that does not follow on the present state, lies before the last one, or accepts what lacks documents is
    refused with 409. The day on which a recognition is approved becomes the employer's `recognised_on`.
    """
    step = Step(body.state, body.on or house.today(), body.note, body.documents)

    def answer(session: Session) -> ApplicationAnswer:
        return answer_of(house, session, get_application(session, id), as_of=house.today())

    def take(session: Session) -> ApplicationAnswer:
        change.refuse_unseen(session, lambda: answer(session))
        advance(house, session, id, step, actor=actor)
        return answer(session)

    return change.tell(once.do(take, ApplicationAnswer))


@router.get(
    "/{id}", summary="Read an application", responses=problems(404, 422, 503), dependencies=[needs("applications:read")]
)
def read_application(
    id: RecordId, house: TheHouse, asked: Annotated[AskedAsOf, Query()], reading: TheReading
) -> ApplicationAnswer:
    """Give one application with its steps, its clock and, for a subsidy, what is due for the months."""
    as_of = asked.as_of or house.today()
    with house.database.read() as session:
        stood = application_on(get_application(session, id), as_of)
        if stood is None:
            raise NotFound("application {id!r} had not been handed in on {day}", id=id, day=as_of)
        return reading.tell(answer_of(house, session, stood, as_of=as_of))


@router.get(
    "", summary="List applications", responses=problems(404, 422, 503), dependencies=[needs("applications:read")]
)
def list_page(house: TheHouse, asked: Annotated[AskedApplications, Query()]) -> ApplicationPage:
    """List applications in the order in which they came in, those only on which the office is late if asked."""
    lister = asked.lister("applications")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    as_of = asked.as_of or house.today()
    with house.database.read() as session:
        every = iter_as_of(
            house,
            session,
            as_of=as_of,
            after=after,
            kind=asked.kind,
            employer_id=asked.employer_id,
            states=() if asked.state is None else (asked.state,),
            overdue=asked.overdue,
        )
        found = list(islice(every, asked.limit + 1))
        if not found:
            refuse_unknown(session, employer_id=asked.employer_id)
    shown, more = found[: asked.limit], len(found) > asked.limit
    return ApplicationPage(
        items=[ApplicationListed.model_construct(**from_application(house, one, as_of=as_of)) for one in shown],
        next_cursor=write_cursor(house.vault, lister=lister, after=shown[-1].id) if more else None,
    )
