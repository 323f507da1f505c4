"""The applications commands: employers' applications handed in, stepped through, shown and listed with their clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.tables import table_lines
from api.cli.terminal import AsJson, Terminal, actor
from api.language import Translate
from matcher.errors import BadInput
from matcher.records import ApplicationKind, ApplicationState

if TYPE_CHECKING:
    from api.applications import ApplicationAnswer, ApplicationListed, DeadlineShown
    from api.house import House
    from data.store import Session
    from matcher.records import Application

AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")  # as over HTTP

app = typer.Typer(help="Employers' applications.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="The application.", show_default=False)]
OnDay = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day; today.")]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="As of which day; today.")]
Note = Annotated[str | None, typer.Option(metavar="TEXT", help="In free words; personal numbers are taken out.")]
Documents = Annotated[
    list[str] | None, typer.Option("--document", metavar="NAME", help="A document handed in; may be repeated.")
]


@app.command()
def add(
    context: typer.Context,
    employer: Annotated[str, typer.Option(metavar="ID", help="The employer.", show_default=False)],
    kind: Annotated[ApplicationKind, typer.Option(help="For what it applies.", show_default=False)],
    document: Documents = None,
    month_from: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m"], help="Of a subsidy: the first month.")
    ] = None,
    month_to: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m"], help="The last month.")] = None,
    amount: Annotated[
        str | None, typer.Option(metavar="YUAN", help="Of a subsidy: what is applied for, as 3840.00.")
    ] = None,
    on: OnDay = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Note an application of an employer for recognition or for subsidy."""
    from api.applied import Request, hand_in
    from api.fields import MaybeLine, read_typed

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.begin() as session:
        asked = Request(
            employer_id=employer,
            kind=kind,
            on=_day(house, on),
            documents=tuple(document or ()),
            month_from=month_from and month_from.date(),
            month_to=month_to and month_to.date(),
            amount_yuan=_amount(amount),
            note=read_typed("--note", note, MaybeLine),
        )
        application = hand_in(house, session, asked, actor=actor())
        _show(terminal, house, session, application, as_of=house.today(), as_json=as_json)


@app.command()
def step(
    context: typer.Context,
    id: Id,
    to: Annotated[ApplicationState, typer.Option(help="What it becomes.", show_default=False)],
    document: Documents = None,
    on: OnDay = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Return, accept, approve, refuse, pay or withdraw an application, or hand it in again."""
    from api.applied import Step, advance
    from api.fields import MaybeLine, read_typed

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.begin() as session:
        asked = Step(to, _day(house, on), read_typed("--note", note, MaybeLine), tuple(document or ()))
        application = advance(house, session, id, asked, actor=actor())
        _show(terminal, house, session, application, as_of=house.today(), as_json=as_json)


@app.command()
def show(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Show an application with its steps, its clock and, for a subsidy, what is due for its months."""
    from data.store import get_application

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        application = get_application(session, id)
        _show(terminal, house, session, application, as_of=house.today(), as_json=as_json)


@app.command("list")
def list_applications(
    context: typer.Context,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those on which the office is late.")] = False,
    state: Annotated[ApplicationState | None, typer.Option(help="Only those that stand so.")] = None,
    kind: Annotated[ApplicationKind | None, typer.Option(help="Only these.")] = None,
    employer: Annotated[str | None, typer.Option(metavar="ID", help="Only of this employer.")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """List applications in the order in which they came in, each with the day by which the office has to act."""
    from api.applications import ApplicationListed, from_application
    from api.applied import iter_as_of
    from api.narrowing import refuse_unknown

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        day = _day(house, as_of)
        states = () if state is None else (state,)
        every = iter_as_of(house, session, as_of=day, kind=kind, employer_id=employer, states=states, overdue=overdue)
        found = list(every)
        if not found:
            refuse_unknown(session, employer_id=employer)
        items = [ApplicationListed.model_construct(**from_application(house, one, as_of=day)) for one in found]
    _ = terminal.say
    if as_json:
        terminal.print_json({"as_of": day, "items": [one.model_dump(mode="json") for one in items]})
    elif not items:
        terminal.print(_("There are none."))
    else:
        header = _("application"), _("employer"), _("kind"), _("state"), _("handed in"), _("due by"), "", _("missing")
        terminal.print(*table_lines(header, [_row(one, _) for one in items]))


def _show(
    terminal: Terminal, house: House, session: Session, application: Application, *, as_of: date, as_json: bool
) -> None:
    from api.applications import answer_of

    answer = answer_of(house, session, application, as_of=as_of)
    if as_json:
        terminal.print_json(answer.model_dump(mode="json"))
    else:
        terminal.print(*_lines(answer, terminal.say))


def _lines(one: ApplicationAnswer, _: Translate) -> Iterator[str]:
    yield f"{one.id} · {one.employer_id} · {kind_word(one.kind, _)} · {state_word(one.state, _)} · {one.edition}"
    if one.amount_yuan is not None:
        told = _("{first} to {last}: {amount:,.2f} yuan applied for")
        yield told.format(first=f"{one.month_from:%Y-%m}", last=f"{one.month_to:%Y-%m}", amount=one.amount_yuan)
    if one.worked is not None:
        told = _("worked out: {due:,.2f} due, {payable:,.2f} of it payable; applied for less due: {over}")
        yield told.format(due=one.worked.due_yuan, payable=one.worked.payable_yuan, over=one.worked.over_applied_yuan)
        told = _("paid: {paid:,.2f}; granted by other applications: {granted:,.2f}; still to be paid: {open:,.2f}")
        worked = one.worked
        yield told.format(paid=worked.paid_yuan, granted=worked.granted_yuan, open=worked.open_yuan)
        if worked.others:
            yield _("other applications for these months: {ids}").format(ids=_(", ").join(worked.others))
    if one.missing:
        yield _("missing: {documents}").format(documents=_(", ").join(one.missing))
    yield from (f"{step.on} {state_word(step.state, _)} {step.note or ''}".rstrip() for step in one.events)
    if one.deadline is not None:
        yield _due(one.deadline, _)
        if not one.deadline.holidays_known:
            yield _("public holidays up to that day are not known yet: Monday to Friday was counted")


def _due(deadline: DeadlineShown, _: Translate) -> str:
    told = {
        ApplicationState.ACCEPTED: _("to be accepted or returned by {day}"),
        ApplicationState.APPROVED: _("to be decided by {day}"),
        ApplicationState.PAID: _("to be paid by {day}"),
    }
    return told[deadline.step].format(day=deadline.due_on)


def _row(one: ApplicationListed, _: Translate) -> tuple[str, ...]:
    deadline = one.deadline
    return (
        one.id,
        one.employer_id,
        kind_word(one.kind, _),
        state_word(one.state, _),
        one.submitted_on.isoformat(),
        "" if deadline is None else deadline.due_on.isoformat(),
        _("overdue") if deadline is not None and deadline.overdue else "",
        _(", ").join(one.missing),
    )


def kind_word(kind: ApplicationKind, _: Translate) -> str:
    """Name what is applied for in the language of *_*."""
    from matcher.applications import KINDS

    return KINDS[kind].told(_)


def state_word(state: ApplicationState, _: Translate) -> str:
    """Name a state in the language of *_*."""
    from matcher.applications import STATES

    return STATES[state].told(_)


def _day(house: House, on: datetime | None) -> date:
    return house.today() if on is None else on.date()


def _amount(text: str | None) -> Decimal | None:
    if text is None:
        return None
    if not AMOUNT.fullmatch(text):
        raise BadInput("{field}: {value} is not an amount in yuan and fen", field="--amount", value=text)
    return Decimal(text)
