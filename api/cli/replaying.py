"""The command that makes a ranking again."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.indexing import bring_up_to_date
from api.cli.terminal import AsJson, Terminal


def replay(
    context: typer.Context,
    id: Annotated[
        str, typer.Argument(metavar="ID", help="The list, as its answer or the log gives it.", show_default=False)
    ],
    as_json: AsJson = False,
) -> None:
    """Make a ranking again from its entry in the log: the same list, or what has changed since."""
    from api.replay_names import replay_lines
    from api.replaying import replay as make_again
    from api.replays import to_replay

    terminal: Terminal = context.obj
    with terminal.house() as house:
        bring_up_to_date(terminal, house)
        found = make_again(house, id)
    if as_json:
        terminal.print_json(to_replay(found, terminal.say).model_dump(mode="json"))
    else:
        terminal.print(*replay_lines(found, terminal.say))
