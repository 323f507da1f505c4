"""What is told on the page after something was done, and how it is undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.console.pages import is_partial


@dataclass(frozen=True, slots=True)
class Notice:
    """A line at the top of a page: what was done, and the form that undoes it."""

    text: str
    undo: str | None = None  # the address that a form is sent to
    fields: Mapping[str, str] | None = None  # what that form carries
    kind: Literal["done", "warning"] = "done"  # a warning tells what is left to be done
    leads_to: str | None = None  # the address of what it is about
    label: str = ""  # what the way there is called


def go_on(request: Request, path: str, *, done: str | None = None, **said: str | Sequence[str]) -> Response:
    """
    Lead to a page after a form was dealt with, so that reloading it does nothing a second time.

    *path* may hold parts that are encoded already (``address``). *done* and *said* stand in its address: words and ids
    that this service made, never anything of a person.
    """
    asked = {"done": done, **said} if done else said
    query = urlencode(asked, doseq=True)
    where = quote(path, safe="/%") + (f"?{query}" if query else "")
    if is_partial(request):  # a script follows no redirect to a whole page
        return Response(status_code=204, headers={"HX-Redirect": where})
    return RedirectResponse(where, 303)
