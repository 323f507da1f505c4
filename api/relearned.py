"""What a training from feedback gave, as JSON and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from api.figures import figure_json, figure_text
from api.language import translation
from api.learned import adoption_line
from api.relearning import FeedbackTraining
from api.settings import Language

TOLD_PLACES = (3, 10)
LEAST_CHANGE = 0.01  # of a weight that is told


def relearned_json(done: FeedbackTraining, *, adopted: bool) -> dict[str, Any]:
    """Write what a training gave for JSON."""
    learnt = done.learnt
    return {
        "n_pairs": learnt.n_shown,
        "n_candidates": learnt.n_candidates,
        "n_held_out": learnt.n_held_out,
        "steepness": learnt.examination.steepness,
        "in_force": round(learnt.before, 4),
        "new": round(learnt.after, 4),
        "gain": figure_json(learnt.gain),
        "calibrated": learnt.calibration is not None,
        "weights": done.weights.fingerprint,
        "by_code": dict(done.weights.by_code),
        "encoder": done.weights.encoder_id,
        "adopted": adopted,
    }


def relearned_lines(done: FeedbackTraining, *, adopted: bool, out: Path | None, language: Language) -> Iterator[str]:
    """Write what a training gave as lines."""
    _, learnt = translation(language), done.learnt
    yield _(
        "{pairs:,} pairs of {candidates:,} candidates; judged on {held:,} who wanted a post and were not learnt from"
    ).format(pairs=learnt.n_shown, candidates=learnt.n_candidates, held=learnt.n_held_out)
    third, tenth = learnt.examination.chances(np.array(TOLD_PLACES))
    yield _("Chance that a post is looked at: third in a list {third:.0%}, tenth {tenth:.0%} of the first").format(
        third=third, tenth=tenth
    )
    yield _("What was wanted stands so high, of 1: {before:.3f} in force, {after:.3f} new; gain {gain}").format(
        before=learnt.before, after=learnt.after, gain=figure_text(learnt.gain, sign="+")
    )
    for code, weight in sorted(done.weights.by_code.items()):
        before = done.present.by_code.get(code, 0.0)
        if abs(weight - before) >= LEAST_CHANGE:
            yield f"  {code:<16} {before:.3f} → {weight:.3f}"
    if learnt.calibration is None:
        yield _("Chances stay as they were: too few applications among those held out")
    if not adopted and out is None:
        yield _("Weights {id} are not adopted: on those held out they are not surely better").format(
            id=done.weights.fingerprint
        )
    else:
        yield adoption_line(done.weights.fingerprint, adopted=adopted, out=out, translate=_)
