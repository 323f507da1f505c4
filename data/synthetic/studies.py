"""Fields of study and levels of education: which majors a level has, and how employers ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from data.synthetic.words import read_words

LEVELS = ("junior", "senior", "secondary", "technician", "college", "bachelor", "master", "doctor")

# what a requirement of each level compares with: technician and secondary are one step, as in GB/T 4658
RANK = {
    "any": 0,
    "junior": 1,
    "senior": 2,
    "secondary": 2,
    "technician": 2,
    "college": 3,
    "bachelor": 4,
    "master": 5,
    "doctor": 6,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of study; *majors* by level, *asked* as employers call the whole field."""

    key: str
    people: float
    women: float  # share of women
    asked: tuple[str, ...]
    majors: dict[str, tuple[str, ...]]


@cache
def load_fields() -> dict[str, Field]:
    """Load all fields of study by key."""
    return {
        key: Field(
            key=key,
            people=table["people"],
            women=table["women"],
            asked=tuple(table["asked"]),
            majors={level: tuple(table[level]) for level in LEVELS if level in table},
        )
        for key, table in read_words("majors").items()
    }
