"""Answers kept by idempotency key: who repeats a request gets the answer that the first one got."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data.store.changes import insert_new
from data.store.crossing import check_text
from data.tables import AnswerRow
from data.vault import Vault
from matcher.errors import NotReady

SEALED, CONTEXT = "sealed", b"answer"


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


def drop_answer(session: Session, place: AskedUnder) -> None:
    """Let the key of a place stand for nothing."""
    session.execute(delete(AnswerRow).filter_by(**_columns(place)))


def iter_answers(session: Session, *, vault: Vault) -> Iterator[tuple[AskedUnder, dict[str, Any]]]:
    """Give what is kept, opened, each with its place."""
    wanted = select(AnswerRow.actor_id, AnswerRow.route, AnswerRow.key, AnswerRow.body)
    for actor_id, route, key, body in session.execute(wanted).all():
        yield AskedUnder(actor_id, route, key), open_answer(body, vault=vault)


def seal_answer(told: str, *, vault: Vault) -> dict[str, Any]:
    """Encrypt an answer, JSON: it may tell what the log and the tables tell of a person only encrypted."""
    return {SEALED: base64.b64encode(vault.encrypt(told, context=CONTEXT)).decode()}


def open_answer(body: dict[str, Any], *, vault: Vault) -> dict[str, Any]:
    """Give an answer as it was; {} = it is not there yet, or can be opened no more, as the data key was rotated."""
    if SEALED not in body:
        return {}
    try:
        opened: dict[str, Any] = json.loads(vault.decrypt(base64.b64decode(body[SEALED]), context=CONTEXT))
    except NotReady:
        return {}
    return opened


def _columns(place: AskedUnder) -> dict[str, str]:
    return {"actor_id": place.actor_id, "route": place.route, "key": check_text(place.key, "Idempotency-Key")}
