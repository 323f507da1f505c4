"""What follows a traineeship without a contract, over HTTP: who is followed, what is recorded, courses for a person."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.asked import AT_REQUEST, refuse_unasked
from api.cared import CaredShown, CourseShown, from_cared, from_course
from api.deps import JsonOnly, TheActor, TheHouse, TheLanguage, needs
from api.errors import problems
from api.fields import MaybeDay, MaybeProse, MaybeWord, RecordId
from api.following import cared_for, count_followed, courses_for, list_followed, note_aftercare
from api.paging import AskedPage, read_cursor, write_cursor
from api.profiles import official
from data.store import get_candidate
from matcher.aftercare import Followed
from matcher.records import Aftercare, AftercareOutcome, NextStep

Which = Literal["open", "due", "done", "all"]

router = APIRouter(prefix="/v1", tags=["aftercare"])


class AskedAftercare(AskedPage):
    """How those followed are listed."""

    which: Which = Field("open", description="Without an outcome; of these only those due; with one; or all.")
    district: MaybeWord = Field(None, description="Only people of this district.")
    as_of: MaybeDay = Field(None, description="The day; today by default.")


class AftercarePage(BaseModel):
    """One page of people followed, the longest ended first, and the counts of all of the district."""

    items: list[CaredShown]
    n_followed: int
    n_due: int
    n_done: int
    n_by_outcome: dict[str, int] = Field(examples=[{"employed": 12, "training": 3}])
    next_cursor: str | None = Field(description="None = this was the last page.")


class AftercareBody(BaseModel):
    """What somebody wants and what became of it; what is left out is not known from then on."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"wants": "training", "note": "希望学习数控编程"}}
    )

    wants: NextStep | None = Field(None, description="Posts, start-up services or training.")
    outcome: AftercareOutcome | None = Field(None, description="With it the case is closed.")
    outcome_on: MaybeDay = Field(None, description="The day of the outcome; today by default.")
    note: MaybeProse = Field(None, description="Without names and numbers of people.")


class AskedCourses(BaseModel):
    """How courses are ranked."""

    model_config = ConfigDict(extra="forbid")

    on: MaybeDay = Field(None, description="The day from which courses can be joined; today by default.")
    limit: int = Field(20, ge=1, le=200, description="The most items.")
    at_request: bool = Field(False, description=AT_REQUEST)


class CourseList(BaseModel):
    """Courses for a person, the best first."""

    items: list[CourseShown]


def is_wanted(one: Followed, which: Which, *, as_of: date) -> bool:
    """Tell whether somebody is among those asked for."""
    if which == "all":
        return True
    return one.is_due(as_of) if which == "due" else one.is_done is (which == "done")


@router.get(
    "/aftercare",
    summary="List those to be followed",
    responses=problems(422, 503),
    dependencies=[needs("aftercare:read")],
)
def list_page(house: TheHouse, language: TheLanguage, asked: Annotated[AskedAftercare, Query()]) -> AftercarePage:
    """List those who ended a traineeship without a contract, with the next step by what they want, page by page."""
    lister = asked.lister("aftercare")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    area = official(asked.district, gazetteer=house.gazetteer)
    as_of = asked.as_of or house.today()
    with house.database.read() as session:
        every = list_followed(house, session, as_of=as_of, district=area)
        found = [one for one in every if is_wanted(one, asked.which, as_of=as_of)]
        ids = [one.placement.id for one in found]
        start = ids.index(after) + 1 if after in ids else 0
        shown = cared_for(session, found[start : start + asked.limit], as_of=as_of)
    more, counted = start + asked.limit < len(found), count_followed(every, as_of=as_of)
    last = shown[-1].followed.placement.id if shown else ""
    return AftercarePage(
        items=[from_cared(one, language) for one in shown],
        n_followed=counted.n,
        n_due=counted.n_due,
        n_done=counted.n_done,
        n_by_outcome=counted.n_by_outcome,
        next_cursor=write_cursor(house.vault, lister=lister, after=last) if more else None,
    )


@router.put(
    "/aftercare/{id}",
    summary="Record what somebody wants and what became of it",
    dependencies=[needs("aftercare:write"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def put_aftercare(
    id: RecordId, body: AftercareBody, house: TheHouse, actor: TheActor, language: TheLanguage
) -> CaredShown:
    """Record what somebody wants whose traineeship ended without a contract, or what became of it."""
    on = body.outcome_on or (house.today() if body.outcome is not None else None)
    told = Aftercare(id, "", body.wants, body.outcome, on, body.note)
    note_aftercare(house, told, actor=actor)
    today = house.today()
    with house.database.read() as session:
        own = [one for one in list_followed(house, session, as_of=today) if one.placement.id == id]
        (cared,) = cared_for(session, own, as_of=today)
    return from_cared(cared, language)


@router.get(
    "/candidates/{id}/courses",
    summary="Rank courses for a candidate",
    responses=problems(404, 409, 422, 503),
    dependencies=[needs("aftercare:read")],
)
def list_courses(id: RecordId, house: TheHouse, actor: TheActor, asked: Annotated[AskedCourses, Query()]) -> CourseList:
    """
    Rank training courses for a candidate, matched like posts; those that have begun are left out.

    Who does not want to be matched automatically is refused with 409, unless the person asks for it now (`at_request`).
    """
    with house.database.read() as session:
        candidate = get_candidate(session, id)
    refuse_unasked(house, candidate, asked=asked.at_request, actor=actor)
    ranked = courses_for(house, candidate, on=asked.on or house.today(), limit=asked.limit)
    return CourseList(items=[from_course(one) for one in ranked])
