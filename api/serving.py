"""The server process: uvicorn over the app."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from api.app import create_app
from api.logs import LOG_CONFIG
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
        app = create_app(settings)
        announce(listener.getsockname()[1])
        server = uvicorn.Server(uvicorn.Config(app, server_header=False, log_config=LOG_CONFIG))
        server.run(sockets=[listener])


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
