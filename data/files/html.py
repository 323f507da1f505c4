"""Web pages with tables, which some systems export under the name of a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

from data.files.limits import Limits
from data.files.separated import decode
from data.files.sheets import Sheet, check_size
from data.values.text import Cell
from matcher.errors import BadInput


def read_html(path: Path, *, name: str, limits: Limits) -> list[Sheet]:
    """
    Read each table of a page as a sheet; nothing outside the file is looked at.

    Raises:
        BadInput: no table in it, too large or nested too deep.
    """
    data = path.read_bytes()
    if len(data) > limits.n_html_bytes:
        raise BadInput(
            "{name}: a web page of {n:,} bytes; save the table as .xlsx or .csv and import that", name=name, n=len(data)
        )
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    page = etree.fromstring(decode(data, name=name).encode("utf-8", "ignore"), parser)
    fatal = [entry for entry in parser.error_log if entry.level == etree.ErrorLevels.FATAL]
    if fatal:
        raise BadInput(
            "{name}: the web page is not well-formed (line {line}); save the table as .xlsx or .csv",
            name=name,
            line=fatal[0].line,
        )
    tables = [] if page is None else page.findall(".//table")
    if not tables:
        raise BadInput(
            "{name}: this is a web page or XML without a table; save the table as .xlsx or .csv and import that",
            name=name,
        )
    sheets = [Sheet(name, _title(n, tables), _rows(table, name, limits)) for n, table in enumerate(tables, 1)]
    return [check_size(sheet, limits=limits) for sheet in sheets]


def _title(n: int, tables: list[Any]) -> str | None:
    return f"table {n}" if len(tables) > 1 else None


def _rows(table: Any, file: str, limits: Limits) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    below: dict[int, tuple[int, Cell]] = {}  # column → rows still to fill, with what
    for line in table.iter("tr"):
        if next(line.iterancestors("table")) is not table:
            continue
        rows.append(_row(line, below))
        if len(rows) > limits.n_rows or len(rows[-1]) > limits.n_columns:
            raise BadInput(
                "{file}: the table is larger than {n_rows:,} rows by {n_columns:,} columns",
                file=file,
                n_rows=limits.n_rows,
                n_columns=limits.n_columns,
            )
    return rows


def _row(line: Any, below: dict[int, tuple[int, Cell]]) -> list[Cell]:
    cells: list[Cell] = []
    for cell in line.iterchildren("td", "th"):
        _fill(cells, below)
        text = " ".join("".join(cell.itertext()).split())
        down, across = _span(cell, "rowspan"), _span(cell, "colspan")
        if down > 1:
            below[len(cells)] = (down - 1, text)
        cells.append(text)
        cells.extend([None] * (across - 1))
    _fill(cells, below)
    return cells


def _fill(cells: list[Cell], below: dict[int, tuple[int, Cell]]) -> None:
    while len(cells) in below:
        left, text = below.pop(len(cells))
        if left > 1:
            below[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: Any, name: str) -> int:
    text = str(cell.get(name, "1")).strip()
    return min(max(int(text), 1), 1000) if text.isdecimal() and len(text) < 8 else 1
