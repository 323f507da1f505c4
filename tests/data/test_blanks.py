"""Blank tables: each has the columns that its reader looks for."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from data.blanks import _NEEDS, headers_of, write_blank
from data.files.headers import comparable


@pytest.mark.parametrize("kind", _NEEDS)
def test_every_column_of_a_blank_table_is_known_and_none_is_missing(kind: str) -> None:
    sheet = load_workbook(io.BytesIO(write_blank(kind))).worksheets[0]
    written = [str(cell.value) for cell in sheet[1]]
    called = headers_of(kind).called()
    assert [called[comparable(name)] for name in written] == list(headers_of(kind).names)


def test_a_column_that_no_row_can_do_without_bears_an_asterisk_and_cells_are_texts() -> None:
    sheet = load_workbook(io.BytesIO(write_blank("candidates"))).worksheets[0]
    assert [cell.value for cell in sheet[1] if str(cell.value).endswith("*")] == ["姓名*"]
    assert sheet.column_dimensions["A"].number_format == "@"
