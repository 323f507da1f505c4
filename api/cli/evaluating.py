"""The evaluation command: how well the product ranks, measured on a judged suite."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.terminal import AsJson, Terminal


def evaluate(
    context: typer.Context,
    suite: Annotated[Path, typer.Option(metavar="DIR", help="Folder with suite.json.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Measure quality on a judged suite, with 95 % intervals."""
    from api.evaluating import evaluate_suite, report_json, report_lines
    from data.reference import load_gazetteer
    from models import load_encoder

    terminal: Terminal = context.obj
    settings = terminal.settings
    with terminal.progress(terminal.say("Measuring")) as report:
        result = evaluate_suite(
            suite,
            load=lambda: load_encoder(settings.encoder, folder=settings.models_folder),
            gazetteer=load_gazetteer(),
            cache=settings.var / "evaluate.db",
            kinds_folder=settings.models_folder / "kinds",
            ranker_folder=settings.models_folder / "ranker",
            titles_folder=settings.models_folder / "titles",
            on_progress=report,
        )
    if as_json:
        terminal.print_json(report_json(result))
    else:
        terminal.print(*report_lines(result, settings.language))
