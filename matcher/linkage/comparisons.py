"""Which fields of two people are compared, and the levels of likeness that each knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matcher.linkage.conditions import Condition, at_least, either, every, known, lacking, same, same_at
from matcher.linkage.traits import LONGEST_NAME, Traits

UNKNOWN = "unknown"  # the level where one of the two does not tell the field: it weighs nothing
OTHERWISE = Condition("else", lambda a, b: True)


@dataclass(frozen=True, slots=True)
class Level:
    """
    One way for two people to be alike in a field; the first that holds counts.

    Attributes:
        by_name: the chance of it among different people is how common the name is, not one number for all.
    """

    name: str
    condition: Condition
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field with its levels, from alike to different, the last without condition."""

    name: str
    untold: Condition | None  # where the field says nothing
    levels: tuple[Level, ...]

    def level(self, a: Traits, b: Traits) -> Level | None:
        """Give the level at which two people are alike; None where it is unknown."""
        if self.untold is not None and self.untold.holds(a, b):
            return None
        return next(level for level in self.levels if level.condition.holds(a, b))

    def levels_by_name(self) -> Iterator[tuple[str, Level]]:
        """Go through the levels with their names."""
        return ((level.name, level) for level in self.levels)


def _one_less() -> Condition:
    places = range(1, LONGEST_NAME + 1)
    return either(*(same("folded", f"less{n}") for n in places), *(same(f"less{n}", "folded") for n in places))


def _one_character() -> Condition:
    places = tuple(same(f"c{n}") for n in range(1, LONGEST_NAME + 1))
    return every(
        same("length"),
        either(
            every(known("c4"), at_least(3, *places)),
            every(known("c3"), lacking("c4"), at_least(2, *places)),
        ),
    )


NAME = Field(
    "name",
    lacking("name"),
    (
        Level("exact", same("name"), by_name=True),
        Level("variant", same("folded"), by_name=True),
        Level("same_sounds", same("pinyin")),
        Level("look_alike", same("looks")),
        Level("reordered", same("mixed")),
        Level("shortened", _one_less()),
        Level("one_character", _one_character()),
        Level("surname", same("c1")),
        Level("given_name", same("given")),
        Level("differs", OTHERWISE),
    ),
)

_AREA_SLIP = either(same("digits_area"), at_least(5, *(same_at("area", n) for n in range(1, 7))))
_TAIL_SLIP = either(same("digits_tail"), at_least(3, *(same_at("tail", n) for n in range(1, 5))))
_AREA = either(same("area"), every(lacking("area"), same("area4")))

NUMBER = Field(
    "id_number",
    every(lacking("area4"), lacking("tail")),
    (
        Level("same", same("number")),
        Level("two_valid", known("number")),
        Level("one_slip", every(_AREA, either(same("tail"), same("sequence")))),
        Level("two_slips", either(every(_AREA, _TAIL_SLIP), every(_AREA_SLIP, same("tail")))),
        Level("tail", same("tail")),
        Level("fragment", every(_AREA, lacking("tail"))),
        Level("area", _AREA),
        Level("differs", OTHERWISE),
    ),
)

BIRTH = Field(
    "birth",
    lacking("year"),
    (
        Level("exact", every(same("year"), same("month"), same("day"))),
        Level("month", every(same("year"), same("month"), lacking("day"))),
        Level("year", every(same("year"), lacking("month"))),
        Level("swapped", every(same("year"), same("month", "day"), same("day", "month"))),
        Level("one_part", every(known("day"), at_least(2, same("year"), same("month"), same("day")))),
        Level("differs", OTHERWISE),
    ),
)

SEX = Field("sex", lacking("sex"), (Level("same", same("sex")), Level("differs", OTHERWISE)))

PHONE = Field(
    "phone",
    lacking("phone"),
    (
        Level("same", same("phone")),
        Level("one_digit", at_least(10, *(same_at("phone", n) for n in range(1, 12)))),
        Level("differs", OTHERWISE),
    ),
)

DISTRICT = Field("district", lacking("district"), (Level("same", same("district")), Level("differs", OTHERWISE)))

FIELDS = (NAME, NUMBER, BIRTH, SEX, PHONE, DISTRICT)
