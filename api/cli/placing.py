"""The placement commands: make a match a placement, list placements, record how one ended."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.tables import table_lines
from api.cli.terminal import AsJson, Terminal, actor
from matcher.errors import BadInput
from matcher.placements import Way
from matcher.records import Person, Placement

if TYPE_CHECKING:
    from api.house import House


app = typer.Typer(help="Placements (见习): list them, record how they end.", no_args_is_help=True)

FORMATS = ["%Y-%m-%d"]
MaybeOn = datetime | None


def place(
    context: typer.Context,
    candidate: Annotated[str, typer.Option(metavar="ID", help="The candidate.", show_default=False)],
    post: Annotated[str, typer.Option(metavar="ID", help="The post.", show_default=False)],
    start: Annotated[datetime, typer.Option("--from", formats=FORMATS, help="First day.", show_default=False)],
    end: Annotated[datetime, typer.Option("--to", formats=FORMATS, help="Last day agreed.", show_default=False)],
    agreed: Annotated[MaybeOn, typer.Option(formats=FORMATS, help="Day of the agreement.")] = None,
    insured: Annotated[MaybeOn, typer.Option(formats=FORMATS, help="Day of the accident insurance.")] = None,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why the term is shorter or longer than usual.")
    ] = None,
    mentor: Annotated[str | None, typer.Option(metavar="NAME", help="The mentor; encrypted.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Place, too, whom the programme does not admit.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a match a placement, if the programme's rules let it in, and note that it started."""
    from api.cli.verdicts import short_lines
    from api.fields import MaybeLine, read_typed
    from api.judging import eligibility_of
    from api.placing import Terms, noting_overlaps
    from api.placing import place as place_in_post
    from data.store import get_candidate
    from matcher.eligibility.programme import Verdict

    terminal: Terminal = context.obj
    terms = Terms(
        starts_on=start.date(),
        planned_end_on=end.date(),
        agreed_on=_day(agreed),
        insured_on=_day(insured),
        term_reason=read_typed("--reason", reason, MaybeLine),
        mentor=_mentor(mentor),
    )
    with (
        terminal.house() as house,
        noting_overlaps(house, Way.TYPED, actor()) as noted,
        house.database.begin() as session,
    ):
        placed = place_in_post(
            house,
            session,
            noted,
            candidate_id=candidate,
            post_id=post,
            terms=terms,
            force=force,
            actor=actor(),
        )
        person = get_candidate(session, placed.placement.candidate_id)
        found = eligibility_of(house, person, on=placed.placement.starts_on)
        # no rule of placements refuses it, but nobody is to learn of it at the settlement
        verdict = [] if found.verdict is Verdict.ELIGIBLE else list(short_lines(found, terminal.say))
    if as_json:
        terminal.print_json({"is_new": placed.is_new, "placement": dataclasses.asdict(placed.placement)})
    else:
        said = terminal.say("Placed: {id}" if placed.is_new else "Placed before: {id}")
        terminal.print(said.format(id=placed.placement.id), *verdict)


@app.command("list")
def list_placements(
    context: typer.Context,
    candidate: Annotated[str | None, typer.Option(metavar="ID", help="Only of this person.")] = None,
    employer: Annotated[str | None, typer.Option(metavar="ID", help="Only with this employer.")] = None,
    on: Annotated[MaybeOn, typer.Option(formats=FORMATS, help="Only those that run on this day.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="The most to list.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List placements in the order of their ids, without anybody's name."""
    from api.narrowing import refuse_unknown
    from data.store import current_id
    from data.store import list_placements as page_of

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        person = candidate and current_id(session, candidate)
        found = page_of(session, limit=limit, candidate_id=person, employer_id=employer, on=_day(on))
        if not found:
            refuse_unknown(session, candidate_id=person, employer_id=employer)
    _ = terminal.say
    if as_json:
        terminal.print_json({"items": [dataclasses.asdict(one) for one in found]})
    elif not found:
        terminal.print(_("no placement is stored that this asks for"))
    else:
        header = _("placement"), _("candidate"), _("employer"), _("post"), _("from"), _("to"), _("ended"), _("contract")
        terminal.print(*table_lines(header, [_row(one) for one in found]))


@app.command()
def end(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="The placement.", show_default=False)],
    on: Annotated[MaybeOn, typer.Option(formats=FORMATS, help="Last day of practice.")] = None,
    contract: Annotated[MaybeOn, typer.Option(formats=FORMATS, help="Day of the labour contract.")] = None,
    contract_ended: Annotated[MaybeOn, typer.Option(formats=FORMATS, help="Last day of that contract.")] = None,
    as_json: AsJson = False,
) -> None:
    """Record the last day of a placement, and the labour contract that followed."""
    from api.placing import change, noting_overlaps

    terminal: Terminal = context.obj
    days = {"ended_on": _day(on), "contract_on": _day(contract), "contract_ended_on": _day(contract_ended)}
    if not any(days.values()):
        raise typer.BadParameter("say --on, --contract or --contract-ended")
    with terminal.house() as house:
        _refuse_to_come(house, days["ended_on"])
        with noting_overlaps(house, Way.TYPED, actor()) as noted, house.database.begin() as session:
            placement = change(house, session, noted, id, actor=actor(), **days)
    if as_json:
        terminal.print_json(dataclasses.asdict(placement))
    else:
        terminal.print(terminal.say("Recorded: {id}").format(id=placement.id))


def _refuse_to_come(house: House, on: date | None) -> None:
    if on is not None and on > house.today():
        raise BadInput("{field}: {day} is still to come", field="--on", day=on)


def _day(on: datetime | None) -> date | None:
    return None if on is None else on.date()


def _mentor(name: str | None) -> Person | None:
    from data.values.text import person_name

    known = person_name(name) if name else None
    return Person(name=known) if known else None


def _row(one: Placement) -> tuple[str, ...]:
    days = (one.starts_on, one.planned_end_on, one.ended_on, one.contract_on)
    return (
        one.id,
        one.candidate_id,
        one.employer_id,
        one.post_id or "",
        *(day.isoformat() if day else "" for day in days),
    )
