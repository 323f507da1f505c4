"""How well kinds of posts are classified, measured on labels that the weights were not fitted on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from api.classified import classified_json, classified_lines
from api.language import translation
from api.lessons import KindLessons, Progress, kind_lessons
from api.settings import Language
from api.vectors import VectorKeeper
from data.suites import KindSuite
from matcher.classification import Classified, Probabilities, measure_classes
from matcher.evaluation import Estimate
from models.kinds import KINDS, REPEATS, KindClassifier, cross_validate, load_kinds

MOSTLY = 0.5
"""From this share on, a suite is what the weights were fitted on; below it, it is another that shares adverts."""


@dataclass(frozen=True, slots=True)
class KindReport:
    """
    Quality on one suite of labels.

    Weights say nothing honest about labels that they were fitted on. Where a suite is mostly such labels, every
    advert is classified by weights fitted anew without it (*cross_validated*). Else the weights in force are measured
    as they are, and where a few adverts were learnt from, *unseen* tells the figures without those.
    """

    suite: str
    encoder: str
    weights: str
    cross_validated: bool
    n_learnt_from: int  # labels of adverts that the weights in force were fitted on
    full: Classified
    words: Classified  # by words alone, as with an encoder that the weights do not know
    unseen: Classified | None

    @property
    def metrics(self) -> dict[str, Estimate]:
        """What the task is judged by."""
        return {"accuracy": self.full.accuracy, "macro_f1": self.full.macro_f1}


def measure_kinds(
    suite: KindSuite, keeper: VectorKeeper, *, folder: Path, on_progress: Progress | None = None
) -> KindReport:
    """Measure the weights in force, those adopted in *folder* or those shipped, on the labels of *suite*."""
    lessons = kind_lessons(suite, keeper, on_progress=on_progress)
    return judge_kinds(suite, lessons, load_kinds(keeper.encoder.id, folder=folder), on_progress=on_progress)


def judge_kinds(
    suite: KindSuite,
    lessons: KindLessons,
    classifier: KindClassifier,
    *,
    n_repeats: int = REPEATS,
    on_progress: Progress | None = None,
) -> KindReport:
    """Measure a classifier on the lessons of a suite, or where it was fitted on them, others fitted as it was."""
    learnt = np.array([one.key in classifier.weights.learnt_from for one in suite.labelled])
    anew = bool(learnt.mean() >= MOSTLY)
    full, words = _anew(lessons, n_repeats, on_progress) if anew else _as_they_are(lessons, classifier)
    truth, kept = lessons.labelled.truth, ~learnt
    partly = not anew and learnt.any()
    return KindReport(
        suite=suite.name,
        encoder=classifier.encoder_id,
        weights=classifier.id,
        cross_validated=anew,
        n_learnt_from=int(learnt.sum()),
        full=measure_classes(truth, full, names=KINDS),
        words=measure_classes(truth, words, names=KINDS),
        unseen=measure_classes(truth[kept], full[:, kept], names=KINDS) if partly else None,
    )


def kinds_json(report: KindReport) -> dict[str, Any]:
    """Write a report as one JSON object."""
    written = {
        "suite": report.suite,
        **classified_json(report.full),
        "methods": {"words": classified_json(report.words)},
        "measured": "cross-validated" if report.cross_validated else "weights in force",
        "n_learnt_from": report.n_learnt_from,
        "weights": report.weights,
        "encoder": report.encoder,
    }
    if report.unseen is not None:
        written["unseen"] = classified_json(report.unseen)
    return written


def kinds_lines(report: KindReport, language: Language) -> Iterator[str]:
    """Write a report as lines for a terminal."""
    _ = translation(language)
    yield _("{suite}: {n} labels").format(suite=report.suite, n=report.full.n)
    yield _("Encoder: {id}").format(id=report.encoder)
    yield _("Weights: {id}").format(id=report.weights)
    yield (
        _("The weights were fitted on these labels, so each advert is classified by weights fitted without it")
        if report.cross_validated
        else _("The weights as they are; {n} of these adverts were learnt from").format(n=report.n_learnt_from)
    )
    yield from classified_lines(report.full, language)
    both = [(_("By words alone, as with another encoder: accuracy {accuracy}, macro F1 {f1}"), report.words)]
    if report.unseen is not None:
        both.append((_("Without adverts that were learnt from: accuracy {accuracy}, macro F1 {f1}"), report.unseen))
    for template, of in both:
        yield template.format(accuracy=f"{of.accuracy.mean:.3f}", f1=f"{of.macro_f1.mean:.3f}")


def _anew(lessons: KindLessons, n_repeats: int, on_progress: Progress | None) -> tuple[Probabilities, Probabilities]:
    full, words = (
        cross_validate(of.labelled, of.own, n_repeats=n_repeats, on_progress=on_progress)
        for of in (lessons, lessons.of_words())
    )
    return full, words


def _as_they_are(lessons: KindLessons, classifier: KindClassifier) -> tuple[Probabilities, Probabilities]:
    held = lessons.labelled
    full = classifier.probabilities(held.texts, held.vectors)
    return full[None], classifier.weights.words.probabilities(held.texts)[None]
