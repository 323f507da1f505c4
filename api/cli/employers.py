"""The commands for employers: whom to inspect, what was found, what a person decided, whom to put forward."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.everybody import refuse_target
from api.cli.tables import table_lines
from api.cli.terminal import AsJson, Terminal, actor
from api.inspection_names import fault_word, outcome_word, standing_word
from api.language import Translate
from matcher.records import EmployerFault, InspectionOutcome, Standing

if TYPE_CHECKING:
    from api.inspected import FactsShown

app = typer.Typer(help="Employers of the programme: yearly inspection, removal, demonstration.", no_args_is_help=True)

Id = Annotated[str, typer.Option("--employer", metavar="ID", help="The employer.", show_default=False)]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day; today.")]
Note = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Why; without names and numbers of people.", show_default=False)
]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="The whole list as CSV.", readable=False)]
Force = Annotated[bool, typer.Option("--force", help="Replace the file of --out.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="Length of a list.")]


@app.command()
def inspections(
    context: typer.Context,
    due: Annotated[bool, typer.Option("--due", help="Only those whose inspection is due.")] = False,
    proposed: Annotated[bool, typer.Option("--proposed", help="Only those proposed for removal.")] = False,
    employer: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this employer, with all facts.", show_default=False)
    ] = None,
    as_of: AsOf = None,
    limit: Limit = 20,
    out: Out = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """List employers with the facts that decide their yearly inspection, those proposed for removal first."""
    from api.giving_out import note_export
    from api.inspected import from_looked
    from api.inspecting import list_inspections, look_at

    terminal: Terminal = context.obj
    if out is not None:
        refuse_target(out, force=force)
    with terminal.house() as house, house.database.read() as session:
        day = house.today() if as_of is None else as_of.date()
        if employer is None:
            looked = list_inspections(house, session, as_of=day)
        else:
            looked = [look_at(house, session, employer, as_of=day)]
        wanted = [one for one in looked if (not due or one.facts.is_due) and (not proposed or one.proposal is not None)]
        found = [from_looked(one, terminal.say) for one in wanted]
        if out is not None:
            note_export(house, "report", "inspections", actor=actor(), form="csv", n=len(found))
    if out is not None:
        _write(found, out, terminal.say)
        terminal.print(terminal.say("{n:,} employers: {file}").format(n=len(found), file=out))
    elif as_json:
        items = [one.model_dump(mode="json") for one in found[:limit]]
        terminal.print_json({"items": items, "n": len(found), "n_more": max(len(found) - limit, 0)})
    else:
        _print(terminal, found[:limit], n_more=max(len(found) - limit, 0))


@app.command(name="inspect")
def inspect_(
    context: typer.Context,
    employer: Id,
    outcome: Annotated[InspectionOutcome, typer.Option(help="What the inspection came to.", show_default=False)],
    fault: Annotated[list[EmployerFault] | None, typer.Option(help="What was found; more than once.")] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; today.")] = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Record a yearly inspection; one that fails proposes the employer for removal."""
    from api.inspected import from_inspection
    from api.inspecting import inspect

    terminal: Terminal = context.obj
    with terminal.house() as house:
        day = house.today() if on is None else on.date()
        said = _said(note)
        done = inspect(house, employer, on=day, outcome=outcome, faults=fault or (), note=said, actor=actor())
    if as_json:
        terminal.print_json(from_inspection(done).model_dump(mode="json"))
        return
    _ = terminal.say
    told = _("{employer}: inspection of {day} recorded, {outcome}")
    terminal.print(told.format(employer=employer, day=day, outcome=outcome_word(outcome, _)))


@app.command(name="decide")
def decide_(
    context: typer.Context,
    employer: Id,
    standing: Annotated[Standing, typer.Option(help="What is decided.", show_default=False)],
    reason: Annotated[list[EmployerFault] | None, typer.Option(help="Of a removal; more than once.")] = None,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="From when it holds; today.")
    ] = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Remove an employer, keep or restore it, or put it forward as a demonstration unit: a person decides."""
    from api.inspected import from_decision
    from api.inspecting import decide

    terminal: Terminal = context.obj
    with terminal.house() as house:
        day = house.today() if since is None else since.date()
        said = _said(note)
        decision = decide(
            house, employer, standing=standing, reasons=reason or (), effective_on=day, note=said, actor=actor()
        )
    if as_json:
        terminal.print_json(from_decision(decision).model_dump(mode="json"))
        return
    _ = terminal.say
    told = _("{employer}: {standing} from {day} on")
    terminal.print(told.format(employer=employer, standing=standing_word(standing, _), day=day))


@app.command()
def demonstration(context: typer.Context, as_of: AsOf = None, limit: Limit = 20, as_json: AsJson = False) -> None:
    """Rank the employers without fault by posts, quality and retention, each with the arithmetic of its score."""
    from api.inspected import from_score
    from api.inspecting import rank_demonstration
    from matcher.employers import LEGEND

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        ranked = rank_demonstration(house, session, as_of=house.today() if as_of is None else as_of.date())
    shown = [from_score(employer, one) for employer, one in ranked[:limit]]
    _ = terminal.say
    if as_json:
        items = [one.model_dump(mode="json") for one in shown]
        terminal.print_json({"items": items, "n": len(ranked), "formula": LEGEND.told(_)})
        return
    if not shown:
        terminal.print(_("There are none."))
        return
    header = (_("rank"), _("employer"), _("name of the unit"), _("district"), _("score"), _("formula"))
    rows = [
        (str(n), one.employer_id, one.name, one.district or "", f"{one.score:.3f}", one.formula)
        for n, one in enumerate(shown, 1)
    ]
    terminal.print(*table_lines(header, rows), LEGEND.told(_))


def _said(note: str | None) -> str | None:
    from api.fields import MaybeProse, read_typed

    return read_typed("--note", note, MaybeProse)


def _print(terminal: Terminal, found: list[FactsShown], *, n_more: int) -> None:
    for one in found:
        terminal.print(*_lines(one, terminal.say))
    _ = terminal.say
    if not found:
        terminal.print(_("There are none."))
    if n_more:
        terminal.print(_("… and {n:,} more; --limit shows more, --out FILE writes all").format(n=n_more))


def _lines(one: FactsShown, _: Translate) -> list[str]:
    """Tell one employer: who it is and what is due, then why it is proposed, then what was counted."""
    lines = [" · ".join([one.employer_id, one.name, *([one.district] if one.district else []), _when(one, _)])]
    told = _("    ✗ {fault}: {reason} ({clause})")
    lines += [
        told.format(fault=fault_word(ground.fault, _), reason=ground.sentence, clause=ground.clause)
        for ground in one.proposal
    ]
    lines.append("    " + " · ".join(_counted(one, _)))
    if one.last_inspection is not None:
        last = one.last_inspection
        inspected = _("last inspection {day}: {outcome}")
        lines.append("    " + inspected.format(day=last.on, outcome=outcome_word(last.outcome, _)))
    if one.note is not None:
        lines.append(f"    ⚑ {one.note}")
    return lines


def _when(one: FactsShown, _: Translate) -> str:
    if one.is_removed:
        return _("removed since {day}").format(day=one.removed_since or "?")
    if one.due_on is None:
        return _("inspection due, nobody knows since when")
    return (_("inspection due since {day}") if one.is_due else _("inspection due on {day}")).format(day=one.due_on)


def _counted(one: FactsShown, _: Translate) -> list[str]:
    counts = " ← ".join(str(year.traineeships) for year in one.years)
    told = [
        _("traineeships by year, the newest first: {counts}").format(counts=counts),
        _("openings {n}").format(n=one.open_openings),
    ]
    told += [
        _("{year}: {n} of {all} retained").format(year=kept.year, n=kept.retained, all=kept.ended)
        for kept in one.retention
        if kept.ended
    ]
    if one.findings_open:
        told.append(_("findings of fraud open: {n}").format(n=one.findings_open))
    return told


def _write(found: list[FactsShown], out: Path, _: Translate) -> None:
    from data.papers.plain import harmless

    with out.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        columns = (
            _("employer"),
            _("name of the unit"),
            _("district"),
            _("recognised on"),
            _("due"),
            _("last inspection"),
        )
        counts = (_("outcome"), _("traineeships"), _("last practice"), _("openings"), _("findings open"))
        writer.writerow((*columns, *counts, _("proposed for removal because")))
        for one in found:
            last = one.last_inspection
            facts = (one.employer_id, one.name, one.district, one.recognised_on, one.due_on, last and last.on)
            told = (
                last and outcome_word(last.outcome, _),
                sum(year.traineeships for year in one.years),
                one.last_practice_on,
                one.open_openings,
                one.findings_open,
            )
            grounds = _("; ").join(f"{ground.sentence} ({ground.clause})" for ground in one.proposal)
            writer.writerow(harmless("" if value is None else value) for value in (*facts, *told, grounds))
