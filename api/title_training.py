"""Learn from coded titles, judge it on titles held out, and tell what it gave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.coded import CodedTitles, encode_titles
from api.encoding import EncodedTexts
from api.figures import figure_json, figure_text
from api.language import translation
from api.settings import Language
from api.vectors import VectorKeeper
from data.store import Database
from data.suites import read_suite
from matcher.errors import BadInput
from matcher.evaluation import Estimate, answered, estimate, measure_rankings
from matcher.places import Gazetteer
from matcher.titles import Likeness, liken
from models import Encoder
from models.titles import FOLDS, TitleWeights, cross_validate, fit_titles

HEADLINE = "p@1"


@dataclass(frozen=True, slots=True)
class TitleTraining:
    """New weights for titles, what cross-validation says of them, and how good those in force are."""

    suite: str
    n: int
    n_listed: int  # with an example
    weights: TitleWeights
    held_out: dict[str, Estimate]
    in_force: float  # P@1 of the weights in force, on titles that they were not fitted to, or as recorded
    untaught: float  # P@1 without examples

    @property
    def better(self) -> bool:
        """Tell whether the new weights rank no worse than those in force and than no example at all."""
        return self.held_out[HEADLINE].mean >= max(self.in_force, self.untaught)


def train_titles(
    suite_folder: Path,
    *,
    load: Callable[[], Encoder],
    gazetteer: Gazetteer,
    cache: Path,
    present: Callable[[], TitleWeights],
    on_progress: Callable[[int, int], None] | None = None,
) -> TitleTraining:
    """
    Learn from the titles of a judged suite; the same titles give the same weights.

    Args:
        cache: SQLite file that keeps the vectors of suites' texts.
        present: gives the weights in force.
        on_progress: told (texts encoded, in all), then (fits done, in all).

    Raises:
        BadInput: the suite is faulty, of another task, or too small.
    """
    suite = read_suite(suite_folder, gazetteer=gazetteer)
    if suite.task != "title-to-occupation":
        raise BadInput("{folder} holds no titles coded to occupations", folder=suite_folder, field="suite")
    database = Database(f"sqlite:///{cache}")
    try:
        database.migrate()
        keeper = VectorKeeper(database, load())
        coded = encode_titles(suite, EncodedTexts(keeper, on_progress=on_progress))
    finally:
        database.close()
    return learn_titles(coded, encoder_id=keeper.encoder.id, present=present(), on_progress=on_progress)


def learn_titles(
    coded: CodedTitles,
    *,
    encoder_id: str,
    present: TitleWeights,
    on_progress: Callable[[int, int], None] | None = None,
) -> TitleTraining:
    """
    Learn from *coded* titles, judge it on those held out, and compare it with the *present* weights.

    Raises:
        BadInput: there are fewer coded titles than parts to hold out in turn.
    """
    lessons, suite = coded.lessons, coded.suite
    if len(lessons.pairs) < FOLDS:
        raise BadInput("there are too few coded titles to learn from")
    apart = cross_validate(lessons, relations=coded.relations, on_fit=on_progress)
    held = _measure(coded, apart["taught"])
    sense = fit_titles(lessons)
    n = len(answered(suite.judged, least=suite.least_relevant))
    weights = TitleWeights(
        encoder_id=encoder_id,
        sense=sense,
        learnt_from=frozenset(coded.keys),
        held_out={name: round(of.mean, 4) for name, of in held.items()} | {"n": n},
    )
    return TitleTraining(
        suite=suite.name,
        n=n,
        n_listed=len(sense.examples.keys),
        weights=weights,
        held_out=held,
        in_force=_in_force(coded, present, encoder_id=encoder_id),
        untaught=_measure(coded, apart["untaught"])[HEADLINE].mean,
    )


def training_json(done: TitleTraining, *, adopted: bool) -> dict[str, Any]:
    """Write what a training gave for JSON."""
    return {
        "suite": done.suite,
        "n": done.n,
        "n_listed": done.n_listed,
        "metrics": {name: figure_json(of) for name, of in done.held_out.items()},
        "measured": "cross-validated",
        "weights": done.weights.fingerprint,
        "encoder": done.weights.encoder_id,
        "in_force": round(done.in_force, 4),
        "untaught": round(done.untaught, 4),
        "adopted": adopted,
    }


def training_lines(done: TitleTraining, *, adopted: bool, out: Path | None, language: Language) -> Iterator[str]:
    """Write what a training gave as lines."""
    _ = translation(language)
    counts = {"suite": done.suite, "n": done.n, "listed": done.n_listed}
    yield _("{suite}: {n} titles, coded to {listed} others; each is ranked by weights fitted without it").format(
        **counts
    )
    yield _("Encoder: {id}").format(id=done.weights.encoder_id)
    yield from (f"  {name:<8} {figure_text(of)}" for name, of in done.held_out.items())
    yield _("P@1 of the weights in force {before:.3f}, without any example {untaught:.3f}").format(
        before=done.in_force, untaught=done.untaught
    )
    if out is not None:
        yield _("Weights {id} are in {file}; those in force stay").format(id=done.weights.fingerprint, file=out)
        return
    template = _(
        "Weights {id} are in force now; take them back with: matcher train titles --back"
        if adopted
        else "Weights {id} are not adopted: they rank no better"
    )
    yield template.format(id=done.weights.fingerprint)


def _in_force(coded: CodedTitles, present: TitleWeights, *, encoder_id: str) -> float:
    if coded.was_learnt_from(present):
        return present.held_out.get(HEADLINE, 0.0)
    sense = present.sense_for(encoder_id, listed=coded.listed.vectors)
    return _measure(coded, liken(sense, coded.sought, coded.listed, relations=coded.relations))[HEADLINE].mean


def _measure(coded: CodedTitles, likeness: Likeness) -> dict[str, Estimate]:
    found = measure_rankings(coded.rankings(likeness.fused), coded.suite.judged, least=coded.suite.least_relevant)
    return {name: estimate(values) for name, values in found.items()}
