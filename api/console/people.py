"""The search for a candidate, by whatever somebody says of a person."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.console.pages import page
from api.console.paths import address
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.finding import find
from api.house import House
from api.uploads import imports_of
from data.store import sought_as

NOT_SOUGHT: dict[str, Any] = {"sought": "name", "found": None, "may_import": False}
"""What ``candidates_found`` shows before anybody is sought."""

router = APIRouter(include_in_schema=False)


@router.get("/candidates", dependencies=[needs("candidates:read")])
def show_search(request: Request) -> Response:
    """Show the field in which a person is sought."""
    return page(request, "candidates", **NOT_SOUGHT)


@router.post("/candidates", dependencies=[needs("candidates:read")])
def post_search(
    request: Request, house: TheHouse, visitor: TheVisitor, text: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Show whom a text names; it stands in the body of the request, never in an address."""
    return page(request, "candidates", **sought(house, text, visitor, leads_to=partial(address, "candidates")))


def sought(house: House, text: str, visitor: Visitor, *, leads_to: Callable[[str], str]) -> dict[str, Any]:
    """Give what ``candidates_found`` shows of a search; *leads_to* makes of an id where a click on somebody leads."""
    return {
        "sought": sought_as(text),
        "found": find(house, text, actor=visitor.actor, nouns=("candidate",)) if text.strip() else None,
        "may_import": visitor.may("imports:write") and "candidates" in imports_of(visitor.actor),
        "leads_to": leads_to,
    }
