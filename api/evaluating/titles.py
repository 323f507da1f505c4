"""Titles ranked for titles: as the product compares them, and by parts of the same likeness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from api.coded import CodedTitles, Rankings, encode_titles
from api.encoding import EncodedTexts
from api.evaluating.report import SuiteReport, report_rankings
from api.evaluating.runs import MAIN
from data.suites import Suite
from matcher.titles import Likeness, liken
from models.titles import TitleWeights, cross_validate


def report_titles(
    suite: Suite,
    texts: EncodedTexts,
    weights: TitleWeights,
    *,
    encoder_id: str,
    on_progress: Callable[[int, int], None] | None = None,
) -> SuiteReport:
    """Report how the listed titles of a suite are ranked for those that are sought."""
    coded = encode_titles(suite, texts)
    found = compare_titles(coded, weights, encoder_id=encoder_id, on_progress=on_progress)
    report = report_rankings(suite, found, encoder_id=encoder_id)
    return replace(report, weights=weights.fingerprint, cross_validated=coded.was_learnt_from(weights))


def compare_titles(
    coded: CodedTitles,
    weights: TitleWeights,
    *,
    encoder_id: str,
    on_progress: Callable[[int, int], None] | None = None,
) -> dict[str, Rankings]:
    """
    Rank the listed titles by what was learnt, and by parts of it.

    A suite that was learnt from says nothing honest of these weights: each of its titles is compared by what was
    learnt without it. ``meaning`` and ``words`` are parts of the product's own likeness; ``lexical`` is words without
    examples, ``dense`` the encoder's vectors as they are. Where examples count, ``untaught`` is the whole without them.
    """
    if coded.was_learnt_from(weights):
        likeness = cross_validate(coded.lessons, relations=coded.relations, on_fit=on_progress)
    else:
        likeness = _as_it_is(coded, weights, encoder_id=encoder_id)
    taught, untaught = likeness["taught"], likeness["untaught"]
    scores = {MAIN: taught.fused, "meaning": taught.meaning}
    if taught.common.any():
        scores |= {"words": taught.words, "untaught": untaught.fused}
    dense = coded.sought.vectors.astype(np.float64) @ coded.listed.vectors.T
    scores |= {"lexical": untaught.words, "dense": dense}
    return {method: coded.rankings(of) for method, of in scores.items()}


def _as_it_is(coded: CodedTitles, weights: TitleWeights, *, encoder_id: str) -> dict[str, Likeness]:
    sense = weights.sense_for(encoder_id, listed=coded.listed.vectors)
    return {
        name: liken(of, coded.sought, coded.listed, relations=coded.relations)
        for name, of in (("taught", sense), ("untaught", sense.without_examples))
    }
