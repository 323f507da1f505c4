"""Addresses: an encoded slash stays within its part of the path, so that an id like ``2023/001`` is one part."""

from __future__ import annotations

from urllib.parse import unquote

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import problem
from api.language import spoken_to


class WholeParts:
    """
    ASGI middleware that decodes each part of the path by itself.

    Servers decode the whole path, so that ``/v1/posts/2023%2F001`` would be looked for as ``/v1/posts/2023/001``. Here
    ``/`` and ``%`` stay encoded within a part until the route is found, and ``decode_part`` decodes them.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before *app*."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its path in whole parts."""
        raw: bytes | None = scope.get("raw_path")
        if scope["type"] == "http" and raw is not None and b"%" in raw:
            try:
                scope = {**scope, "path": "/".join(map(_read_part, raw.decode("ascii").split("/")))}
            except UnicodeError:  # replaced, two ids of another encoding would become one
                say = spoken_to(HTTPConnection(scope))
                await problem(400, say("the address must be percent-encoded UTF-8"))(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _read_part(raw: str) -> str:
    return encode_part(unquote(raw, errors="strict"))


def encode_part(part: str) -> str:
    """Encode what would end a part of the path, and what tells that it is encoded."""
    return part.replace("%", "%25").replace("/", "%2F")


def decode_part(part: str) -> str:
    """Undo ``encode_part``."""
    return part.replace("%2F", "/").replace("%25", "%")
