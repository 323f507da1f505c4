"""
What each part of the ranking is worth, on a judged suite of adverts, which is not part of this repository.

Run ``SUITES=folder make bench``. For each group of criteria the weights are fitted anew without it, and with it alone;
each candidate is ranked by weights fitted without that candidate. Requirements that block stay as they are. Prints the
table of docs/benchmarks.md.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from api.encoding import EncodedTexts
from api.judged import Judged, compare_judged
from api.vectors import VectorKeeper
from data.reference import load_gazetteer
from data.store import Database
from data.suites import Suite, read_any_suite
from matcher.evaluation import Difference, estimate, measure_rankings, paired_difference
from matcher.ranking import PARTS
from models import Encoder
from models.ranker import cross_validate

FOLDER = os.environ.get("SUITES", "")
SUITES = sorted(path.parent for path in Path(FOLDER).glob("*/suite.json")) if FOLDER else []

GROUPS = {
    "meaning": [part.code for part in PARTS if part.by == "meaning"],
    "words": [part.code for part in PARTS if part.by == "words"],
    "works wished for": [part.code for part in PARTS if part.by == "works"],
    "experience and rank": ["experience", "seniority", "level"],
    "certificates and languages": ["certificate", "language"],
    "major": ["major"],
    "place": ["place", "elsewhere"],
    "pay": ["pay", "promised_pay"],
    "needs, lodging, kind": ["needs", "lodging", "kind", "casual"],
    "work refused or not asked for": ["unwanted_work", "unasked_work", "selling"],
    "trust in the advert": ["advert", "hype", "agency", "silent"],
}


@pytest.mark.benchmark
@pytest.mark.timeout(7200)
@pytest.mark.skipif(not SUITES, reason="SUITES names no folder of judged suites")
@pytest.mark.parametrize("folder", SUITES, ids=lambda folder: folder.name)
def test_each_part_of_the_ranking_is_measured(folder: Path, bundled_encoder: Encoder, models_folder: Path) -> None:
    suite = read_any_suite(folder, gazetteer=load_gazetteer())
    if not isinstance(suite, Suite) or suite.task != "candidate-to-post":
        pytest.skip("a suite without people and adverts")
    database = Database(f"sqlite:///{models_folder.parent / 'evaluate.db'}")
    database.migrate()
    judged = compare_judged(suite, EncodedTexts(VectorKeeper(database, bundled_encoder)))
    database.close()
    lines = list(table(judged))
    print("", *lines, sep="\n")
    assert len(lines) == len(GROUPS) + 3


def table(judged: Judged) -> Iterator[str]:
    """Write one row a group of criteria."""
    whole = values(judged, judged.codes)
    yield "| criteria | nDCG@10 without them | the whole less that | p | alone |"
    yield "|---|---|---|---|---|"
    yield f"| all | {told(estimate(whole))} | | | |"
    for name, codes in GROUPS.items():
        without = values(judged, [code for code in judged.codes if code not in codes])
        alone = values(judged, codes)
        gap: Difference = paired_difference(whole, without)
        yield f"| {name} | {without.mean():.3f} | {told(gap, '+')} | {gap.p:.3f} | {alone.mean():.3f} |"


def values(judged: Judged, codes: Collection[str]) -> NDArray[np.float64]:
    """Give the nDCG@10 of each query by weights of *codes* only, fitted without it."""
    kept = [i for i, code in enumerate(judged.codes) if code in set(codes)]
    lessons = judged.lessons()
    less = replace(lessons, codes=tuple(judged.codes[i] for i in kept), values=lessons.values[:, kept])
    weights = np.zeros((len(judged.suite.candidates), len(judged.codes)))
    weights[:, kept] = cross_validate(less)
    people = judged.suite.candidates
    rankings = {who.id: judged.ranking(n, weights[n], blocked=False) for n, who in enumerate(people)}
    return measure_rankings(rankings, judged.suite.judged, least=judged.suite.least_relevant)["ndcg@10"]


def told(of, sign: str = "") -> str:
    return f"{of.mean:{sign}.3f} ({of.low:{sign}.3f} to {of.high:{sign}.3f})"
