"""The commands over flags: adverts that look like traps, listed for an officer, cleared, confirmed and opened again."""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from api.cli.everybody import refuse_target
from api.cli.terminal import AsJson, Terminal, actor
from api.language import Translate

if TYPE_CHECKING:
    from api.flags import Decision, FlagShown
    from api.house import House
    from data.store import FlagStatus

app = typer.Typer(help="Adverts that look like traps: list them, and say what they are.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="The post.", show_default=False)]
Note = Annotated[str | None, typer.Option(metavar="TEXT", help="Why; without names and numbers of people.")]


@app.command(name="list")
def list_(
    context: typer.Context,
    status: Annotated[
        Literal["open", "cleared", "confirmed"], typer.Option(help="Those that wait for an officer, or those judged.")
    ] = "open",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Length of a list.")] = 20,
    everything: Annotated[bool, typer.Option("--all", help="The whole list, however long.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="The whole list as CSV.", readable=False)] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
    as_json: AsJson = False,
) -> None:
    """List flags, the oldest first, each with the signs that it was set for."""
    from api.giving_out import note_export

    terminal: Terminal = context.obj
    if out is not None:
        refuse_target(out, force=force)
    with terminal.house() as house:
        with terminal.progress(terminal.say("Looking at adverts")):
            house.follower.follow_flags()
        flags = _flags(terminal, house, status)
        if out is not None:
            note_export(house, "report", "flags", actor=actor(), form="csv", n=len(flags))
    shown = flags if everything else list(islice(flags, limit))
    if out is not None:
        _write(flags, out, terminal.say)
        terminal.print(terminal.say("{n:,} flags: {file}").format(n=len(flags), file=out))
    elif as_json:
        items = [flag.model_dump(mode="json") for flag in shown]
        terminal.print_json({"items": items, "n": len(flags), "n_more": len(flags) - len(shown)})
    else:
        _print(terminal, shown, n_more=len(flags) - len(shown))


@app.command()
def clear(context: typer.Context, id: Id, note: Note = None, as_json: AsJson = False) -> None:
    """Find nothing wrong with an advert: it is no longer marked, until its text changes."""
    _decide(context.obj, id, "cleared", note=note, as_json=as_json)


@app.command()
def confirm(context: typer.Context, id: Id, note: Note = None, as_json: AsJson = False) -> None:
    """Find that an advert is a trap: it is in no list, until its text changes."""
    _decide(context.obj, id, "confirmed", note=note, as_json=as_json)


@app.command()
def reopen(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Take back what was found of an advert."""
    _decide(context.obj, id, "reopened", note=None, as_json=as_json)


def _flags(terminal: Terminal, house: House, status: FlagStatus) -> list[FlagShown]:
    from api.flags import from_flag
    from data.store import iter_flags

    with house.database.read() as session:
        return [from_flag(flag, language=terminal.settings.language) for flag in iter_flags(session, status)]


def _decide(terminal: Terminal, id: str, decision: Decision, *, note: str | None, as_json: bool) -> None:
    from api.fields import MaybeProse, read_typed
    from api.flags import decide, from_post

    said = read_typed("--note", note, MaybeProse)
    with terminal.house() as house, house.database.begin() as session:
        post = decide(house, session, id, decision, note=said, actor=actor())
        flag = from_post(session, post, language=terminal.settings.language)
    if as_json:
        terminal.print_json(flag.model_dump(mode="json"))
    else:
        _print(terminal, [flag], n_more=0)
        terminal.print(_outcome(flag.status, terminal.say))


def _outcome(status: str, _: Translate) -> str:
    return {
        "cleared": _("Cleared: no longer marked, from the next ranking on."),
        "confirmed": _("Confirmed: in no list, from the next ranking on."),
        "open": _("Open again: marked and shown last, from the next ranking on."),
        "none": _("Open again; the advert bears too few signs to be marked."),
    }[status]


def _print(terminal: Terminal, flags: list[FlagShown], *, n_more: int) -> None:
    _ = terminal.say
    for flag in flags:
        since = "" if flag.since is None else f" · {flag.since.astimezone():%Y-%m-%d}"
        terminal.print(f"{flag.post_id} · {flag.title} · {flag.employer}{since}")
        terminal.print(*(f"    ⚑ {sign.sentence}" for sign in flag.signs))
        if flag.decided_by is not None:
            by = _("    judged by {actor}: {note}")
            terminal.print(by.format(actor=flag.decided_by, note=flag.note or _("no reason given")))
    if not flags:
        terminal.print(_("There are none."))
    if n_more:
        terminal.print(_("… and {n:,} more; --all lists them, --out FILE writes them").format(n=n_more))


def _write(flags: list[FlagShown], out: Path, _: Translate) -> None:
    from data.papers.plain import harmless

    with out.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        said_by, reason = _("judged by"), _("reason of the officer")
        writer.writerow((_("post_id"), _("title"), _("employer"), _("since"), _("signs"), said_by, reason))
        for one in flags:
            signs = " ".join(sign.sentence for sign in one.signs)
            since = "" if one.since is None else f"{one.since.astimezone():%Y-%m-%d}"
            row = (one.post_id, one.title, one.employer, since, signs, one.decided_by, one.note)
            writer.writerow(map(harmless, row))
