"""The figures of the running service, as Prometheus reads them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from api.errors import problems
from api.house import House
from api.manners.figures import Figures, Standing
from data.store import count_jobs

router = APIRouter(tags=["health"])
SHOWN: dict[int | str, dict[str, Any]] = {
    200: {"description": "Figures, one a line.", "content": {"text/plain": {"schema": {"type": "string"}}}}
}


def standing(house: House) -> Standing:
    """Tell how index and jobs of a house stand; an index that is not loaded has no figures."""
    with house.database.read() as session:
        jobs = count_jobs(session)
    follower = house.follower
    told: dict[str, dict[str, float]] = {"jobs": {state: float(n) for state, n in jobs.items()}}
    if follower.is_loaded:
        matcher = follower.matcher
        told["index_pending"] = {"": follower.n_pending}
        told["index_sequence"] = {"": follower.sequence}
        told["index_posts"] = {"": matcher.n_posts}
        told["index_candidates"] = {"": matcher.n_candidates}
    return told


@router.get("/metrics", summary="Figures for Prometheus", response_class=Response, responses=problems(503) | SHOWN)
def read_metrics(request: Request) -> Response:
    """Count requests by route, method and status, time them, and tell how index and jobs stand; nobody is named."""
    figures: Figures = request.app.state.figures
    return Response(generate_latest(figures.registry), media_type=CONTENT_TYPE_LATEST)
