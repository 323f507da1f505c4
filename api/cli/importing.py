"""The import commands: files as cities write them go in, counts and a file of rejected rows come out."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.terminal import AsJson, Terminal, actor, stop_deferred
from api.language import Translate
from matcher.errors import BadInput, MatcherError

if TYPE_CHECKING:
    from api.house import House
    from api.imports import ImportResult
    from api.registering import Registered
    from api.settling import ImportKind

app = typer.Typer(help="Import files as cities write them: CSV, .xlsx or .xls.", no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(help="One file or several.", show_default=False, readable=False)]


@app.command()
def posts(context: typer.Context, files: Files, as_json: AsJson = False) -> None:
    """Import posts (岗位)."""
    _import(context.obj, "posts", files, as_json)


@app.command()
def candidates(
    context: typer.Context,
    files: Files,
    registered_again: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="Take in people who were forgotten and registered again, and log how they did.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Import candidates (求职者)."""
    _import(context.obj, "candidates", files, as_json, registered_again=registered_again)


@app.command()
def employers(context: typer.Context, files: Files, as_json: AsJson = False) -> None:
    """Import employers (见习单位)."""
    _import(context.obj, "employers", files, as_json)


@app.command()
def placements(context: typer.Context, files: Files, as_json: AsJson = False) -> None:
    """Import placements (见习), after the candidates and employers that they name."""
    _import(context.obj, "placements", files, as_json)


@app.command()
def claims(context: typer.Context, files: Files, as_json: AsJson = False) -> None:
    """Import claims of subsidy (补贴申领)."""
    _import(context.obj, "claims", files, as_json)


@app.command()
def employment(context: typer.Context, files: Files, as_json: AsJson = False) -> None:
    """Import employment, as social insurance has it (参保)."""
    _import(context.obj, "employment", files, as_json)


@app.command()
def courses(context: typer.Context, files: Files, as_json: AsJson = False) -> None:
    """Import training courses (培训课程)."""
    _import(context.obj, "courses", files, as_json)


OfFair = Annotated[
    str | None, typer.Option("--fair", metavar="ID", help="The fair, where the rows name none.", show_default=False)
]


@app.command()
def booths(context: typer.Context, files: Files, fair: OfFair = None, as_json: AsJson = False) -> None:
    """Import the booths of a fair (展位): employers, their posts and interviewers."""
    _import(context.obj, "booths", files, as_json, fair=fair)


@app.command()
def attendance(context: typer.Context, files: Files, fair: OfFair = None, as_json: AsJson = False) -> None:
    """Import who came to a fair and what came of it (到场)."""
    _import(context.obj, "attendance", files, as_json, fair=fair)


@app.command()
def results(context: typer.Context, files: Files, as_json: AsJson = False) -> None:
    """Import what came of pushes, messages and calls (推送结果)."""
    _import(context.obj, "results", files, as_json)


def _import(
    terminal: Terminal,
    kind: ImportKind,
    files: list[Path],
    as_json: bool,
    *,
    fair: str | None = None,
    registered_again: str | None = None,
) -> None:
    """Import each file in a transaction of its own; one that fails does not stop the others."""
    failed = []
    with terminal.house() as house:
        for path in files:
            try:
                _import_file(terminal, house, kind, path, as_json, fair=fair, registered_again=registered_again)
            except MatcherError as error:
                name_as_typed(error, path)
                if len(files) == 1:
                    raise
                failed.append(str(path))
                terminal.print_problem(error)
    if failed:
        raise BadInput(
            "{n} of {total} files are not imported: {files}; the others are stored",
            n=len(failed),
            total=len(files),
            files=tuple(failed),
        )
    if kind == "candidates" and not as_json:
        terminal.print(terminal.say("To find somebody: matcher find NAME, or a phone or ID number"))


def name_as_typed(error: MatcherError, path: Path) -> None:
    """Let an error name the file as it was typed: below, a file has no more than its own name."""
    values = {
        name: f"{path}{value[len(path.name) :]}" if isinstance(value, str) and _begins(value, path.name) else value
        for name, value in error.phrase.values.items()
    }
    error.phrase = dataclasses.replace(error.phrase, values=values)


def _begins(value: str, name: str) -> bool:
    return bool(name) and value.startswith(name) and not value[len(name) : len(name) + 1].isalnum()


def _import_file(
    terminal: Terminal,
    house: House,
    kind: ImportKind,
    path: Path,
    as_json: bool,
    *,
    fair: str | None,
    registered_again: str | None,
) -> None:
    from api.imports import import_file

    name = path.name or str(path)
    with stop_deferred() as defer:
        with terminal.progress(name) as report:
            result = import_file(
                house,
                kind,
                path,
                actor=actor(),
                at=house.moment(),
                name=name,
                fair=fair,
                registered_again=registered_again,
                on_progress=report,
                on_storing=defer,
            )
        if as_json:
            terminal.print_json({"file": name, **dataclasses.asdict(result)})
        else:
            terminal.print(*lines(name, result, terminal.say))


def lines(name: str, result: ImportResult, _: Translate) -> Iterator[str]:
    """Say what an import did."""
    yield _("{name}: {rows:,} rows = {stored:,} stored + {rejected:,} rejected").format(
        name=name, rows=result.n_rows, stored=result.n_stored, rejected=result.n_rejected
    )
    yield "  " + _("{added:,} new, {changed:,} changed, {unchanged:,} unchanged").format(
        added=result.tally.added, changed=result.tally.changed, unchanged=result.tally.unchanged
    )
    if result.n_left_to_link:
        left = _("{n:,} candidates are not yet compared with the registries: matcher link")
        yield "  " + left.format(n=result.n_left_to_link)
    for note in result.notes:
        yield f"  {note}"
    yield from rejected_lines(result, _)


def rejected_lines(result: ImportResult | Registered, _: Translate) -> Iterator[str]:
    """Say which rows were not taken, the first of them with their reasons, and where all stand."""
    for rejection in result.first_rejected:
        yield f"  {rejection}"
    n_more = result.n_rejected - len(result.first_rejected)
    if n_more:
        yield "  " + _("… and {n:,} more rows").format(n=n_more)
    if result.rejected_file is not None:
        yield "  " + _("Rejected rows with their reasons: {path}").format(path=result.rejected_file)
