"""The commands of open tasks: what was promised, to whom, by when; and what a person closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.outreach import District
from api.cli.terminal import AsJson, Terminal, actor

if TYPE_CHECKING:
    from datetime import date

    from api.language import Translate
    from api.tasks import TaskShown

INDENT = "      "
LATE = "!"


def list_tasks(
    context: typer.Context,
    district: District = None,
    caseworker: Annotated[
        str | None, typer.Option(metavar="ID", help="Only whom this one looks after, or told of.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List what contacts left to be done, what is due first: for whom, what, since when, by when."""
    from api.profiles import official
    from api.tasking import tasks_on
    from api.tasks import shown_tasks

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        area = official(district, gazetteer=house.gazetteer)
        found = tasks_on(house, session, district=area, caseworker=caseworker)
        shown = shown_tasks(house, session, found.tasks, on=found.as_of, say=terminal.say)
    if as_json:
        terminal.print_json({"as_of": found.as_of, "items": [one.model_dump(mode="json") for one in shown]})
    else:
        terminal.print(*_lines(shown, terminal.say, on=found.as_of))


def done(
    context: typer.Context,
    task: Annotated[str, typer.Argument(metavar="TASK", help="The task, as listed.", show_default=False)],
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="In free words; personal numbers are taken out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say that a task is done, or need not be any more."""
    from api.fields import MaybeProse, read_typed
    from api.tasking import finish
    from api.tasks import from_done

    terminal: Terminal = context.obj
    said = read_typed("--note", note, MaybeProse)
    with terminal.house() as house, house.database.begin() as session:
        closed = from_done(finish(house, session, task, actor=actor(), note=said))
    if as_json:
        terminal.print_json(closed.model_dump(mode="json"))
    else:
        terminal.print(terminal.say("{id}: closed").format(id=task))


def _lines(shown: Sequence[TaskShown], _: Translate, *, on: date) -> Iterator[str]:
    late = sum(one.overdue for one in shown)
    yield _("As of {day}: {n:,} to be done, {late:,} of them overdue.").format(day=on, n=len(shown), late=late)
    for one in shown:
        what = " · ".join(filter(None, (one.text, one.post, one.post_id)))
        yield f"{LATE if one.overdue else ' '} {one.due_on}  {what}"
        who = " · ".join(filter(None, (one.name, one.phone, one.district, one.candidate_id)))
        yield INDENT + who
        of_whom = one.caseworker or _("nobody's: of the district")
        told = _("since {day}, told by {who}; in charge: {charge}; {id}")
        yield INDENT + told.format(day=one.since, who=one.told_by, charge=of_whom, id=one.id)
        if one.note:
            yield f"{INDENT}“{one.note}”"
