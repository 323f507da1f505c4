"""The command that says whether a person is eligible under the programme, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from api.cli.lists import candidate_line
from api.cli.stored import stored_candidate
from api.cli.terminal import AsJson, Terminal
from api.cli.verdicts import whole_lines


def eligibility(
    context: typer.Context,
    candidate: Annotated[str, typer.Option(metavar="ID", help="The candidate.", show_default=False)],
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to decide for; today.")] = None,
    edition: Annotated[
        str | None, typer.Option(metavar="ID", help="The edition that decides; the one in force on that day.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say whether a candidate is eligible under the programme, why, and until when."""
    from api.judging import eligibility_of, from_eligibility

    terminal: Terminal = context.obj
    with terminal.house() as house:
        person = stored_candidate(house, candidate)
        on = as_of.date() if as_of else house.today()
        found = eligibility_of(house, person, on=on, edition=edition)
    if as_json:
        told = from_eligibility(found, language=terminal.settings.language).model_dump(mode="json")
        terminal.print_json({"candidate_id": candidate} | told)
    else:
        terminal.print(candidate_line(person, terminal.say), *whole_lines(found, terminal.say))
