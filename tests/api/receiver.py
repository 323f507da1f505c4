"""A receiver of messages on this machine for tests: it answers as it is told to, and keeps what it was sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass(slots=True)
class Desk:
    """The receiver's side: what it answers, one after the other and then 200, and what it was sent."""

    answers: list[int | str] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""
    gone: Event = field(default_factory=Event)

    def pages(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]

    def keys(self) -> list[str]:
        return [headers["idempotency-key"] for headers, _ in self.got]


def handler_of(desk: Desk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            desk.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            answer = desk.answers.pop(0) if desk.answers else 200
            if answer == "cut off":
                self.connection.close()
            elif answer == "silence":
                desk.gone.wait(5)
            else:
                self.send_response(int(answer))
                self.send_header("location", "/elsewhere")
                self.send_header("content-length", "0")
                self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@contextmanager
def receiving() -> Iterator[Desk]:
    """Open a receiver until the end of a ``with``."""
    desk = Desk()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(desk))
    desk.url = f"http://127.0.0.1:{server.server_port}/messages"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield desk
    finally:
        desk.gone.set()
        server.shutdown()
        server.server_close()
        thread.join()
