"""One connection of the server: a head that does not come is not waited for, and what is no HTTP gets a problem too."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from structlog.contextvars import bound_contextvars
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.errors import problem
from api.language import translation
from api.manners.headers import HEADERS, NOTHING
from api.manners.request_ids import HEADER, NAME, request_id
from matcher.errors import Phrase

HEAD_S = 20.0  # from the connection, or from the answer before, until the head of a request is whole
HEAD_BYTES = 16_384
KEEP_ALIVE_S = 15
NO_HTTP = Phrase(
    "this is no HTTP, or its head is over {n:,} bytes; Chinese in an address must be percent-encoded, and a header may "
    "not stand without its colon",
    {"n": HEAD_BYTES},
)
CONNECTIONS = 1_000  # at a time; more get 503


class PatientProtocol(H11Protocol):
    """uvicorn's own connection, with a limit to its patience: there a client may dribble its head for ever."""

    head_s = HEAD_S

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Stop waiting once a head is whole; bytes alone do not prolong it."""
        super().handle_events()
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop()

    def on_response_complete(self) -> None:
        """Begin to wait for the next head, and for the rest of a body that nobody read."""
        self._wait()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, or a head that is too long, as every refusal is told; its headers ask no language."""
        id, say = request_id(None), translation(self.config.app.state.house.settings.language)  # type: ignore[union-attr]
        with bound_contextvars(**{NAME: id}):
            told = problem(400, NO_HTTP.told(say))
        headers = {**HEADERS, HEADER: id, "Content-Security-Policy": NOTHING, "Content-Type": told.media_type or ""}
        lines = [(name.encode(), value.encode()) for name, value in (headers | {"Connection": "close"}).items()]
        for event in (
            h11.Response(status_code=400, headers=lines, reason=b"Bad Request"),
            h11.Data(data=bytes(told.body)),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _wait(self) -> None:
        self._stop()
        self._waiting = self.loop.call_later(self.head_s, self.transport.close)

    def _stop(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
