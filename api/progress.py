"""Where the programme stands: the year's targets and what was reached, how far people came, and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from api.house import House
from api.removals import removed_today
from data.store import (
    Reached,
    Session,
    Step,
    Unpaid,
    Year,
    count_due_inspections,
    count_open_findings,
    count_step,
    count_unpaid,
    places_of,
    reached_by_area,
    waiting_applications,
)
from matcher.editions import Edition
from matcher.months import ONE_DAY, add_months
from matcher.summary import Window

UNKNOWN = "unknown"  # in an address: the places that are none of the city's


class Course(StrEnum):
    """How a figure stands against its target."""

    REACHED = "reached"
    ON_COURSE = "on_course"  # its share is no less than that of the year that is over
    BEHIND = "behind"
    NO_TARGET = "no_target"


@dataclass(frozen=True, slots=True)
class Count:
    """A figure beside its target."""

    n: int
    target: int | None
    course: Course

    @property
    def share(self) -> float | None:
        """Give the share of the target; None = there is none."""
        return self.n / self.target if self.target else None


@dataclass(frozen=True, slots=True)
class AreaProgress:
    """What a district or functional zone has reached; None = places that are none of the city's."""

    area: str | None
    posts: Count  # openings: the sum of headcounts
    n_adverts: int
    trainees: Count


@dataclass(frozen=True, slots=True)
class Progress:
    """What the year has come to, by place and in all."""

    window: Window
    year_share: float  # of the year that is over
    areas: tuple[AreaProgress, ...]
    total: AreaProgress
    beyond: tuple[str | None, ...]  # places that are none of the city's, or not known; of the last of the areas


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the office."""

    n_inspections: int
    n_findings: int
    n_applications: int
    unpaid: Unpaid


def year_of(house: House) -> Year:
    """Give the year up to the end of this month, under the edition of its last day, as the monthly summary counts."""
    window = Window.until(house.today())
    return Year(window, house.rulebook.on(window.last))


def progress_of(house: House, session: Session, year: Year) -> Progress:
    """Count what every district has reached of its targets."""
    window, edition = year.window, year.edition
    found = reached_by_area(session, places_of(session, window))
    targets = edition.targets_of(window.month.year)
    wanted = {one.district: (one.posts, one.trainees) for one in targets.districts} if targets else {}
    names = area_names(house, edition, window)
    share = _year_share(house.today())
    areas = [_area(name, [found[name]] if name in found else [], wanted.get(name), share) for name in names]
    beyond = tuple(area for area in found if area not in names)
    if beyond:
        areas.append(_area(None, [found[area] for area in beyond], None, share))
    total = _area(None, list(found.values()), (targets.posts, targets.trainees) if targets else None, share)
    return Progress(window, share, tuple(areas), total, beyond)


def area_names(house: House, edition: Edition, window: Window) -> tuple[str, ...]:
    """Name the places that have targets, then the others of the city."""
    targets = edition.targets_of(window.month.year)
    first = [one.district for one in targets.districts] if targets else []
    return (*first, *(name for name in house.gazetteer.names if name not in first))


def _area(
    name: str | None, reached: Sequence[Reached], targets: tuple[int, int] | None, year_share: float
) -> AreaProgress:
    posts, trainees = targets or (None, None)
    return AreaProgress(
        name,
        _count(sum(one.openings for one in reached), posts, year_share),
        sum(one.adverts for one in reached),
        _count(sum(one.trainees for one in reached), trainees, year_share),
    )


def _count(n: int, target: int | None, year_share: float) -> Count:
    if not target:
        return Count(n, None, Course.NO_TARGET)
    if n >= target:
        return Count(n, target, Course.REACHED)
    return Count(n, target, Course.ON_COURSE if n / target >= year_share else Course.BEHIND)


def _year_share(today: date) -> float:
    first, after = date(today.year, 1, 1), date(today.year + 1, 1, 1)
    return (today - first + ONE_DAY).days / (after - first).days


def steps_counted(session: Session, year: Year) -> dict[Step, int]:
    """Count how far people came; the eligible are counted apart, since rules judge each of them."""
    return {step: count_step(session, step, year) for step in Step}


def waiting_for_office(house: House, session: Session) -> Waiting:
    """Count what waits for the office today."""
    return Waiting(
        n_inspections=count_due_inspections(session, until=due_until(house), removed=removed_ids(house, session)),
        n_findings=count_open_findings(session),
        n_applications=len(waiting_applications(session)),
        unpaid=count_unpaid(session),
    )


def removed_ids(house: House, session: Session) -> frozenset[str]:
    """Give the employers that are removed today."""
    return frozenset(one.employer.id for one in removed_today(house, session))


def due_until(house: House) -> date:
    """Give the last day on which an employer inspected, or else recognised, is due again today."""
    today = house.today()
    n_months = house.rulebook.on(today).inspection.every_months
    day = add_months(today, -n_months)
    while add_months(day + ONE_DAY, n_months) <= today:  # months differ in length
        day += ONE_DAY
    return day
