"""The JSON shape of a candidate's profile, without what names the person: stored, or ranked in passing."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.fields import (
    MaybeDay,
    MaybeDegree,
    MaybeFlag,
    MaybeProse,
    MaybeWord,
    Words,
    Years,
    Yuan,
)
from matcher.errors import BadInput
from matcher.places import Gazetteer
from matcher.records import Candidate, EmploymentStatus, Kind

EXAMPLE: dict[str, Any] = {
    "education": "bachelor",
    "education_written": "本科",
    "graduation_status": "毕业",
    "school": "济南大学",
    "major": "软件工程",
    "graduated_on": "2023-06-30",
    "employment_status": "unemployed",
    "home_district": "历下区",
    "districts": ["历下区", "济南高新区"],
    "skills": ["Java", "MySQL"],
    "certificates": ["英语四级"],
    "experience": "在校期间用 Java 做过两个课程项目",
    "experience_years": 0,
    "wish": "软件开发、测试，不接受夜班",
    "kind_wanted": "technical",
    "pay_min_month_yuan": 3000,
}


class Profile(BaseModel):
    """What of a candidate is compared with posts. A field left out is unknown."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EXAMPLE})

    education: MaybeDegree = Field(None, description="The highest level reached.")
    education_written: MaybeWord = Field(None, description="学历 as the person writes it.")
    graduation_status: MaybeWord = Field(None, description="毕业, 结业, 肄业 or 在读.")
    school: MaybeWord = Field(None, description="毕业院校.")
    school_kind: MaybeWord = Field(None, description="院校类型.")
    major: MaybeWord = Field(None, description="专业.")
    graduated_on: MaybeDay = Field(None, description="The day of graduation; of a month alone its last day.")
    birth_on: MaybeDay = Field(None, description="The day of birth.")
    sex: Literal["male", "female"] | None = Field(None, description="Never used in a score.")
    employment_status: EmploymentStatus | None = Field(None, description="What the person does at present.")
    unemployment_registered_on: MaybeDay = Field(None, description="失业登记日期.")
    home_district: MaybeWord = Field(None, description="居住区县.")
    districts: Words = Field((), description="可接受区县; empty = unknown.")
    any_district: MaybeFlag = Field(None, description="True where the person takes any district.")
    skills: Words = Field((), description="技能.")
    certificates: Words = Field((), description="证书.")
    experience: MaybeProse = Field(None, description="经历, in the person's words.")
    experience_years: Years = Field(None, description="Years of work.")
    wish: MaybeProse = Field(None, description="求职意向, in the person's words.")
    kind_wanted: Kind | None = Field(None, description="意向类别.")
    pay_min_month_yuan: Yuan = Field(None, description="期望补贴, yuan a month.")
    needs: MaybeProse = Field(None, description="特殊需求, the person's own statement.")
    push_consent: MaybeFlag = Field(None, description="同意推送.")
    contact_consent: MaybeFlag = Field(None, description="同意联系.")
    ranking_consent: MaybeFlag = Field(
        None, description="同意自动匹配: false = the person does not want to be matched automatically."
    )


PROFILE_FIELDS = tuple(field.name for field in fields(Candidate) if field.name != "id")


def to_candidate(profile: Profile, *, id: Annotated[str, "the record's id"], gazetteer: Gazetteer) -> Candidate:
    """Make the record of a profile; names of districts become those of the code table."""
    values = {name: getattr(profile, name) for name in PROFILE_FIELDS}
    values["home_district"] = official(profile.home_district, gazetteer=gazetteer)
    values["districts"] = tuple(dict.fromkeys(official(one, gazetteer=gazetteer) or one for one in profile.districts))
    return Candidate(id=id, **values)


def from_candidate(candidate: Candidate) -> dict[str, Any]:
    """Give the fields of a profile as the record has them."""
    return {name: getattr(candidate, name) for name in PROFILE_FIELDS}


def official(district: str | None, *, gazetteer: Gazetteer) -> str | None:
    """Give a district's official name where the code table knows it, else the name as it is."""
    if district is None:
        return None
    place = gazetteer.recognise(district)
    return place.zone or place.district or district


def known_district(district: str | None, *, gazetteer: Gazetteer, field: str = "district") -> str | None:
    """
    Give a district's official name, of this city or another.

    Raises:
        BadInput: no place is known by that name.
    """
    name = official(district, gazetteer=gazetteer)
    if name is not None and name not in gazetteer.names and not gazetteer.recognise(name).elsewhere:
        raise BadInput(
            "{field}: {name!r} is no district or zone; there are {known}",
            field=field,
            name=name,
            known=gazetteer.names,
        )
    return name
