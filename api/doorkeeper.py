"""The doorkeeper: whose request this is; without a token that is worth something nothing behind it is reached."""

from __future__ import annotations

import re
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from api.console.paths import OPEN_PAGES, is_page
from api.console.visitors import SAFE, is_from_here, shown_session
from api.errors import problem, refuse_matcher
from api.house import House
from api.language import spoken_to
from api.signing_in import Access, read_access, read_session
from data.log import ORIGIN
from data.store import WHOLE_CITY, within
from data.store import Scope as RowScope
from matcher.errors import MatcherError, Phrase

OPEN = re.compile(r"/healthz|/readyz|/metrics|/openapi\.json|/docs(/.*)?|/static/.*|/r/[^/]*")
"""What needs no token: whether the service lives, how it is spoken to, and the pages of links in messages."""
OPEN_POST = re.compile(r"/v1/token|/r/[^/]*")
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="jianxi-matcher"'}
LONGEST = 200  # characters of a token that are looked at


class Doorkeeper:
    """ASGI middleware that finds out who asks, and lets nobody through who does not say so."""

    def __init__(self, app: ASGIApp, *, house: House, stranger: ASGIApp) -> None:
        """Stand before *app*, with the users of *house*; *stranger* answers who asks for a page without a session."""
        self.app = app
        self.house = house
        self.stranger = stranger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through with what it may do in its state, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        as_page = is_page(scope["path"])
        if as_page and scope["method"] not in SAFE and not is_from_here(connection.headers):
            say = spoken_to(connection)
            text = say("this form was not sent by a page of this service; open the page again")
            await problem(403, text)(scope, receive, send)
            return
        if is_open(scope["method"], scope["path"]):
            await self._enter(scope, None, receive, send)
            return
        token = shown_session(connection, self.house) if as_page else shown_token(connection.headers)
        read = read_session if as_page else read_access
        try:
            access = None if token is None else await run_in_threadpool(read, self.house, token[:LONGEST])
        except MatcherError as error:  # the database is away
            await refuse_matcher(connection, error)(scope, receive, send)
            return
        if access is not None:
            await self._enter(scope, access, receive, send)
        elif as_page:
            await self.stranger(scope, receive, send)
        else:
            await _refuse(scope, receive, send, was_shown=token is not None)

    async def _enter(self, scope: Scope, access: Access | None, receive: Receive, send: Send) -> None:
        state: dict[str, Any] = scope.setdefault("state", {})
        state["access"] = access
        state["actor"] = None if access is None else access.actor  # for the limits, log lines and figures
        client = scope.get("client")
        ORIGIN.set(client[0] if client else None)
        with within(WHOLE_CITY if access is None else RowScope.of(access.actor)):
            await self.app(scope, receive, send)


def is_open(method: str, path: str) -> bool:
    """Tell whether a request needs no token."""
    return path in OPEN_PAGES or bool((OPEN_POST if method == "POST" else OPEN).fullmatch(path))


def shown_token(headers: Headers) -> str | None:
    """Give the token of the header ``Authorization: Bearer …``; None = there is none."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


async def _refuse(scope: Scope, receive: Receive, send: Send, *, was_shown: bool) -> None:
    say = spoken_to(HTTPConnection(scope))
    if was_shown:
        told, headers = (
            Phrase("the token is worth nothing: expired, revoked, or none of ours; log in again"),
            {"WWW-Authenticate": CHALLENGE["WWW-Authenticate"] + ', error="invalid_token"'},
        )
    else:
        told, headers = Phrase("log in first: POST /v1/token gives the token for the header Authorization"), CHALLENGE
    await problem(401, told.told(say), headers=headers)(scope, receive, send)
