"""Memberships over HTTP: the priority groups of one candidate, told with a purpose and a line in the log."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import TheActor, TheHouse, needs
from api.errors import problems
from api.fields import OpenLine, RecordId
from api.revealed_links import revealed_memberships
from data.reference import load_priority_groups
from matcher.records import LinkHow, Membership

router = APIRouter(prefix="/v1/candidates", tags=["links"])


class MembershipShown(BaseModel):
    """That a candidate belongs to a priority group."""

    group: str = Field(description="Code of the group.", examples=["low_income"])
    name: str = Field(description="The group as the notices call it.", examples=["低保家庭"])
    registry: str | None = Field(description="The registry that proves it; null = the candidate's own record.")
    as_of: date = Field(description="The day that the newest extract with the entry tells of.")
    how: LinkHow = Field(description="`exact` = the same ID number, `probable`, or `person` = somebody decided.")
    p: float = Field(description="That it is the same person, 0 to 1.")
    confirmed_by: str | None = Field(description="Who decided, where a person did.")
    lapses_on: date | None = Field(description="The first day on which it no longer holds; null = it stands.")
    holds: bool = Field(description="Whether it holds today.")


class MembershipsShown(BaseModel):
    """The priority groups of one candidate."""

    items: list[MembershipShown]


class AskedMemberships(BaseModel):
    """What memberships are needed for."""

    model_config = ConfigDict(extra="forbid")

    purpose: OpenLine = Field(description="What they are needed for, as it shall stand in the log.")


def from_membership(one: Membership, *, today: date) -> MembershipShown:
    """Tell a membership."""
    group = load_priority_groups().groups[one.group]
    return MembershipShown(
        group=one.group,
        name=group.name,
        registry=one.registry,
        as_of=one.as_of,
        how=one.how,
        p=one.p,
        confirmed_by=one.confirmed_by,
        lapses_on=one.lapses_on,
        holds=one.holds_on(today) and group.counts_on(today),
    )


@router.get(
    "/{id}/memberships",
    summary="Reveal the priority groups of a candidate",
    responses=problems(404, 422, 503),
    dependencies=[needs("memberships:reveal")],
)
def read_memberships(
    id: RecordId, house: TheHouse, actor: TheActor, asked: Annotated[AskedMemberships, Query()]
) -> MembershipsShown:
    """Give the priority groups of one candidate; the log keeps who asked, of whom and why, and not which groups."""
    with house.database.begin() as session:
        held = revealed_memberships(house, session, id, purpose=asked.purpose, actor=actor)
    return MembershipsShown(items=[from_membership(one, today=house.today()) for one in held])
