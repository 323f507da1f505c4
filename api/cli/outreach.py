"""The outreach commands: whom to contact today, why, by which channel, with what to offer."""

from __future__ import annotations

import typer

from api.cli.terminal import Terminal

app = typer.Typer(help="Whom to contact, and what came of it.", no_args_is_help=True)


@app.command()
def plan(context: typer.Context) -> None:
    """List whom to contact, the most pressing first, each with what to offer."""
    terminal: Terminal = context.obj
    terminal.print(terminal.say("There are none."))
