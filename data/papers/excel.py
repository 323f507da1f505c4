"""Excel files of papers: title, lines, heads, body, sums and page set-up as an office hands them in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name, xl_range

from data.papers.charts import add_charts
from data.papers.formats import Formats
from data.papers.titles import sheet_title
from data.papers.widths import n_lines, width_of
from matcher.papers import Cell, Column, Paper, Row, Sheet

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MOST_ROWS = 1_048_576
LONGEST_TEXT = 32_767
SAMPLED = 300  # rows by which the width of a column is found
A4 = 9
TITLE_ROW, LINE_ROW, HEAD_ROW = 0, 1, 2
TITLE_HEIGHT, LINE_HEIGHT, ROW_HEIGHT = 34, 20, 19


def write_excel(target: Path | BinaryIO, paper: Paper) -> None:
    """
    Write a paper as a workbook, its charts on a sheet of their own.

    A text is a text, also where it begins like a formula; sums and quotients are formulas that carry their value. A
    sheet whose rows are no sequence is written as they come, in constant memory.

    Raises:
        ValueError: a total is not the sum of its column, or there are more rows than a sheet holds.
        OSError: the file cannot be written.
    """
    is_long = any(not isinstance(sheet.rows, Sequence) for sheet in paper.sheets)
    kept_in = {"constant_memory": True} if is_long else {"in_memory": True}
    to = str(target) if isinstance(target, Path) else target
    try:
        with xlsxwriter.Workbook(to, OPTIONS | kept_in) as book:
            _write_book(book, paper)
    except FileCreateError as error:
        raise error.args[0] from None  # what the system said


def _write_book(book: xlsxwriter.Workbook, paper: Paper) -> None:
    book.set_properties({"title": paper.sheets[0].title, "created": datetime.combine(paper.on, time(), UTC)})
    formats = Formats(book)
    bodies = {}
    for sheet in paper.sheets:
        page = book.add_worksheet(sheet_title(sheet.name, taken=book.sheetnames))
        bodies[sheet.name] = _write_sheet(page, sheet, paper, formats)
    add_charts(book, paper, bodies)


def _write_sheet(page: Any, sheet: Sheet, paper: Paper, formats: Formats) -> range:
    """Write one sheet from top to bottom, and give the rows of its body."""
    last = len(sheet.columns) - 1
    rows = iter(sheet.rows)
    sample = list(islice(rows, SAMPLED))
    shown = [*sample, *filter(None, [sheet.total])]
    widths = [width_of(column, (row[n] for row in shown)) for n, column in enumerate(sheet.columns)]
    for n, width in enumerate(widths):
        page.set_column(n, n, width)
    page.set_row(TITLE_ROW, TITLE_HEIGHT)
    _span(page, TITLE_ROW, 0, last, sheet.title, formats.title())
    _write_line(page, sheet, paper, last, formats)
    first = _write_heads(page, sheet.columns, formats)
    body = _write_body(page, sheet, chain(sample, rows), first, formats, widths)
    _write_foot(page, sheet, paper, body.stop + (sheet.total is not None), last, formats)
    _set_up(page, first)
    return body


def _span(page: Any, row: int, left: int, right: int, text: str, look: Any) -> None:
    if right > left:
        page.merge_range(row, left, row, right, "", look)
    page.write_string(row, left, text[:LONGEST_TEXT], look)


def _write_line(page: Any, sheet: Sheet, paper: Paper, last: int, formats: Formats) -> None:
    """Write who reports, for when, and in which unit, over the whole width."""
    page.set_row(LINE_ROW, LINE_HEIGHT)
    office = f"填报单位：{paper.office or ''}"
    when = paper.period or f"{paper.on.year}年{paper.on.month}月{paper.on.day}日"
    unit = f"单位：{sheet.unit}" if sheet.unit else ""
    if last < 2:
        return _span(page, LINE_ROW, 0, last, "  ".join(filter(None, (office, when, unit))), formats.line("left"))
    left, right = last // 3, last - (last + 1) // 3
    _span(page, LINE_ROW, 0, left, office, formats.line("left"))
    _span(page, LINE_ROW, left + 1, right, when, formats.line("center"))
    return _span(page, LINE_ROW, right + 1, last, unit, formats.line("right"))


def _write_heads(page: Any, columns: Sequence[Column], formats: Formats) -> int:
    """Write the heads, on two rows where columns have groups, and give the row after them."""
    look = formats.head()
    if not any(column.group for column in columns):
        page.set_row(HEAD_ROW, 2 * ROW_HEIGHT)
        for n, column in enumerate(columns):
            page.write_string(HEAD_ROW, n, column.title, look)
        return HEAD_ROW + 1
    page.set_row(HEAD_ROW, ROW_HEIGHT)
    page.set_row(HEAD_ROW + 1, 2 * ROW_HEIGHT)
    for group, members in groupby(enumerate(columns), key=lambda one: one[1].group):
        numbered = list(members)
        if group is not None:
            _span(page, HEAD_ROW, numbered[0][0], numbered[-1][0], group, look)
        for n, column in numbered:
            if group is None:
                page.merge_range(HEAD_ROW, n, HEAD_ROW + 1, n, "", look)
            page.write_string(HEAD_ROW + (group is not None), n, column.title, look)
    return HEAD_ROW + 2


def _write_body(
    page: Any, sheet: Sheet, rows: Iterable[Row], first: int, formats: Formats, widths: Sequence[float]
) -> range:
    """Write the rows and the total row; *first* is the row of the first. Gives the rows without the total."""
    sums: dict[int, Cell] = {n: 0 for n, column in enumerate(sheet.columns) if column.summed}
    stop = first
    for row in rows:
        if stop >= MOST_ROWS - 10:
            raise ValueError(f"{sheet.name}: a sheet holds no more rows than {MOST_ROWS:,}")
        if isinstance(sheet.rows, Sequence):  # else each height would be kept in memory
            page.set_row(stop, ROW_HEIGHT * n_lines(row, widths))
        for n, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write(page, stop, n, value, formats.body(column.form, value), _ratio(sheet, row, column, stop))
            if n in sums:
                sums[n] = _added(sums[n], value)
        stop += 1
    if sheet.total is not None:
        _write_total(page, sheet, sheet.total, range(first, stop), sums, formats)
    return range(first, stop)


def _added(total: Cell, value: Cell) -> Cell:
    """Add a cell to the sum of its column; None once a cell was a text."""
    if total is None or isinstance(value, (str, date)):
        return None
    return total + (value or 0)  # type: ignore[operator]  # a column is all of one kind


def _write_total(page: Any, sheet: Sheet, total: Row, body: range, sums: dict[int, Cell], formats: Formats) -> None:
    page.set_row(body.stop, ROW_HEIGHT)
    for n, (column, value) in enumerate(zip(sheet.columns, total, strict=True)):
        formula = _ratio(sheet, total, column, body.stop)
        if sums.get(n) is not None and value is not None and not isinstance(value, str) and body:
            if sums[n] != value:
                raise ValueError(f"{sheet.name}: the total {value} of {column.key} is not the sum {sums[n]}")
            formula = f"=SUM({xl_range(body.start, n, body.stop - 1, n)})"
        _write(page, body.stop, n, value, formats.total(column.form, value), formula)


def _ratio(sheet: Sheet, row: Row, column: Column, at: int) -> str | None:
    """Give the formula of a quotient whose two figures are shown."""
    if column.ratio is None:
        return None
    part, whole = (sheet.at(key) for key in column.ratio)
    if any(row[n] is None or isinstance(row[n], str) for n in (part, whole)):
        return None
    part_at, whole_at = (f"{xl_col_to_name(n)}{at + 1}" for n in (part, whole))
    return f'=IF({whole_at}=0,"",{part_at}/{whole_at})'


def _write(page: Any, row: int, column: int, value: Cell, look: Any, formula: str | None = None) -> None:
    if formula is not None:
        page.write_formula(row, column, formula, look, "" if value is None else float(value))  # type: ignore[arg-type]
    elif value is None:
        page.write_blank(row, column, None, look)
    elif isinstance(value, str):
        page.write_string(row, column, value[:LONGEST_TEXT], look)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime.combine(value, time()), look)
    else:
        page.write_number(row, column, float(value), look)


def _write_foot(page: Any, sheet: Sheet, paper: Paper, row: int, last: int, formats: Formats) -> None:
    look = formats.line("left")
    for note in sheet.notes:
        _span(page, row, 0, last, note, look)
        row += 1
    for (left, right), text in zip(_parts(len(paper.signed), last), paper.signed, strict=False):
        page.set_row(row, 2 * LINE_HEIGHT)
        _span(page, row, left, right, f"{text}：", look)


def _parts(n: int, last: int) -> Iterator[tuple[int, int]]:
    """Part the columns 0..last into *n* spans, as even as can be; fewer where there are fewer columns."""
    n = min(n, last + 1)
    for part in range(n):
        yield part * (last + 1) // n, (part + 1) * (last + 1) // n - 1


def _set_up(page: Any, first: int) -> None:
    page.freeze_panes(first, 1)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROW, first - 1)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.center_horizontally()
    page.set_footer("&C第 &P 页，共 &N 页")
