"""Whole invented young people: who they are, what they learned, what they can do and what they want."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from data.synthetic.chance import Bag, Chance, fill_bag, fill_bag_from
from data.synthetic.histories import write_history
from data.synthetic.leanings import BODIES, choose_leaning
from data.synthetic.occupations import Occupation
from data.synthetic.people import IdNumbers, invent_name, write_phone
from data.synthetic.places import District, districts_by_people, districts_by_posts
from data.synthetic.schooling import (
    RANKS,
    Schooling,
    school_graduate,
    school_recent_graduate,
    school_student,
    school_youth,
)
from data.synthetic.wishes import write_wish
from data.synthetic.words import read_words

SIXTEEN_DAYS = 16 * 366
TWINS = 0.0015  # share of people followed by a twin
STAGES = fill_bag_from({"recent": 64, "earlier": 9, "student": 4, "youth": 23})
PAY_WANTED = {1: (2100, 3500), 2: (2100, 3800), 3: (2400, 4200), 4: (2800, 5200), 5: (4500, 7000), 6: (6000, 9000)}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is on paper."""

    name: str
    sex: str  # female or male
    birth_on: date
    area: str
    id_number: str
    phone: str


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody asks an employer to mind; *kind* 1-7 and *grade* 1-4 of a disability, 0 = none."""

    text: str
    bodies: tuple[str, ...]
    kind: int
    grade: int


@dataclass(frozen=True, slots=True)
class Profile:
    """One invented person as the city could know it, before any register writes it down."""

    n: int
    identity: Identity
    schooling: Schooling
    home: District
    districts: tuple[str, ...]  # names; ("全市",) = anywhere
    employment: str  # unemployed, registered, flexible, employed, studying
    registered_on: date | None
    skills: tuple[str, ...]
    certificates: tuple[str, ...]
    history: str
    wish: str
    kind: str
    pay: int
    need: Need | None


@cache
def _needs() -> Bag[Need]:
    rows = read_words("people")["needs"]["rows"]
    return fill_bag((Need(text, tuple(bodies), kind, high), weight) for kind, _, high, text, bodies, weight in rows)


@cache
def _disabilities() -> Bag[Need]:
    return fill_bag((n, 1.0) for n in _needs().items if n.kind == 2)


def _skills(chance: Chance, known: list[Occupation]) -> tuple[str, ...]:
    own = [skill for occupation in known for skill in chance.some(occupation.skills, chance.between(1, 4))]
    general = chance.some(read_words("people")["skills"]["any"], chance.draw(_N_GENERAL))
    return tuple(dict.fromkeys([*own, *general]))


_N_GENERAL = fill_bag([(0, 50.0), (1, 35.0), (2, 15.0)])


def _certificates(chance: Chance, known: list[Occupation], rank: int) -> tuple[str, ...]:
    words = read_words("people")["certificates"]
    pool = words["master" if rank >= 5 else "bachelor" if rank == 4 else "college" if rank == 3 else "lower"]
    found = chance.some(pool, chance.draw(_N_CERTIFICATES))
    for occupation in known:
        if occupation.certificates and rank >= 2 and chance.happens(0.3):
            found.append(chance.pick(occupation.certificates))
    return tuple(dict.fromkeys(found))


_N_CERTIFICATES = fill_bag([(0, 48.0), (1, 38.0), (2, 14.0)])


def _employment(chance: Chance, stage: str, schooling: Schooling, on: date) -> tuple[str, date | None]:
    if stage == "student":
        return "studying", None
    state = chance.draw(_EMPLOYMENTS[stage])
    if state != "registered":
        return state, None
    out_days = min((on - schooling.left_on).days, (on - schooling.birth_on).days - SIXTEEN_DAYS)
    waited = max(1, min(out_days, 900))
    return state, on - timedelta(days=chance.below(waited))


_EMPLOYMENTS = {
    "recent": fill_bag_from({"unemployed": 66, "registered": 22, "flexible": 7, "employed": 5}),
    "earlier": fill_bag_from({"unemployed": 25, "registered": 40, "flexible": 20, "employed": 15}),
    "youth": fill_bag_from({"unemployed": 25, "registered": 62, "flexible": 9, "employed": 4}),
}


def _area(chance: Chance, home: District) -> str:
    where = chance.unit()
    if where < 0.55:
        return chance.pick(home.hukou)
    if where < 0.66:
        return chance.pick(chance.draw(districts_by_people()).hukou)
    return chance.draw(_origins("near" if where < 0.93 else "far"))


@cache
def _origins(which: str) -> Bag[str]:
    return fill_bag((code, weight) for code, weight in read_words("places")["origins"][which])


def _districts(chance: Chance, home: District) -> tuple[str, ...]:
    if chance.happens(0.12):
        return ("全市",)
    near = chance.some(home.near, chance.draw(_N_DISTRICTS))
    far = [chance.draw(districts_by_posts()).name] if chance.happens(0.08) else []
    return tuple(dict.fromkeys([home.name, *near, *far]))


_N_DISTRICTS = fill_bag([(0, 34.0), (1, 26.0), (2, 26.0), (3, 10.0), (4, 4.0)])


def _need(chance: Chance, schooling: Schooling) -> Need | None:
    if schooling.school_kind == "特殊教育院校":
        return chance.draw(_disabilities())
    return chance.draw(_needs()) if chance.happens(0.035) else None


def _schooling(chance: Chance, stage: str, on: date) -> Schooling:
    if stage == "recent":
        return school_recent_graduate(chance, on)
    if stage == "earlier":
        return school_graduate(chance, on, ago=chance.between(4, 6))
    return school_student(chance, on) if stage == "student" else school_youth(chance, on)


def _invent(
    chance: Chance, n: int, identity: Identity, schooling: Schooling, home: District, stage: str, on: date
) -> Profile:
    need = _need(chance, schooling)
    rank = RANKS[schooling.level]
    leaning = choose_leaning(chance, schooling, bodies=need.bodies if need else BODIES, sex=identity.sex)
    studied, wanted = leaning.studied, leaning.wanted
    known = list({id(o): o for o in (studied, wanted if chance.happens(0.5) else None) if o}.values())
    low, high = PAY_WANTED[rank]
    pay = low + round((high - low) * chance.unit() / 100) * 100
    employment, registered_on = _employment(chance, stage, schooling, on)
    return Profile(
        n=n,
        identity=identity,
        schooling=schooling,
        home=home,
        districts=_districts(chance, home),
        employment=employment,
        registered_on=registered_on,
        skills=_skills(chance, known or [wanted]) if chance.happens(0.88) else (),
        certificates=_certificates(chance, known, rank),
        history=write_history(chance, studied=studied, wanted=wanted, schooling=schooling, on=on),
        wish=write_wish(chance, wanted, others=leaning.others, schooling=schooling, home=home.short, pay=pay),
        kind=wanted.kind,
        pay=pay,
        need=need,
    )


def _identity(chance: Chance, numbers: IdNumbers, n: int, *, birth_on: date, area: str, sex: str) -> Identity:
    return Identity(
        name=invent_name(chance, sex),
        sex=sex,
        birth_on=birth_on,
        area=area,
        id_number=numbers.invent(chance, area=area, birth=birth_on, sex=sex),
        phone=write_phone("19900", n),
    )


def _twin(chance: Chance, numbers: IdNumbers, n: int, other: Identity) -> Identity:
    sex = other.sex if chance.happens(0.7) else ("male" if other.sex == "female" else "female")
    twin = _identity(chance, numbers, n, birth_on=other.birth_on, area=other.area, sex=sex)
    surname = other.name[: 2 if other.name.startswith("欧阳") else 1]
    return replace(twin, name=invent_name(chance, sex, surname=surname))


def invent_profiles(chance: Chance, numbers: IdNumbers, *, candidates: int, on: date) -> Iterator[Profile]:
    """Invent people one after the other; a twin follows the first-born at once."""
    last: tuple[Identity, Schooling, District, str] | None = None
    for n in range(1, candidates + 1):
        if last is not None and chance.happens(TWINS):
            first, schooling, home, stage = last
            yield _invent(chance, n, _twin(chance, numbers, n, first), schooling, home, stage, on)
            last = None
            continue
        stage = chance.draw(STAGES)
        schooling = _schooling(chance, stage, on)
        home = chance.draw(districts_by_people())
        sex = "female" if chance.happens(schooling.field.women if schooling.field else 0.42) else "male"
        identity = _identity(chance, numbers, n, birth_on=schooling.birth_on, area=_area(chance, home), sex=sex)
        last = (identity, schooling, home, stage)
        yield _invent(chance, n, identity, schooling, home, stage, on)
