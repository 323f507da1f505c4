"""The state of the house in the console: what is well, what is not and what to do, to be printed for a call."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.console.pages import page
from api.deps import TheHouse, needs
from api.health import TheWatch
from api.soundness import State, checks_of, releases

router = APIRouter(include_in_schema=False)


@router.get("/health", dependencies=[needs("users:manage")])
def show_health(request: Request, house: TheHouse, watch: TheWatch) -> Response:
    """Show how everything stands; what is not well first."""
    order = {State.BAD: 0, State.LOOK: 1, State.WELL: 2}
    checks = sorted(checks_of(house, watch), key=lambda one: order[one.state])
    counts = {state.value: sum(one.state is state for one in checks) for state in State}
    return page(request, "health", checks=checks, counts=counts, releases=releases(), at=house.clock())
