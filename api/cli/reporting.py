"""The commands that make the programme's papers, as Excel, CSV or JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.everybody import refuse_target, whole, whole_for_owner
from api.cli.tables import table_lines
from api.cli.terminal import AsJson, Terminal, actor
from matcher.errors import BadInput

if TYPE_CHECKING:
    from api.reporting import Asked, Made
    from matcher.papers import Paper

app = typer.Typer(help="The programme's papers: as an office hands them in, and as figures.", no_args_is_help=True)

ENDINGS = (".xlsx", ".csv", ".json", ".html")

Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write it: .xlsx, .csv, .json or .html, by the ending.", readable=False),
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file of --out.")]
Office = Annotated[str | None, typer.Option(metavar="TEXT", help="Who reports; the city by default.")]
Public = Annotated[
    bool, typer.Option("--public", help="For publication: suppress counts under 5, and what gives them away.")
]
Month = Annotated[str | None, typer.Option(metavar="YYYY-MM", help="The present month by default.", show_default=False)]
AsOf = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day as of which the facts count; today.")
]


@app.command()
def monthly(
    context: typer.Context,
    month: Month = None,
    out: Out = None,
    office: Office = None,
    public: Public = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Make the month's summary: posts, trainees, retention, subsidy and employers by district, against the targets."""
    from api.reporting import Asked, read_month

    asked = Asked(month=None if month is None else read_month(month), office=office, public=public)
    make(context.obj, "monthly", asked, out=out, force=force, as_json=as_json)


@app.command()
def openings(
    context: typer.Context, out: Out = None, office: Office = None, force: Force = False, as_json: AsJson = False
) -> None:
    """List the posts that are open today, for the public: model posts first and marked, nobody named."""
    from api.reporting import Asked

    make(context.obj, "openings", Asked(office=office, public=True), out=out, force=force, as_json=as_json)


@app.command()
def yearend(
    context: typer.Context,
    year: Annotated[int | None, typer.Option(min=2000, max=2100, help="The present year by default.")] = None,
    out: Out = None,
    office: Office = None,
    public: Public = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Make the year's account: figures against targets and the year before, and what was achieved."""
    from api.reporting import Asked

    asked = Asked(month=None if year is None else date(year, 12, 1), office=office, public=public)
    make(context.obj, "yearend", asked, out=out, force=force, as_json=as_json)


@app.command()
def inspections(
    context: typer.Context,
    as_of: AsOf = None,
    out: Out = None,
    office: Office = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Make the yearly inspection list of employers: the facts that decide, and whom they propose for removal."""
    from api.reporting import Asked

    asked = Asked(as_of=None if as_of is None else as_of.date(), office=office)
    make(context.obj, "inspections", asked, out=out, force=force, as_json=as_json)


@app.command()
def subsidies(
    context: typer.Context,
    year: Annotated[int | None, typer.Option(min=2000, max=2099, help="Of the settlement; that of --as-of.")] = None,
    as_of: AsOf = None,
    out: Out = None,
    office: Office = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Make the year's settlement of all employers: what is due, held, claimed and paid, and every line."""
    from api.reporting import Asked

    asked = Asked(year=year, as_of=None if as_of is None else as_of.date(), office=office)
    make(context.obj, "subsidies", asked, out=out, force=force, as_json=as_json)


@app.command()
def ledger(
    context: typer.Context,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Write it: .xlsx or .csv.", readable=False)],
    purpose: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What the names are needed for: it is logged. Masked without.")
    ] = None,
    office: Office = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write the real-name ledger: everybody, with skills, wishes, eligibility and traineeship."""
    from api.giving_out import naming, note_export
    from api.reporting.ledger import write_ledger

    terminal: Terminal = context.obj
    refuse_ending(out, ENDINGS[:2])
    refuse_target(out, force=force)
    with terminal.house() as house, whole_for_owner(out) as part, terminal.progress(out.name) as report:
        n = write_ledger(
            house,
            partial(write_one, part, out.suffix.lower()),
            purpose=purpose,
            actor=actor(),
            office=office,
            on_progress=report,
        )
        form = out.suffix.lower().removeprefix(".")
        note_export(house, "report", "ledger", actor=actor(), form=form, n=n, **naming(purpose))
    if as_json:
        terminal.print_json({"n": n, "out": out, "masked": purpose is None})
    elif purpose is None:
        text = terminal.say("{n:,} people, names and numbers masked; --purpose TEXT shows them: {file}")
        terminal.print(text.format(n=n, file=out))
    else:
        terminal.print(terminal.say("{n:,} people, named; this is noted in the log: {file}").format(n=n, file=out))


def make(terminal: Terminal, name: str, asked: Asked, *, out: Path | None, force: bool, as_json: bool) -> None:
    """Make a report and write it, print it for a program, or show it."""
    from api.giving_out import note_export
    from api.reporting import REPORTS

    if out is not None:
        refuse_ending(out)
        refuse_target(out, force=force)
    with terminal.house() as house, terminal.progress(terminal.say("Counting")):
        made = REPORTS[name](house, asked)
        form = out.suffix.lower().removeprefix(".") if out is not None else "json" if as_json else "screen"
        note_export(house, "report", name, actor=actor(), form=form, **dataclasses.asdict(asked))
    files = [] if out is None else write(out, made, force=force)
    if as_json:
        terminal.print_json(made.plain)
    elif out is None:
        show(terminal, made)
    else:
        terminal.print(*(terminal.say("Written: {file}").format(file=file) for file in files))


def write_one(file: Path, ending: str, paper: Paper) -> None:
    """Write a paper of one table."""
    from data.papers import write_csv, write_excel

    if ending == ".xlsx":
        write_excel(file, paper)
    else:
        write_csv(file, paper.sheets[0])


def refuse_ending(out: Path, endings: Sequence[str] = ENDINGS) -> None:
    """Raise BadInput where the ending of a file does not say which kind it shall be."""
    if out.suffix.lower() not in endings:
        raise BadInput("{out}: the ending must be one of {endings}", out=out, endings=tuple(endings))


def write(out: Path, made: Made, *, force: bool) -> list[Path]:
    """
    Write a report by the ending of the file, and give what was written.

    As CSV each table after the first has a file of its own beside it.
    """
    from data.papers import write_csv, write_excel, write_html, write_json

    writers = {
        ".xlsx": lambda part: write_excel(part, made.paper),
        ".json": lambda part: write_json(part, made.plain),
        ".html": lambda part: write_html(part, made.paper),
    }
    if out.suffix.lower() in writers:
        with whole(out) as part:
            writers[out.suffix.lower()](part)
        return [out]
    first, *others = made.paper.sheets
    files = {out: first} | {out.with_name(f"{out.stem}-{one.name}{out.suffix}"): one for one in others}
    for file in files:
        refuse_target(file, force=force)
    for file, sheet in files.items():
        with whole(file) as part:
            write_csv(part, sheet)
    return list(files)


def show(terminal: Terminal, made: Made) -> None:
    """Print the first table of a report, as far as a screen takes it."""
    from data.papers import as_texts

    sheet = made.paper.sheets[0]
    keys = tuple(column.key for column in sheet.columns)  # of a public paper, fewer
    brief = tuple(key for key in made.brief or keys if key in keys)
    header, *rows = ([row[sheet.at(key)] for key in brief] for row in as_texts(sheet, to_read=True))
    terminal.print(sheet.title, *table_lines(header, rows), *sheet.notes)
