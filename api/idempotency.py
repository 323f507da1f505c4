"""The Idempotency-Key: a request that is sent again under its key changes nothing and gets the first answer."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated, Any

from fastapi import Header
from pydantic import BaseModel

from data.store import Answer, Session, find_answer, keep_answer
from matcher.errors import BadInput
from matcher.records import Actor

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="A word that stands for this request; sent again with the same content, it gets the same answer.",
        examples=["5f0c2a1e-posts-2023-09-01"],
    ),
]


class Repeated(Exception):
    """Undo the transaction: the request was answered before, with *body*."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__("the request was answered before")
        self.body = body


def recall(session: Session, *, actor: Actor, route: str, key: str, request: str) -> None:
    """
    Look whether *request* was answered under its key before, ahead of what it asks for.

    Raises:
        Repeated: it was; the transaction must be undone.
        BadInput: another request was answered under this key.
    """
    kept = find_answer(session, actor_id=actor.id, route=route, key=key)
    if kept is not None:
        _refuse_another(kept, request)
        raise Repeated(kept.body)


def remember(
    session: Session, *, actor: Actor, route: str, key: str, request: str, answer: BaseModel, at: datetime
) -> None:
    """
    Keep *answer* under the key, within the transaction that does what was asked.

    Raises:
        Repeated: the same request was answered before; the transaction must be undone.
        BadInput: another request was answered under this key.
    """
    body = answer.model_dump(mode="json")
    digest = _digest(request)
    kept = keep_answer(session, actor_id=actor.id, route=route, key=key, request_hash=digest, body=body, at=at)
    _refuse_another(kept, request)
    if kept.body != body:
        raise Repeated(kept.body)


def _refuse_another(kept: Answer, request: str) -> None:
    if kept.request_hash != _digest(request):
        raise BadInput("{field}: it stood for another request before; take a new one", field="Idempotency-Key")


def _digest(request: str) -> str:
    return hashlib.sha256(request.encode()).hexdigest()
