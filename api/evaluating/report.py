"""What was measured on a suite: as records, as JSON and as lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.evaluating.runs import MAIN, Rankings
from api.figures import figure_json, figure_text
from api.language import translation
from api.settings import Language
from data.suites import Suite
from matcher.evaluation import (
    Difference,
    Estimate,
    answered,
    estimate,
    measure_rankings,
    measure_sets,
    paired_difference,
    share_unjudged,
)
from matcher.majors import Numbering

HEADLINE = {
    "candidate-to-post": "ndcg@10",
    "title-to-title": "map",
    "title-to-occupation": "p@1",
    "major-to-post": "f1",
}
"""The measure that each task is judged by."""

Measures = dict[str, Estimate]
Values = dict[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class SuiteReport:
    """Quality on one suite; means over its *n* queries that have a relevant document."""

    suite: str
    n: int
    n_left_out: int  # queries without a relevant document
    least_relevant: int
    headline: str
    metrics: Measures
    unjudged: float | None = None  # of the first ten; None where the suite holds relevant documents only
    methods: Mapping[str, Measures] = field(default_factory=dict)
    differences: Mapping[str, Difference] = field(default_factory=dict)  # of the headline, product less method
    encoder: str | None = None
    weights: str | None = None  # of the ranking
    cross_validated: bool = False  # each candidate was ranked by weights fitted without it
    numbering: Numbering | None = None  # whose codes the queries are understood by
    n_disagreeing: int | None = None  # queries whose code and name speak of different majors; None = no codes


def report_rankings(suite: Suite, rankings: Mapping[str, Rankings], *, encoder_id: str) -> SuiteReport:
    """Report the rankings of several methods, the product's own among them."""
    headline = HEADLINE[suite.task]
    values = {
        method: measure_rankings(ranked, suite.judged, least=suite.least_relevant)
        for method, ranked in rankings.items()
    }
    own = values.pop(MAIN)
    return SuiteReport(
        **_counts(suite),
        headline=headline,
        metrics=_estimates(own),
        unjudged=_unjudged(suite, rankings[MAIN]),
        methods={method: _estimates(of) for method, of in values.items()},
        differences={method: paired_difference(own[headline], of[headline]) for method, of in values.items()},
        encoder=encoder_id,
    )


def report_sets(suite: Suite, found: Mapping[str, Mapping[str, set[str]]], *, n_disagreeing: int | None) -> SuiteReport:
    """Report the sets that several ways found, the product's own among them."""
    measures = {
        way: _estimates(measure_sets(sets, suite.judged, least=suite.least_relevant)) for way, sets in found.items()
    }
    return SuiteReport(
        **_counts(suite),
        headline=HEADLINE[suite.task],
        metrics=measures.pop(MAIN),
        methods=measures,
        numbering=suite.numbering,
        n_disagreeing=n_disagreeing,
    )


def report_json(report: SuiteReport) -> dict[str, Any]:
    """Write a report as one JSON object."""
    written: dict[str, Any] = {"suite": report.suite, "n": report.n, "metrics": _written(report.metrics)}
    if report.unjudged is not None:
        written["unjudged@10"] = round(report.unjudged, 4)
    if report.methods:
        written["methods"] = {method: _written(measures) for method, measures in report.methods.items()}
    if report.numbering is not None:
        written["numbering"] = report.numbering.name
        written["n_name_and_code_disagree"] = report.n_disagreeing
    if report.weights is not None:
        written["measured"] = "cross-validated" if report.cross_validated else "weights in force"
        written["weights"] = report.weights
    written["encoder"] = report.encoder
    return written


def report_lines(report: SuiteReport, language: Language) -> list[str]:
    """Write a report as lines for a terminal."""
    _ = translation(language)
    lines = [_("{suite}: {n} queries").format(suite=report.suite, n=report.n)]
    if report.encoder:
        lines.append(_("Encoder: {id}").format(id=report.encoder))
    if report.weights is not None:
        lines.append(_("Weights: {id}").format(id=report.weights))
    if report.cross_validated:
        lines.append(_("The weights were fitted to this suite: each query is ranked by weights fitted without it"))
    if report.numbering is not None:
        lines += _lines_on_codes(report.numbering, report.n_disagreeing, _)
    lines += ["", *_table({MAIN: report.metrics, **report.methods}), ""]
    for method, gap in report.differences.items():
        names = {"main": MAIN, "method": method, "measure": report.headline}
        said = _("{main} less {method}, {measure}: {gap}, {p} (paired bootstrap)")
        lines.append(said.format(**names, gap=figure_text(gap, sign="+"), p=_chance(gap.p)))
    if report.unjudged is not None:
        lines.append(_("Not judged among the first ten: {share:.1%}").format(share=report.unjudged))
    lines.append(
        _("In brackets: 95 % intervals over queries. Relevant: graded {n} or better.").format(n=report.least_relevant)
    )
    if report.n_left_out:
        lines.append(_("Left out, as nothing relevant was judged: {n} queries").format(n=report.n_left_out))
    return lines


def _lines_on_codes(numbering: Numbering, n_disagreeing: int | None, _: Callable[[str], str]) -> Iterator[str]:
    yield _("The queries are codes of {numbering}, and each is understood by its code").format(
        numbering=numbering.title
    )
    said = _("In {n} of them the name beside the code is that of another major; by_name: each by its name alone")
    yield said.format(n=n_disagreeing)


def _counts(suite: Suite) -> dict[str, Any]:
    n = len(answered(suite.judged, least=suite.least_relevant))
    return {
        "suite": suite.name,
        "n": n,
        "n_left_out": len(suite.candidates) - n,
        "least_relevant": suite.least_relevant,
    }


def _unjudged(suite: Suite, ranked: Rankings) -> float | None:
    if all(grade for grades in suite.judged.values() for grade in grades.values()):
        return None  # irrelevant documents are nowhere listed, so that what is not listed was judged
    queries = answered(suite.judged, least=suite.least_relevant)
    return float(np.mean([share_unjudged(ranked[query], suite.judged[query]) for query in queries]))


def _estimates(values: Values) -> Measures:
    return {name: estimate(of) for name, of in values.items()}


def _written(measures: Measures) -> dict[str, dict[str, float | None]]:
    return {name: figure_json(of) for name, of in measures.items()}


def _table(rows: Mapping[str, Measures]) -> Iterator[str]:
    names = list(rows[MAIN])
    yield "".join([f"{'':10}", *(f"{name:24}" for name in names)]).rstrip()
    for method, measures in rows.items():
        yield "".join([f"{method:10}", *(f"{figure_text(measures[name]):24}" for name in names)]).rstrip()


def _chance(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
