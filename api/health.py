"""Whether the service lives, and whether it is ready to rank."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from api.deps import TheHouse
from api.errors import problems
from api.watch import IndexWatch
from data.store import latest_sequence
from matcher.errors import NotReady

router = APIRouter(tags=["health"])


def the_watch(request: Request) -> IndexWatch:
    """Give the watch over the index."""
    watch: IndexWatch = request.app.state.watch
    return watch


TheWatch = Annotated[IndexWatch, Depends(the_watch)]


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class IndexState(BaseModel):
    """How far the index follows the database."""

    posts: int = Field(description="Posts in the index.")
    candidates: int = Field(description="Candidates in the index.")
    pending: int = Field(description="Records that wait for their texts to be encoded; 0 = everything is searchable.")
    sequence: int = Field(description="The change up to which the index has looked.")


class Ready(BaseModel):
    """The service can rank."""

    status: Literal["ready"] = "ready"
    index: IndexState


@router.get("/healthz", summary="Does the process answer?")
async def is_alive() -> Alive:
    """Answer without touching database or index."""
    return Alive()


@router.get("/readyz", summary="Can the service rank?", responses=problems(503))
def is_ready(house: TheHouse, watch: TheWatch) -> Ready:
    """Answer 200 when the database is there and the index is loaded, 503 with the reason before."""
    with house.database.read() as session:
        latest_sequence(session)
    if watch.problem is not None:
        raise NotReady("the index is not in step: {why}", why=watch.problem)
    if not watch.loaded:
        raise NotReady("the encoder and the index are loading; try again in a few seconds")
    follower = house.follower
    matcher = follower.matcher
    return Ready(
        index=IndexState(
            posts=matcher.n_posts,
            candidates=matcher.n_candidates,
            pending=follower.n_pending,
            sequence=follower.sequence,
        )
    )
