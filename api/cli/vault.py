"""The vault commands: rotate the keys of personal values, and tell how they stand."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.terminal import AsJson, Terminal, actor
from matcher.errors import NotReady

if TYPE_CHECKING:
    from api.house import House
    from api.rotating import NewMaster

IDS_TOLD = 50

app = typer.Typer(help="The keys of personal values.", no_args_is_help=True)


@app.callback()
def vault() -> None:
    """Rotate the keys of personal values, and tell how they stand."""


@app.command()
def rotate(
    context: typer.Context,
    master: Annotated[
        bool, typer.Option("--master", help="Make a new master key instead: values are not encrypted again.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where the new master key is written if MATCHER_KEY holds the present one."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Encrypt every personal value under a new data key; killed, the same command goes on."""
    terminal: Terminal = context.obj
    if out is not None and not master:
        raise typer.BadParameter("--out goes with --master")
    with terminal.house() as house:
        if master:
            _rotate_master(terminal, house, out, as_json=as_json)
        else:
            _rotate_data(terminal, house, as_json=as_json)


def _rotate_data(terminal: Terminal, house: House, *, as_json: bool) -> None:
    from api.rotating import rotate_data

    _ = terminal.say
    with terminal.progress(_("Encrypting anew")) as report:
        done = rotate_data(house, actor=actor(), on_progress=report)
    try:
        house.database.scrub()
    except NotReady as error:  # the rotation stands; what is left of the old one goes as its pages are used again
        terminal.print_problem(error)
    if as_json:
        return terminal.print_json(dataclasses.asdict(done))
    said = _("Data key {generation} is in use: {fields:,} personal values and {records:,} sealed records under it")
    terminal.print(said.format(generation=done.generation, fields=done.n_fields, records=done.n_records))
    if done.unreadable:
        left = _("{n:,} records have values that cannot be decrypted, left as they are; put these in anew: {ids}")
        ids = _(", ").join(id for _noun, id in done.unreadable[:IDS_TOLD])
        terminal.print(left.format(n=len(done.unreadable), ids=ids))
    return None


def _rotate_master(terminal: Terminal, house: House, out: Path | None, *, as_json: bool) -> None:
    from api.rotating import rotate_master

    done = rotate_master(house, actor=actor(), out=out)
    if as_json:
        terminal.print_json(dataclasses.asdict(done))
    else:
        terminal.print(*_master_lines(terminal, done))


def _master_lines(terminal: Terminal, done: NewMaster) -> list[str]:
    _ = terminal.say
    if not done.done:
        said = _("New master key: {file}. Set MATCHER_KEY to what it holds, then run `matcher vault rotate --master`")
        return [said.format(file=done.new)]
    lines = [_("The new master key is in use: {source}").format(source=done.new)]
    if done.kept is not None:
        said = _("The old one is kept in {file}: move it to a safe place, older backups of the database need it")
        lines.append(said.format(file=done.kept))
    return lines


@app.command()
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Tell which data key is in use since when, for how many values, and whether a rotation is under way."""
    from api.rotating import read_state

    terminal: Terminal = context.obj
    with terminal.house() as house:
        state = read_state(house)
        source = house.vault.source
    if as_json:
        return terminal.print_json(dataclasses.asdict(state) | {"master": source})
    _ = terminal.say
    since = state.made_at.astimezone().date().isoformat() if state.made_at else "-"
    lines = [
        _("Master key: {source}").format(source=source),
        _("Data key {generation}, made on {day}").format(generation=state.generation, day=since),
        _("{fields:,} personal values, {records:,} sealed records").format(
            fields=state.n_fields, records=state.n_records
        ),
    ]
    if state.n_refilled is not None:
        said = _("A rotation is under way, {n:,} values are encrypted anew; `matcher vault rotate` goes on with it")
        lines.append(said.format(n=state.n_refilled))
    if state.n_masters > 1:
        lines.append(_("A rotation of the master key is under way; `matcher vault rotate --master` goes on with it"))
    terminal.print(*lines)
    return None
