"""The commands for those who ended a traineeship without a contract: the list, what is recorded, courses."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.aftercare_names import outcome_word
from api.cli.stored import stored_candidate
from api.cli.tables import table_lines
from api.cli.terminal import AsJson, AtRequest, Terminal, actor
from api.language import Translate
from matcher.records import AftercareOutcome, NextStep

if TYPE_CHECKING:
    from api.cared import CaredShown, CourseShown

app = typer.Typer(help="What follows a traineeship without a contract.", no_args_is_help=True)

AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day; today.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="Length of a list.")]


@app.command(name="list")
def list_(
    context: typer.Context,
    district: Annotated[str | None, typer.Option(help="Only people of this district.", show_default=False)] = None,
    due: Annotated[bool, typer.Option("--due", help="Only those whom nobody can keep any more.")] = False,
    as_of: AsOf = None,
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """List those without an outcome, the longest ended first, each with the next step, and count what became of all."""
    from api.cared import from_cared
    from api.following import cared_for, count_followed, list_followed
    from api.profiles import official

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        day = house.today() if as_of is None else as_of.date()
        area = official(district, gazetteer=house.gazetteer)
        every = list_followed(house, session, as_of=day, district=area)
        open_ = [one for one in every if not one.is_done and (one.is_due(day) or not due)]
        shown = [from_cared(one, terminal.say) for one in cared_for(session, open_[:limit], as_of=day)]
    counted = count_followed(every, as_of=day)
    n_more = max(len(open_) - limit, 0)
    if as_json:
        told = {"n_followed": counted.n, "n_due": counted.n_due, "n_done": counted.n_done}
        items = [one.model_dump(mode="json") for one in shown]
        terminal.print_json(told | {"n_by_outcome": counted.n_by_outcome, "items": items, "n_more": n_more})
        return
    _ = terminal.say
    terminal.print(*(line for one in shown for line in _lines(one, _)))
    if n_more:
        terminal.print(_("… and {n:,} more; --limit shows more").format(n=n_more))
    told_counts = _("{n:,} followed, {due:,} of them due, {done:,} with an outcome")
    terminal.print(told_counts.format(n=counted.n, due=counted.n_due, done=counted.n_done))
    by_outcome = ((AftercareOutcome(outcome), n) for outcome, n in counted.n_by_outcome.items())
    terminal.print(*(f"  {outcome_word(outcome, _)}: {n:,}" for outcome, n in by_outcome))


@app.command()
def note(
    context: typer.Context,
    placement: Annotated[str, typer.Option(metavar="ID", help="The placement that ended.", show_default=False)],
    wants: Annotated[NextStep | None, typer.Option(help="What the person wants.")] = None,
    outcome: Annotated[AftercareOutcome | None, typer.Option(help="What became of the person.")] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of the outcome; today.")] = None,
    said: Annotated[
        str | None,
        typer.Option("--note", metavar="TEXT", help="Without names and numbers of people.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Record what somebody wants and what became of it; what is not told stays as it was recorded."""
    from api.fields import MaybeProse, read_typed
    from api.following import add_to_aftercare
    from matcher.records import Aftercare

    terminal: Terminal = context.obj
    with terminal.house() as house:
        day = on.date() if on is not None else house.today() if outcome is not None else None
        told = Aftercare(placement, "", wants, outcome, day, read_typed("--note", said, MaybeProse))
        noted = add_to_aftercare(house, told, actor=actor())
    if as_json:
        terminal.print_json({name: getattr(noted, name) for name in Aftercare.__slots__})
        return
    _ = terminal.say
    done = "" if noted.outcome is None else f", {outcome_word(noted.outcome, _)}"
    terminal.print(_("{placement}: recorded").format(placement=placement) + done)


@app.command()
def courses(
    context: typer.Context,
    candidate: Annotated[str, typer.Option(metavar="ID", help="The candidate.", show_default=False)],
    as_of: AsOf = None,
    limit: Limit = 20,
    at_request: AtRequest = False,
    as_json: AsJson = False,
) -> None:
    """Rank training courses for a candidate, matched like posts; those that have begun are left out."""
    from api.asked import refuse_unasked
    from api.cared import from_course
    from api.following import courses_for

    terminal: Terminal = context.obj
    with terminal.house() as house:
        day = house.today() if as_of is None else as_of.date()
        person = stored_candidate(house, candidate)
        refuse_unasked(house, person, asked=at_request, actor=actor())
        ranked = [from_course(one) for one in courses_for(house, person, on=day, limit=limit)]
    if as_json:
        terminal.print_json({"items": [one.model_dump(mode="json") for one in ranked]})
        return
    _ = terminal.say
    if not ranked:
        terminal.print(_("There are none."))
        return
    header = (
        _("rank"),
        _("course"),
        _("name of the course"),
        _("provider"),
        _("begins on"),
        _("district"),
        _("seats"),
        _("score"),
    )
    terminal.print(*table_lines(header, [_cells(n, one) for n, one in enumerate(ranked, 1)]))


def _cells(n: int, one: CourseShown) -> tuple[str, ...]:
    told = (one.provider, one.starts_on, one.district, one.seats)
    return (str(n), one.id, one.name, *("" if value is None else str(value) for value in told), f"{one.score:.2f}")


def _lines(one: CaredShown, _: Translate) -> list[str]:
    due = (
        _("to be asked now") if one.is_due else _("a contract can still count until {day}").format(day=one.grace_until)
    )
    ended = _("ended on {day}").format(day=one.ended_on)
    parts = [one.placement_id, one.candidate_id, *([one.district] if one.district else []), ended, due]
    lines = [" · ".join(parts), f"    → {one.next_step}" + (f"：{'、'.join(one.services)}" if one.services else "")]
    return [*lines, *([f"    ⚑ {one.hint}"] if one.hint else [])]
