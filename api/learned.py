"""What a training of the ranking gave, as JSON and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from api.figures import figure_json, figure_text
from api.language import Translate, translation
from api.learning import RankerTraining
from api.settings import Language


def learned_json(done: RankerTraining, *, adopted: bool) -> dict[str, Any]:
    """Write what a training gave for JSON."""
    return {
        "suite": done.suite,
        "n": done.n,
        "metrics": {name: figure_json(of) for name, of in done.held_out.items()},
        "measured": "cross-validated",
        "weights": done.weights.fingerprint,
        "by_code": dict(done.weights.by_code),
        "encoder": done.weights.encoder_id,
        "in_force": round(done.in_force, 4),
        "untuned": round(done.untuned, 4),
        "adopted": adopted,
    }


def learned_lines(done: RankerTraining, *, adopted: bool, out: Path | None, language: Language) -> Iterator[str]:
    """Write what a training gave as lines."""
    _ = translation(language)
    yield _("{suite}: {n} candidates, each ranked by weights fitted without it").format(suite=done.suite, n=done.n)
    yield _("Encoder: {id}").format(id=done.weights.encoder_id)
    yield from (f"  {name:<8} {figure_text(of)}" for name, of in done.held_out.items())
    yield _("nDCG@10 of the weights in force {before:.3f}, of weights fitted to nothing {untuned:.3f}").format(
        before=done.in_force, untuned=done.untuned
    )
    yield from (f"  {code:<16} {weight:.3f}" for code, weight in done.weights.by_code.items() if weight)
    yield adoption_line(done.weights.fingerprint, adopted=adopted, out=out, translate=_)


def adoption_line(fingerprint: str, *, adopted: bool, out: Path | None, translate: Translate) -> str:
    """Say where new weights are now, or that they are not adopted."""
    _ = translate
    if out is not None:
        return _("Weights {id} are in {file}; those in force stay").format(id=fingerprint, file=out)
    template = _(
        "Weights {id} are in force now; take them back with: matcher train ranker --back"
        if adopted
        else "Weights {id} are not adopted: they rank no better"
    )
    return template.format(id=fingerprint)
