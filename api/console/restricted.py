"""Restricted people in the console: for the auditor alone, who says what it is needed for before anybody is shown."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.console.pages import page
from api.console.typed import Faults, faults_told
from api.console.visitors import TheVisitor
from api.deps import TheHouse, needs
from api.fields import RecordId
from api.forgetting import restricted_people
from api.house import House
from api.rights import from_kept, from_opened
from data.store.restricted import open_archive
from matcher.errors import BadInput

router = APIRouter(include_in_schema=False)


@router.get("/restricted", dependencies=[needs("restricted:read")])
def show_restricted(request: Request, house: TheHouse) -> Response:
    """List who asked to be forgotten and has records of subsidy that are kept; nobody is named."""
    return _page(request, house)


@router.post("/restricted/{id}", dependencies=[needs("restricted:read")])
def reveal_restricted(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    purpose: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Show who stands behind records of subsidy, for a purpose that is logged; by no address that could be kept."""
    try:
        with house.database.begin() as session:
            opened = open_archive(
                session, id, vault=house.vault, actor=visitor.actor, purpose=purpose, at=house.clock()
            )
    except BadInput as error:
        return _page(request, house, asked=id, faults=faults_told(error, visitor.say))
    return page(request, "restricted_person", one=from_opened(opened), purpose=purpose)


def _page(request: Request, house: House, *, asked: str | None = None, faults: Faults | None = None) -> Response:
    items = [from_kept(house, one) for one in restricted_people(house)]
    return page(
        request, "restricted", status=422 if faults else 200, items=items, asked=asked, faults=faults or Faults()
    )
