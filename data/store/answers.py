"""Answers kept by idempotency key: who repeats a request gets the answer that the first one got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.changes import insert_missing
from data.store.crossing import check_text
from data.tables import AnswerRow


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to the first request under a key; *request_hash* tells whether another one is the same."""

    request_hash: str
    body: dict[str, Any]


def keep_answer(
    session: Session, *, actor_id: str, route: str, key: str, request_hash: str, body: dict[str, Any], at: datetime
) -> Answer:
    """
    Keep an answer under (actor, route, key), unless there is one; give the one that is there.

    Of two transactions that try at the same time, the second waits for the first.

    Raises:
        BadInput: the key cannot be stored.
    """
    place = {"actor_id": actor_id, "route": route, "key": check_text(key, "Idempotency-Key")}
    row = place | {"request_hash": request_hash, "body": body, "answered_at": at}
    insert_missing(session, AnswerRow, [row], unique=list(place))
    return _to_answer(session.scalars(select(AnswerRow).filter_by(**place)).one())


def find_answer(session: Session, *, actor_id: str, route: str, key: str) -> Answer | None:
    """Give the answer that is kept under (actor, route, key); None = there is none."""
    place = {"actor_id": actor_id, "route": route, "key": check_text(key, "Idempotency-Key")}
    row = session.scalars(select(AnswerRow).filter_by(**place)).one_or_none()
    return None if row is None else _to_answer(row)


def _to_answer(row: AnswerRow) -> Answer:
    return Answer(row.request_hash, row.body)
