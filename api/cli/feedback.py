"""The feedback commands: note what became of an offer, and list what was noted of a candidate."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.tables import table_lines
from api.cli.terminal import AsJson, Terminal, actor
from api.feedback_names import event_word, reason_word
from api.language import Translate
from matcher.errors import BadInput
from matcher.records import LAST_PLACE, DeclineReason, Feedback, FeedbackEvent

if TYPE_CHECKING:
    from api.house import House

MOST = 10_000  # events of one candidate

app = typer.Typer(help="What became of offers.", no_args_is_help=True)

OfCandidate = Annotated[str, typer.Option(metavar="ID", help="The candidate.", show_default=False)]
OnDay = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day; today.")]


@app.callback()
def feedback() -> None:
    """Note and list what became of offers."""


@app.command()
def add(
    context: typer.Context,
    candidate: OfCandidate,
    post: Annotated[str, typer.Option(metavar="ID", help="The post.", show_default=False)],
    event: Annotated[FeedbackEvent, typer.Option(help="What became of the offer.", show_default=False)],
    reason: Annotated[DeclineReason | None, typer.Option(help="Why it was declined.")] = None,
    note: Annotated[
        str | None, typer.Option(metavar="TEXT", help="In free words; personal numbers are taken out.")
    ] = None,
    position: Annotated[
        int | None,
        typer.Option(min=1, max=LAST_PLACE, help="Place in the list where the post was shown; none = in no list."),
    ] = None,
    on: OnDay = None,
    as_json: AsJson = False,
) -> None:
    """Note what became of a post that was offered to a candidate."""
    from api.fields import MaybeLine, read_typed
    from data.store import add_feedback

    terminal: Terminal = context.obj
    if reason is not None and event is not FeedbackEvent.DECLINED:
        raise typer.BadParameter("--reason goes with --event declined")
    with terminal.house() as house:
        told = Feedback(
            candidate_id=candidate,
            post_id=post,
            event=event,
            happened_on=_day(house, on),
            actor=actor(),
            at=house.moment(),
            reason=reason,
            note=read_typed("--note", note, MaybeLine),
            position=position,
        )
        with house.database.begin() as session:
            n_new = add_feedback(session, [told], actor=told.actor, at=house.clock())
    if as_json:
        terminal.print_json({"n_new": n_new, "n_known": 1 - n_new})
    else:
        said = terminal.say("Noted: {event}" if n_new else "Noted before, on the same day: {event}")
        terminal.print(said.format(event=event_word(event, terminal.say)))


@app.command("list")
def list_events(context: typer.Context, candidate: OfCandidate, as_json: AsJson = False) -> None:
    """List what became of the posts that were offered to a candidate."""
    from data.store import get_candidate, list_feedback

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        get_candidate(session, candidate)
        events = [one for _, one in list_feedback(session, candidate, limit=MOST)]
    _ = terminal.say
    if as_json:
        terminal.print_json({"items": [_as_dict(one) for one in events]})
    elif not events:
        terminal.print(_("nothing is noted of this candidate"))
    else:
        header = _("day"), _("post"), _("event"), _("reason"), _("position"), _("note"), _("told by")
        terminal.print(*table_lines(header, [_row(one, _) for one in events]))


def _day(house: House, on: datetime | None) -> date:
    day = house.today() if on is None else on.date()
    if day > house.today():
        raise BadInput("{field}: {day} is still to come", field="--on", day=day)
    return day


def _row(one: Feedback, _: Translate) -> tuple[str, ...]:
    position = "" if one.position is None else str(one.position)
    return (
        one.happened_on.isoformat(),
        one.post_id,
        event_word(one.event, _),
        reason_word(one.reason, _),
        position,
        one.note or "",
        one.actor.id,
    )


def _as_dict(one: Feedback) -> dict[str, Any]:
    return dataclasses.asdict(one) | {"actor": one.actor.id}
