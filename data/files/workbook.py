"""Workbooks: .xlsx and .xls through calamine, with merged cells filled."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lxml import etree
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from data.files.compound import refuse_endless
from data.files.limits import Limits
from data.files.package import inspect_package
from data.files.sheets import Sheet, check_size, place_of
from data.values.text import Cell
from matcher.errors import BadInput


def read_workbook(path: Path, *, name: str, limits: Limits) -> list[Sheet]:
    """
    Read the visible sheets of a workbook; hidden ones are left out.

    Raises:
        BadInput: damaged, protected by a password, no workbook at all, or over the limits.
    """
    with path.open("rb") as stream:
        package = stream.read(2) == b"PK"
    if not package:
        _refuse_endless(path, name)
    formulas = inspect_package(path, name=name, limits=limits) if package else {}
    parts = _parts_of_sheets(path, name) if formulas else {}
    try:
        # by its content: many an .xlsx is called .xls
        with path.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as workbook:
            return [
                _sheet(
                    workbook.get_sheet_by_name(title),
                    file=name,
                    limits=limits,
                    formulas=formulas.get(parts.get(title, ""), frozenset()),
                )
                for title in _visible(workbook)
            ]
    except (CalamineError, OSError, ValueError) as fault:
        raise _unreadable(name) from fault
    except BaseException as fault:
        # a panic of calamine, which is written in Rust, is no Exception: it would end the thread of the jobs
        if type(fault).__name__ != "PanicException":
            raise
        raise _unreadable(name) from None


def _refuse_endless(path: Path, name: str) -> None:
    try:
        refuse_endless(path.read_bytes())
    except (OSError, ValueError) as fault:
        raise _unreadable(name) from fault


def _unreadable(name: str) -> BadInput:
    return BadInput(
        "{name}: this cannot be read as a workbook (damaged, of another program, or protected by a password); "
        "save it as .xlsx, without a password",
        name=name,
    )


def _visible(workbook: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
    ]


def _sheet(sheet: CalamineSheet, *, file: str, limits: Limits, formulas: frozenset[tuple[int, int]]) -> Sheet:
    end = sheet.end or (0, 0)
    if (end[0] + 1) * (end[1] + 1) > limits.n_cells:
        raise BadInput(
            "{where}: more than {limit:,} cells; copy the table alone into a new workbook",
            where=place_of(file, sheet.name),
            limit=limits.n_cells,
        )
    rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]  # list is invariant
    _fill_merged(rows, sheet.merged_cell_ranges or [], limits=limits)
    return check_size(Sheet(file, sheet.name, rows, formulas), limits=limits)


def _fill_merged(
    rows: list[list[Cell]], ranges: list[tuple[tuple[int, int], tuple[int, int]]], *, limits: Limits
) -> None:
    """Repeat a merged cell downwards; sideways it stays one cell, so that a note across the table stays a note."""
    n_filled = 0
    for (top, left), (bottom, _) in ranges:
        for row in range(top + 1, min(bottom, len(rows) - 1) + 1):
            if left < len(rows[row]) and rows[row][left] in ("", None):
                rows[row][left] = rows[top][left]
            n_filled += 1
            if n_filled > limits.n_cells:
                return


def _parts_of_sheets(path: Path, name: str) -> dict[str, str]:
    """Name the part of the package that holds each sheet."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with zipfile.ZipFile(path) as package:
        try:
            book = etree.fromstring(package.read("xl/workbook.xml"), parser)
            links = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), parser)
        except (KeyError, etree.XMLSyntaxError) as fault:
            raise BadInput(
                "{name}: the workbook is damaged; open it in a spreadsheet and save it again", name=name
            ) from fault
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    found: dict[str, str] = {}
    for sheet in book.iter("{*}sheet"):
        link_id = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        target = targets.get(link_id, "")
        found[str(sheet.get("name"))] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found
