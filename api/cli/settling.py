"""The subsidy command: the worked statement of an employer, on the screen, as JSON or as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.claim_names import claim_word
from api.cli.everybody import refuse_target, whole
from api.cli.reporting import refuse_ending
from api.cli.tables import table_lines
from api.cli.terminal import AsJson, Terminal, actor
from api.language import Translate

if TYPE_CHECKING:
    from matcher.subsidy import Compared, Line, Settlement, Statement

app = typer.Typer(help="What employers have due.", no_args_is_help=True)


@app.callback()
def subsidy() -> None:
    """Work out what employers have due."""


@app.command()
def statement(
    context: typer.Context,
    employer: Annotated[str, typer.Option(metavar="ID", help="The employer.", show_default=False)],
    year: Annotated[int | None, typer.Option(min=2000, max=2099, help="Of the settlement; that of --as-of.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day as of which the facts count; today.")
    ] = None,
    edition: Annotated[
        str | None, typer.Option(metavar="ID", help="By which rules; those of the last day of the year.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="The statement as Excel.", readable=False)] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
    as_json: AsJson = False,
) -> None:
    """Work out an employer's subsidy line by line, with formula and clause, beside what it claimed."""
    from api.giving_out import note_export
    from api.settlements import settle

    terminal: Terminal = context.obj
    if out is not None:
        refuse_ending(out, (".xlsx",))
        refuse_target(out, force=force)
    with terminal.house() as house, house.database.read() as session:
        day = house.today() if as_of is None else as_of.date()
        found = settle(house, session, employer, year=year, as_of=day, edition=edition)
        if out is not None:
            n = len(found.statement.lines)
            note_export(house, "report", "subsidy", actor=actor(), form="xlsx", employer=found.employer.id, n=n)
    if out is not None:
        _write(found, out, terminal.say)
        terminal.print(terminal.say("{n:,} lines: {file}").format(n=len(found.statement.lines), file=out))
    elif as_json:
        from api.subsidies import from_settlement

        terminal.print_json(from_settlement(found, say=terminal.say).model_dump(mode="json"))
    else:
        terminal.print(*_lines(found, terminal.say))


def _write(found: Settlement, out: Path, say: Translate) -> None:
    from data.papers import write_excel
    from matcher.subsidy import paper_of

    with whole(out) as part:
        write_excel(part, paper_of(found.statement, found.compared, employer=found.employer, say=say))


def _lines(found: Settlement, _: Translate) -> Iterator[str]:
    from matcher.subsidy import retention_phrase

    statement = found.statement
    head = _("{employer}: subsidy of {year} as of {day}, edition {edition}")
    yield head.format(
        employer=found.employer.name, year=statement.year, day=statement.settled_on, edition=statement.edition
    )
    yield retention_phrase(statement).told(_)
    yield from (note.told(_) for note in statement.notes)
    if statement.lines:
        header = _("month"), _("placement"), _("candidate"), _("kind"), _("formula"), _("yuan"), _("clause"), ""
        yield from table_lines(header, [_row(line, _) for line in statement.lines])
        yield from _sums(statement, _)
    else:
        yield _("nothing is due")
    yield from (f"{one.placement_id}: {one.reason.told(_)}" for one in statement.omitted)
    differing = [one for one in found.compared if one.over_claimed_yuan or one.over_paid_yuan > 0]
    if differing:
        yield _("Claims that differ from what is due:")
        heads = _("month"), _("candidate"), _("kind"), _("due"), _("claimed"), _("paid"), _("claimed less due")
        yield from table_lines(heads, [_differing(one, _) for one in differing])


def _row(line: Line, _: Translate) -> tuple[str, ...]:
    return (
        f"{line.month:%Y-%m}",
        line.placement_id,
        line.candidate_id,
        claim_word(line.kind, _),
        line.formula,
        f"{line.amount_yuan:,.2f}",
        line.clause,
        "; ".join(hold.reason.told(_) for hold in line.holds),
    )


def _sums(statement: Statement, _: Translate) -> Iterator[str]:
    for kind, amount in statement.by_kind.items():
        yield f"{claim_word(kind, _)}: {amount:,.2f}"
    told = _("in all {total:,.2f} yuan, of which {payable:,.2f} payable and {held:,.2f} held")
    held = statement.total_yuan - statement.payable_yuan
    yield told.format(total=statement.total_yuan, payable=statement.payable_yuan, held=held)


def _differing(one: Compared, _: Translate) -> tuple[str, ...]:
    return (
        "" if one.month is None else f"{one.month:%Y-%m}",
        one.candidate_id,
        claim_word(one.kind, _),
        f"{one.due_yuan:,.2f}",
        f"{one.claimed_yuan:,.2f}",
        f"{one.paid_yuan:,.2f}",
        f"{one.over_claimed_yuan:,.2f}",
    )
