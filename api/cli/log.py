"""The commands of the log: list what was done, see that nobody changed it, and what to write down of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.terminal import AsJson, Terminal
from matcher.errors import NotReady

if TYPE_CHECKING:
    from api.language import Translate
    from data.log import Entry
    from data.log.verifying import Verified

FAULTS_PRINTED = 20

app = typer.Typer(help="What was done, by whom, when; and whether the log of it is whole.", no_args_is_help=True)


@app.callback()
def log() -> None:
    """List what was done, and see that nobody changed the log of it."""


@app.command("list")
def list_entries(
    context: typer.Context,
    action: Annotated[str | None, typer.Option(help="Only this action, such as reveal, rank or export.")] = None,
    actor: Annotated[str | None, typer.Option(metavar="ID", help="Only what this one did.")] = None,
    noun: Annotated[str | None, typer.Option(help="Only what was done on this, such as candidate.")] = None,
    id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Only what was done on this record, or names this person.")
    ] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from this day on.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only up to and with this day.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="The most lines.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List what was done, the newest first."""
    from api.journal import to_entry, wanted_lines
    from data.log.listing import page

    terminal: Terminal = context.obj
    with terminal.house() as house:
        house.spool.drain(house.database)
        wanted = wanted_lines(
            house,
            action=action,
            actor=actor,
            noun=noun,
            id=id,
            since=since and since.date(),
            until=until and until.date(),
        )
        with house.database.read() as session:
            found = page(session, wanted, limit=limit)
    if as_json:
        terminal.print_json({"items": [to_entry(one).model_dump(mode="json") for one in found]})
    elif found:
        terminal.print(*(_line(one) for one in found))
    else:
        terminal.print(terminal.say("The log has no such line."))


@app.command()
def verify(
    context: typer.Context,
    head: Annotated[
        str | None,
        typer.Option(metavar="N:HASH", help="Number and hash that were written down, to be held against it."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """See that every line stands as it was written: none changed, missing, added or swapped; else the status is 1."""
    from api.journal import to_verified, verify_log
    from data.log.verifying import read_anchor

    terminal: Terminal = context.obj
    anchor = None if head is None else read_anchor(head)
    with terminal.house() as house, terminal.progress(terminal.say("Looking through the log")) as report:
        found = verify_log(house, anchor=anchor, on_progress=report)
    if as_json:
        shown = to_verified(found, terminal.say).model_dump(mode="json")
        terminal.print_json({"ok": True, "entries": found.entries} if found.ok else shown)
    else:
        terminal.print(*_verdict(found, terminal.say))
    if not found.ok:
        raise typer.Exit(1)


@app.command()
def head(context: typer.Context, as_json: AsJson = False) -> None:
    """Print number and hash of the newest line, to be written down where nobody of this machine can change it."""
    from data.log import read_head

    terminal: Terminal = context.obj
    with terminal.house() as house:
        house.spool.drain(house.database)
        with house.database.read() as session:
            found = read_head(session)
    if found is None:
        raise NotReady("the head of the log is gone, somebody removed it; restore the database from a backup")
    if as_json:
        terminal.print_json({"sequence": found.sequence, "hash": found.hash.hex(), "entries": found.n})
    else:
        terminal.print(f"{found.sequence}:{found.hash.hex()}")


def _line(entry: Entry) -> str:
    details = json.dumps(entry.details, ensure_ascii=False, default=str)
    parts = (
        f"{entry.sequence}",
        f"{entry.at:%Y-%m-%d %H:%M:%SZ}",
        f"{entry.actor.id} ({entry.actor.role})",
        f"{entry.action} {entry.noun}" + ("" if entry.id is None else f" {entry.id}"),
        entry.purpose,
        entry.origin,
        None if details == "{}" else details,
    )
    return "  ".join(part for part in parts if part)


def _verdict(found: Verified, _: Translate) -> Iterator[str]:
    from api.journal_names import fault_line

    if found.ok:
        yield _("The log is whole: {n:,} lines.").format(n=found.entries)
        return
    yield _("The log is NOT whole: {n:,} lines, {faults:,} things are wrong.").format(
        n=found.entries, faults=found.n_faults
    )
    yield from (f"  {fault_line(one, _)}" for one in found.faults[:FAULTS_PRINTED])
    if found.n_faults > FAULTS_PRINTED:
        yield _("  and {n:,} more").format(n=found.n_faults - FAULTS_PRINTED)
