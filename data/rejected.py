"""Rejected rows as a file that goes back to the office, is corrected there and imported again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from data.files import Limits, open_sheets
from data.frames import Entry, Reading, Rejection
from data.papers.titles import sheet_title

_HEADS = ("退回_文件", "退回_工作表", "退回_行", "退回_列", "退回_值", "退回_原因")
_WIDTHS = (18, 12, 8, 14, 22, 44)
_MAX_ROWS = 1_048_576
_MAX_TEXT = 32_767


def write_rejected(path: Path, reading: Reading[Entry]) -> None:
    """
    Write the rejected rows as a workbook that the office corrects and imports again.

    Each sheet with rejected rows gives one that bears its name. The original columns follow six that say where and why;
    those six are skipped when it is read. Every cell is written as text, so that none becomes a formula. The file holds
    personal data: only its owner may read it.
    """
    path.touch(mode=0o600)
    os.chmod(path, 0o600)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        text = book.add_format({"num_format": "@", "valign": "top"})
        bold = book.add_format({"bold": True, "bg_color": "#F2DCDB"})
        sheets = _by_sheet(reading.rejected)
        for source, rejected in sheets.items():
            header = tuple(dict.fromkeys(name for one in rejected for name in one.cells))
            for start in range(0, len(rejected), _MAX_ROWS - 1):
                part = rejected[start : start + _MAX_ROWS - 1]
                title = f"退回 {source or ''}" if len(sheets) > 1 else "退回"
                _write_sheet(book.add_worksheet(sheet_title(title, taken=book.sheetnames)), header, part, text, bold)
        if reading.notes:
            sheet = book.add_worksheet("情况")
            for row, note in enumerate(reading.notes):
                sheet.write_string(row, 0, note[:_MAX_TEXT])


@dataclass(frozen=True, slots=True)
class TurnedBack:
    """Where a rejected row stands and why it was turned back; nothing of what it says."""

    sheet: str
    row: str
    column: str
    reason: str


def read_rejected(path: Path, *, most: int) -> list[TurnedBack]:
    """Read of a workbook of rejected rows where the first of them stand and why."""
    found = []
    for sheet in open_sheets(path, name=path.name, limits=Limits()):
        for cells in sheet.rows[1:] if sheet.rows and sheet.rows[0][:1] == [_HEADS[0]] else ():
            _, name, row, column, _, reason = (str(cell or "") for cell in cells[: len(_HEADS)])
            found.append(TurnedBack(name, row, column, reason))
    return found[:most]


def _by_sheet(rejected: Sequence[Rejection]) -> dict[str | None, list[Rejection]]:
    groups: dict[str | None, list[Rejection]] = {}
    for rejection in rejected:
        groups.setdefault(rejection.sheet, []).append(rejection)
    return groups


def _write_sheet(
    sheet: xlsxwriter.worksheet.Worksheet,
    header: tuple[str, ...],
    rejected: Sequence[Rejection],
    text: xlsxwriter.format.Format,
    bold: xlsxwriter.format.Format,
) -> None:
    for column, name in enumerate((*_HEADS, *header)):
        sheet.write_string(0, column, name[:_MAX_TEXT], bold)
        sheet.set_column(column, column, _WIDTHS[column] if column < len(_WIDTHS) else 16, text)
    for row, one in enumerate(rejected, 1):
        where = (one.file, one.sheet or "", str(one.row), one.column, one.value, one.reason)
        for column, value in enumerate((*where, *(one.cells.get(name, "") for name in header))):
            if value:
                sheet.write_string(row, column, value[:_MAX_TEXT], text)
    sheet.freeze_panes(1, 0)
