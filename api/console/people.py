"""The search for a candidate, by whatever somebody says of a person."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.finding import find
from api.uploads import imports_of

ENDING = re.compile(r"[0-9]{3}[0-9X]")
NUMBER = re.compile(r"[+0-9]{5,}X?")

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


def sought_as(text: str) -> Literal["number", "ending", "name"]:
    """Tell what a text can only be: a whole number, the last four of one, or else a name, its initials or an id."""
    bare = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if ENDING.fullmatch(bare):
        return "ending"
    return "number" if NUMBER.fullmatch(bare) else "name"


def _may_import(visitor: Visitor) -> bool:
    return visitor.may("imports:write") and "candidates" in imports_of(visitor.actor)
