"""Text tables: comma, tab or semicolon between values, in the encodings of Chinese offices."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

from data.files.limits import Limits
from data.files.sheets import Sheet, check_size
from data.values.text import Cell
from matcher.errors import BadInput, Phrase

_SEPARATORS = (",", "\t", ";")
_BOOKS = (".xlsx", ".xlsm", ".xls")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_separated(path: Path, *, name: str, limits: Limits) -> list[Sheet]:
    """
    Read a text table as one sheet without a name.

    The separator is the one that stands most often in the first line with several: a title or the header.

    Raises:
        BadInput: not a text in UTF-8, UTF-16 with a mark or GB18030; or over the limits.
    """
    text = decode(path.read_bytes(), name=name)
    if not text.strip():
        raise BadInput("{name}: the file holds no text; export it again", name=name)
    rows = _rows(text, separator=_separator(text), name=name, limits=limits)
    return [check_size(Sheet(name, None, rows), limits=limits)]


def decode(data: bytes, *, name: str) -> str:
    """Decode a text in whichever encoding fits; NUL characters go."""
    encodings = [encoding for mark, encoding in _BOMS if data.startswith(mark)] or ["utf-8", "gb18030"]
    if encodings[0] != "utf-16" and data.count(0, 0, 4096) > 8:
        _refuse_book(name)
        raise BadInput(
            "{name}: this is not a table (binary data); save the table as .xlsx or .csv and import that", name=name
        )
    for encoding in encodings:
        try:
            return data.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    _refuse_book(name)
    raise BadInput("{name}: the text is neither UTF-8 nor GB18030; save it as CSV UTF-8 and import that", name=name)


def _refuse_book(name: str) -> None:
    """Say of what is no text that it is no workbook, where its name says that it is one."""
    if name.lower().endswith(_BOOKS):
        raise BadInput(
            "{name}: this is not an Excel workbook, or it is damaged; open it in a spreadsheet and save it again",
            name=name,
        )


def _separator(text: str) -> str:
    for line in text[:50_000].splitlines()[:100]:
        counts = {sign: line.count(sign) for sign in _SEPARATORS}
        if max(counts.values()) > 1:
            return max(_SEPARATORS, key=counts.__getitem__)
    return max(_SEPARATORS, key=text[:50_000].count)


def _rows(text: str, *, separator: str, name: str, limits: Limits) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    lines = io.StringIO(text, newline="").readlines()
    reader, begun = csv.reader(lines, delimiter=separator), 0
    try:
        for row in reader:
            rows.append(row)  # type: ignore[arg-type]  # a list of str; list is invariant
            if reader.line_num - begun > 1:
                _refuse_swallowed(lines[begun : reader.line_num], separator, name=name, line=begun + 1)
            begun = reader.line_num
            if len(rows) > limits.n_rows:
                raise BadInput("{name}: more than {limit:,} rows; split the file", name=name, limit=limits.n_rows)
    except csv.Error as fault:
        raise BadInput(
            "{name} line {line}: {why}", name=name, line=reader.line_num, why=_plainly(fault, limits)
        ) from fault
    return rows


def _refuse_swallowed(lines: list[str], separator: str, *, name: str, line: int) -> None:
    """Refuse a row of several lines that only a reader without rules takes for one: it would swallow other rows."""
    try:
        list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        raise BadInput(
            "{name} line {line}: a quotation mark opens a cell here and is not closed where the cell ends; everything "
            "after it would be one cell. Mend the line and import the file again",
            name=name,
            line=line,
        ) from None


def _plainly(fault: csv.Error, limits: Limits) -> Phrase:
    if "field larger" in str(fault):
        return Phrase.of(
            "a cell of more than {limit:,} characters, or a quotation mark that is never closed",
            limit=limits.n_characters,
        )
    return Phrase("not a well-formed table")
