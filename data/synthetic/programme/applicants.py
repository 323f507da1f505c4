"""Applicants: the people of the city who could be placed, and on which days the rules admit them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from data.synthetic.chance import Chance
from data.synthetic.profiles import Profile
from data.synthetic.schooling import RANKS
from matcher.editions import Edition
from matcher.months import add_months, add_years

KEPT = {"employed": 0.5, "unemployed": 0.09, "registered": 0.09, "flexible": 0.09}  # share noted, by state on the day
UNSCHOOLED = ("junior", "senior", "technician")  # who leaves there is no graduate of the notice
PROBES = 60
CHOOSY = 35  # probes in which the work and the district must be what the person wants


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who could be placed; *employment* and *registered_on* are as the registers say on the city's day."""

    n: int
    id_number: str
    birth_on: date
    graduated: bool
    left_on: date
    employment: str
    registered_on: date | None
    rank: int
    kind: str
    districts: tuple[str, ...]

    def admitted(self, edition: Edition, day: date) -> bool:
        """
        Tell whether somebody out of school and out of work may start on a day.

        School is over with the month of leaving, since many registers write no day.
        """
        if day < add_months(self.left_on.replace(day=1), 1):
            return False
        if self.graduated and day <= add_years(self.left_on, edition.graduates.window_years):
            return True
        age = edition.youth
        young = add_years(self.birth_on, age.age_min) <= day < add_years(self.birth_on, age.age_max + 1)
        return young and self.registered_on is not None and self.registered_on <= day


def note_applicant(chance: Chance, profile: Profile) -> Applicant | None:
    """Keep a share of those who are out of school; None = not kept."""
    if not chance.happens(KEPT.get(profile.employment, 0.0)):
        return None
    schooling = profile.schooling
    return Applicant(
        n=profile.n,
        id_number=profile.identity.id_number,
        birth_on=schooling.birth_on,
        graduated=schooling.status == "毕业" and schooling.level not in UNSCHOOLED,
        left_on=schooling.left_on,
        employment=profile.employment,
        registered_on=profile.registered_on,
        rank=RANKS[schooling.level],
        kind=profile.kind,
        districts=profile.districts,
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom a placement takes: schooled enough, admitted on the day, and today in one of these states."""

    rank: int
    kind: str
    district: str
    starts_on: date
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Returning:
    """Somebody whose traineeship ended without work, free for another from a day on."""

    applicant: Applicant
    since: date


class Pool:
    """Those not yet placed, and those who may be placed again."""

    __slots__ = ("_edition", "_fresh", "_returning")

    def __init__(self, applicants: list[Applicant], edition: Edition) -> None:
        self._edition = edition
        self._fresh: dict[str, list[Applicant]] = {state: [] for state in KEPT}
        for one in applicants:
            self._fresh[one.employment].append(one)
        self._returning: list[Returning] = []

    def take(self, chance: Chance, wanted: Wanted) -> Applicant | None:
        """Take somebody who fits and wants the work, else somebody who fits; None = nobody was found."""
        people = self._fresh[max(wanted.states, key=lambda state: len(self._fresh[state]) * chance.unit())]
        for probe in range(PROBES if people else 0):
            place = chance.below(len(people))
            if self._fits(people[place], wanted, choosy=probe < CHOOSY):
                people[place], people[-1] = people[-1], people[place]
                return people.pop()
        return None

    def take_again(self, chance: Chance, wanted: Wanted) -> Applicant | None:
        """Take somebody who has been placed before; None = nobody was found."""
        for _ in range(PROBES if self._returning else 0):
            place = chance.below(len(self._returning))
            one = self._returning[place]
            free = one.applicant.employment in wanted.states and one.since < wanted.starts_on
            if free and self._fits(one.applicant, wanted, choosy=False):
                return self._returning.pop(place).applicant
        return None

    def give_back(self, applicant: Applicant, ended_on: date) -> None:
        """Let somebody apply again some weeks after the end."""
        self._returning.append(Returning(applicant, ended_on + timedelta(days=30)))

    def _fits(self, one: Applicant, wanted: Wanted, *, choosy: bool) -> bool:
        if one.rank < wanted.rank or not one.admitted(self._edition, wanted.starts_on):
            return False
        near = wanted.district in one.districts or one.districts == ("全市",)
        return not choosy or (one.kind == wanted.kind and near)
