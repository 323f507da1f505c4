"""One sheet of cells as it stands in a file, and the bounds it must keep."""

from __future__ import annotations

from dataclasses import dataclass

from data.files.limits import Limits
from data.values.text import Cell
from matcher.errors import BadInput


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


def check_size(sheet: Sheet, *, limits: Limits) -> Sheet:
    """Refuse a sheet with too many rows or columns, or a cell too long."""
    where = f"{sheet.file} sheet {sheet.name!r}" if sheet.name else sheet.file
    if len(sheet.rows) > limits.n_rows:
        raise BadInput(f"{where}: {len(sheet.rows):,} rows, more than {limits.n_rows:,}; split the file")
    for row, cells in enumerate(sheet.rows, 1):
        if len(cells) > limits.n_columns:
            raise BadInput(
                f"{where} row {row}: {len(cells):,} columns, more than {limits.n_columns}; is this the right file?"
            )
        if _longest(cells) > limits.n_characters:
            column, n_characters = max(enumerate(map(_length, cells), 1), key=lambda pair: pair[1])
            raise BadInput(
                f"{where} row {row} column {column}: a cell of {n_characters:,} characters, "
                f"more than {limits.n_characters:,}; shorten it"
            )
    return sheet


def _longest(cells: list[Cell]) -> int:
    try:
        return max(map(len, cells), default=0)  # type: ignore[arg-type]  # text files hold strings only
    except TypeError:
        return max(map(_length, cells), default=0)


def _length(cell: Cell) -> int:
    return len(cell) if isinstance(cell, str) else 0
