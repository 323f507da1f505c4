"""Answers by idempotency key: the first one counts, and for a while."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from data.store import Answer, AskedUnder, Database, claim_answer, fill_answer, find_answer, forget_answers
from matcher.errors import BadInput

PLACE = AskedUnder("a", "/v1/imports/posts", "k1")


def test_a_place_is_taken_once_and_keeps_its_answer(database: Database, at: datetime) -> None:
    with database.begin() as session:
        assert claim_answer(session, PLACE, request_hash="1", at=at) is None
        fill_answer(session, PLACE, {"job": 1})
    with database.begin() as session:
        assert claim_answer(session, PLACE, request_hash="2", at=at) == Answer("1", {"job": 1}, at)
        assert find_answer(session, PLACE) == Answer("1", {"job": 1}, at)


@pytest.mark.parametrize("other", [{"actor_id": "b"}, {"route": "/v1/imports/candidates"}, {"key": "k2"}])
def test_another_actor_route_or_key_is_another_request(database: Database, at: datetime, other: dict[str, str]) -> None:
    with database.begin() as session:
        claim_answer(session, PLACE, request_hash="1", at=at)
        assert claim_answer(session, replace(PLACE, **other), request_hash="1", at=at) is None


def test_what_was_undone_leaves_its_place(database: Database, at: datetime) -> None:
    with suppress(RuntimeError), database.begin() as session:
        claim_answer(session, PLACE, request_hash="1", at=at)
        raise RuntimeError
    with database.begin() as session:
        assert claim_answer(session, PLACE, request_hash="1", at=at) is None


def test_an_answer_is_forgotten_by_its_age(database: Database, at: datetime) -> None:
    with database.begin() as session:
        claim_answer(session, PLACE, request_hash="1", at=at)
        forget_answers(session, before=at)
        assert find_answer(session, PLACE) is not None
        forget_answers(session, before=at + timedelta(seconds=1))
        assert find_answer(session, PLACE) is None


@pytest.mark.parametrize("key", ["\0", "\ud800"], ids=["NUL", "half a character"])
def test_a_key_that_cannot_be_stored_is_refused(database: Database, at: datetime, key: str) -> None:
    with database.begin() as session, pytest.raises(BadInput):
        claim_answer(session, replace(PLACE, key=key), request_hash="1", at=at)
