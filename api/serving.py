"""The server process: uvicorn over the app."""

from __future__ import annotations

import gc
import logging.config
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.logs import LOG_CONFIG
from api.manners.connections import CONNECTIONS, HEAD_BYTES, KEEP_ALIVE_S, PatientProtocol
from api.settings import Settings
from matcher.errors import NotReady, why_refused


def serve(settings: Settings, *, host: str, port: int, announce: Callable[[int], None]) -> None:
    """
    Serve until stopped.

    Args:
        announce: told the port when it is taken and the house is open; port 0 takes a free one.

    Raises:
        NotReady: the port is in use, or the database or the key is not there.
    """
    with _listen(host, port) as listener:
        logging.config.dictConfig(LOG_CONFIG)
        app = create_app(settings)
        app.state.watch.when_loaded = _freeze_what_is_loaded
        announce(listener.getsockname()[1])
        uvicorn.Server(configured(app)).run(sockets=[listener])


def configured(app: FastAPI, *, protocol: type[PatientProtocol] = PatientProtocol) -> uvicorn.Config:
    """Tell uvicorn how to serve: its own access log would show paths, and with them ids of people."""
    return uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        server_header=False,
        access_log=False,
        log_config=None,  # set by whoever serves
        timeout_keep_alive=KEEP_ALIVE_S,
        h11_max_incomplete_event_size=HEAD_BYTES,
        limit_concurrency=CONNECTIONS,
    )


def _freeze_what_is_loaded() -> None:
    """Leave what is there for good out of every full collection of garbage, each of which stops all requests."""
    gc.collect()
    gc.freeze()


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise NotReady(
            "port {port} on {host} cannot be used ({why}); choose another with --port",
            port=port,
            host=host,
            why=why_refused(error),
        ) from None
