"""A real server on this machine for tests that need real sockets: uvicorn as `matcher serve` runs it, in a thread."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from api.manners.connections import PatientProtocol
from api.serving import configured


@contextmanager
def served(
    app: FastAPI, *, protocol: type[PatientProtocol] = PatientProtocol, connections: int | None = None
) -> Iterator[int]:
    """Serve *app* on a free port of 127.0.0.1 while the block runs; the port is given."""
    config = configured(app, protocol=protocol)
    config.limit_concurrency = connections or config.limit_concurrency
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.started
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)
            assert not thread.is_alive()
