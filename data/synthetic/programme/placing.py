"""Placing: which employers take how many of the city's people over two years, in which posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from data.synthetic.chance import Bag, Chance, fill_bag
from data.synthetic.employers import Unit
from data.synthetic.people import invent_elder_name
from data.synthetic.programme.applicants import KEPT, Applicant, Pool, Wanted
from data.synthetic.programme.terms import Fate, Placed, draw_fate, draw_months, draw_start, write_card, write_reason
from data.synthetic.programme.vacancies import Vacancy
from matcher.editions import Edition
from matcher.months import add_years

YEARLY = 0.021  # trainees a year of those registered: 4,200 of 200,000
YEARS = 2
TRIES = 5  # times the number wanted
IDLE = 0.12  # share of employers that take nobody
AGAIN = 0.04  # share of placements of people placed before
UNNUMBERED = 0.06  # share of placements whose post is not named
OPEN = ("unemployed", "registered")
KEEPS = fill_bag([(0.1, 20.0), (0.35, 25.0), (0.5, 25.0), (0.75, 20.0), (0.95, 10.0)])


@dataclass(slots=True)
class House:
    """An employer that takes people: its vacancies, how many each took, and the share that it keeps."""

    unit: Unit
    keeps: float
    vacancies: list[Vacancy]
    taken: dict[str, int]

    def room(self, chance: Chance) -> Vacancy | None:
        """Draw a vacancy that is not full; None = the draw met a full one."""
        vacancy = chance.pick(self.vacancies)
        return vacancy if self.taken.get(vacancy.post_id, 0) < vacancy.headcount else None


def _open_houses(chance: Chance, vacancies: list[Vacancy]) -> Bag[House]:
    houses: dict[str, House] = {}
    for vacancy in vacancies:
        if vacancy.unit.uscc not in houses:
            houses[vacancy.unit.uscc] = House(vacancy.unit, chance.draw(KEEPS), [], {})
        houses[vacancy.unit.uscc].vacancies.append(vacancy)
    return fill_bag((house, 0.0 if chance.happens(IDLE) else house.unit.pull**1.4) for house in houses.values())


def first_day(edition: Edition, on: date) -> date:
    """Give the first day of the story: two years ago, and not before the first minimum wage that is known."""
    return max(add_years(on, -YEARS), min(wage.valid.since for wage in edition.wages))


def invent_placed(
    chance: Chance,
    vacancies: list[Vacancy],
    applicants: list[Applicant],
    *,
    candidates: int,
    edition: Edition,
    on: date,
) -> list[Placed]:
    """
    Place people with the employers of the city, by the day of their agreements.

    Nobody is in two places at once, nor a post over its headcount, everybody may start when they do. A post
    published lately stood open before too: its date is that of the latest notice.
    """
    first = first_day(edition, on)
    houses = _open_houses(chance, vacancies)
    n = round(candidates * YEARLY * (on - first).days / 365)
    if n <= 0 or not houses.items:
        return []
    pool, placed = Pool(applicants, edition), list[Placed]()
    for _ in range(n * TRIES):
        if len(placed) == n:
            break
        one = _place(chance, chance.draw(houses), pool, edition=edition, first=first, on=on)
        if one is not None:
            placed.append(one)
    return sorted(placed, key=lambda one: (one.agreed_on, one.starts_on, one.applicant.n))


def _place(chance: Chance, house: House, pool: Pool, *, edition: Edition, first: date, on: date) -> Placed | None:
    vacancy, start = house.room(chance), draw_start(chance, first=first, on=on)
    if vacancy is None or (start - house.unit.recognised_on).days < 15:
        return None
    months = draw_months(chance, vacancy.months)
    fate = draw_fate(chance, start, months, keeps=house.keeps, on=on)
    states = ("employed",) if fate.work != "none" else (tuple(KEPT)[1:] if fate.ended_on else OPEN)
    wanted = Wanted(vacancy.rank, vacancy.kind, house.unit.district.name, start, states)
    applicant = pool.take_again(chance, wanted) if chance.happens(AGAIN) else pool.take(chance, wanted)
    if applicant is None:
        return None
    house.taken[vacancy.post_id] = house.taken.get(vacancy.post_id, 0) + 1
    if fate.ended_on and fate.contract_on is None and fate.work == "none":
        pool.give_back(applicant, fate.ended_on)
    return _agree(chance, vacancy, applicant, fate, start=start, months=months, edition=edition, on=on)


def _agree(
    chance: Chance,
    vacancy: Vacancy,
    applicant: Applicant,
    fate: Fate,
    *,
    start: date,
    months: int,
    edition: Edition,
    on: date,
) -> Placed:
    insured = start - timedelta(days=chance.between(0, 3))
    usual = (edition.term.usual_min_months, edition.term.usual_max_months)
    return Placed(
        applicant=applicant,
        unit=vacancy.unit,
        post_id="" if chance.happens(UNNUMBERED) else vacancy.post_id,
        mentor=vacancy.mentor or invent_elder_name(chance),
        agreed_on=min(start - timedelta(days=chance.between(1, 12)), on),
        starts_on=start,
        insured_on=insured if insured <= on else None,
        card=write_card(applicant.n),
        reason=write_reason(chance, months, usual=usual),
        fate=fate,
    )
