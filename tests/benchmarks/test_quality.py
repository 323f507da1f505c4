"""
Quality on judged suites, which are not part of this repository.

Run ``SUITES=folder make bench``: *folder* holds a folder for each suite. Prints the rows of docs/benchmarks.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from api.evaluating import KindReport, SuiteReport, evaluate_suite, report_lines
from data.reference import load_gazetteer
from matcher.errors import NotReady
from matcher.evaluation import Estimate
from models import Encoder

FOLDER = os.environ.get("SUITES", "")
SUITES = sorted(path.parent for path in Path(FOLDER).glob("*/suite.json")) if FOLDER else []


@pytest.mark.benchmark
@pytest.mark.timeout(7200)
@pytest.mark.skipif(not SUITES, reason="SUITES names no folder of judged suites")
@pytest.mark.parametrize("folder", SUITES, ids=lambda folder: folder.name)
def test_quality_on_a_suite_is_told_with_intervals(folder: Path, bundled_encoder: Encoder, models_folder: Path):
    try:
        report = evaluate_suite(
            folder,
            load=lambda: bundled_encoder,
            gazetteer=load_gazetteer(),
            cache=models_folder.parent / "evaluate.db",
            kinds_folder=models_folder / "kinds",
            ranker_folder=models_folder / "ranker",
            titles_folder=models_folder / "titles",
        )
    except NotReady as later:
        pytest.skip(str(later))
    print("", *(report_lines(report, "en") if isinstance(report, KindReport) else rows(report)), sep="\n")
    assert all(0.0 <= of.mean <= 1.0 for of in report.metrics.values())


def rows(report: SuiteReport) -> Iterator[str]:
    """Write a report as rows of a Markdown table."""
    yield f"{report.suite}, n = {report.n}, {report.encoder or 'no encoder'}"
    yield f"| | {' | '.join(report.metrics)} |"
    yield "|---" * (1 + len(report.metrics)) + "|"
    for method, measures in {"matcher": report.metrics, **report.methods}.items():
        yield f"| {method} | {' | '.join(map(cell, ordered(measures, report)))} |"
    for method, gap in report.differences.items():
        yield f"matcher less {method}, {report.headline}: {cell(gap)}, p = {gap.p:.4f}"
    if report.unjudged is not None:
        yield f"not judged among the first ten: {report.unjudged:.1%}"


def ordered(measures: Mapping[str, Estimate], report: SuiteReport) -> list[Estimate]:
    return [measures[name] for name in report.metrics]


def cell(of) -> str:
    if of.low is None:
        return f"{of.mean:.3f}"
    return f"{of.mean:.3f} ({of.low:.3f}…{of.high:.3f})"
