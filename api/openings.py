"""Openings over HTTP: which single change would open most posts to a person."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import TheHouse
from api.errors import problems
from api.fields import MaybeDay, RecordId
from api.matching import openings_for
from api.settings import Language
from api.showing import OpeningShown, from_opening
from data.store import get_candidate

router = APIRouter(prefix="/v1", tags=["matches"])


class AskedOpenings(BaseModel):
    """How openings are asked for."""

    model_config = ConfigDict(extra="forbid")

    on: MaybeDay = Field(None, description="The day as of which posts are open; today by default.")
    language: Language | None = Field(None, description="Language of the sentences; the service's by default.")


class OpeningList(BaseModel):
    """What would open more posts to one person, the best first."""

    on: str = Field(description="The day as of which posts are open.", examples=["2023-09-01"])
    items: list[OpeningShown]


@router.get("/candidates/{id}/openings", summary="Say what would open more posts", responses=problems(404, 422, 503))
def read_openings(id: RecordId, house: TheHouse, asked: Annotated[AskedOpenings, Query()]) -> OpeningList:
    """
    Give the single changes after which most posts more would be open to a stored candidate and worth recommending.

    A post is worth it when it is as good as the tenth of the person's list now and its chance is at least .1. At most
    five are given, each with two posts or more: one more district, less pay, night shifts, travel, lodging of one's
    own, a certificate, a language, a later day.
    """
    on = asked.on or house.today()
    with house.database.read() as session:
        candidate = get_candidate(session, id)
    language = asked.language or house.settings.language
    items = [from_opening(one, language=language) for one in openings_for(house, candidate, on=on)]
    return OpeningList(on=on.isoformat(), items=items)
