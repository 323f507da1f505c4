"""Aftercare in the console: who ended a traineeship without a contract, what they want, and what became of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from api.aftercare import AftercareBody, AskedAftercare, Which, list_page, put_aftercare
from api.aftercare_names import outcome_word, wants_word
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.errors import told_alone
from api.fields import MaybeWord, RecordId
from api.house import House
from data.faults import phrase_of
from data.store import employers_by_id, masked_people
from matcher.errors import BadInput
from matcher.records import AftercareOutcome, NextStep

FIELDS = ("name", "phone")
N_PAGE = 20

router = APIRouter(include_in_schema=False)


@router.get("/aftercare", dependencies=[needs("aftercare:read")])
def show_aftercare(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    which: Annotated[Which, Query()] = "open",
    district: Annotated[MaybeWord, Query()] = None,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
    done: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """Show who is followed, the longest ended first, with the next step by what they want."""
    notice = Notice(visitor.say("It is recorded.")) if done == "recorded" else None
    return _page(request, house, visitor, which, district, cursor=cursor, notice=notice)


@router.post("/aftercare/{id}", dependencies=[needs("aftercare:write")])
def post_aftercare(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    wants: Annotated[str, Form(max_length=20)] = "",
    outcome: Annotated[str, Form(max_length=20)] = "",
    outcome_on: Annotated[str, Form(max_length=20)] = "",
    note: Annotated[str, Form(max_length=20_000)] = "",
    which: Annotated[Which, Form()] = "open",
) -> Response:
    """Record what somebody wants and what became of it, in place of what was recorded."""
    typed = {"wants": wants, "outcome": outcome, "outcome_on": outcome_on, "note": note}
    try:
        _refuse_empty(typed)
        body = AftercareBody.model_validate({name: value or None for name, value in typed.items()})
        put_aftercare(id, body, house, visitor.actor, visitor.say)
    except ValidationError as error:
        first = error.errors()[0]
        faults = {str(first["loc"][0]): phrase_of(first).told(visitor.say)}
    except BadInput as error:
        field = error.field or "note"
        faults = {field: told_alone(error, visitor.say)}
    else:
        return go_on(request, "/aftercare", done="recorded", which=which)
    return _page(request, house, visitor, which, None, open_id=id, typed=typed, faults=faults, status=422)


def _refuse_empty(typed: dict[str, str]) -> None:
    if not any(value.strip() for value in typed.values()):
        raise BadInput("{field}: say what the person wants, what became of it, or what was said", field="wants")


def _page(
    request: Request,
    house: House,
    visitor: Visitor,
    which: Which,
    district: str | None,
    *,
    cursor: str | None = None,
    open_id: str | None = None,
    typed: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    notice: Notice | None = None,
    status: int = 200,
) -> Response:
    """Make the page; *open_id* = of whom the form comes back with what was typed and what is wrong with it."""
    say = visitor.say
    found = list_page(house, say, AskedAftercare(which=which, district=district, limit=N_PAGE, cursor=cursor))
    with house.database.read() as session:
        ids = [one.candidate_id for one in found.items]
        people = masked_people(session, "candidate", ids, "self", fields=FIELDS, vault=house.vault)
        employers = employers_by_id(session, {one.employer_id for one in found.items})
    return page(
        request,
        "aftercare",
        status=status,
        which=which,
        district=district,
        districts=() if visitor.actor.district else house.gazetteer.names,
        found=found,
        people=people,
        employers=employers,
        wants=[(str(one), wants_word(one, say)) for one in NextStep],
        outcomes=[(str(one), outcome_word(one, say)) for one in AftercareOutcome],
        outcome_word=lambda one: outcome_word(AftercareOutcome(one), say),
        wants_word=lambda one: wants_word(one, say),
        is_later=cursor is not None,
        open_id=open_id,
        typed=typed or {},
        faults=faults or {},
        today=house.today(),
        notice=notice,
    )
