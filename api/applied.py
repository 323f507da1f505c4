"""Applications as both ways in handle them: handed in, stepped through, and shown with clock and worked amount."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from api.house import House
from api.settlements import worked_for
from data.reference import load_workdays
from data.store import (
    Session,
    add_application,
    add_step,
    claims_of_employers,
    get_application,
    get_employer,
    list_applications,
    lock_sequence,
    merge_employers,
)
from matcher.applications import Deadline, application_on, deadline_of, submit, take_step
from matcher.editions import ApplicationRule
from matcher.errors import BadInput, Conflict
from matcher.records import (
    Actor,
    Application,
    ApplicationEvent,
    ApplicationKind,
    ApplicationState,
    EmployerEntry,
)
from matcher.subsidy import Payment, payment_of

BATCH = 500  # applications looked at at a time


@dataclass(frozen=True, slots=True)
class Request:
    """What an employer applies for."""

    employer_id: str
    kind: ApplicationKind
    on: date  # handed in
    documents: tuple[str, ...] = ()
    month_from: date | None = None
    month_to: date | None = None
    amount_yuan: Decimal | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What an application becomes."""

    state: ApplicationState
    on: date
    note: str | None = None
    documents: tuple[str, ...] = ()  # handed in with it


def hand_in(house: House, session: Session, asked: Request, *, actor: Actor) -> Application:
    """
    Keep an application of an employer, to be decided by the edition in force on the day.

    Raises:
        NotFound: there is no such employer.
        BadInput: what is asked for cannot be.
        Conflict: the very same was handed in on the day and still waits.
    """
    lock_sequence(session)
    get_employer(session, asked.employer_id)
    edition, at = house.rulebook.on(asked.on), house.clock()
    event = ApplicationEvent(ApplicationState.SUBMITTED, asked.on, actor, at, asked.note)
    application = Application(
        id=f"{asked.on:%Y%m%d}-{secrets.token_hex(4)}",
        employer_id=asked.employer_id,
        kind=asked.kind,
        edition=edition.id,
        events=(event,),
        documents=tuple(dict.fromkeys(asked.documents)),
        month_from=asked.month_from,
        month_to=asked.month_to,
        amount_yuan=asked.amount_yuan,
    )
    submit(application, edition.application(asked.kind), today=house.today())
    _refuse_twice(house, session, application)
    add_application(session, application, at=at)
    return application


def _refuse_twice(house: House, session: Session, application: Application) -> None:
    """Refuse what was handed in alike on the same day and has not been stepped on since: it was typed twice."""
    new = application.events[0]
    employer_id, today = application.employer_id, house.today()
    for one in iter_as_of(house, session, as_of=today, kind=application.kind, employer_id=employer_id):
        first, is_alike = one.events[0], one == replace(application, id=one.id, events=one.events)
        if is_alike and len(one.events) == 1 and (first.on, first.note) == (new.on, new.note):
            raise Conflict("{id}: the very same was handed in on {day}; nothing is added", id=one.id, day=first.on)


def advance(house: House, session: Session, id: str, asked: Step, *, actor: Actor) -> Application:
    """
    Take an application one step on; the day of the first recognition is the employer's.

    Raises:
        NotFound: there is no such application, or its employer is gone.
        BadInput, Conflict: the step cannot be taken; the text says why.
    """
    lock_sequence(session)  # two officers never step on from the same state
    application, at = get_application(session, id), house.clock()
    event = ApplicationEvent(asked.state, asked.on, actor, at, asked.note)
    rule = rule_of(house, application)
    stepped = take_step(application, event, rule, documents=asked.documents, today=house.today())
    _refuse_too_much(house, session, stepped)
    add_step(session, stepped, at=at)
    if stepped.kind is ApplicationKind.RECOGNITION and stepped.state is ApplicationState.APPROVED:
        employer = get_employer(session, stepped.employer_id)
        employer = replace(employer, recognised_on=min(employer.recognised_on or asked.on, asked.on))
        source = f"application {stepped.id}"
        merge_employers(session, [EmployerEntry(employer)], actor=actor, source=source, at=at, vault=house.vault)
    return stepped


def rule_of(house: House, application: Application) -> ApplicationRule:
    """Give the rule that an application is decided by; raises NotFound where its edition is gone."""
    return house.rulebook.named(application.edition).application(application.kind)


def deadline_on(house: House, application: Application) -> Deadline | None:
    """Give the day by which the office has to act; None where it is not its turn."""
    return deadline_of(application, rule_of(house, application), load_workdays())


def money_of(house: House, session: Session, application: Application, *, as_of: date) -> Payment | None:
    """
    Work out what is due and still to be paid for the months applied for; None for a recognition.

    Raises:
        NotFound: the employer is gone, or the edition has no minimum wage for a month.
    """
    if application.kind is not ApplicationKind.SUBSIDY:
        return None
    lines = worked_for(house, session, application, as_of=as_of)
    claims = claims_of_employers(session, [application.employer_id])
    others = iter_as_of(house, session, as_of=as_of, employer_id=application.employer_id)
    return payment_of(application, lines, claims, others, as_of=as_of)


def _refuse_too_much(house: House, session: Session, stepped: Application) -> None:
    """Want a word of why where more is approved than is still to be paid for the months."""
    event = stepped.events[-1]
    if event.state is not ApplicationState.APPROVED or event.note:
        return
    money, asked = money_of(house, session, stepped, as_of=event.on), stepped.amount_yuan
    if money is not None and asked is not None and asked > money.open_yuan:
        raise BadInput(
            "{field}: say why {asked:,.2f} yuan are approved, where {open:,.2f} are still to be paid for these months",
            field="note",
            asked=asked,
            open=money.open_yuan,
        )


def iter_as_of(
    house: House,
    session: Session,
    *,
    as_of: date,
    after: str | None = None,
    kind: ApplicationKind | None = None,
    employer_id: str | None = None,
    states: Sequence[ApplicationState] = (),
    overdue: bool = False,
) -> Iterator[Application]:
    """
    Give applications sorted by id, as they stood on a day.

    Args:
        house: whose rules count.
        session: of a transaction.
        as_of: the day.
        after: the id before the first.
        kind: only these.
        employer_id: only of this employer.
        states: only those that stood so; () = any.
        overdue: only those on which the office should have acted before that day.
    """
    while page := list_applications(session, after=after, limit=BATCH, kind=kind, employer_id=employer_id):
        after = page[-1].id
        for one in page:
            stood = application_on(one, as_of)
            if stood is None or (states and stood.state not in states):
                continue
            if not overdue or _is_overdue(house, stood, as_of):
                yield stood


def _is_overdue(house: House, application: Application, day: date) -> bool:
    deadline = deadline_on(house, application)
    return deadline is not None and deadline.is_overdue(day)
