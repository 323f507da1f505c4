"""What links are worth: counts against a truth, by what is wrong with the rows."""

import pytest

from api.evaluating.linking import links_json, links_lines, measure_links
from data.suites import LinkSuite
from matcher.linkage.traits import traits_of
from tests.matcher.linked_people import invent_people, invent_registry


@pytest.fixture(scope="module")
def report():
    people = invent_people(300, seed=11)
    entries = invent_registry(people, 120, seed=12)
    by_name = {(one.name, one.phone): one.id for one in people}
    number = {traits_of(one).number: one.id for one in people}
    truth = {
        (one.id, found)
        for one in entries
        if (found := number.get(traits_of(one).number) or by_name.get((one.name, one.phone))) is not None
    }
    return measure_links(LinkSuite("small", tuple(people), {"low_income": tuple(entries)}, 120, frozenset(truth)))


def test_every_true_row_is_right_waits_or_was_missed(report):
    waiting = {name: sum(one.what == name for one in report.mistakes) for name in ("wrong", "review", "missed")}
    assert report.n_true == round(report.metrics["recall"].mean * report.n_true) + waiting["review"] + waiting["missed"]


def test_metrics_have_the_names_that_are_asked_for(report):
    assert list(report.metrics) == ["precision", "recall", "recall_with_review", "review_share"]
    assert report.metrics["recall_with_review"].mean >= report.metrics["recall"].mean > 0.8


def test_rows_are_counted_by_their_faults(report):
    assert report.faults["none"].right == report.faults["none"].n > 20
    assert report.faults["id_number unknown"].n > 0


def test_a_report_tells_rows_by_number_and_nobody_by_name(report):
    written = str(links_json(report)) + "\n".join(links_lines(report, "en"))
    assert not any(one.name in written or one.phone in written for one in invent_people(300, seed=11))
    assert {one.entry[0] for one in report.mistakes} <= {"e"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_lines_are_there_in_both_languages(report, language):
    assert any("0." in line or "1." in line for line in links_lines(report, language))
