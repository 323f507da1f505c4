"""Quality on a judged suite: encoder, matcher and suite put together, and what was measured."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from api.evaluating import report as rankings
from api.evaluating.kinds import KindReport, kinds_json, kinds_lines, measure_kinds
from api.evaluating.report import SuiteReport, report_rankings, report_sets
from api.evaluating.runs import admit_majors, compare_titles, rank_adverts
from api.evaluating.texts import EncodedTexts
from api.settings import Language
from api.vectors import VectorKeeper
from data.store import Database
from data.suites import KindSuite, Suite, read_any_suite
from matcher.places import Gazetteer
from models import Encoder

__all__ = ["KindReport", "SuiteReport", "evaluate_suite", "report_json", "report_lines"]


def evaluate_suite(
    folder: Path,
    *,
    load: Callable[[], Encoder],
    gazetteer: Gazetteer,
    cache: Path,
    kinds_folder: Path,
    on_progress: Callable[[int, int], None] | None = None,
) -> SuiteReport | KindReport:
    """
    Measure the product on the judged suite in *folder*.

    Args:
        load: gives the encoder; not called where the suite is faulty or needs none.
        cache: SQLite file that keeps the vectors of the suites' texts, so that a second run encodes nothing.
        kinds_folder: holds the weights for kinds of posts that were adopted here, if any were.
        on_progress: told (texts settled, texts in all).

    Raises:
        BadInput: the suite is faulty; the text names file and line.
        NotReady: this version cannot measure such a suite.
    """
    suite = read_any_suite(folder, gazetteer=gazetteer)
    if isinstance(suite, Suite) and suite.task == "major-to-post":
        return report_sets(suite, admit_majors(suite))
    database = Database(f"sqlite:///{cache}")
    try:
        database.migrate()
        encoder = load()
        keeper = VectorKeeper(database, encoder)
        if isinstance(suite, KindSuite):
            return measure_kinds(suite, keeper, folder=kinds_folder, on_progress=on_progress)
        texts = EncodedTexts(keeper, on_progress=on_progress)
        run = rank_adverts if suite.task == "candidate-to-post" else compare_titles
        return report_rankings(suite, run(suite, texts), encoder_id=encoder.id)
    finally:
        database.close()


def report_json(report: SuiteReport | KindReport) -> dict[str, Any]:
    """Write a report as one JSON object."""
    return kinds_json(report) if isinstance(report, KindReport) else rankings.report_json(report)


def report_lines(report: SuiteReport | KindReport, language: Language) -> list[str]:
    """Write a report as lines for a terminal."""
    return (
        list(kinds_lines(report, language))
        if isinstance(report, KindReport)
        else rankings.report_lines(report, language)
    )
