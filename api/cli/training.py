"""The training commands: learn from a judged suite or feedback, say how good it is, put it in force if it is better."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from api.cli.terminal import AsJson, Terminal, actor

if TYPE_CHECKING:
    from models.adoption import Adoption

W = TypeVar("W")  # weights
D = TypeVar("D")  # what a training gives

app = typer.Typer(help="Learn from judged suites and from feedback.", no_args_is_help=True)


@app.callback()
def train() -> None:
    """Learn from judged suites and from feedback."""


Suite = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder with suite.json and what was judged.")]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the weights here, and leave those in force.")]
Back = Annotated[bool, typer.Option("--back", help="Put the previous weights in force again.")]


@app.command()
def kinds(
    context: typer.Context, suite: Suite = None, out: Out = None, back: Back = False, as_json: AsJson = False
) -> None:
    """Learn the four kinds of posts from labelled adverts."""
    terminal: Terminal = context.obj
    if _goes_back(suite, out=out, back=back):
        from models.kinds import kinds_adoption

        weights = kinds_adoption(terminal.settings.models_folder / "kinds").go_back()
        terminal.print(
            terminal.say("Weights for the kinds of posts in force again: {id}").format(id=weights.fingerprint)
        )
    elif suite is not None:
        _learn_kinds(terminal, suite, out=out, as_json=as_json)


@app.command()
def ranker(
    context: typer.Context,
    suite: Suite = None,
    feedback: Annotated[bool, typer.Option("--feedback", help="Learn from what became of offers.")] = False,
    out: Out = None,
    back: Back = False,
    as_json: AsJson = False,
) -> None:
    """Learn the weights of the ranking from posts judged for candidates, or from what became of offers."""
    terminal: Terminal = context.obj
    if [suite is not None, feedback, back].count(True) != 1:
        raise typer.BadParameter("give one of --suite DIR, --feedback and --back")
    if back and out is not None:
        raise typer.BadParameter("--out FILE goes with --suite or --feedback")
    if back:
        from models.ranker import ranker_adoption

        weights = ranker_adoption(terminal.settings.models_folder / "ranker").go_back()
        terminal.print(terminal.say("Weights of the ranking in force again: {id}").format(id=weights.fingerprint))
    elif suite is not None:
        _learn_ranker(terminal, suite, out=out, as_json=as_json)
    else:
        _learn_from_feedback(terminal, out=out, as_json=as_json)


@app.command()
def titles(
    context: typer.Context, suite: Suite = None, out: Out = None, back: Back = False, as_json: AsJson = False
) -> None:
    """Learn how titles are used from titles coded to occupations."""
    terminal: Terminal = context.obj
    if _goes_back(suite, out=out, back=back):
        from models.titles import titles_adoption

        weights = titles_adoption(terminal.settings.models_folder / "titles").go_back()
        terminal.print(terminal.say("Weights for titles in force again: {id}").format(id=weights.fingerprint))
    elif suite is not None:
        _learn_titles(terminal, suite, out=out, as_json=as_json)


def _goes_back(suite: Path | None, *, out: Path | None, back: bool) -> bool:
    if back == (suite is not None):
        raise typer.BadParameter("give either --suite DIR to learn, or --back to take back what was learnt")
    if back and out is not None:
        raise typer.BadParameter("--out FILE goes with --suite")
    return back


def settle(adoption: Adoption[W], weights: W, *, better: bool, out: Path | None) -> bool:
    """Write *weights* to the file *out* or, where there is none, adopt them if they are *better*; tell if adopted."""
    if out is not None:
        adoption.write(out, weights)
        return False
    if better:
        adoption.adopt(weights)
    return better


def _learnt(terminal: Terminal, suite: Path, adoption: Adoption[W], *, train: Callable[..., D]) -> D:
    from data.reference import load_gazetteer
    from models import load_encoder

    settings = terminal.settings
    with terminal.progress(terminal.say("Learning")) as report:
        return train(
            suite,
            load=lambda: load_encoder(settings.encoder, folder=settings.models_folder),
            gazetteer=load_gazetteer(),
            cache=settings.var / "evaluate.db",
            present=adoption.in_force,
            on_progress=report,
        )


def _learn_ranker(terminal: Terminal, suite: Path, *, out: Path | None, as_json: bool) -> None:
    from api.learned import learned_json, learned_lines
    from api.learning import train_ranker
    from models.ranker import ranker_adoption

    adoption = ranker_adoption(terminal.settings.models_folder / "ranker")
    done = _learnt(terminal, suite, adoption, train=train_ranker)
    adopted = settle(adoption, done.weights, better=done.better, out=out)
    if as_json:
        terminal.print_json(learned_json(done, adopted=adopted))
    else:
        terminal.print(*learned_lines(done, adopted=adopted, out=out, language=terminal.settings.language))


def _learn_kinds(terminal: Terminal, suite: Path, *, out: Path | None, as_json: bool) -> None:
    from api.classified import training_json, training_lines
    from api.training import train_kinds
    from models.kinds import kinds_adoption

    adoption = kinds_adoption(terminal.settings.models_folder / "kinds")
    done = _learnt(terminal, suite, adoption, train=train_kinds)
    adopted = settle(adoption, done.weights, better=done.better, out=out)
    if as_json:
        terminal.print_json(training_json(done, adopted=adopted))
    else:
        terminal.print(*training_lines(done, adopted=adopted, out=out, language=terminal.settings.language))


def _learn_titles(terminal: Terminal, suite: Path, *, out: Path | None, as_json: bool) -> None:
    from api.title_training import train_titles, training_json, training_lines
    from models.titles import titles_adoption

    adoption = titles_adoption(terminal.settings.models_folder / "titles")
    done = _learnt(terminal, suite, adoption, train=train_titles)
    adopted = settle(adoption, done.weights, better=done.better, out=out)
    if as_json:
        terminal.print_json(training_json(done, adopted=adopted))
    else:
        terminal.print(*training_lines(done, adopted=adopted, out=out, language=terminal.settings.language))


def _learn_from_feedback(terminal: Terminal, *, out: Path | None, as_json: bool) -> None:
    from api.relearned import relearned_json, relearned_lines
    from api.relearning import learn_from_feedback, note_training, read_outcomes
    from models.ranker import ranker_adoption

    adoption = ranker_adoption(terminal.settings.models_folder / "ranker")
    with terminal.house() as house:
        outcomes = read_outcomes(house)
        with terminal.progress(terminal.say("Encoding")) as report:
            house.follower.work_off(on_progress=report)
        with terminal.progress(terminal.say("Learning")) as report:
            done = learn_from_feedback(house, outcomes, present=adoption.in_force(), on_progress=report)
        adopted = settle(adoption, done.weights, better=done.better, out=out)
        note_training(house, done, adopted=adopted, actor=actor())
    if as_json:
        terminal.print_json(relearned_json(done, adopted=adopted))
    else:
        terminal.print(*relearned_lines(done, adopted=adopted, out=out, language=terminal.settings.language))
