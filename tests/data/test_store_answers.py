"""Answers by idempotency key: the first one counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from data.store import Answer, Database, keep_answer
from matcher.errors import BadInput


@pytest.fixture
def asked(at: datetime) -> dict[str, Any]:
    return {"actor_id": "a", "route": "/v1/imports/posts", "key": "k1", "request_hash": "1", "at": at}


def test_the_first_answer_is_given_again(database: Database, asked: dict[str, Any]) -> None:
    with database.begin() as session:
        assert keep_answer(session, body={"job": 1}, **asked) == Answer("1", {"job": 1})
    with database.begin() as session:
        assert keep_answer(session, body={"job": 2}, **asked) == Answer("1", {"job": 1})


@pytest.mark.parametrize("other", [{"actor_id": "b"}, {"route": "/v1/imports/candidates"}, {"key": "k2"}])
def test_another_actor_route_or_key_is_another_request(
    database: Database, asked: dict[str, Any], other: dict[str, str]
) -> None:
    with database.begin() as session:
        keep_answer(session, body={"job": 1}, **asked)
        assert keep_answer(session, body={"job": 2}, **(asked | other)).body == {"job": 2}


@pytest.mark.parametrize("key", ["\0", "\ud800"], ids=["NUL", "half a character"])
def test_a_key_that_cannot_be_stored_is_refused(database: Database, asked: dict[str, Any], key: str) -> None:
    with database.begin() as session, pytest.raises(BadInput):
        keep_answer(session, body={}, **(asked | {"key": key}))
