"""Leanings: which occupations somebody of a schooling, a sex and a state of health goes for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from data.synthetic.chance import Bag, Chance, fill_bag
from data.synthetic.occupations import Occupation, occupations_for, occupations_for_anyone
from data.synthetic.schooling import RANKS, Schooling
from data.synthetic.studies import RANK

BODIES = ("desk", "stand", "field", "heavy")


@dataclass(frozen=True, slots=True)
class Reach:
    """What bounds the occupations that somebody goes for."""

    rank: int
    bodies: tuple[str, ...]
    sex: str


def _lean(occupation: Occupation, reach: Reach, *, below: float) -> float:
    """Weigh an occupation for somebody; *below* is how gladly one takes work for a lesser schooling."""
    asked = [RANK[level] for level in occupation.education]
    if min(asked) > reach.rank or max(asked) + 1 < reach.rank or occupation.body not in reach.bodies:
        return 0.0
    share = occupation.women if reach.sex == "female" else 1.0 - occupation.women
    research = 4.0 if reach.rank >= 5 and occupation.kind == "research" else 1.0
    return 2.0 * share * research * (below if max(asked) < reach.rank else 1.0)


@cache
def _own_occupations(field: str, major: str, reach: Reach) -> Bag[Occupation]:
    return fill_bag((o, w * _lean(o, reach, below=0.25)) for o, w in occupations_for(field, major))


@cache
def _any_occupations(reach: Reach) -> Bag[Occupation]:
    within = replace(reach, rank=min(reach.rank, 4))
    found = fill_bag((o, w * _lean(o, within, below=0.08)) for o, w in occupations_for_anyone())
    return found if found.items else _any_occupations(replace(reach, rank=3))


def _own(schooling: Schooling, reach: Reach) -> Bag[Occupation]:
    if schooling.field is None:
        return Bag((), ())
    return _own_occupations(schooling.field.key, schooling.major, reach)


def _others(chance: Chance, wanted: Occupation, bags: tuple[Bag[Occupation], ...]) -> list[Occupation]:
    drawn = [chance.draw(bag) for bag in bags for _ in range(2) if bag.items]
    return list({id(o): o for o in drawn if o is not wanted}.values())[:2]


@dataclass(frozen=True, slots=True)
class Leaning:
    """What somebody studied for (None = nothing in particular), wants, and would take besides."""

    studied: Occupation | None
    wanted: Occupation
    others: list[Occupation]


def choose_leaning(chance: Chance, schooling: Schooling, *, bodies: tuple[str, ...], sex: str) -> Leaning:
    """Choose what somebody goes for: mostly what was studied, the more so the higher the degree."""
    reach = Reach(RANKS[schooling.level], bodies, sex)
    own, anyhow = _own(schooling, reach), _any_occupations(reach)
    studied = chance.draw(own) if own.items else None
    faithful = studied is not None and chance.happens(0.72 if reach.rank < 5 else 0.93)
    wanted = studied if studied is not None and faithful else chance.draw(anyhow)
    return Leaning(studied, wanted, _others(chance, wanted, (own, anyhow)))
