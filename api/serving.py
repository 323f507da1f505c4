"""The server process: uvicorn over the app, on this machine only until log-in exists."""

from __future__ import annotations

import uvicorn

from api.app import create_app
from api.logs import LOG_CONFIG
from api.settings import Settings
from matcher.errors import NotAllowed

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def serve(settings: Settings, *, host: str, port: int) -> None:
    """
    Serve until stopped.

    Raises:
        NotAllowed: *host* is not this machine: nobody has to log in yet, so nobody else may reach it.
    """
    if host not in LOOPBACK:
        raise NotAllowed(
            f"--host {host}: this version has no log-in yet, so it serves on this machine only; use 127.0.0.1"
        )
    uvicorn.run(create_app(settings), host=host, port=port, server_header=False, log_config=LOG_CONFIG)
