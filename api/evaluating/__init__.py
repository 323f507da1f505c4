"""Quality on a judged suite: encoder, matcher and suite put together, and what was measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from api.encoding import EncodedTexts
from api.evaluating import report as rankings
from api.evaluating.kinds import KindReport, kinds_json, kinds_lines, measure_kinds
from api.evaluating.linking import LinkReport, links_json, links_lines, measure_links
from api.evaluating.majors import admit_majors, n_disagreeing
from api.evaluating.report import SuiteReport, report_rankings, report_sets
from api.evaluating.runs import rank_adverts, was_learnt_from
from api.evaluating.titles import report_titles
from api.judged import compare_judged
from api.settings import Language
from api.vectors import VectorKeeper
from data.store import Database
from data.suites import KindSuite, LinkSuite, Suite, read_any_suite
from matcher.places import Gazetteer
from models import Encoder
from models.ranker import RankerWeights, ranker_adoption
from models.titles import titles_adoption

__all__ = ["KindReport", "LinkReport", "SuiteReport", "evaluate_suite", "report_json", "report_lines"]


Report = SuiteReport | KindReport | LinkReport


def evaluate_suite(
    folder: Path,
    *,
    load: Callable[[], Encoder],
    gazetteer: Gazetteer,
    cache: Path,
    kinds_folder: Path,
    ranker_folder: Path,
    titles_folder: Path,
    on_progress: Callable[[int, int], None] | None = None,
) -> Report:
    """
    Measure the product on the judged suite in *folder*.

    Args:
        load: gives the encoder; not called where the suite is faulty or needs none.
        cache: SQLite file that keeps the vectors of the suites' texts, so that a second run encodes nothing.
        kinds_folder: holds the weights for kinds of posts that were adopted here, if any were.
        ranker_folder: holds the weights of the ranking that were adopted here, if any were.
        titles_folder: holds what was learnt about titles and adopted here, if anything was.
        on_progress: told (texts settled, texts in all).

    Raises:
        BadInput: the suite is faulty; the text names file and line.
        NotReady: the encoder that the suite needs is not there.
    """
    suite = read_any_suite(folder, gazetteer=gazetteer)
    if isinstance(suite, LinkSuite):
        return measure_links(suite)
    if isinstance(suite, Suite) and suite.task == "major-to-post":
        return report_sets(suite, admit_majors(suite), n_disagreeing=n_disagreeing(suite))
    database = Database(f"sqlite:///{cache}")
    try:
        database.migrate()
        encoder = load()
        keeper = VectorKeeper(database, encoder)
        if isinstance(suite, KindSuite):
            return measure_kinds(suite, keeper, folder=kinds_folder, on_progress=on_progress)
        texts = EncodedTexts(keeper, on_progress=on_progress)
        if suite.task == "candidate-to-post":
            return _report_adverts(suite, texts, ranker_adoption(ranker_folder).in_force(), encoder_id=encoder.id)
        weights = titles_adoption(titles_folder).in_force()
        return report_titles(suite, texts, weights, encoder_id=encoder.id, on_progress=on_progress)
    finally:
        database.close()


def _report_adverts(suite: Suite, texts: EncodedTexts, ranker: RankerWeights, *, encoder_id: str) -> SuiteReport:
    judged = compare_judged(suite, texts)
    report = report_rankings(suite, rank_adverts(judged, ranker), encoder_id=encoder_id)
    return replace(report, weights=ranker.fingerprint, cross_validated=was_learnt_from(judged, ranker))


def report_json(report: Report) -> dict[str, Any]:
    """Write a report as one JSON object."""
    if isinstance(report, LinkReport):
        return links_json(report)
    return kinds_json(report) if isinstance(report, KindReport) else rankings.report_json(report)


def report_lines(report: Report, language: Language) -> list[str]:
    """Write a report as lines for a terminal."""
    if isinstance(report, LinkReport):
        return list(links_lines(report, language))
    if isinstance(report, KindReport):
        return list(kinds_lines(report, language))
    return rankings.report_lines(report, language)
