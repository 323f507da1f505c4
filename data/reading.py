"""One file of records, from opening to entries: each row becomes an entry or a rejection."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from data.files import Headers, Limits, Table, find_tables, open_sheets
from data.frames import Entry, Fault, Reading, Rejection, Schema, check, reject, to_frame

Values = dict[str, Any]


class RowFault(ValueError):
    """Refuse a row for what several of its cells say together."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults[0].reason)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one row, and where it stands."""

    values: Values
    table: Table
    number: int
    faults: list[Fault]


Sift = Callable[[list[Row]], tuple[list[Row], Sequence[str]]]


def read_entries(
    path: Path,
    schema: Schema,
    *,
    make: Callable[[list[Row]], Iterator[Entry | RowFault]],
    number: Callable[[list[Row]], None] = lambda rows: None,
    sift: Sift = lambda rows: (rows, ()),
    limits: Limits,
    name: str | None = None,
) -> Reading[Entry]:
    """
    Read a file of records.

    Args:
        make: turns the sound rows of the file into entries or faults, one each, in order.
        number: gives rows without an id one that depends on the whole file, faulty rows included.
        sift: gives the rows that are records, with notes on those that are none.
        name: what to call the file where *path* is a copy of it.

    Raises:
        BadInput: the file as a whole cannot be read; nothing of it is.
    """
    with _uncollected():
        return _read(
            find_tables(open_sheets(path, name=name or path.name, limits=limits), schema.headers),
            schema,
            make,
            number,
            sift,
        )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the cycle collector off: millions of new cells and no cycle among them, a fifth of the time saved."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(
    tables: list[Table],
    schema: Schema,
    make: Callable[[list[Row]], Iterator[Entry | RowFault]],
    number: Callable[[list[Row]], None],
    sift: Sift,
) -> Reading[Entry]:
    reading: Reading[Entry] = Reading(sheets=tuple(table.sheet for table in tables), headers=schema.headers)
    rows: list[Row] = []
    for table in tables:
        checked = check(to_frame(table), schema, units=table.units)
        reading.notes.extend(_placed(table, tables, [*table.notes, *checked.notes]))
        rows.extend(_rows(checked.frame, checked.faults, table))
    rows, notes = sift(rows)
    reading.notes.extend(notes)
    reading.n_rows = len(rows)
    number(rows)
    made = make([row for row in rows if not row.faults])
    for row in rows:
        outcome = RowFault(*row.faults) if row.faults else next(made)
        if isinstance(outcome, RowFault):
            reading.rejected.append(_rejection(row, outcome.faults, schema))
        else:
            reading.entries.append(outcome)
            reading.origins.append((row.table, row.number))
    return reading


def _rows(frame: pd.DataFrame, faults: dict[int, list[Fault]], table: Table) -> Iterator[Row]:
    names = list(frame.columns)
    for number, *values in zip(frame.index.tolist(), *(frame[name].tolist() for name in names), strict=True):
        yield Row(dict(zip(names, values, strict=True)), table, number, faults.get(number, []))


def _rejection(row: Row, faults: Sequence[Fault], schema: Schema) -> Rejection:
    """Reject a row; an id that the file did not give goes with it, so that the corrected row is the same thing."""
    rejection = reject(row.table, row.number, faults, schema.headers)
    if row.values["id"] is not None and "id" not in row.table.columns:
        rejection.cells.setdefault(schema.headers.title("id"), row.values["id"])
    elif row.values["id"] is not None:
        rejection.cells[row.table.header[row.table.columns["id"]]] = row.values["id"]
    return rejection


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


def titles(headers: Headers, names: Iterable[str], column_of: Mapping[str, str]) -> str:
    """Name fields of a record by the columns that they come from."""
    columns = (headers.title(column_of.get(name, name)) for name in names)
    return "、".join(dict.fromkeys(columns))
