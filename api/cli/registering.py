"""The commands for registries: an extract comes in, its difference is shown, and it may be discarded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.everybody import refuse_target, whole
from api.cli.tables import table_lines
from api.cli.terminal import AsJson, Terminal, actor, stop_deferred
from api.language import Translate
from matcher.errors import BadInput

if TYPE_CHECKING:
    from api.house import House
    from api.registered import Concerned
    from api.registering import Registered
    from api.registries import TalliedShown
    from matcher.records import Extract

app = typer.Typer(help="Registries of priority groups: their extracts, and what differs.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="Of the extract.", show_default=False)]
LISTED = 50  # people shown on a terminal


def registry(
    context: typer.Context,
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="Of the registry: low_income, disabled, …", show_default=False)
    ],
    file: Annotated[Path, typer.Argument(help="The extract.", show_default=False, readable=False)],
    as_of: Annotated[
        datetime, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day it tells of.", show_default=False)
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Take it though it is older than the present one, or smaller.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Import an extract of a registry (低保、残疾 …); it waits, its difference shown, for the next `matcher link`."""
    from api.cli.importing import name_as_typed
    from api.registries import refuse, to_result
    from matcher.errors import MatcherError

    terminal: Terminal = context.obj
    name = file.name or str(file)
    with terminal.house() as house:
        try:
            with stop_deferred() as defer:
                with terminal.progress(name):
                    done = _import(house, kind, file, name, as_of, force=force, defer=defer)
                if as_json:
                    terminal.print_json(
                        {"file": name, **to_result(done), "refused": [str(one) for one in done.refused]}
                    )
                else:
                    terminal.print(*_told(name, done, terminal))
            refuse(done, name=name)
        except MatcherError as error:
            name_as_typed(error, file)
            raise


def _import(house: House, kind: str, file: Path, name: str, as_of: datetime, *, force: bool, defer: Any) -> Registered:
    from api.registering import import_registry

    return import_registry(
        house,
        kind,
        file,
        as_of=as_of.date(),
        force=force,
        actor=actor(),
        at=house.clock(),
        name=name,
        on_storing=defer,
    )


def _told(name: str, done: Registered, terminal: Terminal) -> Iterator[str]:
    """Say what an import did, in counts."""
    from api.cli.importing import rejected_lines

    extract, _ = done.extract, terminal.say
    if done.is_known:
        yield _("{name}: this very file is extract {id} already; nothing is changed").format(name=name, id=extract.id)
        return
    yield _("{name}: {rows:,} rows, {rejected:,} rejected; {people:,} people").format(
        name=name, rows=done.n_rows, rejected=done.n_rejected, people=extract.n_entries
    )
    yield from (f"  {line}" for line in done.notes)
    yield from rejected_lines(done, _)
    yield from (f"  {line}" for line in _difference(done, terminal))
    if not done.refused:
        yield "  " + _("Extract {id} of {day} waits; `matcher link` takes it into effect").format(
            id=extract.id, day=extract.as_of.isoformat()
        )


def _difference(done: Registered, terminal: Terminal) -> Iterator[str]:
    from api.registries import from_tally

    if done.difference is None:
        return
    yield _compared(done.before, done.difference, terminal.say)
    yield from _table(from_tally(done.difference), terminal)


def _compared(before: Extract | None, difference: Any, _: Translate) -> str:
    from api.registering import counts_of

    against = (
        _("The first extract of this registry")
        if before is None
        else _("Against {id} of {day}").format(id=before.id, day=before.as_of.isoformat())
    )
    told = _("{against}: {added:,} new, {gone:,} gone, {changed:,} changed, {unchanged:,} as before")
    return told.format(against=against, **counts_of(difference))


def _table(counted: list[TalliedShown], terminal: Terminal) -> Iterator[str]:
    from data.reference import load_priority_groups

    groups, is_english = load_priority_groups().groups, terminal.settings.language == "en"
    _ = terminal.say
    header = (_("group"), _("district"), _("new"), _("gone"), _("changed"))
    rows = [
        (
            groups[one.group].english if is_english else groups[one.group].name,
            one.district or _("not told"),
            f"{one.added:,}",
            f"{one.gone:,}",
            f"{one.changed:,}",
        )
        for one in counted
    ]
    yield from table_lines(header, rows) if rows else ()


@app.command(name="list")
def list_(
    context: typer.Context,
    kind: Annotated[str | None, typer.Option(metavar="KIND", help="Only of this registry.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """List the extracts of registries, the one imported last first: which is in force, which waits."""
    from api.registries import from_extract
    from data.reference import load_priority_groups
    from data.store.extracts import list_extracts

    terminal: Terminal = context.obj
    asked = None if kind is None else load_priority_groups().kind(kind).code
    with terminal.house() as house, house.database.read() as session:
        found = list_extracts(session, asked)
    if as_json:
        terminal.print_json({"items": [from_extract(one).model_dump(mode="json") for one in found]})
    elif not found:
        terminal.print(terminal.say("There are none."))
    else:
        terminal.print(*_listed(found, terminal))


def _listed(found: list[Extract], terminal: Terminal) -> Iterator[str]:
    from api.extract_names import state_word
    from data.reference import load_priority_groups

    _, kinds, is_english = terminal.say, load_priority_groups().kinds, terminal.settings.language == "en"
    names = {code: kind.english if is_english else kind.name for code, kind in kinds.items()}
    header = (_("extract"), _("registry"), _("as of"), _("state"), _("people"), _("file"))
    rows = [
        (
            one.id,
            _registry(one.kind, names),
            one.as_of.isoformat(),
            state_word(one.state, _),
            f"{one.n_entries:,}",
            one.source,
        )
        for one in found
    ]
    yield from table_lines(header, rows)


def _registry(code: str, names: dict[str, str]) -> str:
    """Name a registry, with the code by which it is asked for; one that the city no longer has is its code alone."""
    return f"{names[code]} ({code})" if code in names else code


@app.command()
def show(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Show one extract: which registry, of which day, how many people, and where it stands."""
    from api.registries import from_extract
    from data.store.extracts import get_extract

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        extract = get_extract(session, id)
    if as_json:
        terminal.print_json(from_extract(extract).model_dump(mode="json"))
    else:
        terminal.print(*_listed([extract], terminal))


@app.command()
def difference(
    context: typer.Context,
    id: Id,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The people as .xlsx, covered.", readable=False)
    ] = None,
    purpose: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT", help="Why the people are to be seen in clear; goes into the log.", show_default=False
        ),
    ] = None,
    replace: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what an extract changes: counts, and the people, covered unless a purpose is given."""
    from api.giving_out import naming, note_export
    from api.registered import list_concerned, reveal_concerned, to_paper
    from api.registries import from_shown

    terminal: Terminal = context.obj
    if out is not None:
        if out.suffix.lower() != ".xlsx":
            raise BadInput("{out}: give the file a name that ends in .xlsx", out=out)
        refuse_target(out, force=replace)
    with terminal.house() as house:
        if purpose is None:
            shown, found = list_concerned(house, id)
        else:
            shown, found = reveal_concerned(house, id, purpose=purpose, actor=actor())
        if out is not None:
            note_export(house, "registry", id, actor=actor(), form="xlsx", n=len(found), **naming(purpose))
            _write(out, to_paper(house, shown, found))
    if as_json:
        terminal.print_json(from_shown(shown).model_dump(mode="json"))
        return
    terminal.print(_compared(shown.before, shown.difference, terminal.say))
    terminal.print(*_table(from_shown(shown).by, terminal))
    if out is None:
        terminal.print(*_people(found, terminal.say))
    else:
        terminal.print(terminal.say("{n:,} people: {file}").format(n=len(found), file=out))


def _write(out: Path, paper: Any) -> None:
    """Write the people for their reader's eyes only."""
    from data.papers.excel import write_excel

    with whole(out) as part:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        write_excel(part, paper)


def _people(found: list[Concerned], _: Translate) -> Iterator[str]:
    what = {"added": _("new"), "gone": _("gone"), "changed": _("changed")}
    rows = [
        (
            what[one.what],
            one.name or "",
            one.id_number or "",
            one.phone or "",
            one.entry.identity.district or "",
            one.entry.id,
        )
        for one in found[:LISTED]
    ]
    header = ("", _("name"), _("number"), _("phone"), _("district"), _("entry"))
    yield from table_lines(header, rows) if rows else ()
    if len(found) > LISTED:
        yield _("… and {n:,} more; --out FILE writes them").format(n=len(found) - LISTED)


@app.command()
def discard(context: typer.Context, id: Id) -> None:
    """Discard an extract that waits, with its people."""
    from data.store.extracts import discard_extract

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.begin() as session:
        discard_extract(session, id, actor=actor(), at=house.clock())
    terminal.print(terminal.say("Extract {id} is discarded").format(id=id))
