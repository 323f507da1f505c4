"""The guard before every route: which hosts and pages may call, how large a body may be, and no fault untold."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Refusal, problem
from api.language import spoken_to
from matcher.errors import Phrase

log = logging.getLogger(__name__)

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1", "testserver"})
MAX_JSON_BYTES = 1_048_576
MULTIPART_BYTES = 65_536  # what a form adds to the file that it carries


def host_of(netloc: str) -> str | None:
    """Read the host's name from ``name:port``; None = it cannot be read."""
    try:
        return urlsplit(f"//{netloc}").hostname
    except ValueError:
        return None


def refusal(headers: Headers, *, hosts: frozenset[str] = LOCAL_HOSTS) -> tuple[int, Phrase] | None:
    """
    Tell why a request may not come in, as (status, reason); None = it may.

    A name that an attacker's DNS points at this machine is refused (DNS rebinding), and so is a page of another
    site that makes the user's browser send a form here.
    """
    if host_of(headers.get("host", "")) not in hosts:
        return 421, Phrase("the Host header must name this machine, or a name that MATCHER_HOSTS has")
    origin = headers.get("origin")
    if origin is not None and host_of(origin.partition("://")[2]) not in hosts:
        return 403, Phrase("a page of another site may not call this service")
    return None


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(
        self, app: ASGIApp, *, limit_of: Callable[[str], Limit], hosts_of: Callable[[str], frozenset[str]]
    ) -> None:
        """Guard *app*; *limit_of* tells how many bytes the body for a path may have, *hosts_of* who may be named."""
        self.app = app
        self.limit_of = limit_of
        self.hosts_of = hosts_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it with a problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = refusal(headers, hosts=self.hosts_of(scope["path"]))
        limit = self.limit_of(scope["path"])
        length = headers.get("content-length", "0")
        if refused is None and length.isdecimal() and int(length[:20]) > limit.in_all:
            refused = 413, too_large(limit.n_bytes).phrase
        if refused is not None:
            status, phrase = refused
            text = phrase.told(spoken_to(HTTPConnection(scope)))
            await problem(status, text, headers={"Connection": "close"})(scope, receive, send)
            return
        await self._answer(scope, counted(receive, limit), send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            # an exception's text may hold what a person sent: only its kind and place go into the log
            place = "".join(traceback.format_tb(error.__traceback__))
            log.error("fault", extra={"error": type(error).__name__, "place": place})
            if started:
                raise
            say = spoken_to(HTTPConnection(scope))
            await problem(500, say("a fault of this program; its log tells where"))(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many bytes may come: of a body, or of a file and of the form around it, of which nobody is told."""

    n_bytes: int
    n_around: int = 0

    @property
    def in_all(self) -> int:
        """Where a body is refused."""
        return self.n_bytes + self.n_around


def too_large(limit: int) -> Refusal:
    """Word the refusal of a large body."""
    return Refusal("the body is over the limit of {n:,} bytes", status=413, headers={"Connection": "close"}, n=limit)


def counted(receive: Receive, limit: Limit) -> Receive:
    """Wrap *receive* so that a body over *limit* is refused while it comes, whatever its length header says."""
    n_bytes = 0

    async def counting() -> Message:
        nonlocal n_bytes
        message = await receive()
        n_bytes += len(message.get("body", b""))
        if n_bytes > limit.in_all:
            raise too_large(limit.n_bytes)
        return message

    return counting
