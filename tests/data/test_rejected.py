"""Rejected rows: the file that goes back is safe to open, private, and can be imported again."""

from __future__ import annotations

import csv
import stat
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.frames import Reading
from data.posts import read_posts
from data.reference import load_gazetteer
from data.rejected import read_rejected, row_at_first, write_corrected, write_rejected
from matcher.records import PostEntry

HEADER = ["序号", "用人单位", "招聘岗位", "人数", "有效期至", "内部备注"]
HEADS = ["退回_文件", "退回_工作表", "退回_行", "退回_列", "退回_值", "退回_原因", *HEADER, "（第7列）"]


def read(path: Path) -> Reading[PostEntry]:
    return read_posts(path, gazetteer=load_gazetteer())


def rejected(folder: Path, *rows: list[str]) -> tuple[Reading[PostEntry], Path]:
    path = folder / "岗位.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADER, *rows])
    reading = read(path)
    target = folder / "岗位.rejected.xlsx"
    write_rejected(target, reading)
    return reading, target


def sheet(path: Path) -> Any:
    return openpyxl.load_workbook(path).worksheets[0]


def test_the_file_says_where_and_why_and_holds_the_row_as_it_was(tmp_path: Path) -> None:
    _, path = rejected(
        tmp_path, ["1", "甲公司", "会计", "2", "2023-07-01", ""], ["2", "乙公司", "出纳", "很多", "7.1", "急"]
    )
    rows = [[cell or "" for cell in row] for row in sheet(path).iter_rows(values_only=True)]
    assert rows[0][:12] == HEADS[:12]
    assert rows[1][:12] == [
        "岗位.csv",
        "",
        "3",
        "人数",
        "很多",
        "不是人数；有效期至：不是日期",
        "2",
        "乙公司",
        "出纳",
        "很多",
        "7.1",
        "急",
    ]
    assert len(rows) == 2


def test_the_corrected_file_is_imported_as_the_same_posts(tmp_path: Path) -> None:
    same = ["2", "甲公司", "会计", "2", "2023-07-01", ""]
    spoilt, path = rejected(tmp_path, ["1", "甲公司", "会计", "一些", "2023-07-01", ""], same)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["J2"] = "3"
    book.save(path)
    again = read(path)
    whole, _ = rejected(tmp_path, ["1", "甲公司", "会计", "3", "2023-07-01", ""], same)
    assert not again.rejected
    entries = {entry.post.id: entry for entry in [*spoilt.entries, *again.entries]}
    assert entries == {entry.post.id: entry for entry in whole.entries}


def test_an_uncorrected_file_is_rejected_again_for_the_same_reason(tmp_path: Path) -> None:
    first, path = rejected(tmp_path, ["1", "甲公司", "会计", "一些", "2023-07-01", ""])
    again = read(path)
    assert [one.reason for one in again.rejected] == [one.reason for one in first.rejected]


def test_no_cell_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    evil = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "2023-02-31", "https://example.com"]
    _, path = rejected(tmp_path, evil)
    cells = [cell for row in sheet(path).iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    assert [cell.value for cell in sheet(path)[2][6:12]] == evil


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    _, path = rejected(tmp_path, ["1", "", "会计", "", "", ""])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_other_file_holds_the_rows_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))  # where none can be made
    _, path = rejected(tmp_path, ["1", "", "会计", "", "", ""])
    assert [one.name for one in tmp_path.glob("*.xlsx")] == [path.name]


def test_cells_beyond_the_header_and_double_headers_come_back_too(tmp_path: Path) -> None:
    path = tmp_path / "岗位.csv"
    path.write_text("单位名称,岗位名称,备用,备用\n甲,,一,二,三\n", encoding="utf-8")
    reading = read(path)
    assert list(reading.rejected[0].cells.values())[:5] == ["甲", "", "一", "二", "三"]


def test_rows_of_one_sheet_stand_on_one_sheet_whatever_cells_they_have(tmp_path: Path) -> None:
    _, path = rejected(tmp_path, ["1", "", "会计", "", "", ""], ["2", "", "出纳", "", "", "急", "多出的"])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["退回", "情况"]
    rows = [dict(zip(HEADS, row, strict=False)) for row in book["退回"].iter_rows(min_row=2, values_only=True)]
    assert [(row["招聘岗位"], row["（第7列）"]) for row in rows] == [("会计", None), ("出纳", "多出的")]


def test_each_sheet_is_named_after_the_one_that_its_rows_come_from(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    long = "一个很长很长很长很长很长很长很长很长很长很长很长的表名"
    for name in ("七月", "八月", "'好'的", f"{long}一二三", f"{long}一二四"):
        sheet = book.create_sheet(name)
        sheet.append(["单位名称", "岗位名称"])
        sheet.append(["", f"{name}的会计"])
    book.save(tmp_path / "岗位.xlsx")
    write_rejected(tmp_path / "back.xlsx", read(tmp_path / "岗位.xlsx"))
    back = openpyxl.load_workbook(tmp_path / "back.xlsx")
    assert back.sheetnames[:3] == ["退回 七月", "退回 八月", "退回 好的"]
    assert len({name for name in back.sheetnames if long[:20] in name}) == 2
    assert [one.row for one in read(tmp_path / "back.xlsx").rejected] == [2] * 5


def test_notes_stand_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    reading, path = rejected(tmp_path, ["1", "", "会计", "", "", ""])
    last = openpyxl.load_workbook(path).worksheets[-1]
    assert [row[0] for row in last.iter_rows(values_only=True)] == reading.notes


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    reading, path = rejected(tmp_path, ["1", "甲公司", "会计", "很多", "", "=1+1"], ["2", "", "出纳", "2", "", "急"])
    back = read_rejected(path)
    assert [(one.row, one.column, one.value, one.reason) for one in back] == [
        (one.row, one.column, one.value, one.reason) for one in reading.rejected
    ]
    for one, was in zip(back, reading.rejected, strict=True):
        assert {name: cell for name, cell in one.cells.items() if cell} == {
            name: cell for name, cell in was.cells.items() if cell
        }


def test_a_corrected_row_is_read_and_keeps_the_number_that_it_had_at_first(tmp_path: Path) -> None:
    _, path = rejected(
        tmp_path, ["1", "甲公司", "会计", "2", "2023-07-01", ""], ["2", "乙公司", "出纳", "很多", "", ""]
    )
    (one,) = read_rejected(path)
    corrected, still = tmp_path / "corrected.xlsx", tmp_path / "still.xlsx"
    corrected.write_bytes(write_corrected([(one, one.cells | {"人数": "许多"})]))
    again = read(corrected)
    assert [(left.row, row_at_first(left)) for left in again.rejected] == [(2, 3)]
    write_rejected(still, again)
    (left,) = read_rejected(still)
    assert row_at_first(left) == 3
    corrected.write_bytes(write_corrected([(left, left.cells | {"人数": "3"})]))
    assert [(entry.post.title, entry.post.headcount) for entry in read(corrected).entries] == [("出纳", 3)]
