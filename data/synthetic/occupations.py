"""Occupations: what each is called, who offers it, what it asks for, and how people speak of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from data.synthetic.words import read_occupation_files

EVERYWHERE = "*"
COMMONNESS = 0.6  # how much less an occupation weighs in each of many branches


@dataclass(frozen=True, slots=True)
class Occupation:
    """One occupation of the vocabulary; shares are 0..1, *pay* is yuan a month from and to."""

    titles: tuple[str, ...]
    kind: str
    branches: tuple[str, ...]  # keys or tags of branches of employers; a repeated one counts more
    weight: float
    women: float  # share of women among those who want it
    fields: tuple[str, ...]  # of study, the closest first
    stems: tuple[str, ...]  # only majors with one of these words; () = any major of the fields
    open: float  # share of adverts that take any major
    education: tuple[str, ...]  # least levels asked for; a repeated one is asked for more often
    skills: tuple[str, ...]
    certificates: tuple[str, ...]
    pay: tuple[int, int]
    night: float
    board: float
    lodging: float
    body: str  # desk, stand, field or heavy
    duties: tuple[str, ...]
    wants: tuple[str, ...]
    practice: tuple[str, ...]  # what people who did something of the kind write about it
    wishes: tuple[str, ...]  # how people name it when they want it
    slang: tuple[str, ...]


def _to_occupation(table: dict[str, Any]) -> Occupation:
    lists: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    return Occupation(**{"slang": (), "stems": (), "women": 0.5, **lists})


@cache
def load_occupations() -> tuple[Occupation, ...]:
    """Load the whole vocabulary of occupations."""
    return tuple(_to_occupation(table) for table in read_occupation_files())


@cache
def occupations_of(tags: tuple[str, ...]) -> tuple[tuple[Occupation, float], ...]:
    """List the occupations of a branch of these tags, those weighing more that few branches have."""
    counted = ((o, sum(b in tags for b in o.branches)) for o in load_occupations())
    return tuple((o, o.weight * n / len(set(o.branches)) ** COMMONNESS) for o, n in counted if n)


@cache
def occupations_everywhere() -> tuple[tuple[Occupation, float], ...]:
    """List the occupations that any employer may have, with weights."""
    return tuple((o, o.weight) for o in load_occupations() if EVERYWHERE in o.branches)


def admits(occupation: Occupation, major: str) -> bool:
    """Tell whether a major of one of its fields leads to an occupation."""
    return not occupation.stems or any(stem in major for stem in occupation.stems)


@cache
def occupations_for(field: str, major: str) -> tuple[tuple[Occupation, float], ...]:
    """List the occupations that a major leads to; its field counts the more the earlier an occupation names it."""
    led = (o for o in load_occupations() if field in o.fields and admits(o, major))
    return tuple((o, o.weight / (1 + o.fields.index(field))) for o in led)


@cache
def occupations_for_anyone() -> tuple[tuple[Occupation, float], ...]:
    """List the occupations that people of any major go for."""
    return tuple((o, o.weight * o.open) for o in load_occupations() if o.open >= 0.5)
