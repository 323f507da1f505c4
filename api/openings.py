"""Openings over HTTP: which single change would open most posts to a person."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.asked import AT_REQUEST, refuse_unasked
from api.deps import TheActor, TheHouse, needs
from api.errors import problems
from api.fields import MaybeDay, MaybeWord, RecordId
from api.matching import openings_for
from api.profiles import official
from api.settings import Language
from api.showing import OpeningShown, from_opening
from data.store import get_candidate
from matcher.records import Kind, PostFilter

router = APIRouter(prefix="/v1", tags=["matches"])


class AskedOpenings(BaseModel):
    """How openings are asked for."""

    model_config = ConfigDict(extra="forbid")

    on: MaybeDay = Field(None, description="The day as of which posts are open; today by default.")
    language: Language | None = Field(None, description="Language of the sentences; the service's by default.")
    kind: Kind | None = Field(None, description="Only posts of this kind.")
    district: MaybeWord = Field(None, description="Only posts in this district or zone.")
    min_allowance: Annotated[float | None, Field(ge=0, le=10_000_000, allow_inf_nan=False)] = Field(
        None, description="Only posts that pay at least this, yuan a month."
    )
    at_request: bool = Field(False, description=AT_REQUEST)


class OpeningList(BaseModel):
    """What would open more posts to one person, the best first."""

    on: str = Field(description="The day as of which posts are open.", examples=["2023-09-01"])
    items: list[OpeningShown]


@router.get(
    "/candidates/{id}/openings",
    summary="Say what would open more posts",
    responses=problems(404, 409, 422, 503),
    dependencies=[needs("matches:read")],
)
def read_openings(
    id: RecordId, house: TheHouse, actor: TheActor, asked: Annotated[AskedOpenings, Query()]
) -> OpeningList:
    """
    Give the single changes after which most posts more would be open to a stored candidate and worth recommending.

    A post is worth it when it is as good as the tenth of the person's list now and its chance is at least .1. At most
    five are given, each with two posts or more: one more district, less pay, night shifts, travel, lodging of one's
    own, a certificate, a language, a later day. With a filter all of this is about the posts that pass it.
    """
    on = asked.on or house.today()
    with house.database.read() as session:
        candidate = get_candidate(session, id)
    refuse_unasked(house, candidate, asked=asked.at_request, actor=actor)
    language = asked.language or house.settings.language
    where = PostFilter(asked.kind, official(asked.district, gazetteer=house.gazetteer), asked.min_allowance)
    found = openings_for(house, candidate, on=on, where=where)
    items = [from_opening(one, language=language) for one in found]
    return OpeningList(on=on.isoformat(), items=items)
