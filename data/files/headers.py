"""Headers: in which row a table begins, which column is which field, and which rows are no records."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from data.files.sheets import Sheet, place_of
from data.values.text import Cell, is_blank, written
from matcher.errors import BadInput, Phrase

_SEARCHED_ROWS = 50
_BRACKETS = re.compile(r"[(【\[]([^)】\]]*)[)】\]]")
_NOTE = re.compile(
    r"(?:备注|说明|注|附注|填表说明|填报说明|温馨提示|提示)\d*[:、.]|(?:备注|说明|注)$"
    r"|(?:填表|填报|制表|审核|复核|经办|负责|统计|单位负责|分管领导|联系)人?(?:签[字章名])?[:]"
    r"|(?:填表|填报|制表|报送|统计)(?:日期|时间|单位|部门)[:]|(?:单位|部门)?\(?(?:盖章|公章|签章)\)?[:]?"
    r"|(?:合|总|小|共|累)计|共\d+(?:条|人|个|家|名|行)|以上|第\d+页|本页"
)


@dataclass(frozen=True, slots=True)
class Headers:
    """
    What the columns of one kind of file may be called.

    Attributes:
        names: field → what it is called in files, the usual name first.
        needs: groups of fields of which each table must have at least one.
        ignored: names that carry nothing to keep.
        foreign: names that only files of another kind have.
        elsewhere: names that files of any kind have.
        units: name → the unit that it says by itself.
    """

    names: Mapping[str, tuple[str, ...]]
    needs: tuple[tuple[str, ...], ...]
    ignored: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)

    def title(self, name: str) -> str:
        """Name a field as files usually do."""
        return self.names[name][0]

    def called(self) -> dict[str, str]:
        """Map each name, in comparable form, to its field."""
        return {comparable(name): key for key, names in self.names.items() for name in reversed(names)}


@dataclass(frozen=True, slots=True)
class Table:
    """The records of one sheet: rows of cells with their numbers in the file, and which column is which field."""

    file: str
    sheet: str | None
    header: list[str]  # as written, one a column
    columns: dict[str, int]  # field → column
    units: dict[str, str]  # field → unit named in its header
    rows: list[tuple[int, list[Cell]]]  # number in the file from 1, cells
    formulas: frozenset[tuple[int, int]]  # (row number, column) without a stored value
    notes: list[str]


@dataclass(frozen=True, slots=True)
class _Header:
    row: int  # from 0; of two the lower
    cells: list[Cell]


def comparable(header: str) -> str:
    """Fold a header for comparison: widths, case, spaces, asterisks and what stands in brackets."""
    text = unicodedata.normalize("NFKC", header)
    bare = _BRACKETS.sub("", text) or text
    return re.sub(r"[\s*:：·_\-/、。.]+", "", bare).upper()


def find_tables(sheets: list[Sheet], headers: Headers) -> list[Table]:
    """
    Find the table of each sheet that has one; a sheet without the needed columns is named in the notes.

    Raises:
        BadInput: no sheet has the needed columns, or the columns are those of another kind of file.
    """
    called = headers.called()
    found = [(sheet, _find_header(sheet, called)) for sheet in sheets]
    tables = [_table(sheet, top, headers, called) for sheet, top in found if _complete(top, headers, called)]
    if not tables:
        raise _nothing_found(found, headers, called)
    read = {table.sheet for table in tables}
    skipped = [sheet.name for sheet, _ in found if sheet.name not in read and sheet.rows]
    if skipped:
        tables[0].notes.append(f"未读的工作表（没有所需的表头）：{'、'.join(map(str, skipped))}")
    for table in tables:
        _refuse_foreign(table, headers)
    return tables


def _find_header(sheet: Sheet, called: dict[str, str]) -> _Header:
    """Find the row with most known names, the first of equals; names in the row below it go before its own."""

    def n_known(row: list[Cell]) -> int:
        return len({called[name] for name in map(_comparable_cell, row) if name in called})

    known = [n_known(row) for row in sheet.rows[:_SEARCHED_ROWS]]
    best = known.index(max(known)) if known else 0
    upper = sheet.rows[best] if sheet.rows else []
    lower = sheet.rows[best + 1] if best + 1 < len(sheet.rows) else []
    n_filled = sum(not is_blank(cell) for cell in lower)
    if lower == upper or not n_filled or 2 * n_known(lower) < n_filled:
        return _Header(best, upper)
    both = zip_longest(upper, lower)
    return _Header(best + 1, [above if is_blank(below) else below for above, below in both])


def _comparable_cell(cell: Cell) -> str:
    return comparable(cell) if isinstance(cell, str) and len(cell) < 60 else ""


def _columns(row: list[Cell], called: dict[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(row):
        key = called.get(_comparable_cell(cell))
        if key is not None and key not in columns:
            columns[key] = place
    return columns


def _complete(header: _Header, headers: Headers, called: dict[str, str]) -> bool:
    columns = _columns(header.cells, called)
    return all(any(key in columns for key in group) for group in headers.needs)


def _table(sheet: Sheet, top: _Header, headers: Headers, called: dict[str, str]) -> Table:
    header = [written(cell) for cell in top.cells]
    columns = _columns(top.cells, called)
    formulas = frozenset((row + 1, column) for row, column in sheet.formulas)
    table = Table(sheet.file, sheet.name, header, columns, _units(header, columns, headers), [], formulas, [])
    places = sorted(columns.values())
    needed = [[columns[key] for key in group if key in columns] for group in headers.needs]
    calculated = {row for row, _ in sheet.formulas}
    n_notes = 0
    for place in range(top.row + 1, len(sheet.rows)):
        cells = sheet.rows[place]
        if _is_empty(cells, places) and place not in calculated:
            continue
        if _is_note(cells, needed) or cells == top.cells:
            n_notes += 1
            continue
        table.rows.append((place + 1, cells))
    _remark(table, headers, n_notes)
    return table


def _is_empty(cells: list[Cell], places: list[int]) -> bool:
    """Tell whether a row holds nothing for any field; a line number alone is nothing, a sentence is not."""
    n_cells = len(cells)
    for place in places:
        if place < n_cells and not is_blank(cells[place]):
            return False
    return not any(isinstance(cell, str) and len(cell) > 8 and not is_blank(cell) for cell in cells)


def _is_note(cells: list[Cell], needed: list[list[int]]) -> bool:
    first = next((cell for cell in cells if not is_blank(cell)), "")
    if not isinstance(first, str) or not _NOTE.match(re.sub(r"\s+", "", unicodedata.normalize("NFKC", first[:60]))):
        return False
    filled = [any(place < len(cells) and not is_blank(cells[place]) for place in group) for group in needed]
    return not all(filled) or len(filled) == 1


def _units(header: list[str], columns: dict[str, int], headers: Headers) -> dict[str, str]:
    units = {}
    for key, place in columns.items():
        brackets = _BRACKETS.search(unicodedata.normalize("NFKC", header[place]))
        unit = headers.units.get(comparable(header[place])) or (brackets.group(1) if brackets else "")
        if unit:
            units[key] = unit
    return units


def _remark(table: Table, headers: Headers, n_notes: int) -> None:
    ignored = {comparable(name) for name in headers.ignored}
    used = set(table.columns.values())
    unused = [
        name
        for place, name in enumerate(table.header)
        if name and place not in used and comparable(name) not in ignored
    ]
    if unused:
        table.notes.append(f"未使用的列：{'、'.join(name[:20] for name in unused[:20])}")
    if n_notes:
        table.notes.append(f"表头重复、合计、备注等 {n_notes} 行不是记录")


def _refuse_foreign(table: Table, headers: Headers) -> None:
    foreign = {comparable(name) for name in headers.foreign}
    alien = [name for name in table.header if comparable(name) in foreign]
    if alien:
        raise BadInput(
            "{where}: column {column} belongs to another kind of file; expected {columns}",
            where=place_of(table.file, table.sheet),
            column=alien[0],
            columns=[headers.title(key) for key in headers.names],
        )


def _nothing_found(found: list[tuple[Sheet, _Header]], headers: Headers, called: dict[str, str]) -> BadInput:
    sheet, top = max(found, key=lambda pair: len(_columns(pair[1].cells, called)))
    where = place_of(sheet.file, sheet.name)
    if not sheet.rows:
        return BadInput("{where}: no cells in it", where=where)
    columns = _columns(top.cells, called)
    lacking = [group for group in headers.needs if not any(key in columns for key in group)]
    return BadInput(
        "{where}: no column {columns}; row {row} has {seen}",
        where=where,
        columns=[_either([headers.title(key) for key in group]) for group in lacking],
        row=top.row + 1,
        seen=_seen(top, headers, called),
    )


def _either(titles: list[str]) -> Phrase | str:
    either: Phrase | str = titles[0]
    for title in titles[1:]:
        either = Phrase.of("{one} or {other}", one=either, other=title)
    return either


def _seen(top: _Header, headers: Headers, called: dict[str, str]) -> Phrase | list[str]:
    """Say what stands in a row that may hold a person instead of names of columns: only such names are told."""
    known = called.keys() | set(map(comparable, (*headers.ignored, *headers.foreign, *headers.elsewhere)))
    filled = [_comparable_cell(cell) for cell in top.cells if not is_blank(cell)]
    names = [name for name in filled if name in known]
    n_more = len(filled) - len(names)
    if not filled:
        return Phrase("nothing")
    if not names:
        return Phrase.of("{n} cells and none of the usual names of columns", n=n_more)
    if not n_more:
        return names[:30]
    return Phrase.of("{names} and {n} more", names=names[:30], n=n_more)
