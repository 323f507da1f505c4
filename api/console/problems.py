"""Problems told as pages: whatever refuses a request for a page, it is read by a person."""

from __future__ import annotations

import gzip
import json
import re

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.console.pages import is_partial, page
from api.console.paths import HOME, is_page
from api.console.visitors import SAFE
from api.errors import MEDIA_TYPE, NO_ROUTE
from api.language import language_for, translation

# what helps on a command line alone
COMMAND = re.compile(r"[:：;；][^:：;；]*?(?:matcher fair|\s--[a-z]).*$", re.DOTALL)
KEPT = frozenset({"retry-after", "connection", "allow"})  # of a problem's headers


class ToldAsPages:
    """ASGI middleware around all that may refuse: a problem on the way to a page becomes a page."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand around *app*."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an answer on, a problem as a page."""
        if scope["type"] != "http" or not is_page(scope["path"]):
            await self.app(scope, receive, send)
            return
        started: Message | None = None
        told = b""

        async def sending(message: Message) -> None:
            nonlocal started, told
            if message["type"] == "http.response.start" and _is_problem(message):
                started = message
            elif started is None:
                await send(message)
            else:
                told += message.get("body", b"")
                if not message.get("more_body", False):
                    await _tell(Request(scope, receive), started, _read(started, told))(scope, receive, send)

        await self.app(scope, receive, sending)


def without_commands(told: str) -> str:
    """Say a text for programs without its last part, where that tells what to type on a command line."""
    return COMMAND.sub("", told)


def _is_problem(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith(MEDIA_TYPE)


def _read(started: Message, told: bytes) -> dict[str, object]:
    """Read a problem; a long one was packed on its way here, where the browser takes that."""
    is_packed = Headers(raw=started["headers"]).get("content-encoding") == "gzip"
    problem: dict[str, object] = json.loads(gzip.decompress(told) if is_packed else told)
    return problem


def _tell(request: Request, started: Message, problem: dict[str, object]) -> ASGIApp:
    if started["status"] == 405 and request.method in SAFE and not is_partial(request):
        return RedirectResponse(_page_above(request), 303)
    headers = {name: value for name, value in Headers(raw=started["headers"]).items() if name in KEPT}
    if is_partial(request):
        headers |= {"HX-Retarget": "#told", "HX-Reswap": "innerHTML"}
    say = translation(language_for(request))
    if problem.get("detail") in (NO_ROUTE.told(), NO_ROUTE.told(say)):
        problem = problem | {"detail": say("There is no such page. The menu and the start lead to all there are.")}
    shown = problem | {"detail": without_commands(str(problem.get("detail") or ""))}
    return page(request, "problem", status=started["status"], headers=headers, problem=shown)


def _page_above(request: Request) -> str:
    """
    Give the nearest page above the address of a form.

    A form that came back with a fault stands at such an address, and is opened anew by a reload or a bookmark.
    """
    parts = request.scope["raw_path"].decode("ascii").split("/")
    while len(parts) > 2:
        parts.pop()
        above = "/".join(parts)
        asked = dict(request.scope) | {"path": above, "method": "GET"}
        if is_page(above) and any(route.matches(asked)[0] is Match.FULL for route in request.app.routes):
            return above
    return HOME
