"""Two stored candidates who are one person made into one: which value of each field stays, from where, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

Origin = tuple[str, str]
"""The source of a value, and the moment (ISO 8601, UTC) at which it came."""

LISTS = ("districts", "skills", "certificates")
CONSENTS = ("push_consent", "contact_consent", "ranking_consent")
NUMBER = "self.id_number"
IDENTITY = ("self.name", NUMBER, "birth_on", "sex")
TOGETHER = (
    (NUMBER, "birth_on", "sex"),
    (
        "education",
        "education_written",
        "graduation_status",
        "school",
        "school_kind",
        "major",
        "graduated_on",
    ),
    ("employment_status", "unemployment_registered_on"),
    ("experience", "experience_years"),
)
"""Fields that tell of one thing: where the sides contradict each other in any of them, all come from one side."""


class Why(StrEnum):
    """Why a value stays."""

    SAME = "same"  # both sides say so
    ONLY = "only"  # the other side does not know
    BOTH = "both"  # the lists of both sides put together
    REFUSED = "refused"  # a consent that either side refuses is refused
    SOURCE = "source"  # who somebody is, is told by the source that comes first in the table
    NEWER = "newer"
    FULLER = "fuller"  # it knows or says more, and came at the same moment
    FIRST = "first"  # nothing tells the sides apart: that of the id that stays


@dataclass(frozen=True, slots=True)
class Precedence:
    """The sources of people in the order in which their word on who somebody is counts, as of a day."""

    as_of: date
    words: tuple[tuple[str, ...], ...]  # of each source, by which its name is known

    def rank(self, source: str) -> int:
        """Give the place of a source, from 0; those that no words tell come last."""
        places = (place for place, words in enumerate(self.words) if any(word in source for word in words))
        return next(places, len(self.words))


@dataclass(frozen=True, slots=True, repr=False)
class Side:
    """
    One of two stored candidates, people included. None and () are unknown.

    Attributes:
        id: of the candidate.
        values: field → value; personal fields with their role, as ``self.name``.
        origins: field → where its value came from.
    """

    id: str
    values: Mapping[str, Any]
    origins: Mapping[str, Origin]

    def __repr__(self) -> str:
        """Show whose it is by id alone."""
        return f"Side({self.id!r})"

    def knows(self, field: str) -> bool:
        """Tell whether the side knows a field."""
        return self.values.get(field) not in (None, ())

    def came_at(self, fields: Sequence[str]) -> str:
        """Give the moment of the newest value of *fields*; "" = none is known."""
        return max((self.origins[field][1] for field in fields if field in self.origins), default="")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whose value of a field stays, and why."""

    field: str
    ids: tuple[str, ...]  # of the candidates who have it so
    why: Why


@dataclass(frozen=True, slots=True, repr=False)
class Merged:
    """What two sides come to: the values known, where each came from, and why it is this one."""

    values: dict[str, Any]
    origins: dict[str, Origin]
    chosen: tuple[Chosen, ...]

    def __repr__(self) -> str:
        """Show how many fields there are and none of their values."""
        return f"Merged({len(self.values)} fields)"


def merge_sides(first: Side, second: Side, *, precedence: Precedence) -> Merged:
    """
    Make two sides one.

    What only one side knows stays; lists are put together; a consent that either side refuses is refused. Where the
    sides differ, who somebody is (name, ID number, birth date, sex) comes from the source that stands first in
    *precedence*, all else from the side whose value is newer, then the fuller one, then the first side.

    Args:
        first: the side whose id stays.
        second: the side whose id is given up.
        precedence: of the sources.
    """
    merged = Merged({}, {}, ())
    chosen: list[Chosen] = []
    for fields in _parts(first, second):
        for one in _chosen(first, second, fields, precedence=precedence):
            sides = [side for side in (first, second) if side.id in one.ids]
            merged.values[one.field] = _value(one, sides)
            origins = [side.origins[one.field] for side in sides if one.field in side.origins]
            if origins:
                merged.origins[one.field] = max(origins, key=_moment) if one.why is Why.BOTH else origins[0]
            chosen.append(one)
    return Merged(merged.values, merged.origins, tuple(chosen))


def _moment(origin: Origin) -> str:
    return origin[1]


def _parts(first: Side, second: Side) -> Iterator[tuple[str, ...]]:
    """Give the fields that are known, those together that the sides contradict each other in."""
    known = [name for name in dict.fromkeys([*first.values, *second.values]) if first.knows(name) or second.knows(name)]
    bound = {
        field: group for group in TOGETHER if any(_differ(first, second, field) for field in group) for field in group
    }
    done = set[str]()
    for field in known:
        group = tuple(one for one in bound.get(field, (field,)) if one in known)
        if field not in done:
            done.update(group)
            yield group


def _differ(first: Side, second: Side, field: str) -> bool:
    return first.knows(field) and second.knows(field) and first.values[field] != second.values[field]


def _chosen(first: Side, second: Side, fields: Sequence[str], *, precedence: Precedence) -> Iterator[Chosen]:
    if len(fields) == 1:
        yield _one(first, second, fields[0], precedence=precedence)
        return
    side, why = _winner(first, second, fields, precedence=precedence)
    other = second if side is first else first
    for field in fields:
        if side.knows(field):
            agreed = other.knows(field) and not _differ(first, second, field)
            yield Chosen(field, (first.id, second.id), Why.SAME) if agreed else Chosen(field, (side.id,), why)


def _one(first: Side, second: Side, field: str, *, precedence: Precedence) -> Chosen:
    both = (first.id, second.id)
    if not (first.knows(field) and second.knows(field)):
        return Chosen(field, ((first if first.knows(field) else second).id,), Why.ONLY)
    if not _differ(first, second, field):
        return Chosen(field, both, Why.SAME)
    if field in LISTS:
        return Chosen(field, both, Why.BOTH)
    if field in CONSENTS:
        return Chosen(field, ((first if first.values[field] is False else second).id,), Why.REFUSED)
    side, why = _winner(first, second, (field,), precedence=precedence)
    return Chosen(field, (side.id,), why)


def _value(one: Chosen, sides: Sequence[Side]) -> Any:
    if one.why is Why.BOTH:
        return tuple(dict.fromkeys(entry for side in sides for entry in side.values[one.field]))
    return sides[0].values[one.field]


def _winner(first: Side, second: Side, fields: Sequence[str], *, precedence: Precedence) -> tuple[Side, Why]:
    tests: list[tuple[Callable[[Side], Any], Why]] = [
        (lambda side: side.came_at(fields), Why.NEWER),
        (lambda side: (sum(map(side.knows, fields)), _length(side, fields)), Why.FULLER),
    ]
    if set(fields) & set(IDENTITY):
        tests.insert(0, (lambda side: -_rank(side, fields, precedence), Why.SOURCE))
    if NUMBER in fields:  # it tells birth and sex, and is never lost
        tests.insert(0, (lambda side: side.knows(NUMBER), Why.FULLER))
    for weigh, why in tests:
        mine, other = weigh(first), weigh(second)
        if mine != other:
            return (first if mine > other else second), why
    return first, Why.FIRST


def _rank(side: Side, fields: Sequence[str], precedence: Precedence) -> int:
    """Give the rank of the best source that a side has one of *fields* from."""
    ranks = [precedence.rank(side.origins[field][0]) for field in fields if field in side.origins]
    return min(ranks, default=len(precedence.words))


def _length(side: Side, fields: Sequence[str]) -> int:
    return sum(len(str(side.values[field])) for field in fields if side.knows(field))
