"""How those who ended a traineeship without a contract, and courses for them, are told."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from api.following import Cared
from api.language import Translate
from matcher.aftercare import services_for
from matcher.courses import Nearness, RankedCourse
from matcher.records import AftercareOutcome, NextStep


class CaredShown(BaseModel):
    """Somebody whose traineeship ended without a contract. None = unknown, or not recorded."""

    placement_id: str
    candidate_id: str
    employer_id: str
    district: str | None = Field(description="Of the home, else of the employer.")
    ended_on: date
    grace_until: date = Field(description="The last day on which a contract would still count as retained.")
    is_due: bool = Field(description="No contract can count any more, and no outcome is recorded.")
    wants: NextStep | None
    outcome: AftercareOutcome | None
    outcome_on: date | None
    note: str | None
    hint: str | None = Field(description="What the files know of what came after.")
    next_step: str = Field(description="What to do now, in words.")
    services: list[str] = Field(description="What to offer to somebody who wants to start a business.")


class CourseShown(BaseModel):
    """A course for a person."""

    id: str
    name: str
    content: str | None
    provider: str | None
    starts_on: date | None
    place: str | None
    district: str | None
    seats: int | None
    score: float = Field(description="Compares within this list only.")
    nearness: Nearness = Field(description="How the place stands to the districts that the person named.")


def from_cared(one: Cared, _: Translate) -> CaredShown:
    """Tell somebody who is followed."""
    told, placement = one.followed.aftercare, one.followed.placement
    wants = None if told is None else told.wants
    return CaredShown(
        placement_id=placement.id,
        candidate_id=placement.candidate_id,
        employer_id=placement.employer_id,
        district=one.district,
        ended_on=one.followed.ended_on,
        grace_until=one.followed.grace_until,
        is_due=one.is_due,
        wants=wants,
        outcome=None if told is None else told.outcome,
        outcome_on=None if told is None else told.outcome_on,
        note=None if told is None else told.note,
        hint=None if one.hint is None else one.hint.told(_),
        next_step=_("nothing: the outcome is recorded") if one.followed.is_done else next_step(wants, _),
        services=list(services_for(wants)),
    )


def next_step(wants: NextStep | None, _: Translate) -> str:
    """Say what to do for somebody who wants this."""
    words = {
        None: _("ask what the person wants: posts, start-up services or training"),
        NextStep.POSTS: _("offer posts from the ranked list"),
        NextStep.STARTUP: _("offer the start-up services"),
        NextStep.TRAINING: _("offer courses from the ranked list"),
    }
    return words[wants]


def from_course(one: RankedCourse) -> CourseShown:
    """Tell a course."""
    course = one.course
    return CourseShown(
        id=course.id,
        name=course.name,
        content=course.content,
        provider=course.provider,
        starts_on=course.starts_on,
        place=course.place,
        district=course.district,
        seats=course.seats,
        score=round(one.score, 4),
        nearness=one.nearness,
    )
