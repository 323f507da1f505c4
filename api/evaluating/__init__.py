"""Quality on a judged suite: encoder, matcher and suite put together, and what was measured."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from api.evaluating.report import SuiteReport, report_json, report_lines, report_rankings, report_sets
from api.evaluating.runs import admit_majors, compare_titles, rank_adverts
from api.evaluating.texts import EncodedTexts
from api.vectors import VectorKeeper
from data.store import Database
from data.suites import read_suite
from matcher.places import Gazetteer
from models import Encoder

__all__ = ["SuiteReport", "evaluate_suite", "report_json", "report_lines"]


def evaluate_suite(
    folder: Path,
    *,
    load: Callable[[], Encoder],
    gazetteer: Gazetteer,
    cache: Path,
    on_progress: Callable[[int, int], None] | None = None,
) -> SuiteReport:
    """
    Measure the product on the judged suite in *folder*.

    Args:
        load: gives the encoder; not called where the suite is faulty or needs none.
        cache: SQLite file that keeps the vectors of the suites' texts, so that a second run encodes nothing.
        on_progress: told (texts settled, texts in all).

    Raises:
        BadInput: the suite is faulty; the text names file and line.
        NotReady: this version cannot measure such a suite.
    """
    suite = read_suite(folder, gazetteer=gazetteer)
    if suite.task == "major-to-post":
        return report_sets(suite, admit_majors(suite))
    database = Database(f"sqlite:///{cache}")
    try:
        database.migrate()
        encoder = load()
        texts = EncodedTexts(VectorKeeper(database, encoder), on_progress=on_progress)
        run = rank_adverts if suite.task == "candidate-to-post" else compare_titles
        return report_rankings(suite, run(suite, texts), encoder_id=encoder.id)
    finally:
        database.close()
