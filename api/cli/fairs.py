"""The fair commands: state a fair, plan it, plan it anew at the door, show, print, close."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from api.cli.everybody import whole_for_owner
from api.cli.fair_lines import count_lines, fair_lines, made_lines, shortlist_lines
from api.cli.indexing import bring_up_to_date
from api.cli.tables import table_lines
from api.cli.terminal import AsJson, Terminal, actor
from api.fair_words import state_word
from matcher.errors import BadInput, why_refused
from matcher.records import FairNeed

if TYPE_CHECKING:
    from datetime import time

    from api.fair_shown import PlanMade
    from api.house import House
    from data.store import KeptFair

app = typer.Typer(help="Fairs: who meets whom and when.", no_args_is_help=True)

FairId = Annotated[str, typer.Argument(metavar="ID", help="The fair.", show_default=False)]
Format = Literal["html", "xlsx", "ics"]


@app.command()
def new(
    context: typer.Context,
    id: FairId,
    file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="TOML or JSON; options go before it.", readable=False, show_default=False),
    ] = None,
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="What it is called.", show_default=False)] = None,
    place: Annotated[str | None, typer.Option(metavar="TEXT", help="Where it is.", show_default=False)] = None,
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day.", show_default=False)
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="HH:MM", help="When it begins.", show_default=False)
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="HH:MM", help="When it is over.", show_default=False)] = None,
    slot: Annotated[int | None, typer.Option(help="Minutes of one meeting; 10.", show_default=False)] = None,
    break_: Annotated[
        list[str] | None, typer.Option("--break", metavar="HH:MM-HH:MM", help="A break.", show_default=False)
    ] = None,
    walk: Annotated[
        list[str] | None, typer.Option(metavar="A:B:MINUTES", help="The way between two halls.", show_default=False)
    ] = None,
    quiet: Annotated[
        list[str] | None, typer.Option(metavar="HH:MM-HH:MM", help="Hours that are quiet.", show_default=False)
    ] = None,
    interpreters: Annotated[int | None, typer.Option(help="How many are there; 0.", show_default=False)] = None,
    visits: Annotated[int | None, typer.Option(help="Meetings of one person at most; 3.", show_default=False)] = None,
    reserved: Annotated[
        float | None, typer.Option(help="Share of places for people supported first; 0.2.", show_default=False)
    ] = None,
    no_show: Annotated[
        float | None, typer.Option(help="Share that does not come, where nothing is known; 0.3.", show_default=False)
    ] = None,
    district: Annotated[
        list[str] | None, typer.Option(help="Whose people are invited; the whole city.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """State a new fair, by options or by a file."""
    from api.fair_bodies import checked_body, from_fair, read_fair_file
    from api.fair_keeping import create_fair

    terminal: Terminal = context.obj
    told = {} if file is None else read_fair_file(file)
    options = {
        "name": name,
        "place": place,
        "on": None if on is None else on.date().isoformat(),
        "since": since,
        "until": until,
        "slot_min": slot,
        "breaks": [_hours("--break", one) for one in break_ or ()] or None,
        "walks": [_walk(one) for one in walk or ()] or None,
        "quiet": [_hours("--quiet", one) for one in quiet or ()] or None,
        "n_interpreters": interpreters,
        "most_visits": visits,
        "reserved": reserved,
        "no_show": no_show,
        "districts": district or None,
    }
    told |= {key: value for key, value in options.items() if value is not None}
    body = checked_body({key: value for key, value in told.items() if key != "id"}, where=file.name if file else id)
    with terminal.house() as house, house.database.begin() as session:
        kept = create_fair(house, session, id, body, actor=actor())
    if as_json:
        terminal.print_json(from_fair(kept).model_dump(mode="json"))
    else:
        terminal.print(*fair_lines(kept, terminal.say))
        if not kept.fair.booths:
            terminal.print("  " + terminal.say("Next: matcher import booths FILE --fair {id}").format(id=id))


def _hours(option: str, text: str) -> dict[str, str]:
    since, dash, until = text.partition("-")
    if not dash:
        raise BadInput("{name}: {text!r} is not written as 10:20-10:40", name=option, text=text)
    return {"since": since.strip(), "until": until.strip()}


def _walk(text: str) -> dict[str, Any]:
    parts = text.split(":")
    if len(parts) != 3 or not parts[2].isdigit():
        raise BadInput("{name}: {text!r} is not written as A:B:5", name="--walk", text=text)
    return {"hall": parts[0], "other": parts[1], "minutes": int(parts[2])}


@app.command("list")
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List the fairs."""
    from api.fair_bodies import from_fair
    from data.store import iter_fairs

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        found = list(iter_fairs(session, vault=house.vault))
    _ = terminal.say
    if as_json:
        terminal.print_json({"items": [from_fair(one).model_dump(mode="json") for one in found]})
    elif not found:
        terminal.print(_("there is no fair yet: matcher fair new"))
    else:
        header = _("fair"), _("day"), _("fair name"), _("booths"), _("state")
        rows = [
            (f.fair.id, f.fair.on.isoformat(), f.fair.name, str(len(f.fair.booths)), state_word(f.fair.state, _))
            for f in found
        ]
        terminal.print(*table_lines(header, rows))


@app.command()
def show(context: typer.Context, id: FairId, as_json: AsJson = False) -> None:
    """Show a fair and what its plan comes to."""
    from api.fair_bodies import from_fair
    from api.fair_shown import show_plan

    terminal: Terminal = context.obj
    with terminal.house() as house:
        with house.database.read() as session:
            kept = _stored(house, session, id)
        shown = show_plan(house, id)
    if as_json:
        terminal.print_json({"fair": from_fair(kept).model_dump(mode="json"), "plan": shown.model_dump(mode="json")})
        return
    terminal.print(*fair_lines(kept, terminal.say))
    if kept.revision:
        terminal.print(*count_lines(shown, terminal.say))


@app.command()
def plan(
    context: typer.Context,
    id: FairId,
    guests: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A list with 编号, or ids one a line (.txt).", readable=False, show_default=False
        ),
    ] = None,
    invite: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Choose so many among all who may be asked.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Choose the guests, and decide who meets whom when."""
    from api.fair_shown import from_planned
    from api.seating import plan_seats, refuse_unplannable
    from data.attendance import read_guest_ids

    terminal: Terminal = context.obj
    if guests is not None and invite is not None:
        raise typer.BadParameter("give one of --guests and --invite")
    ids = None if guests is None else read_guest_ids(guests)
    with terminal.house() as house:
        with house.database.read() as session:
            refuse_unplannable(house, _stored(house, session, id).fair)
        bring_up_to_date(terminal, house)
        with terminal.progress(terminal.say("Planning")):
            made = plan_seats(house, id, actor=actor(), ids=ids, n_invited=invite)
    _tell_made(terminal, from_planned(made), as_json=as_json)


@app.command()
def door(
    context: typer.Context,
    id: FairId,
    absent: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A guest who did not come.", show_default=False)
    ] = None,
    came: Annotated[list[str] | None, typer.Option(metavar="ID", help="A guest who came.", show_default=False)] = None,
    absent_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Guests who did not come, as --guests.", readable=False, show_default=False),
    ] = None,
    walk_in: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A candidate who came unasked.", show_default=False)
    ] = None,
    absent_booth: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A booth whose employer did not come.", show_default=False)
    ] = None,
    present_booth: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A booth whose employer came after all.", show_default=False)
    ] = None,
    now: Annotated[
        str | None, typer.Option(metavar="HH:MM", help="What counts as past; the clock.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """On its day, plan the rest of a fair anew with who came and who did not."""
    from api.fair_bodies import Clock
    from api.fair_door import Arrivals, fair_at_door, plan_at_door
    from api.fair_shown import from_planned
    from api.fields import read_typed
    from data.attendance import read_guest_ids

    terminal: Terminal = context.obj
    missing = [*(absent or ()), *(read_guest_ids(absent_file) if absent_file is not None else ())]
    arrivals = Arrivals(
        tuple(missing),
        tuple(came or ()),
        tuple(walk_in or ()),
        tuple(absent_booth or ()),
        tuple(present_booth or ()),
        now=None if now is None else cast("time", read_typed("--now", now, Clock)),
    )
    with terminal.house() as house:
        with house.database.read() as session:
            fair_at_door(house, session, id)
        if walk_in:
            bring_up_to_date(terminal, house)
        with terminal.progress(terminal.say("Planning")):
            made = plan_at_door(house, id, arrivals, actor=actor())
    _tell_made(terminal, from_planned(made), as_json=as_json)


@app.command()
def needs(
    context: typer.Context,
    id: FairId,
    candidate: Annotated[str, typer.Option(metavar="ID", help="The guest.", show_default=False)],
    need: Annotated[list[FairNeed] | None, typer.Option(help="As the person says; none = nothing is needed.")] = None,
) -> None:
    """Note what a guest says to need; no employer is told."""
    from api.fair_keeping import note_needs

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.begin() as session:
        note_needs(house, session, id, candidate, need or (), actor=actor())
    terminal.print(terminal.say("Noted. Plan again: matcher fair plan {id}").format(id=id))


@app.command("print")
def print_fair(
    context: typer.Context,
    id: FairId,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the files.", show_default=False)],
    purpose: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What the names are needed for: it is logged. Masked without.")
    ] = None,
    large: Annotated[bool, typer.Option("--large", help="The guests' routes in letters of 20 points.")] = False,
    format: Annotated[Format, typer.Option(help="Pages, workbooks or calendars.")] = "html",
    as_json: AsJson = False,
) -> None:
    """Write what is printed: for employers, guests, signs, the organiser and the door."""
    terminal: Terminal = context.obj
    with terminal.house() as house, terminal.progress(terminal.say("Printing")):
        files = write_prints(house, id, out, purpose=purpose, format=format, large=large)
    if as_json:
        terminal.print_json({"files": [str(one) for one in files], "masked": purpose is None})
    else:
        masked = terminal.say("{n:,} files in {folder}; names are masked, --purpose TEXT shows them")
        named = terminal.say("{n:,} files in {folder}; people are named, which is noted in the log")
        said = masked if purpose is None else named
        terminal.print(said.format(n=len(files), folder=out))
        terminal.print(*(f"  {one}" for one in files[:MOST_NAMED]))


MOST_NAMED = 6


def write_prints(house: House, id: str, out: Path, *, purpose: str | None, format: Format, large: bool) -> list[Path]:
    """Write the prints of a format into a folder, for their owner's eyes only; those of before are replaced."""
    from api.fair_prints import files_of, prepare
    from api.fields import OpenLine, read_typed
    from api.giving_out import naming, note_export

    why = read_typed("--purpose", purpose, OpenLine) if purpose is not None else None
    printed = prepare(house, id, actor=actor(), purpose=why, explained=format != "ics")
    made = files_of(house, printed, format, large=large)
    note_export(house, "fair", id, actor=actor(), form=str(format), n=len(made), **naming(why))
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput("{file}: {why}", file=out, why=why_refused(error)) from None
    for name, content in made.items():
        with whole_for_owner(out / name) as part:
            part.write_bytes(content)
    return [out / name for name in made]


@app.command()
def shortlist(
    context: typer.Context,
    id: FairId,
    booth: Annotated[str | None, typer.Option(metavar="B", help="Of this booth alone.", show_default=False)] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="Length of a list.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Rank the guests for the posts of the booths, with reasons."""
    from api.fair_shown import shortlists
    from api.showing import Showing

    terminal: Terminal = context.obj
    with terminal.house() as house:
        with house.database.read() as session:
            _stored(house, session, id)
        bring_up_to_date(terminal, house)
        found = shortlists(house, id, Showing(terminal.settings.language), booth_id=booth, limit=limit)
    if as_json:
        terminal.print_json({"items": [one.model_dump(mode="json") for one in found]})
    else:
        terminal.print(*shortlist_lines(found, terminal.say))


@app.command()
def close(context: typer.Context, id: FairId) -> None:
    """Close a fair from its day on; results are taken still."""
    from api.fair_keeping import close_fair

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.begin() as session:
        close_fair(house, session, id, actor=actor())
    terminal.print(terminal.say("Closed: {id}").format(id=id))


@app.command()
def reopen(context: typer.Context, id: FairId) -> None:
    """Take the close of a fair back; it stands as it stood before."""
    from api.fair_keeping import reopen_fair

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.begin() as session:
        reopen_fair(house, session, id, actor=actor())
    terminal.print(terminal.say("Open again: {id}").format(id=id))


def _stored(house: House, session: Any, id: str) -> KeptFair:
    """Say that there is no such fair before minutes go into anything."""
    from data.store import get_fair

    return get_fair(session, id, vault=house.vault)


def _tell_made(terminal: Terminal, made: PlanMade, *, as_json: bool) -> None:
    if as_json:
        terminal.print_json(made.model_dump(mode="json"))
    else:
        terminal.print(*made_lines(made, terminal.say))
