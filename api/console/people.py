"""The search for a candidate, by whatever somebody says of a person."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.finding import find
from api.uploads import imports_of
from data.store import sought_as

router = APIRouter(include_in_schema=False)


@router.get("/candidates", dependencies=[needs("candidates:read")])
def show_search(request: Request) -> Response:
    """Show the field in which a person is sought."""
    return page(request, "candidates", sought="name", found=None, may_import=False)


@router.post("/candidates", dependencies=[needs("candidates:read")])
def post_search(
    request: Request, house: TheHouse, visitor: TheVisitor, text: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Show whom a text names; it stands in the body of the request, never in an address."""
    found = find(house, text, actor=visitor.actor, nouns=("candidate",)) if text.strip() else None
    return page(request, "candidates", sought=sought_as(text), found=found, may_import=_may_import(visitor))


def _may_import(visitor: Visitor) -> bool:
    return visitor.may("imports:write") and "candidates" in imports_of(visitor.actor)
