"""One sheet of cells as it stands in a file, and the bounds it must keep."""

from __future__ import annotations

from dataclasses import dataclass

from data.files.limits import Limits
from data.values.text import Cell
from matcher.errors import BadInput, Phrase


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    The cells of one sheet, before anyone knows what they mean.

    Attributes:
        name: of the sheet; None where the file has no sheets.
        rows: from the first row of the file on; shorter rows end in nothing.
        formulas: (row, column), from 0, of cells whose formula has no stored value.
    """

    file: str
    name: str | None
    rows: list[list[Cell]]
    formulas: frozenset[tuple[int, int]] = frozenset()


def place_of(file: str, sheet: str | None) -> Phrase | str:
    """Name a sheet in its file, for messages."""
    return Phrase.of("{file} sheet {sheet!r}", file=file, sheet=sheet) if sheet else file


def check_size(sheet: Sheet, *, limits: Limits) -> Sheet:
    """Refuse a sheet with too many rows or columns, or a cell too long."""
    where = place_of(sheet.file, sheet.name)
    if len(sheet.rows) > limits.n_rows:
        raise BadInput(
            "{where}: {n:,} rows, more than {limit:,}; split the file",
            where=where,
            n=len(sheet.rows),
            limit=limits.n_rows,
        )
    for row, cells in enumerate(sheet.rows, 1):
        if len(cells) > limits.n_columns:
            raise BadInput(
                "{where} row {row}: {n:,} columns, more than {limit:,}; is this the right file?",
                where=where,
                row=row,
                n=len(cells),
                limit=limits.n_columns,
            )
        if _longest(cells) > limits.n_characters:
            column, n_characters = max(enumerate(map(_length, cells), 1), key=lambda pair: pair[1])
            raise BadInput(
                "{where} row {row} column {column}: a cell of {n:,} characters, more than {limit:,}; shorten it",
                where=where,
                row=row,
                column=column,
                n=n_characters,
                limit=limits.n_characters,
            )
    return sheet


def _longest(cells: list[Cell]) -> int:
    try:
        return max(map(len, cells), default=0)  # type: ignore[arg-type]  # text files hold strings only
    except TypeError:
        return max(map(_length, cells), default=0)


def _length(cell: Cell) -> int:
    return len(cell) if isinstance(cell, str) else 0
