"""The headers that every answer carries, refusals too: what a browser may do with it, and how long a route stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.console.paths import is_page

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
CONSOLE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What an answer has unless it says otherwise itself."""
KEPT = ("/docs", "/static/")  # a browser may keep what is shown there, and asks whether it changed
HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
SINCE, UNTIL, LINK = "x-deprecated", "x-sunset", "x-successor"  # of an operation, as `api.manners.retiring` notes them


class PoliteHeaders:
    """ASGI middleware around every answer."""

    def __init__(self, app: ASGIApp, *, behind_https: bool) -> None:
        """Stand around *app*, which browsers reach by https alone where *behind_https*."""
        self.app = app
        self.headers = HEADERS | (HTTPS if behind_https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an answer on with its headers."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"].startswith(KEPT):
                    headers.setdefault("Cache-Control", "no-cache")
                if is_page(scope["path"]):
                    headers.setdefault("Content-Security-Policy", CONSOLE)
                    headers.setdefault("Referrer-Policy", "same-origin")  # without it forms tell no origin
                self._complete(headers, scope["state"].get("extra", {}))
            await send(message)

        await self.app(scope, receive, sending if scope["type"] == "http" else send)

    def _complete(self, headers: MutableHeaders, route: Mapping[str, Any]) -> None:
        headers.setdefault("Content-Security-Policy", NOTHING)
        for name, value in self.headers.items():
            headers.setdefault(name, value)
        if SINCE in route:
            headers["Deprecation"] = route[SINCE]
            headers["Sunset"] = route[UNTIL]
            headers["Link"] = f'<{route[LINK]}>; rel="successor-version"'
