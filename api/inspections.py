"""Yearly inspections of employers over HTTP: the list, the facts of one, what persons record and decide."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import JsonOnly, TheActor, TheHouse, TheLanguage, needs
from api.errors import problems
from api.fields import MaybeDay, MaybeProse, MaybeWord, RecordId
from api.idempotency import TheOnce
from api.inspected import (
    DecisionShown,
    DemonstrationShown,
    FactsShown,
    InspectionShown,
    from_decision,
    from_inspection,
    from_looked,
    from_score,
)
from api.inspecting import Looked, decide, inspect, list_inspections, look_at, rank_demonstration
from api.paging import AskedPage, read_cursor, write_cursor
from api.profiles import official
from matcher.employers import LEGEND
from matcher.records import EmployerFault, InspectionOutcome, Standing

Which = Literal["all", "due", "proposed"]

router = APIRouter(prefix="/v1/employers", tags=["employers"])


class AskedInspections(AskedPage):
    """How employers to be inspected are listed."""

    which: Which = Field("due", description="Whose inspection is due, whom the facts propose for removal, or all.")
    district: MaybeWord = Field(None, description="Only employers of this district.")
    as_of: MaybeDay = Field(None, description="The day; today by default.")


class InspectionPage(BaseModel):
    """One page of employers: those proposed for removal first, then those due, the longest due first."""

    items: list[FactsShown]
    n: int = Field(description="In all.")
    next_cursor: str | None = Field(description="None = this was the last page.")


class AskedDay(BaseModel):
    """As of which day."""

    model_config = ConfigDict(extra="forbid")

    as_of: MaybeDay = Field(None, description="The day; today by default.")


class AskedDemonstration(AskedDay):
    """How demonstration units are ranked."""

    limit: int = Field(20, ge=1, le=200, description="The most items.")


class DemonstrationList(BaseModel):
    """Employers that may be put forward as demonstration units, the best first."""

    items: list[DemonstrationShown]
    n: int = Field(description="In all.")
    formula: str = Field(description="How the score is worked out, in words.")


class InspectionBody(BaseModel):
    """An inspection as a person made it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"on": "2023-08-30", "outcome": "to_mend", "faults": ["terms"], "note": "限期补签协议。"}
        },
    )

    on: MaybeDay = Field(None, description="The day; today by default.")
    outcome: InspectionOutcome
    faults: list[EmployerFault] = Field([], max_length=3, description="None where it is passed, else at least one.")
    note: MaybeProse = Field(None, description="Without names and numbers of people.")


class StandingBody(BaseModel):
    """What a person decided on an employer."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "standing": "removed",
                "reasons": ["idle"],
                "effective_on": "2023-09-15",
                "note": "连续两年未开展见习",
            }
        },
    )

    standing: Standing = Field(
        description="`removed`; `kept` = a proposal to remove it is turned down; `restored`; `demonstration`."
    )
    reasons: list[EmployerFault] = Field([], max_length=3, description="Of a removal, at least one; else none.")
    effective_on: MaybeDay = Field(None, description="From when it holds; today by default.")
    note: MaybeProse = Field(None, description="Why; wanted unless it is a removal.")


def is_wanted(looked: Looked, *, which: Which, district: str | None) -> bool:
    """Tell whether an employer is among those asked for."""
    if district is not None and looked.facts.employer.district != district:
        return False
    return which == "all" or (looked.facts.is_due if which == "due" else looked.proposal is not None)


@router.get(
    "/inspections", summary="List inspections", responses=problems(422, 503), dependencies=[needs("inspections:read")]
)
def list_page(house: TheHouse, language: TheLanguage, asked: Annotated[AskedInspections, Query()]) -> InspectionPage:
    """
    List employers with the facts that decide their yearly inspection, page by page.

    Nobody is removed by what is listed: a person decides, by `POST /v1/employers/{id}/standing`.
    """
    lister = asked.lister("inspections")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    area = official(asked.district, gazetteer=house.gazetteer)
    with house.database.read() as session:
        every = list_inspections(house, session, as_of=asked.as_of or house.today())
    found = [one for one in every if is_wanted(one, which=asked.which, district=area)]
    ids = [one.facts.employer.id for one in found]
    start = ids.index(after) + 1 if after in ids else 0
    shown = found[start : start + asked.limit]
    more = start + asked.limit < len(found)
    return InspectionPage(
        items=[from_looked(one, language) for one in shown],
        n=len(found),
        next_cursor=write_cursor(house.vault, lister=lister, after=shown[-1].facts.employer.id) if more else None,
    )


@router.get(
    "/demonstration",
    summary="Rank demonstration units",
    responses=problems(422, 503),
    dependencies=[needs("inspections:read")],
)
def list_demonstration(
    house: TheHouse, language: TheLanguage, asked: Annotated[AskedDemonstration, Query()]
) -> DemonstrationList:
    """Rank the employers without fault by posts, quality and retention, each with the arithmetic of its score."""
    with house.database.read() as session:
        ranked = rank_demonstration(house, session, as_of=asked.as_of or house.today())
    return DemonstrationList(
        items=[from_score(employer, one) for employer, one in ranked[: asked.limit]],
        n=len(ranked),
        formula=LEGEND.told(language),
    )


@router.get(
    "/{id}/inspection",
    summary="Read the facts of an inspection",
    responses=problems(404, 422, 503),
    dependencies=[needs("inspections:read")],
)
def read_facts(id: RecordId, house: TheHouse, language: TheLanguage, asked: Annotated[AskedDay, Query()]) -> FactsShown:
    """Give the facts that decide the inspection of one employer, and what persons recorded and decided."""
    with house.database.read() as session:
        return from_looked(look_at(house, session, id, as_of=asked.as_of or house.today()), language)


@router.post(
    "/{id}/inspections",
    summary="Record an inspection",
    status_code=201,
    dependencies=[needs("inspections:decide"), JsonOnly],
    responses=problems(400, 404, 413, 415, 422, 503),
)
def record_inspection(
    id: RecordId, body: InspectionBody, house: TheHouse, actor: TheActor, once: TheOnce
) -> InspectionShown:
    """Record a yearly inspection. One that fails proposes the employer for removal; nothing happens by itself."""
    on = body.on or house.today()
    told = {"on": on, "outcome": body.outcome, "faults": body.faults, "note": body.note}
    return once.let(
        lambda begin: from_inspection(inspect(house, id, **told, actor=actor, begin=begin)),  # type: ignore[arg-type]  # by name
        InspectionShown,
    )


@router.post(
    "/{id}/standing",
    summary="Decide on an employer",
    status_code=201,
    dependencies=[needs("inspections:decide"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def decide_standing(id: RecordId, body: StandingBody, house: TheHouse, actor: TheActor, once: TheOnce) -> DecisionShown:
    """
    Remove an employer, keep it though it was proposed, restore it, or put it forward as a demonstration unit.

    A removal acts on new posts and placements from its day on; what is stored stays.
    """
    return once.let(
        lambda begin: from_decision(
            decide(
                house,
                id,
                standing=body.standing,
                reasons=body.reasons,
                effective_on=body.effective_on or house.today(),
                note=body.note,
                actor=actor,
                begin=begin,
            )
        ),
        DecisionShown,
    )
