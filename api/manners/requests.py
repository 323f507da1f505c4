"""One request from outside: it gets its id, is counted and timed, and has one line in the log when it was answered."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from api.manners.request_ids import HEADER, NAME, request_id
from data.store import WHOLE_CITY, within

log = logging.getLogger(__name__)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"  # a method or a path that no route has: what was sent instead may hold anything
LOST = 499  # the client went away before it was answered


@dataclass(frozen=True, slots=True)
class Answered:
    """What is told of a request afterwards: nothing that a client wrote."""

    method: str
    route: str  # its template, as `/v1/posts/{id}`
    status: int
    seconds: float
    actor_id: str | None


class Requests:
    """ASGI middleware, the outermost: all that happens within belongs to one request."""

    def __init__(self, app: ASGIApp, *, tell: Callable[[Answered], None]) -> None:
        """Stand before *app* and *tell* of each request that was answered."""
        self.app = app
        self.tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id, status, started = request_id(Headers(scope=scope).get(HEADER)), LOST, time.perf_counter()
        scope["state"] = scope.get("state", {}) | {NAME: id}  # inner copies of the scope share it

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = id
            await send(message)

        # the server goes on reading a connection in the context of the request that let it, with that one's scope
        with bound_contextvars(**{NAME: id}), within(WHOLE_CITY):
            try:
                await self.app(scope, receive, sending)
            finally:
                self._told(scope, status, time.perf_counter() - started)

    def _told(self, scope: Scope, status: int, seconds: float) -> None:
        method, state = scope["method"], scope["state"]
        actor = state.get("actor")
        answered = Answered(
            method=method if method in METHODS else OTHER,
            route=state.get("route", OTHER),
            status=status,
            seconds=seconds,
            actor_id=None if actor is None else actor.id,
        )
        self.tell(answered)
        log.info(
            "request",
            extra={
                "method": answered.method,
                "route": answered.route,
                "status": status,
                "ms": round(seconds * 1_000, 1),
                "actor": answered.actor_id,
            },
        )


class Routed:
    """ASGI middleware, the innermost: it tells the outer ones which route was found, though they have another scope."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before the routes of *app*."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the template of the route by the time that the answer begins."""

        async def sending(message: Message) -> None:
            _note(scope)
            await send(message)

        try:
            await self.app(scope, receive, sending if scope["type"] == "http" else send)
        finally:
            _note(scope)


def _note(scope: Scope) -> None:
    route = scope.get("route")
    if route is not None and "state" in scope:
        scope["state"] |= {"route": route.path, "extra": getattr(route, "openapi_extra", None) or {}}
