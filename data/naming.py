"""Ids and names of files that tell who somebody is: left out, since both stand open in lists and logs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path, PurePath

from data.files import Limits
from data.frames import Entry, Reading, Schema
from data.outreach.messages import is_telling
from data.reading import Row, RowFault, Values, read_entries
from data.values.dates import Partial
from data.values.identifiers import IdNumber, names_a_person
from data.values.text import hide_names, hide_personal

SHOWN = 5  # rows that a note names


def read_naming_nobody(
    path: Path,
    schema: Schema,
    *,
    make: Callable[[list[Row]], Iterator[Entry | RowFault]],
    limits: Limits,
    name: str | None = None,
) -> Reading[Entry]:
    """Read entries as ``read_entries`` does, from rows without ids that name their people; a note says of which."""
    named: list[int] = []

    def make_of_nobody(rows: list[Row]) -> Iterator[Entry | RowFault]:
        named.extend(_take_out_naming(rows))
        return make(rows)

    reading = read_entries(path, schema, make=make_of_nobody, limits=limits, name=name)
    if named:
        reading.notes.append(_naming_note(named))
    return reading


def _take_out_naming(rows: Sequence[Row]) -> list[int]:
    """Take out of rows the ids that name their people, so that others are made for them, and give the rows' numbers."""
    found = [row for row in rows if _names_its_person(row.values)]
    for row in found:
        row.values["id"] = None
    return [row.number for row in found]


def _naming_note(rows: Sequence[int]) -> str:
    """Say of how many rows the ids were taken out, and name the first."""
    return f"编号栏含身份证号或本人手机号，已改用系统编号 {len(rows)} 行：{first_rows(rows)}"


def first_rows(rows: Sequence[int]) -> str:
    """Name the first of some rows."""
    return "、".join(f"第{number}行" for number in rows[:SHOWN])


def named_nobody(name: str, people: Iterable[str | None]) -> str:
    """Give the name of a file without the numbers in it and without the names of *people*."""
    return hide_names(hide_personal(name), *people) or name


def named_no_group(name: str, *, kind: str) -> str:
    """Give the name of a file of people; one that tells a priority group is called by its kind instead."""
    return f"{kind}{PurePath(name).suffix}" if is_telling(name) else name


def renamed_note(kept: str) -> str:
    """Say by which name the file is kept and logged."""
    return f"文件名提到个人或重点群体，存档和日志中改称“{kept}”"


def _names_its_person(values: Values) -> bool:
    number: IdNumber | None = values["id_number"]
    id_number = number.number if number else None
    return names_a_person(values["id"], id_number=id_number, phone=values.get("phone"), birth_on=_birth(values, number))


def _birth(values: Values, number: IdNumber | None) -> date | None:
    birth: Partial | None = values.get("birth_on")
    if number is not None or birth is None or birth.day is None:
        return None
    return birth.last
