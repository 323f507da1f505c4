"""CSV and JSON files of papers: the same figures without their looks."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from matcher.papers import Cell, Column, Form, Paper, Row, Sheet

FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")  # a Chinese spreadsheet takes the wide ones too
RATE_PLACES = 4

C = TypeVar("C")


def write_csv(path: Path, sheet: Sheet) -> None:
    """
    Write a table as CSV (UTF-8 with BOM), its total row last.

    A text that a spreadsheet would take for a formula stands behind an apostrophe.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(as_texts(sheet))


def harmless(cell: C) -> C | str:
    """Give a cell as it may stand in a CSV file: what a spreadsheet would run as a formula, behind an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def as_texts(sheet: Sheet, *, to_read: bool = False) -> Iterator[list[str]]:
    """Give a table as texts: the heads, the rows, the total row; *to_read* by people, rates stand in per cent."""
    yield [_head(column) for column in sheet.columns]
    for row in sheet.rows:
        yield _texts(sheet.columns, row, to_read=to_read)
    if sheet.total is not None:
        yield _texts(sheet.columns, sheet.total, to_read=to_read)


def write_json(path: Path, content: Any) -> None:
    """Write one JSON value (UTF-8); amounts become texts to the fen, days ISO."""
    with path.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=2, default=_plain)
        stream.write("\n")


def sheets_as_plain(paper: Paper) -> dict[str, Any]:
    """Give a paper as what JSON can hold: for each sheet its rows by the keys of the columns."""
    sheets = [
        {
            "name": sheet.name,
            "title": sheet.title,
            "unit": sheet.unit,
            "rows": [_by_key(sheet, row) for row in sheet.rows],
            "total": None if sheet.total is None else _by_key(sheet, sheet.total),
            "notes": list(sheet.notes),
        }
        for sheet in paper.sheets
    ]
    return {"on": paper.on.isoformat(), "period": paper.period, "sheets": sheets}


def _by_key(sheet: Sheet, row: Row) -> dict[str, Any]:
    return {column.key: _plain(cell) for column, cell in zip(sheet.columns, row, strict=True)}


def _plain(cell: Any) -> Any:
    if isinstance(cell, Decimal):
        return f"{cell:.2f}"
    return cell.isoformat() if isinstance(cell, date) else cell


def _head(column: Column) -> str:
    title = column.title.replace("\n", "")
    return title if column.group is None else f"{column.group} {title}"


def _texts(columns: tuple[Column, ...], row: Row, *, to_read: bool) -> list[str]:
    return [_text(cell, column.form, to_read=to_read) for column, cell in zip(columns, row, strict=True)]


def _text(cell: Cell, form: Form, *, to_read: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if form is Form.YUAN:
        return f"{cell:.2f}"
    if form is Form.RATE and to_read:
        return f"{cell:.1%}"
    return str(round(cell, RATE_PLACES)) if isinstance(cell, float) else str(cell)
