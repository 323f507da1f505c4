"""Openings: which occupation an employer offers, under which title, to whom and for how much."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from data.synthetic.chance import Bag, Chance, fill_bag
from data.synthetic.employers import Unit
from data.synthetic.occupations import Occupation, admits, occupations_everywhere, occupations_of
from data.synthetic.studies import LEVELS, load_fields
from data.synthetic.words import read_words

RESEARCH_FIRST = 3.0
BORDERING = 0.3
LEARNED_KINDS = ("research", "technical")  # what a college or institute does within its own fields
FIELDS_OF_ANY_BRANCH = ("business", "administration", "accounting", "trade", "logistics", "chinese", "law", "finance")

MONTHS = fill_bag([(3, 30.0), (4, 5.0), (5, 3.0), (6, 46.0), (8, 1.0), (9, 2.0), (10, 1.0), (12, 10.0), (2, 0.5)])


@dataclass(frozen=True, slots=True)
class Opening:
    """The facts of one opening; texts are as they stand in the columns of the file."""

    unit: Unit
    title: str
    occupation: Occupation
    education: str
    majors: tuple[str, ...]  # () = any
    skills: tuple[str, ...]
    certificates: tuple[str, ...]
    pay: str
    months: int
    night: bool
    board: bool
    lodging: bool


@cache
def _education_words(level: str) -> Bag[str]:
    return fill_bag((word, weight) for word, weight in read_words("columns")["education"][level])


@cache
def _general_bag() -> Bag[Occupation]:
    return fill_bag(occupations_everywhere())


@cache
def _needed_words(title: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(words) for word, words in read_words("columns")["title_needs"].items() if word in title)


@cache
def fitting_titles(occupation: Occupation, name: str) -> tuple[str, ...]:
    """List the titles of an occupation that an employer of this name can give: no librarian without a library."""
    return tuple(t for t in occupation.titles if all(any(w in name for w in words) for words in _needed_words(t)))


def _leaning(occupation: Occupation, fields: tuple[str, ...]) -> float:
    """Weigh an occupation for a college or institute: research in its own fields before all else."""
    if not fields or occupation.kind not in LEARNED_KINDS:
        return 1.0
    if occupation.fields[0] in fields:
        return RESEARCH_FIRST
    return BORDERING if occupation.fields[1:2] and occupation.fields[1] in fields else 0.0


@lru_cache(maxsize=8192)
def _own_bag(tags: tuple[str, ...], name: str, fields: tuple[str, ...]) -> Bag[Occupation]:
    return fill_bag((o, w * _leaning(o, fields)) for o, w in occupations_of(tags) if fitting_titles(o, name))


def _choose(chance: Chance, unit: Unit) -> Occupation:
    own = _own_bag(unit.branch.tags, unit.name, unit.fields)
    if not own.items or chance.happens(unit.branch.offices):
        return chance.draw(_general_bag())
    return chance.draw(own)


def _majors_from(occupation: Occupation, key: str, level: str) -> list[str]:
    majors = load_fields()[key].majors
    start = LEVELS.index(level) if level in LEVELS else LEVELS.index("college")
    for name in LEVELS[start:]:
        found = [major for major in majors.get(name, ()) if admits(occupation, major)]
        if found:
            return found
    return []


def asked_fields(occupation: Occupation, branch_fields: tuple[str, ...]) -> tuple[str, ...]:
    """List the fields that a branch asks for: a food maker's inspector studied food, a machine maker's machines."""
    if occupation.fields[0] in FIELDS_OF_ANY_BRANCH:
        return occupation.fields
    return tuple(field for field in occupation.fields if field in branch_fields) or occupation.fields


def _majors(chance: Chance, occupation: Occupation, level: str, fields: tuple[str, ...]) -> tuple[str, ...]:
    if chance.happens(occupation.open):
        return ()
    key = fields[0]
    if len(fields) > 1 and chance.happens(0.2):
        key = chance.pick(fields[1:])
    pool = _majors_from(occupation, key, level) or _majors_from(occupation, fields[0], level)
    if not pool or (not occupation.stems and chance.happens(0.35)):
        return (chance.pick(load_fields()[key].asked),)
    named = chance.some_in_order(pool, chance.between(1, 4))
    if len(fields) > 1 and chance.happens(0.4):
        named += chance.some(_majors_from(occupation, fields[1], level), 1)
    return tuple(dict.fromkeys(named))


def _pay(chance: Chance, occupation: Occupation) -> str:
    low, high = occupation.pay
    amount = low + (high - low) * chance.unit() * chance.unit()
    step = 100 if chance.happens(0.7) else 500
    first = max(low, round(amount / step) * step)
    if chance.happens(0.62) or first + 300 >= high:
        return str(first)
    return f"{first}-{min(high, first + chance.pick((300, 500, 800, 1000)))}"


def invent_opening(chance: Chance, unit: Unit) -> Opening:
    """Invent an opening that this employer could have."""
    occupation = _choose(chance, unit)
    level = chance.pick(occupation.education)
    return Opening(
        unit=unit,
        title=chance.pick(fitting_titles(occupation, unit.name) or occupation.titles),
        occupation=occupation,
        education=chance.draw(_education_words(level)),
        majors=_majors(chance, occupation, level, asked_fields(occupation, unit.branch.fields)),
        skills=tuple(chance.some(occupation.skills, chance.between(1, 4))) if chance.happens(0.75) else (),
        certificates=tuple(chance.some(occupation.certificates, 1)) if chance.happens(0.35) else (),
        pay=_pay(chance, occupation),
        months=chance.draw(MONTHS),
        night=chance.happens(occupation.night),
        board=chance.happens(occupation.board),
        lodging=chance.happens(occupation.lodging),
    )
