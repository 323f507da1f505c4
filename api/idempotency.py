"""The Idempotency-Key: a request that is sent again under its key changes nothing and gets the first answer."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Request
from pydantic import BaseModel

from api.deps import TheActor, TheHouse
from api.house import Begin, House
from data.store import (
    Answer,
    AskedUnder,
    Session,
    claim_answer,
    fill_answer,
    find_answer,
    forget_answers,
    open_answer,
    seal_answer,
)
from matcher.errors import BadInput, Conflict
from matcher.records import Actor

A = TypeVar("A", bound=BaseModel)
T = TypeVar("T")

KEPT = timedelta(days=7)  # answers; whoever repeats a request does so within minutes
WAIT_S = 5.0  # for the answer of the same request that is being done
LOOK_EVERY_S = 0.05

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


def recall(house: House, session: Session, *, actor: Actor, route: str, key: str, request: str) -> None:
    """
    Look whether *request* was answered under its key before, ahead of what it asks for.

    Raises:
        Repeated: it was; the transaction must be undone.
        BadInput: another request was answered under this key.
    """
    kept = _find(house, session, AskedUnder(actor.id, route, key))
    if kept is not None:
        raise _repeated(house, kept, request)


def remember(
    house: House,
    session: Session,
    *,
    actor: Actor,
    route: str,
    key: str,
    request: str,
    answer: BaseModel,
    at: datetime,
) -> None:
    """
    Keep *answer* under the key, within the transaction that does what was asked.

    Raises:
        Repeated: the same request was answered before; the transaction must be undone.
        BadInput: another request was answered under this key.
    """
    place = AskedUnder(actor.id, route, key)
    _claim(house, session, place, request=request, at=at)
    fill_answer(session, place, _sealed(house, answer))


def sweep_answers(house: House) -> None:
    """Remove the answers that are kept no longer."""
    with house.database.begin() as session:
        forget_answers(session, before=house.clock() - KEPT)


@dataclass(frozen=True, slots=True)
class Once:
    """One request that does something, and does it once for its key; without a key each is another."""

    house: House
    place: AskedUnder | None
    request: str  # says nothing to who does not know the request

    def do(self, act: Callable[[Session], A], kind: type[A]) -> A:
        """
        Do within one transaction what was asked for, and keep its answer with it; again, give the answer.

        Args:
            act: does it, and gives the answer.
            kind: of the answer.

        Raises:
            BadInput: the key stands for another request.
            Conflict: it was done, and its answer can no longer be given.
        """
        try:
            with self.begin() as session:
                answer = act(session)
                if self.place is not None:
                    fill_answer(session, self.place, _sealed(self.house, answer))
                return answer
        except Repeated as repeated:
            return self._again(repeated.body, kind)

    def let(self, act: Callable[[Begin], A], kind: type[A]) -> A:
        """
        Let something be done that opens its transaction itself, by what it is given; again, give the answer.

        The key is taken in that transaction, so that it is done once whatever happens; the answer is kept right after.
        Where the process is killed in between, the same request gets a Conflict: it was done.
        """
        if self.place is None:
            return act(self.house.database.begin)
        try:
            with self.house.database.read() as session:
                self._recall(session)  # ahead of what may take long
            answer = act(self.begin)
        except Repeated as repeated:
            return self._again(repeated.body, kind)
        with self.house.database.begin() as session:
            fill_answer(session, self.place, _sealed(self.house, answer))
        return answer

    def let_unkept(self, act: Callable[[Begin], T]) -> T:
        """Let something be done as ``let`` does whose answer is shown once and kept nowhere: again, a Conflict."""
        try:
            return act(self.begin)
        except Repeated:
            raise Conflict(
                "this was done under the same Idempotency-Key; its answer is gone, read what came of it"
            ) from None

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Open the transaction in which it is done; raises Repeated where it was done before."""
        with self.house.database.begin() as session:
            if self.place is not None:
                _claim(self.house, session, self.place, request=self.request, at=self.house.clock())
            yield session

    def _recall(self, session: Session) -> None:
        kept = None if self.place is None else _find(self.house, session, self.place)
        if kept is not None:
            raise _repeated(self.house, kept, self.request)

    def _again(self, body: dict[str, Any], kind: type[A]) -> A:
        """Give an answer again; one that is not there yet is waited for a little."""
        deadline = time.monotonic() + WAIT_S
        while not body and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY_S)
            try:
                with self.house.database.read() as session:
                    self._recall(session)
            except Repeated as repeated:
                body = repeated.body
        if not body:
            raise Conflict("this was done under the same Idempotency-Key; its answer is gone, read what came of it")
        return kind.model_validate(body)


async def the_once(request: Request, house: TheHouse, actor: TheActor, idempotency_key: IdempotencyKey = None) -> Once:
    """Give what does a request once: the same is the same address with the same JSON, however it is laid out."""
    key = idempotency_key  # some route has a part of its path that is called key
    if key is None:
        return Once(house, None, "")
    asked = f"{request.scope['path']}?{request.url.query}\n{_plain(await request.body())}"
    template = request.scope["route"].path
    return Once(house, AskedUnder(actor.id, template, key), house.vault.seal(asked.encode()).hex())


TheOnce = Annotated[Once, Depends(the_once)]


def _plain(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), sort_keys=True)
    except ValueError:
        return body.hex()


def _find(house: House, session: Session, place: AskedUnder) -> Answer | None:
    kept = find_answer(session, place)
    return kept if kept is not None and kept.at >= house.clock() - KEPT else None


def _claim(house: House, session: Session, place: AskedUnder, *, request: str, at: datetime) -> None:
    forget_answers(session, before=at - KEPT)
    before = claim_answer(session, place, request_hash=_digest(house, request), at=at)
    if before is not None:
        raise _repeated(house, before, request)


def _repeated(house: House, kept: Answer, request: str) -> Repeated:
    if kept.request_hash != _digest(house, request):
        raise BadInput("{field}: it stood for another request before; take a new one", field="Idempotency-Key")
    return Repeated(open_answer(kept.body, vault=house.vault))


def _digest(house: House, request: str) -> str:
    return house.vault.seal(request.encode("utf-8", "surrogatepass")).hex()


def _sealed(house: House, answer: BaseModel) -> dict[str, Any]:
    return seal_answer(answer.model_dump_json(warnings=False), vault=house.vault)
