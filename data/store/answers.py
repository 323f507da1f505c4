"""Answers kept by idempotency key: who repeats a request gets the answer that the first one got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data.store.changes import insert_new
from data.store.crossing import check_text
from data.tables import AnswerRow


@dataclass(frozen=True, slots=True)
class AskedUnder:
    """Under what a request came: who asked which route with which key."""

    actor_id: str
    route: str
    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to the first request under a key; *request_hash* tells whether another one is the same."""

    request_hash: str
    body: dict[str, Any]  # empty = the first request was done, and its answer was not kept
    at: datetime


def claim_answer(session: Session, place: AskedUnder, *, request_hash: str, at: datetime) -> Answer | None:
    """
    Take the place of an answer before what it answers is done; None = it is taken now, else what is there.

    Of two transactions that try at the same time, the second waits for the first.

    Raises:
        BadInput: the key cannot be stored.
    """
    row = _columns(place) | {"request_hash": request_hash, "body": {}, "answered_at": at}
    return None if insert_new(session, AnswerRow, row) else find_answer(session, place)


def fill_answer(session: Session, place: AskedUnder, body: dict[str, Any]) -> None:
    """Keep the answer in the place that was claimed for it."""
    session.execute(update(AnswerRow).filter_by(**_columns(place)).values(body=body))


def find_answer(session: Session, place: AskedUnder) -> Answer | None:
    """Give the answer that is kept in a place; None = there is none."""
    row = session.scalars(select(AnswerRow).filter_by(**_columns(place))).one_or_none()
    return None if row is None else Answer(row.request_hash, row.body, row.answered_at)


def forget_answers(session: Session, *, before: datetime) -> None:
    """Remove the answers that were given before a moment: their keys may stand for other requests."""
    session.execute(delete(AnswerRow).where(AnswerRow.answered_at < before))


def _columns(place: AskedUnder) -> dict[str, str]:
    return {"actor_id": place.actor_id, "route": place.route, "key": check_text(place.key, "Idempotency-Key")}
