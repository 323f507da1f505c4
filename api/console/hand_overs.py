"""People handed over in the console: all of a colleague's, or one person given to a colleague to look after."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.colleagues import colleagues_of
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.entrusting import entrust, hand_people_over, hands_of
from api.fields import MaybeProse, MaybeWord, RecordId, read_typed
from api.house import House
from api.planning import read_area
from matcher.errors import BadInput

router = APIRouter(include_in_schema=False)


@router.get("/hand-over", dependencies=[needs("outreach:assign")])
def show_hand_over(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    giver: Annotated[MaybeWord, Query()] = None,
    done: Annotated[str | None, Query(max_length=20)] = None,
    n: Annotated[int, Query(ge=0)] = 0,
    n_call_backs: Annotated[int, Query(ge=0)] = 0,
    n_claims: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """Show whom a colleague has in hand, and to whom they may go."""
    said = visitor.say("Handed over: {n:,} people, of these {back:,} promised a call back, {taken:,} taken.")
    notice = Notice(said.format(n=n, back=n_call_backs, taken=n_claims)) if done == "handed" else None
    return _page(request, house, visitor, giver=giver or visitor.actor.id, notice=notice)


@router.post("/hand-over", dependencies=[needs("outreach:assign")])
def post_hand_over(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    giver: Annotated[str, Form(max_length=100)] = "",
    to: Annotated[str, Form(max_length=100)] = "",
    district: Annotated[MaybeWord, Form()] = None,
    note: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:
    """Give everybody whom a colleague has in hand to another, with claims, promised call backs and tasks."""
    known = colleagues_of(house, visitor.actor)
    if to not in known or to == giver:
        fault = visitor.say("Choose a colleague who is not the one who gives them up.")
        return _page(request, house, visitor, giver=giver, fault=fault, note=note, status=422)
    with house.database.begin() as session:
        moved = hand_people_over(
            house,
            session,
            giver=giver,
            to=to,
            actor=visitor.actor,
            district=visitor.actor.district or read_area(house, district),
            note=read_typed("note", note, MaybeProse),
        )
    counts = {"n": len(moved.hands.ids), "n_call_backs": len(moved.hands.call_back_ids), "n_claims": moved.n_claims}
    return go_on(request, "/hand-over", done="handed", giver=to, **{name: str(n) for name, n in counts.items()})


@router.post("/calls/{id}/colleague", dependencies=[needs("outreach:assign")])
def post_colleague(
    request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, to: Annotated[str, Form(max_length=100)] = ""
) -> Response:
    """Give one person to a colleague to look after."""
    if to not in colleagues_of(house, visitor.actor):
        raise BadInput("{field}: there is no colleague {name!r} here", field="to", name=to)
    with house.database.begin() as session:
        entrust(house, session, [id], caseworker=to, actor=visitor.actor)
    return go_on(request, f"/calls/{id}", done="given")


def _page(
    request: Request,
    house: House,
    visitor: Visitor,
    *,
    giver: str,
    fault: str | None = None,
    note: str = "",
    notice: Notice | None = None,
    status: int = 200,
) -> Response:
    with house.database.read() as session:
        hands = hands_of(house, session, giver, district=visitor.actor.district)
    return page(
        request,
        "hand_over",
        status=status,
        giver=giver,
        colleagues=colleagues_of(house, visitor.actor),
        hands=hands,
        districts=() if visitor.actor.district else house.gazetteer.names,
        fault=fault,
        note=note,
        notice=notice,
    )
