"""The rules commands: which editions of the programme's rules there are, what one says, and whether a file is sound."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.importing import name_as_typed
from api.cli.tables import table_lines
from api.cli.terminal import AsJson, Terminal
from matcher.errors import BadInput

if TYPE_CHECKING:
    from matcher.editions import Edition, Rulebook

app = typer.Typer(help="The programme's rules.", no_args_is_help=True)


@app.command("list")
def list_editions(context: typer.Context, as_json: AsJson = False) -> None:
    """List the editions that are kept here, those of MATCHER_RULES first."""
    terminal: Terminal = context.obj
    book, _ = _rulebook(terminal), terminal.say
    day = terminal.settings.today or datetime.now().astimezone().date()
    used = book.on(day).id
    if as_json:
        items = [_as_dict(one) | {"in_force": one.id == used} for one in (*book.editions, *book.others)]
        terminal.print_json({"as_of": day, "items": items})
        return
    header = _("edition"), _("document"), _("from"), _("until"), _("in force")
    rows = [
        (
            one.id,
            one.document,
            one.valid.since.isoformat(),
            one.valid.until.isoformat() if one.valid.until else "",
            "✓" if one.id == used else "",
        )
        for one in (*book.editions, *book.others)
    ]
    terminal.print(*table_lines(header, rows))


@app.command()
def show(
    context: typer.Context,
    edition: Annotated[str | None, typer.Argument(help="Its id; the one in force today.")] = None,
) -> None:
    """Show every rule of an edition by its key."""
    terminal: Terminal = context.obj
    book = _rulebook(terminal)
    day = terminal.settings.today or datetime.now().astimezone().date()
    terminal.print(*_lines(book.named(edition) if edition else book.on(day)))


@app.command()
def check(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="One file or several.", show_default=False, readable=False)],
) -> None:
    """Check files of rules before they are used: the first that is wrong is told with key and reason."""
    from data.rulebook import read_edition

    terminal: Terminal = context.obj
    for path in files:
        try:
            edition = read_edition(path)
        except BadInput as error:
            name_as_typed(error, path)
            raise
        terminal.print(terminal.say("{file}: sound; edition {edition}").format(file=path, edition=edition.id))


def _rulebook(terminal: Terminal) -> Rulebook:
    from data.rulebook import read_rulebook

    return read_rulebook(terminal.settings.rules)


def _as_dict(edition: Edition) -> dict[str, object]:
    return {
        "id": edition.id,
        "title": edition.title,
        "document": edition.document,
        "since": edition.valid.since,
        "until": edition.valid.until,
    }


def _lines(edition: Edition) -> Iterator[str]:
    from matcher.editions import Validity, values_of

    for key, value in values_of(edition):
        if isinstance(value, Validity):
            yield f"{key} = {value.since} – {value.until or ''}".rstrip()
        else:
            yield f"{key} = {value}"
