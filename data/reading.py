"""One file of records, from opening to entries: each row becomes an entry or a rejection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from data.files import Limits, Table, find_tables, open_sheets
from data.frames import Entry, Fault, Reading, Rejection, Schema, check, reject, to_frame

Values = dict[str, Any]


class RowFault(ValueError):
    """Refuse a row for what several of its cells say together."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one row, and where it stands."""

    values: Values
    table: Table
    number: int


def read_entries(
    path: Path, schema: Schema, *, make: Callable[[list[Row]], Iterator[Entry | RowFault]], limits: Limits
) -> Reading[Entry]:
    """
    Read a file of records.

    Args:
        make: turns the sound rows of the file into entries or faults, one each, in order.

    Raises:
        BadInput: the file as a whole cannot be read; nothing of it is.
    """
    tables = find_tables(open_sheets(path, limits=limits), schema.headers)
    reading: Reading[Entry] = Reading(n_rows=sum(len(table.rows) for table in tables))
    rows: list[Row] = []
    for table in tables:
        checked = check(to_frame(table), schema, units=table.units)
        for number, faults in checked.faults.items():
            reading.rejected.append(reject(table, number, faults, schema.headers))
        reading.notes.extend(_placed(table, tables, [*table.notes, *checked.notes]))
        rows.extend(_sound_rows(checked.frame, checked.faults, table))
    for row, made in zip(rows, make(rows), strict=True):
        if isinstance(made, RowFault):
            reading.rejected.append(reject(row.table, row.number, [made.fault], schema.headers))
        else:
            reading.entries.append(made)
    order = {table.sheet: n for n, table in enumerate(tables)}
    reading.rejected.sort(key=lambda one: (order[one.sheet], one.row))
    return reading


def _sound_rows(frame: Any, faults: dict[int, list[Fault]], table: Table) -> Iterator[Row]:
    names = list(frame.columns)
    for number, *values in zip(frame.index.tolist(), *(frame[name].tolist() for name in names), strict=True):
        if number not in faults:
            yield Row(dict(zip(names, values, strict=True)), table, number)


def _placed(table: Table, tables: list[Table], notes: list[str]) -> list[str]:
    return [f"{table.sheet}：{note}" for note in notes] if len(tables) > 1 else notes


def differing(one: Any, other: Any) -> list[str]:
    """Name the fields in which two records of a kind say different things; what one leaves open does not differ."""
    if one is None or other is None:
        return []
    found = []
    for place in fields(one):
        mine, theirs = getattr(one, place.name), getattr(other, place.name)
        if mine != theirs and mine not in (None, ()) and theirs not in (None, ()):
            found.append(place.name)
    return found


__all__ = ["Rejection", "Row", "RowFault", "Values", "differing", "read_entries"]
