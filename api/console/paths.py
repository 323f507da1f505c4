"""Which addresses are pages: what programs use stands under names of its own, and everything else is the console's."""

from __future__ import annotations

import re
from urllib.parse import quote

NOT_PAGES = re.compile(r"/(?:v1|docs|static|r)(?:/.*)?|/healthz|/readyz|/metrics|/openapi\.json", re.DOTALL)
OPEN_PAGES = frozenset({"/login", "/language"})
HOME = "/"


def is_page(path: str) -> bool:
    """Tell whether a path is one of the console, there or not."""
    return NOT_PAGES.fullmatch(path) is None


def own_path(said: str | None) -> str:
    """
    Give the page of ours that somebody wants to go on to; the first one where *said* is none.

    Neither another site's (``//evil``, ``/\\evil``) nor what belongs to programs.
    """
    if said is None or not re.fullmatch(r"/(?![/\\])[!-\[\]-~]*", said):
        return HOME
    path = said.partition("?")[0]
    if ".." in path.split("/"):  # a browser would resolve it, to who knows what
        return HOME
    return said if is_page(path) and path not in OPEN_PAGES | {"/logout"} else HOME


def address(*parts: str) -> str:
    """Give the address of a page of ours; a part of it may hold anything, a slash too."""
    return "".join(f"/{quote(part, safe='')}" for part in parts)
