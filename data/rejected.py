"""Rejected rows as a file that goes back to the office, is corrected and imported again."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from data.frames import Entry, Reading, Rejection
from data.papers.titles import sheet_title

_HEADS = ("退回_文件", "退回_工作表", "退回_行", "退回_列", "退回_值", "退回_原因")
_FROM = _HEADS[1:3]  # of a corrected row: the sheet and the row that it came from, which is not read again
CORRECTED = "更正"
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


def read_rejected(path: Path) -> list[Rejection]:
    """
    Read the rows that ``write_rejected`` wrote, in the order of the file.

    Cells that are empty are read as such; what was cut at the length of a cell stays cut.
    """
    with path.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as book:
        return [
            one
            for title in book.sheet_names
            for one in _read_sheet(book.get_sheet_by_name(title).to_python(skip_empty_area=False))
        ]


def _read_sheet(rows: Sequence[Sequence[object]]) -> Iterator[Rejection]:
    header = [str(cell) for cell in rows[0]] if rows else []
    if tuple(header[: len(_HEADS)]) != _HEADS:
        return
    for row in rows[1:]:
        file, sheet, number, column, value, reason, *cells = map(str, row)
        if number.isdecimal():  # a row of which somebody forgotten was taken out may be blank
            own = dict(zip(header[len(_HEADS) :], cells, strict=True))
            yield Rejection(file, sheet or None, int(number), column, value, reason, own)


def write_corrected(rows: Sequence[tuple[Rejection, dict[str, str]]]) -> bytes:
    """
    Write corrected rows as a workbook to be imported like any other, every cell as text.

    Args:
        rows: each as it was rejected, and its cells as they shall be; which sheet and row it came from goes before.
    """
    header = tuple(name for name in dict.fromkeys(name for _, cells in rows for name in cells) if name not in _HEADS)
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book:
        sheet, text = book.add_worksheet(CORRECTED), book.add_format({"num_format": "@"})
        for at, name in enumerate((*_FROM, *header)):
            sheet.write_string(0, at, name, text)
        for number, (one, cells) in enumerate(rows, 1):
            where = [
                one.cells.get(name) or own for name, own in zip(_FROM, (one.sheet or "", str(one.row)), strict=True)
            ]
            for at, value in enumerate((*where, *(cells.get(name, "") for name in header))):
                sheet.write_string(number, at, value[:_MAX_TEXT], text)
    return made.getvalue()


def row_at_first(one: Rejection) -> int:
    """Give the number that a row had in the file that it first came in, however often it was corrected since."""
    first = one.cells.get(_FROM[1], "")
    return int(first) if first.isdecimal() else one.row


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
