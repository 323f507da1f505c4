"""Whether people are eligible under the programme: judged by the city's rules of the day, and told to programs."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from api.house import House
from api.language import translation
from api.settings import Language
from matcher.eligibility.programme import Check, Eligibility, Verdict, Way, WayIn, judge
from matcher.records import Candidate, Status


class CheckShown(BaseModel):
    """One requirement of a way in."""

    code: str = Field(description="What is asked for.", examples=["window"])
    status: Status = Field(description="How the person stands to it.")
    reason: str = Field(description="Why, in words.", examples=["2023-06-30离校，3年内（至2026-06-30）"])
    clause: str | None = Field(
        description="What says so; none = practice that the text does not state.",
        examples=["济人社字〔2023〕15号 二(一)"],
    )
    field: str | None = Field(description="The field of the candidate that it was read from.", examples=["毕业日期"])


class WayShown(BaseModel):
    """One way to be eligible; one is enough."""

    way: WayIn = Field(description="As what: a graduate, or an unemployed young person.")
    status: Status = Field(description="Met where every criterion is, not met where one is not, else unknown.")
    criteria: list[CheckShown]


class EligibilityShown(BaseModel):
    """The verdict on a person as of a day. It filters no list: it says what is under the programme."""

    verdict: Verdict
    edition: str = Field(description="The edition of the rules that decided.", examples=["jinan-2023"])
    as_of: date = Field(description="The day as of which it was decided.")
    until: date | None = Field(
        description="The last day of this verdict if nothing but time changes; none = without an end."
    )
    then: Verdict | None = Field(description="The verdict from the day after; none where there is no end.")
    opens_on: date | None = Field(
        description="Of somebody not eligible: the first day on which that may change by time alone."
    )
    ways: list[WayShown] | None = Field(description="Both ways in; none where explain=false.")
    missing: list[str] = Field(
        description="Of an unknown verdict: the fields to ask the person for.", examples=[["毕业日期", "失业登记日期"]]
    )


def eligibility_of(house: House, candidate: Candidate, *, on: date, edition: str | None = None) -> Eligibility:
    """
    Judge a candidate, stored or not, by the edition in force on a day, or by a named one.

    Raises:
        NotFound: there is no edition of that name.
    """
    rules = house.rulebook.on(on) if edition is None else house.rulebook.named(edition)
    return judge(candidate, edition=rules, on=on)


def is_under_programme(eligibility: Eligibility) -> bool | None:
    """Tell whether posts are listed for a person under the programme; None = not known yet."""
    return {Verdict.ELIGIBLE: True, Verdict.NOT_ELIGIBLE: False, Verdict.UNKNOWN: None}[eligibility.verdict]


def from_eligibility(one: Eligibility, *, language: Language, explained: bool = True) -> EligibilityShown:
    """Tell a verdict, its reasons in words."""
    return EligibilityShown.model_construct(
        verdict=one.verdict,
        edition=one.edition,
        as_of=one.as_of,
        until=one.until,
        then=one.then,
        opens_on=one.opens_on,
        ways=[_from_way(way, language) for way in one.ways] if explained else None,
        missing=list(one.missing),
    )


def _from_way(one: Way, language: Language) -> WayShown:
    criteria = [_from_check(check, language) for check in one.checks]
    return WayShown.model_construct(way=one.way, status=one.status, criteria=criteria)


def _from_check(one: Check, language: Language) -> CheckShown:
    reason = one.reason.told(translation(language))
    return CheckShown.model_construct(
        code=one.code, status=one.status, reason=reason, clause=one.clause, field=one.field
    )
