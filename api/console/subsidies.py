"""Subsidies in the console: what employers have due in a year, and the arithmetic of each line."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.claim_names import claim_word
from api.console.listed import address, next_address, read_place
from api.console.pages import page
from api.console.visitors import TheVisitor
from api.deps import TheHouse, needs
from api.fields import RecordId
from api.settlements import settle, settle_some
from api.subsidies import from_settlement
from data.store import employers_of_year, need_whole_city

N_SETTLED = 20  # on a page: each is worked out anew

Year = Annotated[int | None, Query(ge=2000, le=2099)]

router = APIRouter(include_in_schema=False)


@router.get("/subsidies", dependencies=[needs("subsidy:read")])
def show_subsidies(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    year: Year = None,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
) -> Response:
    """List the employers with traineeships or claims in a year, each with what it has due, was paid and claimed."""
    need_whole_city("subsidy")
    today = house.today()
    asked = year or today.year
    after = read_place(house, "/subsidies", cursor, year=str(asked))
    first, last = date(asked, 1, 1), date(asked, 12, 31)
    with house.database.read() as session:
        found = employers_of_year(session, first, last, after=after, limit=N_SETTLED + 1)
        settled = settle_some(house, session, found[:N_SETTLED], year=asked, as_of=today)
    more = found[N_SETTLED - 1].id if len(found) > N_SETTLED else None
    return page(
        request,
        "subsidies",
        year=asked,
        years=range(today.year, today.year - 5, -1),
        today=today,
        statements=[from_settlement(one, say=visitor.say) for one in settled],
        next_page=next_address(house, "/subsidies", more, year=str(asked)),
        first_page=address("/subsidies", year=str(asked)) if cursor else None,
    )


@router.get("/employers/{id}/subsidy", dependencies=[needs("subsidy:read")])
def show_statement(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, year: Year = None) -> Response:
    """Show what an employer has due in a year, line by line with clause, months, wage and rate."""
    need_whole_city("subsidy")
    today, say = house.today(), visitor.say
    with house.database.read() as session:
        settlement = settle(house, session, id, year=year, as_of=today)
    return page(
        request,
        "subsidy",
        id=id,
        one=from_settlement(settlement, say=say),
        years=range(today.year, today.year - 5, -1),
        tab="subsidy",
        claim_of=lambda kind: claim_word(kind, say),
    )
