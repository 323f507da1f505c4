"""The only door for tables: rows of cells become checked values, or rejections that say where and why."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import pandas as pd

from data.files import Headers, Table
from data.values.reasons import Reason
from data.values.text import HIDDEN, Cell, hide_personal, is_blank, plain, written
from data.values.texts import HIDING

Entry = TypeVar("Entry")

_FORMULA_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_SAMPLES = 5


@dataclass(frozen=True, slots=True, repr=False)
class Rejection:
    """
    A row that was not taken. It holds what the row says of people, so it never shows its values.

    Attributes:
        row: its number in the file, from 1.
        column: the header of the first faulty cell.
        reason: every fault of the row, in Chinese.
        cells: the row as read, header → text.
    """

    file: str
    sheet: str | None
    row: int
    column: str
    value: str
    reason: str
    cells: dict[str, str]

    def __repr__(self) -> str:
        """Show where the row stands and nothing of it."""
        return f"Rejection({self.file!r}, {self.sheet!r}, row={self.row}, column={self.column!r})"


@dataclass(slots=True, repr=False)
class Reading(Generic[Entry]):
    """
    What one file gave: len(entries) + len(rejected) == n_rows.

    Attributes:
        entries: one a row, in the order of the file; rows that tell of the same thing share an id and are to be merged.
        notes: what the office may want to know, in Chinese.
        rejected: in the order of the file.
        origins: where the row of each entry stands.
        sheets: in the order of the file.
        headers: of the schema that the file was read by.
    """

    entries: list[Entry] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    n_rows: int = 0
    notes: list[str] = field(default_factory=list)
    origins: list[tuple[Table, int]] = field(default_factory=list)
    sheets: tuple[str | None, ...] = ()
    headers: Headers = field(kw_only=True)

    def turn_back(self, faults: Iterable[Sequence[Fault]]) -> None:
        """
        Reject rows that were read soundly, for what only the database knows.

        Args:
            faults: of each entry in order; none = the entry stays.
        """
        entries, origins, self.entries, self.origins = self.entries, self.origins, [], []
        for entry, (table, number), found in zip(entries, origins, faults, strict=True):
            if found:
                self.rejected.append(reject(table, number, found, self.headers))
            else:
                self.entries.append(entry)
                self.origins.append((table, number))
        self.rejected.sort(key=lambda one: (self.sheets.index(one.sheet), one.row))


@dataclass(frozen=True, slots=True)
class Column:
    """
    How the cells of one field are read.

    Attributes:
        parse: cell, never blank, → value; raises ValueError with the reason in Chinese.
        lenient: True leaves a cell that cannot be read unknown, with a note, where rejecting the row would lose more.
        quoted: True lets notes quote the cell: never for what people say of themselves.
    """

    field: str
    parse: Callable[[Any], Any]
    lenient: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of one kind of file."""

    headers: Headers
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken, and why."""

    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Formula:
    """Stand for a formula of which the file holds no value."""

    cell: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A frame of values, indexed by row number; the faults of its rows; notes on cells left unknown."""

    frame: pd.DataFrame
    faults: dict[int, list[Fault]]
    notes: list[str]


def to_frame(table: Table) -> pd.DataFrame:
    """Set the cells of a table out by field, as they are, indexed by row number in the file."""
    columns: dict[str, list[Any]] = {
        name: [cells[at] if at < len(cells) else None for _, cells in table.rows] for name, at in table.columns.items()
    }
    for name, at in table.columns.items() if table.formulas else ():
        for place, (row, _) in enumerate(table.rows):
            if (row, at) in table.formulas and is_blank(columns[name][place]):
                columns[name][place] = Formula(f"{_letters(at)}{row}")
    return pd.DataFrame(columns, index=pd.Index([row for row, _ in table.rows], name="row"), dtype=object)


def _letters(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def check(frame: pd.DataFrame, schema: Schema, *, units: Mapping[str, str] | None = None) -> Checked:
    """
    Read every cell; a blank one is None.

    Args:
        frame: fields in columns, cells as in the file, indexed by row number.
        schema: how each field is read, and which a row cannot do without.
        units: field → unit named in its header, for the fields that are money.
    """
    values: dict[str, list[Any]] = {}
    faults: dict[int, list[Fault]] = {}
    notes: list[str] = []
    rows = frame.index.tolist()
    for column in schema.columns:
        if column.field not in frame.columns:
            values[column.field] = [None] * len(rows)
            continue
        unit = (units or {}).get(column.field)
        read = (
            column
            if unit is None
            else Column(column.field, _with_unit(column.parse, unit), column.lenient, column.quoted)
        )
        values[column.field], faulty = _read_column(frame[column.field].tolist(), read)
        if faulty and column.lenient:
            notes.append(_note(schema.headers.title(column.field), column, faulty, rows))
        elif faulty:
            for place, fault in faulty:
                faults.setdefault(rows[place], []).append(fault)
    _need(frame, schema, values, faults)
    notes.extend(_hidden(schema, values))
    return Checked(pd.DataFrame(values, index=frame.index, dtype=object), faults, notes)


def _with_unit(parse: Callable[..., Any], unit: str) -> Callable[[Any], Any]:
    if "元" not in unit and "千" not in unit and "万" not in unit and "k" not in unit.lower():
        return parse
    return lambda cell: parse(cell, unit=unit)


def _read_column(cells: Sequence[Cell | Formula], column: Column) -> tuple[list[Any], list[tuple[int, Fault]]]:
    known: dict[Any, Any] = {}
    values: list[Any] = []
    faulty: list[tuple[int, Fault]] = []
    for place, cell in enumerate(cells):
        key = cell if type(cell) is str else (type(cell), cell)
        if key in known:
            value = known[key]
        else:
            value = known[key] = _read_cell(cell, column)
        if type(value) is Fault:
            faulty.append((place, value))
            value = None
        values.append(value)
    return values, faulty


def _read_cell(cell: Cell | Formula, column: Column) -> Any:
    if isinstance(cell, Formula):
        return Fault(column.field, "", Reason.FORMULA.format(cell=cell.cell))
    if is_blank(cell):
        return None
    if isinstance(cell, str) and "#" in cell and cell.strip().upper() in _FORMULA_ERRORS:
        return Fault(column.field, cell, Reason.FORMULA_ERROR.format(value=cell.strip()))
    try:
        return column.parse(cell)
    except ValueError as fault:
        return Fault(column.field, written(cell), str(fault))


def _need(frame: pd.DataFrame, schema: Schema, values: dict[str, list[Any]], faults: dict[int, list[Fault]]) -> None:
    for group in schema.headers.needs:
        columns = [values[name] for name in group]
        for place, found in enumerate(zip(*columns, strict=True)):
            row = frame.index[place] if all(value is None for value in found) else None
            if row is None or any(fault.field in group for fault in faults.get(row, ())):
                continue
            titles = "或".join(schema.headers.title(name) for name in group)
            faults.setdefault(row, []).insert(0, Fault(group[0], "", Reason.MISSING.format(fields=titles)))


def _note(title: str, column: Column, faulty: list[tuple[int, Fault]], rows: list[int]) -> str:
    reasons = Counter(fault.reason for _, fault in faulty)
    samples = [
        f"第{rows[at]}行" + (f"“{hide_personal(fault.value)[:20]}”" if column.quoted else "")
        for at, fault in faulty[:_SAMPLES]
    ]
    more = "等" if len(faulty) > _SAMPLES else ""
    said = "；".join(f"{reason} {n} 行" for reason, n in reasons.most_common(5))
    return f"{title}按未填处理 {len(faulty)} 行（{said}）：{'、'.join(samples)}{more}"


def _hidden(schema: Schema, values: dict[str, list[Any]]) -> Iterator[str]:
    for column in schema.columns:
        if column.parse not in HIDING:
            continue
        n_rows = sum(1 for value in values[column.field] if value is not None and _holds_mark(value))
        if n_rows:
            yield f"{schema.headers.title(column.field)}中的证件号、电话等个人号码已隐去 {n_rows} 行"


def _holds_mark(value: str | tuple[str, ...]) -> bool:
    return HIDDEN in value if isinstance(value, str) else any(HIDDEN in part for part in value)


def reject(table: Table, row: int, faults: Sequence[Fault], headers: Headers) -> Rejection:
    """Turn the faults of one row into a rejection with the row as read."""
    cells = table.rows[bisect_left(table.rows, row, key=lambda numbered: numbered[0])][1]
    first, *rest = faults
    column = _header_of(table, first.field, headers)
    more = "".join(f"；{_header_of(table, fault.field, headers)}：{fault.reason}" for fault in rest)
    return Rejection(table.file, table.sheet, row, column, first.value, first.reason + more, _as_read(table, cells))


def _header_of(table: Table, name: str, headers: Headers) -> str:
    at = table.columns.get(name)
    return headers.title(name) if at is None else plain(table.header[at]) or headers.title(name)


def _as_read(table: Table, cells: Sequence[Cell]) -> dict[str, str]:
    read: dict[str, str] = {}
    for at in range(max(len(table.header), len(cells))):
        name = table.header[at] if at < len(table.header) else ""
        name = name or f"（第{at + 1}列）"
        read[name if name not in read else f"{name}（第{at + 1}列）"] = written(cells[at]) if at < len(cells) else ""
    return read
