"""How wide a column must be: a Chinese character takes two cells of a Latin one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from math import ceil

from matcher.papers import Cell, Column, Form, Row

NARROWEST = 7.5
WIDEST = 44.0
WIDEST_HEAD = 12.0  # a head of more breaks into lines
MARGIN = 1.5
MOST_LINES = 10  # of a cell


def cells_of(text: str) -> int:
    """Count the cells that a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def width_of(column: Column, cells: Iterable[Cell]) -> float:
    """Give the width of a column by its head and some of its cells."""
    if column.width is not None:
        return column.width
    head = min(max(map(cells_of, column.title.split("\n"))), WIDEST_HEAD)
    body = max((cells_of(_shown(cell, column.form)) for cell in cells), default=0)
    return min(max(head, body, NARROWEST - MARGIN) + MARGIN, WIDEST)


def n_lines(row: Row, widths: Sequence[float]) -> int:
    """Count the lines that the longest text of a row takes; at most ten are shown."""
    texts = ((cell, width) for cell, width in zip(row, widths, strict=True) if isinstance(cell, str))
    return min(max((ceil(cells_of(text) / (width - MARGIN / 2)) for text, width in texts), default=1), MOST_LINES) or 1


def _shown(cell: Cell, form: Form) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return "2023-08-31"
    if isinstance(cell, (int, float, Decimal)):
        return {Form.RATE: f"{cell:.1%}", Form.YUAN: f"{cell:,.2f}"}.get(form, f"{cell:,}")
    return cell
