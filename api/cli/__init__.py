"""The command line: the commands of every feature, and the place where an error becomes one line."""

from __future__ import annotations

import sys

import typer

from api.cli import evaluating, importing, ranking, running
from api.cli.terminal import open_terminal
from matcher.errors import MatcherError

app = typer.Typer(
    name="matcher",
    help="Match posts and candidates for a public employment service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    callback=open_terminal,
)
app.add_typer(importing.app, name="import")
app.command()(running.init)
app.command()(ranking.index)
app.command()(ranking.rank)
app.command()(evaluating.evaluate)
app.command()(running.synth)
app.command()(running.serve)
app.command()(running.demo)


def main() -> None:
    """Run one command; exits 0, 1 with one line that says what went wrong, or 2 for wrong usage."""
    try:
        app()
    except MatcherError as error:
        print(f"matcher: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()  # who read us stopped reading: nothing to say and nobody to say it to
        sys.exit(1)
