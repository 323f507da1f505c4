"""How good a classification of kinds is, as JSON and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from api.figures import figure_json, figure_text
from api.kind_names import kind_name
from api.language import Translate, translation
from api.settings import Language
from api.training import KindTraining
from matcher.classification import Classified
from models.kinds import KINDS


def classified_json(found: Classified) -> dict[str, Any]:
    """Write the figures for JSON: what is measured with an interval stands under ``metrics``."""
    return {
        "n": found.n,
        "metrics": {"accuracy": figure_json(found.accuracy), "macro_f1": figure_json(found.macro_f1)},
        "log_loss": round(found.log_loss, 4),
        "calibration_error": round(found.calibration_error, 4),
        "by_kind": {
            kind: {name: figure_json(of) for name, of in measures.items()} for kind, measures in found.by_class.items()
        },
        "confusion": {
            true: {chosen: round(float(n), 1) for chosen, n in zip(KINDS, row, strict=True)}
            for true, row in zip(KINDS, found.confusion, strict=True)
        },
        "reliability": [
            {"from": one.low, "to": one.high, "n": round(one.n, 1)}
            | {"promised": round(one.promised, 4), "correct": round(one.correct, 4)}
            for one in found.reliability
        ],
    }


def classified_lines(found: Classified, language: Language) -> Iterator[str]:
    """Write the figures as lines: in all, by kind, what was taken for what, and whether probabilities come true."""
    _ = translation(language)
    yield _("Accuracy {accuracy}, macro F1 {f1}").format(
        accuracy=figure_text(found.accuracy), f1=figure_text(found.macro_f1)
    )
    yield ""
    for kind in KINDS:
        measures = {name: figure_text(of) for name, of in found.by_class[kind].items()}
        yield _("{kind}: precision {precision}, recall {recall}, F1 {f1}").format(kind=kind_name(kind, _), **measures)
    yield ""
    yield _("True kind, and what it was taken for:")
    for true, row in zip(KINDS, found.confusion, strict=True):
        taken = _(", ").join(f"{kind_name(to, _)} {n:.1f}" for to, n in zip(KINDS, row, strict=True) if n)
        yield f"  {kind_name(true, _)}: {taken}"
    yield ""
    yield from _reliability_lines(found, _)


def training_json(done: KindTraining, *, adopted: bool) -> dict[str, Any]:
    """Write what a training gave for JSON."""
    return {
        "suite": done.suite,
        **classified_json(done.full),
        "methods": {"words": classified_json(done.words)},
        "measured": "cross-validated",
        "weights": done.weights.fingerprint,
        "encoder": done.weights.encoder_id,
        "in_force": {"accuracy": round(done.in_force, 4), "n": done.in_force_n},
        "adopted": adopted,
    }


def training_lines(done: KindTraining, *, adopted: bool, out: Path | None, language: Language) -> Iterator[str]:
    """Write what a training gave as lines."""
    _ = translation(language)
    yield _("{suite}: {n} labels, each classified by weights fitted without it and its like").format(
        suite=done.suite, n=done.full.n
    )
    yield _("Encoder: {id}").format(id=done.weights.encoder_id)
    yield from classified_lines(done.full, language)
    words = {"accuracy": figure_text(done.words.accuracy), "f1": figure_text(done.words.macro_f1)}
    yield _("By words alone, as with another encoder: accuracy {accuracy}, macro F1 {f1}").format(**words)
    yield ""
    if out is not None:
        yield _("Weights {id} are in {file}; those in force stay").format(id=done.weights.fingerprint, file=out)
        return
    template = _(
        "Weights {id} are in force now (before: accuracy {before:.3f}); take them back with: matcher train kinds --back"
        if adopted
        else "Weights {id} are not adopted: those in force have accuracy {before:.3f}"
    )
    yield template.format(id=done.weights.fingerprint, before=done.in_force)


def _reliability_lines(found: Classified, _: Translate) -> Iterator[str]:
    yield _("Probability promised, and share that came true (expected gap {gap:.3f}):").format(
        gap=found.calibration_error
    )
    for one in found.reliability:
        yield f"  {one.low:.1f}–{one.high:.1f}: {one.promised:.3f} → {one.correct:.3f} (n = {one.n:.1f})"
