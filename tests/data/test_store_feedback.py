"""What became of offers, in the store: told once, read in order, gone with the candidate or the post."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from data import log
from data.store import (
    Database,
    add_feedback,
    delete_candidate,
    delete_post,
    iter_feedback,
    list_feedback,
    put_candidates,
    put_posts,
)
from matcher.errors import BadInput, NotFound
from matcher.records import Actor, Candidate, CandidateEntry, DeclineReason, Feedback, FeedbackEvent, Post, PostEntry

DAY = date(2023, 9, 1)


@pytest.fixture
def filled(database: Database, told: dict[str, Any]) -> Database:
    with database.begin() as session:
        put_candidates(session, [CandidateEntry(Candidate("C1")), CandidateEntry(Candidate("C2"))], **told)
        put_posts(session, [PostEntry(Post("P1", "会计", "甲")), PostEntry(Post("P2", "出纳", "甲"))], **told)
    return database


@pytest.fixture
def shown(actor: Actor, at: Any) -> Feedback:
    return Feedback("C1", "P1", FeedbackEvent.SHOWN, DAY, actor, at, position=3, list_id="L1")


def add(database: Database, *told: Feedback) -> int:
    with database.begin() as session:
        return add_feedback(session, told, actor=told[0].actor, at=told[0].at)


def kept(database: Database) -> list[Feedback]:
    with database.read() as session:
        return list(iter_feedback(session))


def test_an_event_comes_back_as_it_was_told(filled: Database, shown: Feedback) -> None:
    declined = replace(
        shown, event=FeedbackEvent.DECLINED, reason=DeclineReason.PAY, note="太低", position=None, automatic=True
    )
    assert add(filled, shown, declined) == 2
    assert kept(filled) == [shown, declined]


def test_the_same_event_on_the_same_day_by_the_same_actor_changes_nothing(filled: Database, shown: Feedback) -> None:
    add(filled, shown)
    assert add(filled, replace(shown, position=1), replace(shown, list_id=None)) == 0
    assert kept(filled) == [shown]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"happened_on": DAY + timedelta(days=1)}, id="another day"),
        pytest.param({"event": FeedbackEvent.APPLIED}, id="another event"),
        pytest.param({"post_id": "P2"}, id="another post"),
        pytest.param({"candidate_id": "C2"}, id="another candidate"),
        pytest.param({"actor": Actor("officer-2", "caseworker")}, id="another actor"),
    ],
)
def test_what_differs_is_kept_too(filled: Database, shown: Feedback, other: dict[str, Any]) -> None:
    add(filled, shown)
    assert add(filled, shown, replace(shown, **other)) == 1


@pytest.mark.parametrize(
    ("unknown", "said"),
    [
        ({"candidate_id": "C9"}, r"\[1\]: there is no candidate 'C9'"),
        ({"post_id": "\0"}, r"\[1\]: there is no post"),
    ],
)
def test_an_event_of_an_unknown_record_is_named_and_nothing_is_kept(
    filled: Database, shown: Feedback, unknown: dict[str, Any], said: str
) -> None:
    with pytest.raises(NotFound, match=said):
        add(filled, shown, replace(shown, **unknown))
    assert kept(filled) == []


def test_a_note_that_cannot_be_stored_is_refused(filled: Database, shown: Feedback) -> None:
    with pytest.raises(BadInput, match="note"):
        add(filled, replace(shown, note="\ud800"))


def test_events_go_with_the_candidate_and_with_the_post(filled: Database, shown: Feedback) -> None:
    of_the_other = replace(shown, candidate_id="C2", post_id="P2")
    add(filled, shown, replace(shown, candidate_id="C2"), replace(shown, post_id="P2"), of_the_other)
    with filled.begin() as session:
        delete_candidate(session, "C1", actor=shown.actor, at=shown.at)
        delete_post(session, "P1", actor=shown.actor, at=shown.at)
    assert kept(filled) == [of_the_other]


def test_a_candidates_events_are_paged_in_the_order_in_which_they_were_told(filled: Database, shown: Feedback) -> None:
    events = [replace(shown, event=event) for event in FeedbackEvent]
    add(filled, replace(shown, candidate_id="C2"), *events)
    with filled.read() as session:
        first = list_feedback(session, "C1", limit=4)
        rest = list_feedback(session, "C1", after=first[-1][0], limit=100)
    assert [one for _, one in (*first, *rest)] == events


def test_the_log_gets_the_counts_and_nothing_of_anybody(filled: Database, shown: Feedback) -> None:
    add(filled, shown)
    add(filled, shown, replace(shown, note="想去市中区", event=FeedbackEvent.DECLINED))
    with filled.read() as session:
        line = log.newest(session)
    assert line is not None
    assert (line.action, line.noun, line.id, line.details) == ("add", "feedback", None, {"told": 2, "new": 1})
