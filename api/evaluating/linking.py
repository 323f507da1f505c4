"""How well people are linked with registries, measured on rows of which it is known who they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.figures import figure_json, figure_text
from api.language import translation
from api.settings import Language
from data.suites import LinkSuite
from matcher.evaluation import Estimate, estimate, estimate_ratio
from matcher.linkage import Parameters, fit_parameters, link_registries
from matcher.linkage.traits import Traits, traits_of
from matcher.linkage.weighing import compare
from matcher.records import Band, Pairing

RESAMPLES = 2_000  # of registry rows, thousands of them: more change no digit that is shown
NAMESAKE = "namesake"

Pair = tuple[str, str]  # id of an entry, id of a candidate


@dataclass(frozen=True, slots=True)
class Faulty:
    """What became of the rows of one kind: *right* and *wrong* of those linked, how many wait, how many were missed."""

    n: int
    right: int
    wrong: int
    review: int
    missed: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong or missed link, or a right one left to a person: ids and how alike the two are, no value of theirs."""

    what: str  # wrong, missed, review
    entry: str
    candidate: str
    levels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LinkReport:
    """Quality on one suite of links; intervals over the rows of the registries."""

    suite: str
    n: int  # rows of the registries
    n_true: int  # of them, those who are candidates
    metrics: Mapping[str, Estimate]
    faults: Mapping[str, Faulty]
    mistakes: tuple[Mistake, ...]


def measure_links(suite: LinkSuite) -> LinkReport:
    """Fit the parameters to the people of a suite, link them and compare with the truth."""
    entries = [one for of in suite.registries.values() for one in of]
    parameters = fit_parameters(suite.candidates, entries)
    found = link_registries(suite.candidates, suite.registries.values(), parameters=parameters)
    return report_links(suite, found, parameters)


def report_links(suite: LinkSuite, found: Iterable[Pairing], parameters: Parameters) -> LinkReport:
    """Report what *found* is worth."""
    pairings = {(one.other_id, one.candidate_id): one for one in found}
    linked = {pair for pair, one in pairings.items() if one.band is Band.LINKED}
    review = {pair for pair, one in pairings.items() if one.band is Band.REVIEW}
    people = _People(suite, parameters)
    return LinkReport(
        suite=suite.name,
        n=suite.n_rows,
        n_true=len(suite.truth),
        metrics=_metrics(suite, linked, review),
        faults=_faults(suite, people, linked, review),
        mistakes=tuple(_mistakes(suite.truth, people, linked, review)),
    )


def links_json(report: LinkReport) -> dict[str, Any]:
    """Write a report as one JSON object."""
    return {
        "suite": report.suite,
        "n": report.n,
        "n_true": report.n_true,
        "metrics": {name: figure_json(of) for name, of in report.metrics.items()},
        "faults": {
            name: {"n": of.n, "right": of.right, "wrong": of.wrong, "review": of.review, "missed": of.missed}
            for name, of in report.faults.items()
        },
        "mistakes": [
            {"what": one.what, "entry": one.entry, "candidate": one.candidate, "levels": dict(one.levels)}
            for one in report.mistakes
        ],
    }


def links_lines(report: LinkReport, language: Language) -> Iterator[str]:
    """Write a report as lines for a terminal."""
    _ = translation(language)
    yield _("{suite}: {n} rows of registries, {n_true} of them candidates").format(
        suite=report.suite, n=report.n, n_true=report.n_true
    )
    yield ""
    for name, of in report.metrics.items():
        yield f"{name:20}{figure_text(of)}"
    yield _("In brackets: 95 % intervals over the rows of the registries")
    yield ""
    yield f"{'':20}{'n':>7}{'right':>8}{'wrong':>8}{'review':>8}{'missed':>8}"
    for name, rows in report.faults.items():
        yield f"{name:20}{rows.n:7}{rows.right:8}{rows.wrong:8}{rows.review:8}{rows.missed:8}"
    yield ""
    for one in report.mistakes:
        yield f"{one.what:8}{one.entry:24}{one.candidate:14}" + " ".join(map("=".join, one.levels.items()))


class _People:
    """The people of a suite as they are compared."""

    def __init__(self, suite: LinkSuite, parameters: Parameters) -> None:
        self._parameters = parameters.among(len(suite.candidates))
        self.entries = {one.id: traits_of(one) for of in suite.registries.values() for one in of}
        self.candidates = {one.id: traits_of(one) for one in suite.candidates}

    def levels(self, pair: Pair) -> dict[str, str]:
        """Tell how alike an entry and a candidate are, field by field."""
        compared = compare(self.candidates[pair[1]], self.entries[pair[0]], self._parameters)
        return {one.field: one.level for one in compared if one.field != "prior"}


def _metrics(suite: LinkSuite, linked: Collection[Pair], review: Collection[Pair]) -> dict[str, Estimate]:
    ids = [one.id for of in suite.registries.values() for one in of]
    n_linked, n_true = _per_row(ids, linked), _per_row(ids, suite.truth)
    right, found = (_per_row(ids, suite.truth & set(pairs)) for pairs in (linked, {*linked, *review}))
    waiting = np.zeros(suite.n_rows)  # rows that name nobody wait for nobody
    waiting[: len(ids)] = np.minimum(_per_row(ids, review), 1)
    return {
        "precision": estimate_ratio(right, n_linked, n_resamples=RESAMPLES) if linked else Estimate(0.0, None, None),
        "recall": estimate_ratio(right, n_true, n_resamples=RESAMPLES),
        "recall_with_review": estimate_ratio(found, n_true, n_resamples=RESAMPLES),
        "review_share": estimate(waiting, n_resamples=RESAMPLES),
    }


def _per_row(ids: list[str], pairs: Iterable[Pair]) -> NDArray[np.float64]:
    place = {id_: n for n, id_ in enumerate(ids)}
    counted = np.zeros(len(ids))
    for entry, _ in pairs:
        counted[place[entry]] += 1
    return counted


def _faults(suite: LinkSuite, people: _People, linked: Collection[Pair], review: Collection[Pair]) -> dict[str, Faulty]:
    """Count by what is wrong with the number, the name, …: a row counts once for each of its faults."""
    rows: dict[str, list[Pair]] = {}
    for pair in sorted(suite.truth):
        for fault in _faults_of(people.levels(pair)):
            rows.setdefault(fault, []).append(pair)
    by_entry = {entry: {pair for pair in linked if pair[0] == entry} for entry, _ in linked}
    counted = {
        name: Faulty(
            n=len(pairs),
            right=sum(pair in linked for pair in pairs),
            wrong=sum(bool(by_entry.get(pair[0], set()) - suite.truth) for pair in pairs),
            review=sum(pair in review for pair in pairs),
            missed=sum(pair not in linked and pair not in review for pair in pairs),
        )
        for name, pairs in sorted(rows.items())
    }
    return counted | {NAMESAKE: _namesakes(suite, people, linked, review)}


def _faults_of(levels: Mapping[str, str]) -> Iterator[str]:
    usual = {"name": "exact", "id_number": "same", "birth": "exact", "sex": "same", "phone": "same", "district": "same"}
    wrong = [(field, levels[field]) for field in usual if levels[field] != usual[field]]
    yield from (f"{field} {level}" for field, level in wrong) if wrong else ("none",)


def _namesakes(suite: LinkSuite, people: _People, linked: Collection[Pair], review: Collection[Pair]) -> Faulty:
    """Count the rows of people who are no candidates, and bear the name of one."""
    known = {entry for entry, _ in suite.truth}
    names = {one.folded for one in people.candidates.values()}
    ids = {id_ for id_, one in people.entries.items() if id_ not in known and _is_named(one, names)}
    wrong, waiting = ({entry for entry, _ in pairs} & ids for pairs in (linked, review))
    return Faulty(len(ids), 0, len(wrong), len(waiting - wrong), 0)


def _is_named(one: Traits, names: Collection[str | None]) -> bool:
    return one.folded is not None and one.folded in names


def _mistakes(
    truth: Collection[Pair], people: _People, linked: Collection[Pair], review: Collection[Pair]
) -> Iterator[Mistake]:
    kinds = {
        "wrong": set(linked) - set(truth),
        "missed": set(truth) - set(linked) - set(review),
        "review": set(truth) & set(review),
    }
    for what, pairs in kinds.items():
        yield from (Mistake(what, *pair, people.levels(pair)) for pair in sorted(pairs))
