"""Eligibility over HTTP: whether a stored candidate is eligible as of a day, and by which edition of the rules."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import TheHouse, needs
from api.errors import problems
from api.fields import MaybeDay, MaybeWord, RecordId
from api.judging import EligibilityShown, eligibility_of, from_eligibility
from api.settings import Language
from data.store import get_candidate

router = APIRouter(prefix="/v1", tags=["eligibility"])


class AskedEligibility(BaseModel):
    """How eligibility is asked for."""

    model_config = ConfigDict(extra="forbid")

    as_of: MaybeDay = Field(None, description="The day to decide for; today by default.")
    edition: MaybeWord = Field(
        None, description="The edition that decides, for an older decision; the one in force on that day by default."
    )
    language: Language | None = Field(None, description="Language of the reasons; the service's by default.")


class CandidateEligibility(EligibilityShown):
    """The verdict on one stored candidate."""

    candidate_id: str


@router.get(
    "/candidates/{id}/eligibility",
    summary="Say who is eligible",
    responses=problems(404, 422, 503),
    dependencies=[needs("matches:read")],
)
def read_eligibility(
    id: RecordId, house: TheHouse, asked: Annotated[AskedEligibility, Query()]
) -> CandidateEligibility:
    """
    Decide whether a stored candidate is eligible under the programme, by the fields as they are stored now.

    Each requirement comes with its reason and its clause, and the verdict with the last day on which it holds. An
    edition that is not kept here is refused with 404.
    """
    with house.database.read() as session:
        candidate = get_candidate(session, id)
    found = eligibility_of(house, candidate, on=asked.as_of or house.today(), edition=asked.edition)
    told = from_eligibility(found, language=asked.language or house.settings.language)
    return CandidateEligibility.model_construct(candidate_id=id, **dict(told))
