"""The training commands: learn from a judged suite, say how good it is, and put it in force if it is better."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.terminal import AsJson, Terminal

app = typer.Typer(help="Learn from judged suites.", no_args_is_help=True)


@app.callback()
def train() -> None:
    """Learn from judged suites."""


@app.command()
def kinds(
    context: typer.Context,
    suite: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder with suite.json and labels.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the weights here, and leave those in force.")
    ] = None,
    back: Annotated[bool, typer.Option("--back", help="Put the previous weights in force again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Learn the four kinds of posts from labelled adverts."""
    terminal: Terminal = context.obj
    if back == (suite is not None):
        raise typer.BadParameter("give either --suite DIR to learn, or --back to take back what was learnt")
    if back and out is not None:
        raise typer.BadParameter("--out FILE goes with --suite")
    if suite is None:
        _go_back(terminal)
    else:
        _learn(terminal, suite, out=out, as_json=as_json)


def _go_back(terminal: Terminal) -> None:
    from models.kinds import go_back

    weights = go_back(folder=terminal.settings.models_folder / "kinds")
    terminal.print(terminal.say("Weights for the kinds of posts in force again: {id}").format(id=weights.fingerprint))


def _learn(terminal: Terminal, suite: Path, *, out: Path | None, as_json: bool) -> None:
    from api.classified import training_json, training_lines
    from api.training import adopt_kinds, train_kinds
    from data.reference import load_gazetteer
    from models import load_encoder
    from models.kinds import write_weights

    settings = terminal.settings
    folder = settings.models_folder / "kinds"
    with terminal.progress(terminal.say("Learning")) as report:
        done = train_kinds(
            suite,
            load=lambda: load_encoder(settings.encoder, folder=settings.models_folder),
            gazetteer=load_gazetteer(),
            cache=settings.var / "evaluate.db",
            kinds_folder=folder,
            on_progress=report,
        )
    if out is not None:
        write_weights(out, done.weights)
    adopted = out is None and adopt_kinds(done, kinds_folder=folder)
    if as_json:
        terminal.print_json(training_json(done, adopted=adopted))
    else:
        terminal.print(*training_lines(done, adopted=adopted, out=out, language=settings.language))
