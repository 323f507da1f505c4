"""Learn the kinds of posts from a judged suite: fit, judge on what was held out, compare with what is in force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from api.lessons import KindLessons, Progress, kind_lessons
from api.vectors import VectorKeeper
from data.store import Database
from data.suites import KindSuite, read_any_suite
from matcher.classification import Classified, measure_classes
from matcher.errors import BadInput
from matcher.places import Gazetteer
from models import Encoder
from models.kinds import (
    KINDS,
    REPEATS,
    KindClassifier,
    KindWeights,
    check_labels,
    cross_validate,
    fit_kinds,
)

LEAST_UNSEEN = 50
"""Fewer labels that the weights in force were not fitted on tell too little about them."""


@dataclass(frozen=True, slots=True)
class KindTraining:
    """New weights, what cross-validation says of them, and how good those in force are."""

    suite: str
    weights: KindWeights
    full: Classified
    words: Classified
    in_force: float  # accuracy of the weights in force
    in_force_n: int  # labels that this was measured on now; 0 = as recorded when they were fitted

    @property
    def better(self) -> bool:
        """Tell whether the new weights do not classify worse than those in force."""
        return self.full.accuracy.mean >= self.in_force


def train_kinds(
    suite_folder: Path,
    *,
    load: Callable[[], Encoder],
    gazetteer: Gazetteer,
    cache: Path,
    present: Callable[[], KindWeights],
    on_progress: Progress | None = None,
) -> KindTraining:
    """
    Fit the classifier of kinds to the labels of a suite; the same labels give the same weights.

    Args:
        cache: SQLite file that keeps the vectors of suites' texts.
        present: gives the weights in force.
        on_progress: told (texts encoded, in all), then (fits done, in all).

    Raises:
        BadInput: the suite is faulty, of another task, or has too few labels of a kind.
    """
    suite = read_any_suite(suite_folder, gazetteer=gazetteer)
    if not isinstance(suite, KindSuite):
        raise BadInput("{folder} holds no kinds of posts to learn from", folder=suite_folder, field="suite")
    database = Database(f"sqlite:///{cache}")
    try:
        database.migrate()
        keeper = VectorKeeper(database, load())
        lessons = kind_lessons(suite, keeper, on_progress=on_progress)
    finally:
        database.close()
    return learn_kinds(suite, lessons, encoder_id=keeper.encoder.id, present=present(), on_progress=on_progress)


def learn_kinds(
    suite: KindSuite,
    lessons: KindLessons,
    *,
    encoder_id: str,
    present: KindWeights,
    n_repeats: int = REPEATS,
    on_progress: Progress | None = None,
) -> KindTraining:
    """Fit weights to the lessons of a suite, judge them on what was held out, and compare them with the *present*."""
    check_labels(lessons.labelled)
    truth, words = lessons.labelled.truth, lessons.of_words()
    held, held_words = (
        cross_validate(of.labelled, of.own, n_repeats=n_repeats, on_progress=on_progress) for of in (lessons, words)
    )
    full, by_words = measure_classes(truth, held, names=KINDS), measure_classes(truth, held_words, names=KINDS)
    weights = KindWeights(
        encoder_id=encoder_id,
        full=fit_kinds(lessons.labelled, lessons.own),
        words=fit_kinds(words.labelled, words.own),
        learnt_from=frozenset(one.key for one in suite.labelled),
        held_out={
            "n": full.n,
            "accuracy": full.accuracy.mean,
            "macro_f1": full.macro_f1.mean,
            "words_accuracy": by_words.accuracy.mean,
            "words_macro_f1": by_words.macro_f1.mean,
        },
    )
    accuracy, n = _in_force(present, suite, lessons, encoder_id=encoder_id)
    return KindTraining(suite.name, weights, full, by_words, accuracy, n)


def _in_force(present: KindWeights, suite: KindSuite, lessons: KindLessons, *, encoder_id: str) -> tuple[float, int]:
    """Tell how good the weights in force are: on labels that they never saw, or else as recorded."""
    unseen = np.array([row for row, one in enumerate(suite.labelled) if one.key not in present.learnt_from], dtype=int)
    if len(unseen) < LEAST_UNSEEN:
        return present.held_out["accuracy" if present.encoder_id == encoder_id else "words_accuracy"], 0
    held = lessons.labelled.only(unseen)
    found = KindClassifier(present, encoder_id).probabilities(held.texts, held.vectors)
    return float((found.argmax(axis=1) == held.truth).mean()), len(unseen)
