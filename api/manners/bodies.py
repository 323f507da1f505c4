"""How a body may come: not too slowly, and as JSON not too deep and not of too many values."""

from __future__ import annotations

import re
import time

import anyio
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Refusal, problem
from api.guard import MAX_JSON_BYTES, too_large
from api.language import spoken_to

STALL_S = 30.0  # without a byte
LEAST_BYTES_S = 1_000  # 200 MB on a slow line come at a hundred times that
MOST_LEVELS = 32  # of lists and objects in each other; the deepest body of this service has 5
MOST_VALUES = 100_000  # of one body
MOST_URL = 8_000  # characters of path and query
MOST_HEADERS = 100
FORM = "multipart/form-data"
_MARKS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]|,', re.DOTALL)


class Bodies:
    """ASGI middleware: what is refused here was read by nobody yet."""

    stall_s = STALL_S

    def __init__(self, app: ASGIApp) -> None:
        """Stand before *app*."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in whose address and headers have a measure, and watch its body come."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = _immoderate(scope)
        if refused is not None:
            text = refused.phrase.told(spoken_to(HTTPConnection(scope)))
            await problem(refused.status_code, text, headers=refused.headers)(scope, receive, send)
            return
        coming = steady(receive, self.stall_s)
        is_form = Headers(scope=scope).get("content-type", "").lower().startswith(FORM)
        await self.app(scope, coming if is_form else shallow(coming), send)


def _immoderate(scope: Scope) -> Refusal | None:
    closing = {"Connection": "close"}
    length = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"])
    if length > MOST_URL:
        return Refusal("the address is over {n:,} characters", status=414, headers=closing, n=MOST_URL)
    if len(scope["headers"]) > MOST_HEADERS:
        return Refusal("the request has over {n} headers", status=431, headers=closing, n=MOST_HEADERS)
    return None


def steady(receive: Receive, stall_s: float) -> Receive:
    """Wrap *receive* so that a body is given up where nothing comes, or less than the least rate since it began."""
    started, n_bytes, complete = time.monotonic(), 0, False

    async def receiving() -> Message:
        nonlocal n_bytes, complete
        if complete:  # what is waited for now is that the client goes away
            return await receive()
        behind_s = started + stall_s + n_bytes / LEAST_BYTES_S - time.monotonic()
        with anyio.move_on_after(max(0.0, min(stall_s, behind_s))):
            message = await receive()
            n_bytes += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            return message
        raise Refusal("the body came too slowly; send it again", status=408, headers={"Connection": "close"})

    return receiving


def shallow(receive: Receive) -> Receive:
    """Wrap *receive* so that a body is read whole and measured before anything looks into it."""
    complete = False

    async def receiving() -> Message:
        nonlocal complete
        if complete:
            return await receive()
        parts, n_bytes = [], 0
        while not complete:
            message = await receive()
            if message["type"] != "http.request":
                return message
            parts.append(message.get("body", b""))
            n_bytes += len(parts[-1])
            if n_bytes > MAX_JSON_BYTES:  # where a form may be larger
                raise too_large(MAX_JSON_BYTES)
            complete = not message.get("more_body", False)
        body = b"".join(parts)
        measure(body)
        return {"type": "http.request", "body": body, "more_body": False}

    return receiving


def measure(body: bytes) -> None:
    """
    Refuse JSON that is nested too deep or has too many values; whether it is JSON is not asked here.

    Raises:
        Refusal: it is, or has.
    """
    depth, n = 0, 0
    for mark in _MARKS.finditer(body):
        first = body[mark.start()]
        if first == 0x22:  # a text
            continue
        n += first not in b"]}"
        depth += (first in b"[{") - (first in b"]}")
        if depth > MOST_LEVELS:
            raise Refusal("the body is nested over {n} levels deep", status=400, n=MOST_LEVELS)
        if n > MOST_VALUES:
            raise Refusal("the body has over {n:,} values", status=400, n=MOST_VALUES)
