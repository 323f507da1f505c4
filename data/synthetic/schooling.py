"""Schooling of invented people: level, field, school, leaving date and the age that goes with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from data.synthetic.chance import Bag, Chance, fill_bag, fill_bag_from
from data.synthetic.studies import Field, load_fields
from data.synthetic.words import read_words

# what people have; `advanced` is 高级工班, `reserve` 预备技师班, `technician` any other class of such a school
RANKS = {
    "junior": 1,
    "senior": 2,
    "secondary": 2,
    "technician": 2,
    "advanced": 3,
    "college": 3,
    "reserve": 4,
    "bachelor": 4,
    "master": 5,
    "doctor": 6,
}
LEAVING_AGES = {
    "junior": (15, 16),
    "senior": (17, 19),
    "secondary": (17, 19),
    "technician": (17, 19),
    "advanced": (19, 21),
    "college": (20, 22),
    "reserve": (21, 23),
    "bachelor": (21, 23),
    "master": (24, 26),
    "doctor": (28, 31),
}
GRADUATES = fill_bag_from(
    {"college": 35, "bachelor": 41, "master": 8, "doctor": 0.5, "secondary": 8, "advanced": 4.5, "reserve": 1.5}
)
YOUTH = fill_bag_from({"junior": 16, "senior": 22, "secondary": 26, "technician": 10, "college": 22, "bachelor": 4})
# what schools for the disabled teach
SPECIAL_FIELDS = ("computing", "design", "tcm", "cooking", "arts", "trade", "textile")
MONTHS = fill_bag([(6, 74.0), (7, 18.0), (1, 3.0), (12, 3.0), (3, 1.0)])
YEARS_AGO = fill_bag([(0, 46.0), (1, 27.0), (2, 17.0), (3, 10.0)])


@dataclass(frozen=True, slots=True)
class Schooling:
    """What somebody learned; *field* None below vocational schools."""

    level: str
    field: Field | None
    major: str
    school: str
    school_kind: str
    status: str  # 毕业, 结业, 肄业 or 在读
    left_on: date
    birth_on: date


@cache
def fields_at(level: str) -> Bag[Field]:
    """Weigh the fields of study that a level has, by their students."""
    name = _study_level(level)
    return fill_bag((f, f.people) for f in load_fields().values() if name in f.majors)


def _study_level(level: str) -> str:
    return "technician" if level in ("advanced", "reserve") else level


@cache
def schools_of(group: str, part: str, field: str) -> tuple[str, ...]:
    """List the schools that teach a field; a school that names no fields teaches all."""
    rows = read_words("schools")[group][part]
    return tuple(name for name, *fields in rows if not fields or field in fields)


def _school(chance: Chance, level: str, field: str) -> tuple[str, str]:
    words = read_words("schools")
    kinds = words["kinds"]
    if level in ("junior", "senior"):
        return chance.pick(words[f"{level}_high"]["usual"]), ""
    if level in ("secondary", "college"):
        if field in SPECIAL_FIELDS and chance.happens(0.05):
            return words["special"][level], kinds["special"]
        return chance.pick(schools_of(level, "usual", field)), kinds["college"]
    if level in ("technician", "advanced", "reserve"):
        return chance.pick(schools_of("technician", "usual", field)), kinds["technician"]
    if chance.happens({"bachelor": 0.012, "master": 0.1, "doctor": 0.05}[level]):
        return chance.pick(words["overseas"]["usual"]), kinds["overseas"]
    strong = level != "bachelor" or chance.happens(0.25)
    return chance.pick(schools_of("bachelor", "strong" if strong else "usual", field)), kinds["ordinary"]


def _back_from(day: date, *, years: int, days: int) -> date:
    try:
        moved = day.replace(year=day.year - years)
    except ValueError:
        moved = day.replace(year=day.year - years, day=28)
    return moved - timedelta(days=days)


def _left_on(chance: Chance, on: date, *, ago: int) -> date:
    month = chance.draw(MONTHS)
    left = date(on.year - ago, month, 30 if month in (6, 12) else chance.between(1, 28))
    while left > on:
        left = date(left.year - 1, left.month, left.day)
    return left


def _schooled(chance: Chance, level: str, *, left_on: date, birth_on: date, status: str) -> Schooling:
    field = chance.draw(fields_at(level)) if _study_level(level) not in ("junior", "senior") else None
    school, kind = _school(chance, level, field.key if field else "")
    return Schooling(
        level=level,
        field=field,
        major=chance.pick(field.majors[_study_level(level)]) if field else "",
        school=school,
        school_kind=kind,
        status=status,
        left_on=left_on,
        birth_on=birth_on,
    )


def _birth_on(chance: Chance, level: str, left_on: date) -> date:
    low, high = LEAVING_AGES[level]
    late = 1 if chance.happens(0.12) else 0
    return _back_from(left_on, years=chance.between(low, high) + late, days=chance.between(0, 364))


def school_graduate(chance: Chance, on: date, *, ago: int) -> Schooling:
    """Invent a graduate who left school about so many years ago."""
    level = chance.draw(GRADUATES)
    left_on = _left_on(chance, on, ago=ago)
    status = chance.draw(_STATUSES)
    return _schooled(chance, level, left_on=left_on, birth_on=_birth_on(chance, level, left_on), status=status)


def school_recent_graduate(chance: Chance, on: date) -> Schooling:
    """Invent a graduate of the last years, most of them of the latest."""
    return school_graduate(chance, on, ago=chance.draw(YEARS_AGO))


def school_student(chance: Chance, on: date) -> Schooling:
    """Invent a student who leaves school next summer."""
    level = chance.draw(GRADUATES)
    year = on.year + 1 if on.month >= 7 else on.year
    left_on = date(year, 6, 30) if date(year, 6, 30) > on else date(year + 1, 6, 30)
    return _schooled(chance, level, left_on=left_on, birth_on=_birth_on(chance, level, left_on), status="在读")


def school_youth(chance: Chance, on: date) -> Schooling:
    """Invent a young person of 16 to 24 whatever the schooling."""
    level = chance.draw(YOUTH)
    low = max(LEAVING_AGES[level][0], 16)
    age_days = low * 366 + chance.below(int((24.95 - low) * 365.25) - low)
    birth_on = on - timedelta(days=age_days)
    left_at = chance.between(*LEAVING_AGES[level])
    left_on = date(birth_on.year + left_at, 6, 30)
    while left_on > on - timedelta(days=30) or (left_on - birth_on).days / 365.25 > left_at + 1:
        left_on = date(left_on.year - 1, 6, 30)
    status = "肄业" if level not in ("junior", "senior") and chance.happens(0.07) else "毕业"
    return _schooled(chance, level, left_on=left_on, birth_on=birth_on, status=status)


_STATUSES = fill_bag_from({"毕业": 97, "结业": 2, "肄业": 1})
