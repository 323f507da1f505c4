"""The command that forgets people, erases restricted ones whose date has come, and lists those that are kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.tables import table_lines
from api.cli.terminal import AsJson, Terminal, actor
from api.language import Translate
from matcher.errors import BadInput

if TYPE_CHECKING:
    from api.forgetting import Forgot
    from api.rights import RestrictedListed, RestrictedShown


def forget(
    context: typer.Context,
    id: Annotated[str | None, typer.Argument(help="Id of the candidate.", show_default=False)] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    due: Annotated[bool, typer.Option("--due", help="Erase the restricted people whose date has come.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="List who is restricted, and until when.")] = False,
    show: Annotated[
        str | None,
        typer.Option("--show", metavar="ID", help="Show the auditor who is behind a forgetting of the list."),
    ] = None,
    purpose: Annotated[
        str | None, typer.Option(metavar="TEXT", help="With --show: what it is needed for; it is logged.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Forget a person: erase what no law requires keeping, and keep the person from coming back by a file."""
    terminal: Terminal = context.obj
    if sum((id is not None, due, listed, show is not None)) != 1:
        raise typer.BadParameter("give the id of a candidate, or one of --due, --list and --show")
    if id is not None:
        _confirm(terminal, id, yes=yes)
        _forget(terminal, id, as_json=as_json)
    elif due:
        _erase_due(terminal, as_json=as_json)
    elif listed:
        _list(terminal, as_json=as_json)
    else:
        _show(terminal, str(show), purpose, as_json=as_json)


def _confirm(terminal: Terminal, id: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise BadInput("{id}: what is forgotten cannot be brought back; say --yes", id=id)
    question = terminal.say("Forget {id} for ever? It cannot be undone.").format(id=id)
    if not typer.confirm(question):
        raise typer.Exit(1)


def _forget(terminal: Terminal, id: str, *, as_json: bool) -> None:
    from api.forgetting import forget as forget_person
    from api.rights import from_forgot

    with terminal.house() as house, terminal.progress(terminal.say("Forgetting")):
        done = forget_person(house, id, actor=actor())
    if as_json:
        terminal.print_json(from_forgot(done).model_dump(mode="json"))
    else:
        terminal.print(*_lines(done, terminal.say))


def _lines(done: Forgot, _: Translate) -> Iterator[str]:
    if not done.is_new:
        yield _("Forgotten before; nothing was stored since.")
    elif done.state == "erased":
        yield _("Forgotten: {rows:,} rows and {sealed:,} sealed records erased.").format(
            rows=done.erased.n_rows, sealed=done.erased.n_sealed
        )
    else:
        yield _(
            "Restricted: subsidy was paid, so {n:,} placements and claims are kept for the auditor; all else is erased."
        ).format(n=done.erased.n_money)
    if done.state == "restricted":
        yield _("May be erased from {day} on: matcher forget --due").format(day=done.kept_until or _("no day is set"))
    for file in done.files:
        said = _("{file}: deleted") if file.deleted else _("{file}: {n} rows taken out")
        yield "  " + said.format(file=file.path, n=file.n_rows)
    if not done.scrubbed:
        yield _("Somebody reads the database without pause: traces may be left in it; run the same command again.")


def _erase_due(terminal: Terminal, *, as_json: bool) -> None:
    from api.forgetting import erase_due

    with terminal.house() as house, terminal.progress(terminal.say("Forgetting")):
        ids = erase_due(house, actor=actor())
    if as_json:
        terminal.print_json({"erased": ids})
    else:
        terminal.print(terminal.say("{n:,} restricted people erased, whose date has come.").format(n=len(ids)))


def _list(terminal: Terminal, *, as_json: bool) -> None:
    from api.forgetting import restricted_people
    from api.rights import from_kept

    with terminal.house() as house:
        found = [from_kept(house, one) for one in restricted_people(house)]
    if as_json:
        terminal.print_json({"items": [one.model_dump(mode="json") for one in found]})
        return
    _ = terminal.say
    if not found:
        terminal.print(_("Nobody is restricted."))
        return
    header = _("forgetting"), _("on"), _("kept until"), _("due")
    terminal.print(*table_lines(header, [_row(one, _) for one in found]))


def _row(one: RestrictedListed, _: Translate) -> tuple[str, str, str, str]:
    until = _("no day is set") if one.kept_until is None else one.kept_until.isoformat()
    return one.id, one.forgotten_at.date().isoformat(), until, _("yes") if one.is_due else ""


def _show(terminal: Terminal, id: str, purpose: str | None, *, as_json: bool) -> None:
    from api.rights import from_opened
    from data.store.restricted import open_archive

    with terminal.house() as house, house.database.begin() as session:
        opened = open_archive(session, id, vault=house.vault, actor=actor(), purpose=purpose or "", at=house.clock())
    shown = from_opened(opened)
    if as_json:
        terminal.print_json(shown.model_dump(mode="json"))
    else:
        terminal.print(*_opened_lines(shown, terminal.say))


def _opened_lines(shown: RestrictedShown, _: Translate) -> Iterator[str]:
    yield " ".join(one for one in (shown.pseudonym, shown.name, shown.id_number, *shown.bank_cards) if one)
    header = _("what"), _("id"), _("employer"), _("from"), _("to"), _("yuan")
    rows = [
        (one.noun, one.id, one.employer_id, str(one.since or ""), str(one.until or ""), one.amount_yuan or "")
        for one in shown.records
    ]
    yield from table_lines(header, rows)
