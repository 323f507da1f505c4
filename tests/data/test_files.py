"""Files of every sort: what is read, and that each hostile one gives one clear line."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt

from data.files import Limits, open_sheets
from data.posts import read_posts
from data.reference import load_gazetteer
from matcher.errors import BadInput

HEADER = ["单位名称", "岗位名称", "需求人数", "截止日期"]
ROWS = [["甲公司", "会计", "2", "2023-07-01"], ["乙公司", "出纳", "3", "2023-08-31"]]


def titles(path: Path) -> list[tuple[str, str]]:
    reading = read_posts(path, gazetteer=load_gazetteer())
    assert not reading.rejected
    return [(entry.post.employer, entry.post.title) for entry in reading.entries]


def refusal(path: Path, **limits: int) -> str:
    with pytest.raises(BadInput) as refused:
        read_posts(path, gazetteer=load_gazetteer(), limits=Limits(**limits))
    text = str(refused.value)
    assert "\n" not in text
    assert path.name in text
    return text


def separated(separator: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([HEADER, *ROWS])
    return text.getvalue()


def workbook(path: Path, rows: list[list[object]], merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(path)
    return path


def repacked(path: Path, target: Path, change: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
    return target


EXPECTED = [("甲公司", "会计"), ("乙公司", "出纳")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"], ids=["comma", "tab", "semicolon"])
def test_a_text_table_is_read_in_every_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "岗位.csv"
    path.write_bytes(separated(separator).encode(encoding))
    assert titles(path) == EXPECTED


def test_a_workbook_is_read_below_its_title_and_blank_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [["济南市见习岗位汇总表"], ["填报单位：某局", "", "2023年7月"], [], HEADER, *ROWS]
    assert titles(workbook(tmp_path / "a.xlsx", rows, merged=("A1:D1",))) == EXPECTED


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("岗位")
    for at, row in enumerate([HEADER, *ROWS]):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    path = tmp_path / "a.xls"
    book.save(str(path))
    assert titles(path) == EXPECTED


def test_a_web_page_named_as_a_workbook_is_read(tmp_path: Path) -> None:
    page = "<html><meta charset='gb2312'><style>td{mso-number-format:'\\@'}</style><table>"
    page += "<tr><td colspan=4>岗位表</td></tr>"
    page += "<tr>" + "".join(f"<th>{name}</th>" for name in HEADER) + "</tr>"
    page += "<tr><td rowspan=2>甲公司</td><td>会计</td><td>1</td><td>2023.07</td></tr><tr><td>出纳</td><td>2</td></tr>"
    path = tmp_path / "a.xls"
    path.write_bytes((page + "</table></html>").encode("gb18030"))
    assert titles(path) == [("甲公司", "会计"), ("甲公司", "出纳")]


def test_merged_cells_hold_for_every_row_they_cover(tmp_path: Path) -> None:
    rows: list[list[object]] = [HEADER, ["甲公司", "会计"], [None, "出纳"], [None, "文员"]]
    read = titles(workbook(tmp_path / "a.xlsx", rows, merged=("A2:A4",)))
    assert read == [("甲公司", "会计"), ("甲公司", "出纳"), ("甲公司", "文员")]


def test_notes_totals_and_repeated_headers_are_no_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["序号", *HEADER],
        [1, *ROWS[0]],
        ["序号", *HEADER],
        [2, *ROWS[1]],
        [3],
        ["合计", None, None, 5],
        ["备注：以上岗位由单位自行填报，如有疑问请与区县人社局联系。"],
        ["填表人：王某", None, "联系电话：0531-88888888"],
    ]
    path = workbook(tmp_path / "a.xlsx", rows, merged=("A7:E7",))
    assert titles(path) == EXPECTED
    assert read_posts(path, gazetteer=load_gazetteer()).n_rows == 2


def test_a_note_that_a_row_may_be_mistaken_for_is_kept_as_a_row(tmp_path: Path) -> None:
    rows: list[list[object]] = [HEADER, ["合计利公司", "会计"], ["某公司"]]
    reading = read_posts(workbook(tmp_path / "a.xlsx", rows), gazetteer=load_gazetteer())
    assert [entry.post.employer for entry in reading.entries] == ["合计利公司"]
    assert [(one.row, one.reason) for one in reading.rejected] == [(3, "缺少岗位名称")]


def test_all_sheets_with_a_header_are_read_and_others_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, rows in (("历下", [HEADER, ROWS[0]]), ("说明", [["本表由单位填写"]]), ("市中", [HEADER, ROWS[1]])):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    hidden = book.create_sheet("旧表")
    hidden.append(HEADER)
    hidden.append(["丙公司", "文员"])
    hidden.sheet_state = "hidden"
    path = tmp_path / "a.xlsx"
    book.save(path)
    reading = read_posts(path, gazetteer=load_gazetteer())
    assert [(entry.post.employer) for entry in reading.entries] == ["甲公司", "乙公司"]
    assert any("说明" in note for note in reading.notes)


def test_a_header_in_two_rows_is_read(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["单位名称", "岗位名称", "联系方式", None],
        [None, None, "联系人", "联系电话"],
        ["甲公司", "会计", "王某", "0531-88888888"],
    ]
    path = workbook(tmp_path / "a.xlsx", rows, merged=("A1:A2", "B1:B2", "C1:D1"))
    reading = read_posts(path, gazetteer=load_gazetteer())
    assert [entry.contact.phone for entry in reading.entries if entry.contact] == ["0531-88888888"]


@pytest.mark.parametrize(
    "below", [["", "", "称呼", "联系电话"], ["", "", "联系人", "联系电话"]], ids=["one known", "both known"]
)
def test_a_header_in_two_rows_of_a_text_table_is_read(tmp_path: Path, below: list[str]) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = [["单位名称", "岗位名称", "联系方式", ""], below, ["甲公司", "会计", "王某", "0531-88888888"]]
        csv.writer(stream).writerows(rows)
    reading = read_posts(path, gazetteer=load_gazetteer())
    assert [entry.contact.phone for entry in reading.entries if entry.contact] == ["0531-88888888"]


def test_a_workbook_without_a_visible_sheet_says_so(tmp_path: Path) -> None:
    path = workbook(tmp_path / "plain.xlsx", [list(HEADER)])
    with zipfile.ZipFile(path) as package:
        book = package.read("xl/workbook.xml").replace(b'state="visible"', b'state="hidden"')
    assert "no visible sheet" in refusal(repacked(path, tmp_path / "a.xlsx", {"xl/workbook.xml": book}))


# Hostile files


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "a.csv")


def test_a_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    assert "folder" in refusal(tmp_path / "a.xlsx")


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert "not an ordinary file" in refusal(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "0 bytes", id="nothing"),
        pytest.param(b"\r\n \r\n", "no text", id="blank lines"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "PNG picture", id="picture"),
        pytest.param(b"%PDF-1.7\n\xff\xfe", "PDF", id="PDF"),
        pytest.param(bytes(range(256)) * 40, "not an Excel workbook, or it is damaged", id="binary"),
        pytest.param(b"PK\x03\x04" + b"\0" * 2000, "damaged", id="broken package"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "cannot be read as a workbook", id="broken xls"
        ),
        pytest.param(
            "姓名,电话\n张三,1".encode() + b"\x81", "not an Excel workbook, or it is damaged", id="no encoding"
        ),
        pytest.param(b"<html><p>404 Not Found</p></html>", "without a table", id="web page"),
        pytest.param(b"<?xml version='1.0'?><Workbook/>", "without a table", id="XML"),
        pytest.param(
            "姓名,身份证号\n张三,1\n".encode(),
            "no column 单位名称, 岗位名称; row 1 has 姓名, 身份证号",
            id="other kind",
        ),
        pytest.param(
            "单位名称,岗位名称,参保起\n甲,乙,2023\n".encode(),
            "参保起 belongs to another kind of file",
            id="insurance file",
        ),
        pytest.param(("单位名称,岗位名称\n甲," + "长" * 1_000_000).encode(), "characters", id="million-character cell"),
        pytest.param(
            ("单位名称,岗位名称\n甲," + "长" * 40_000).encode(), "row 2 column 2: a cell of 40,000", id="long cell"
        ),
        pytest.param(('单位名称,岗位名称\n甲,"' + "长\n" * 200_000).encode(), "quotation mark", id="open quotation"),
        pytest.param(
            (",".join(f"列{n}" for n in range(300)) + "\n").encode(), "300 columns, more than 256", id="300 columns"
        ),
        pytest.param(b"<table>" + b"<div>" * 100_000, "not well-formed", id="deep page"),
    ],
)
def test_a_hostile_file_gives_one_clear_line(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "岗位.xlsx"
    path.write_bytes(content)
    assert said in refusal(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "plain.xlsx", [list(HEADER)])
    bomb = repacked(path, tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": b" " * (200 << 20)})
    assert bomb.stat().st_size < 1 << 20
    assert "unpacks to more than" in refusal(bomb)


def test_a_bomb_that_understates_its_size_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "plain.xlsx", [list(HEADER)])
    bomb = repacked(path, tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": b" " * (200 << 20)})
    true_size = (200 << 20).to_bytes(4, "little")
    bomb.write_bytes(bomb.read_bytes().replace(true_size, (1000).to_bytes(4, "little")))
    assert "unpacks to more than" in refusal(bomb)


def test_one_long_text_in_every_cell_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for column, name in enumerate(HEADER):
            sheet.write(0, column, name)
        for row in range(1, 2000):
            sheet.write_row(row, 0, ["长" * 30_000] * 2)
    assert "texts unpack to more than" in refusal(path, n_unpacked_bytes=100 << 20)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        pytest.param("XFD1048576", "16,384 columns", id="last cell of a sheet"),
        pytest.param("B9999999", "row 9,999,999", id="row beyond any sheet"),
    ],
)
def test_a_cell_far_away_does_not_take_the_memory_between(tmp_path: Path, cell: str, said: str) -> None:
    path = workbook(tmp_path / "plain.xlsx", [list(HEADER), [1, 2, 3, 4]])
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").replace(b'r="D2"', f'r="{cell}"'.encode())
    assert said in refusal(repacked(path, tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": sheet}))


def test_300_columns_of_a_workbook_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [[f"列{n}" for n in range(300)]])
    assert "300 columns, more than 256" in refusal(path)


def test_a_workbook_with_a_password_says_so(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("a")
    path = tmp_path / "a.xlsx"
    book.save(str(path))
    data = bytearray(path.read_bytes())  # an encrypted workbook is a compound file with a stream of this name
    at = data.index("Workbook".encode("utf-16-le"))
    name = "EncryptedPackage".encode("utf-16-le")
    data[at : at + 64] = name.ljust(64, b"\0")
    data[at + 64 : at + 66] = (len(name) + 2).to_bytes(2, "little")
    path.write_bytes(data)
    assert "password" in refusal(path)


def test_an_archive_is_not_a_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("岗位.csv", separated())
    assert "archive" in refusal(tmp_path / "a.xlsx")


def test_a_workbook_with_a_hole_in_it_is_damaged(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADER, *ROWS])
    data = bytearray(path.read_bytes())
    data[200:600] = bytes(400)
    path.write_bytes(data)
    assert "damaged" in refusal(path)


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(separated() * 20, encoding="utf-8")
    assert "more than 10 rows" in refusal(path, n_rows=10)


def test_a_workbook_without_the_header_names_what_it_expected_and_found(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["单位名称", "地址"], ["甲公司", "历下区"]])
    assert "sheet 'Sheet': no column 岗位名称; row 1 has 单位名称, 地址" in refusal(path)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["赵六", "110105194912310021", "13912345670", "本科"], "4 cells and none of the usual names of columns"),
        (["赵六", "姓名（赵六13912345670）", "手机号"], "姓名, 手机号 and 1 more"),
    ],
)
def test_a_person_taken_for_a_header_is_not_told(tmp_path: Path, row: list[str], said: str) -> None:
    path = workbook(tmp_path / "a.xlsx", [row, row])
    assert refusal(path).endswith(f"row 1 has {said}")


def test_entities_of_a_page_reach_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><table><tr><td>单位名称</td><td>岗位名称</td></tr>'
    path = tmp_path / "a.xls"
    path.write_text(page + "<tr><td>甲</td><td>会计&x;</td></tr></table>", encoding="utf-8")
    assert all("秘密" not in title for _, title in titles(path))


# Cells that a spreadsheet spoilt


def test_a_formula_without_a_stored_value_rejects_its_row(tmp_path: Path) -> None:
    rows: list[list[object]] = [["题目"], list(HEADER), list(ROWS[0]), ["乙公司", "出纳", "=1+2", "2023-08-31"]]
    reading = read_posts(workbook(tmp_path / "a.xlsx", rows), gazetteer=load_gazetteer())
    assert [entry.post.title for entry in reading.entries] == ["会计"]
    assert [(one.row, one.column) for one in reading.rejected] == [(4, "需求人数")]
    assert "C4" in reading.rejected[0].reason


def test_a_formula_with_its_value_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["甲公司", "会计"])
        sheet.write_formula(1, 2, "=1+2", value=3)
    reading = read_posts(path, gazetteer=load_gazetteer())
    assert [entry.post.headcount for entry in reading.entries] == [3]


def test_a_real_date_cell_is_a_date(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [list(HEADER), ["甲公司", "会计", 2, datetime(2023, 7, 1)]])  # noqa: DTZ001
    reading = read_posts(path, gazetteer=load_gazetteer())
    assert str(reading.entries[0].post.closes_on) == "2023-07-01"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('编号,姓名\n1,"张\n2,李\n3,王\n', id="to the end of the file"),
        pytest.param('编号,姓名\n1,"张\n2,李\n3,"王"\n4,赵\n', id="to the next quotation mark"),
    ],
)
def test_a_quotation_mark_that_is_never_closed_swallows_no_row(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="line 2: a quotation mark"):
        open_sheets(tmp_path / "a.csv", name="a.csv", limits=Limits())


def test_a_cell_of_several_lines_is_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('编号,经历\n1,"一\n二"\n2,"说""好""了"\n3,半"引"号\n', encoding="utf-8")
    (sheet,) = open_sheets(tmp_path / "a.csv", name="a.csv", limits=Limits())
    assert [row[1] for row in sheet.rows[1:]] == ["一\n二", '说"好"了', '半"引"号']
