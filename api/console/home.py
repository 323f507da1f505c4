"""The first page: what a visitor may do here."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.console.pages import page
from api.deps import needs

router = APIRouter(include_in_schema=False)


@router.get("/", dependencies=[needs("self")])
def show_home(request: Request) -> Response:
    """Show where to begin."""
    return page(request, "home")
