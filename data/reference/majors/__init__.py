"""The official catalogues of majors, other numberings, former names and broad names, and how they are loaded."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from matcher.majors import Catalogue, Entry, Numbering
from matcher.records import Education

LETTERS = {
    "undergraduate": "u",
    "graduate": "g",
    "college": "v",
    "vocational_bachelor": "b",
    "secondary": "s",
    "technician": "t",
}
"""File → the letter that names its catalogue in codes."""

NEAR_TO = {"graduate": "u", "college": "u", "vocational_bachelor": "u", "secondary": "v", "technician": "v"}
"""File → the catalogue that its column *near* speaks of."""

GUANGDONG = {"guangdong": "B", "guangdong_graduate": "A", "guangdong_college": "C"}
"""File → the letter that Guangdong writes before the codes in it."""


@cache
def load_majors() -> Catalogue:
    """Load all catalogues of majors."""
    entries, near = [], {}
    for name, letter in LETTERS.items():
        for row in _rows(f"{name}.csv"):
            code = letter + row["code"].rstrip("TK")
            entries.append(Entry(code, row["name"]))
            if row.get("near"):
                near[code] = tuple(NEAR_TO[name] + other for other in row["near"].split())
    return Catalogue(
        entries=tuple(entries),
        near=near,
        aliases={row["alias"]: tuple(row["names"].split()) for row in _rows("aliases.csv")},
        fields={row["field"]: tuple(row["covers"].split()) for row in _rows("fields.csv")},
        numberings=load_numberings(),
    )


@cache
def load_numberings() -> tuple[Numbering, ...]:
    """Load the numberings of other authorities."""
    return (
        Numbering(
            name="guangdong",
            title="广东省2026年考试录用公务员专业参考目录",
            places=("Guangdong", "广东"),
            letters={
                Education.COLLEGE: "C",
                Education.BACHELOR: "B",
                Education.MASTER: "A",
                Education.DOCTOR: "A",
            },
            names={
                letter + row["code"]: row["name"] for name, letter in GUANGDONG.items() for row in _rows(f"{name}.csv")
            },
        ),
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    """Read a table; lines that begin with # tell where it comes from."""
    lines = files(__name__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return csv.DictReader(line for line in lines if not line.startswith("#"))
