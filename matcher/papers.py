"""A paper: figures in tables as an office hands them in, before they become Excel, CSV or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

Cell = str | int | float | Decimal | date | None
Row = Sequence[Cell]

SIGNED = ("填表人", "审核人", "填报日期")


class Form(StrEnum):
    """How the values of a column are written."""

    TEXT = "text"
    COUNT = "count"
    YUAN = "yuan"  # to the fen
    RATE = "rate"  # 0..1, shown in per cent
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column of a table.

    Attributes:
        key: its name in JSON.
        title: its head.
        form: how its values are written.
        group: the head above that it shares with its neighbours of the same group.
        summed: the total row holds its sum.
        ratio: keys of the columns of which it is the quotient, row by row and in the total row.
        width: in Latin characters; None = as wide as what stands in it.
    """

    key: str
    title: str
    form: Form = Form.TEXT
    group: str | None = None
    summed: bool = False
    ratio: tuple[str, str] | None = None
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    One table with what stands around it.

    Attributes:
        name: of the sheet in a workbook, as far as one takes it; two that are alike are told apart there.
        title: above the table.
        columns: at least one.
        rows: as many cells each as there are columns; rows that are no sequence are written in constant memory, and
            need columns without groups.
        total: the last row; None = there is none.
        unit: of the figures, as 个、人、元.
        notes: below the table, each on a line.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    total: Row | None = None
    unit: str | None = None
    notes: tuple[str, ...] = ()

    def at(self, key: str) -> int:
        """Give the position of a column."""
        return next(n for n, column in enumerate(self.columns) if column.key == key)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of columns of one sheet; its total row is left out."""

    title: str
    kind: Literal["column", "bar", "line"]
    sheet: str  # its name
    category: str  # key of the column that names the rows
    series: tuple[str, ...]  # keys of the columns that are drawn


@dataclass(frozen=True, slots=True)
class Paper:
    """One or more tables that are handed in together."""

    sheets: tuple[Sheet, ...]
    on: date  # the day as of which it is
    office: str | None = None  # 填报单位
    period: str | None = None  # 2023年8月
    charts: tuple[Chart, ...] = ()
    signed: tuple[str, ...] = SIGNED  # who and what the last line asks for; () = it is not signed


def quotient(part: Cell, whole: Cell) -> float | None:
    """Divide two figures; None where one is unknown or suppressed, or the whole is 0."""
    if isinstance(part, (str, date)) or isinstance(whole, (str, date)) or part is None or not whole:
        return None
    return float(part) / float(whole)


def total_row(
    columns: Sequence[Column], rows: Sequence[Row], *, label: str = "合计", given: Mapping[str, Cell] | None = None
) -> tuple[Cell, ...]:
    """
    Make the total row of a table: sums, quotients of sums, and *label* in the first column.

    Args:
        columns: of the table.
        rows: all of them.
        label: what stands in the first column.
        given: totals by key that are no sums, as counts of distinct things.
    """
    totals: dict[str, Cell] = {columns[0].key: label, **(given or {})}
    for n, column in enumerate(columns):
        if column.summed and column.key not in totals:
            totals[column.key] = sum_of([row[n] for row in rows])
    for column in columns:
        if column.ratio is not None:
            totals[column.key] = quotient(*(totals.get(key) for key in column.ratio))
    return tuple(totals.get(column.key) for column in columns)


def sum_of(cells: Iterable[Cell]) -> int | float | Decimal | None:
    """Add up a column, blanks left out; None where a cell is a text: nobody can add what is suppressed."""
    total: int | float | Decimal = 0
    for cell in cells:
        if isinstance(cell, (str, date)):
            return None
        total += 0 if cell is None else cell  # type: ignore[operator]  # a column is all of one kind
    return total
