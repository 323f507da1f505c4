"""Papers as files: what stands in the cells, in the page set-up, in CSV and JSON."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from data.papers import sheets_as_plain, write_csv, write_excel, write_html, write_json
from matcher.papers import Chart, Column, Form, Paper, Row, Sheet, total_row

COLUMNS = (
    Column("district", "区县"),
    Column("posts", "岗位数", Form.COUNT, group="募集", summed=True),
    Column("target", "目标", Form.COUNT, group="募集", summed=True),
    Column("rate", "完成率", Form.RATE, group="募集", ratio=("posts", "target")),
    Column("paid", "补贴", Form.YUAN, summed=True),
    Column("on", "日期", Form.DATE),
)
ROWS: tuple[Row, ...] = (
    ("历下区", 1700, 1000, 1.7, Decimal("1260.00"), date(2023, 8, 31)),
    ("=cmd()", 40, 160, 0.25, Decimal("0.05"), None),
)
SHEET = Sheet("汇总", "见习工作情况汇总表", COLUMNS, ROWS, total_row(COLUMNS, ROWS), "个、元", ("说明一",))
PAPER = Paper((SHEET,), date(2023, 8, 31), office="济南市", period="2023年8月")


def opened(paper: Paper, *, values: bool = False) -> Worksheet:
    stream = BytesIO()
    write_excel(stream, paper)
    stream.seek(0)
    sheet = openpyxl.load_workbook(stream, data_only=values).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def column(sheet: Worksheet, letter: str) -> list[object]:
    return [cell.value for cell in sheet[letter]]


def test_a_total_is_a_formula_that_carries_its_value() -> None:
    assert opened(PAPER)["B7"].value == "=SUM(B5:B6)"
    assert opened(PAPER, values=True)["B7"].value == 1740


def test_a_quotient_is_a_formula_in_rows_and_total() -> None:
    assert opened(PAPER)["D5"].value == '=IF(C5=0,"",B5/C5)'
    assert opened(PAPER)["D7"].value == '=IF(C7=0,"",B7/C7)'
    assert opened(PAPER, values=True)["D7"].value == 1.5  # 1,740 / 1,160


def test_a_text_like_a_formula_stays_a_text() -> None:
    cell = opened(PAPER)["A6"]
    assert (cell.value, cell.data_type) == ("=cmd()", "s")


def test_title_office_period_unit_notes_and_signatures_stand_around_the_table() -> None:
    sheet = opened(PAPER)
    assert sheet["A1"].value == "见习工作情况汇总表"
    assert [sheet["A2"].value, sheet["C2"].value, sheet["E2"].value] == [
        "填报单位：济南市",
        "2023年8月",
        "单位：个、元",
    ]
    assert column(sheet, "A")[-2:] == ["说明一", "填表人："]
    assert [sheet["C9"].value, sheet["E9"].value] == ["审核人：", "填报日期："]


def test_columns_of_a_group_share_a_head() -> None:
    sheet = opened(PAPER)
    merged = {str(one) for one in sheet.merged_cells.ranges}
    assert {"A1:F1", "A3:A4", "B3:D3", "E3:E4"} <= merged
    assert [sheet["B3"].value, sheet["B4"].value, sheet["C4"].value] == ["募集", "岗位数", "目标"]


def test_amounts_have_two_places_and_counts_thousands() -> None:
    sheet = opened(PAPER)
    assert (sheet["E5"].number_format, sheet["B5"].number_format) == ("#,##0.00", "#,##0")


def test_the_page_is_a4_across_with_the_heads_on_each() -> None:
    sheet = opened(PAPER)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0  # as many pages long as it takes, one wide
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.freeze_panes == "B5"
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"


def test_a_chinese_text_gets_two_cells_a_character() -> None:
    sheet = opened(PAPER)
    assert sheet.column_dimensions["A"].width >= 8
    long = Sheet("一", "题", (Column("a", "名称"),), (("济南市某某科技有限公司",),))  # 11 characters: 22 cells
    assert opened(Paper((long,), date(2023, 8, 31))).column_dimensions["A"].width >= 22


def test_a_total_that_is_not_the_sum_is_refused() -> None:
    wrong = Sheet("汇总", "题", COLUMNS, ROWS, ("合计", 1741, 1160, 1.5, Decimal("1260.05"), None))
    with pytest.raises(ValueError, match="1741 of posts is not the sum 1740"):
        write_excel(BytesIO(), Paper((wrong,), date(2023, 8, 31)))


def test_a_sum_over_a_suppressed_cell_is_no_formula() -> None:
    rows = (("历下区", "<5", 10, None, None, None), ("市中区", 20, 10, 2.0, None, None))
    sheet = opened(Paper((Sheet("一", "题", COLUMNS, rows, ("合计", "≥20", 20, None, None, None)),), date(2023, 8, 31)))
    assert [cell.value for cell in sheet[7]][:3] == ["合计", "≥20", "=SUM(C5:C6)"]


def test_rows_may_come_one_by_one() -> None:
    columns = (Column("n", "序号", Form.COUNT), Column("text", "文字"))
    rows = ((n, f"第{n}行") for n in range(1000))
    sheet = opened(Paper((Sheet("册", "名册", columns, rows),), date(2023, 8, 31), signed=()))
    assert (sheet["A4"].value, sheet["B1003"].value, sheet.max_row) == (0, "第999行", 1003)


def test_charts_stand_on_a_sheet_of_their_own() -> None:
    stream = BytesIO()
    chart = Chart("目标与实际", "column", "汇总", "district", ("target", "posts"))
    write_excel(stream, Paper((SHEET,), date(2023, 8, 31), charts=(chart,)))
    book = openpyxl.load_workbook(stream)
    assert book.sheetnames == ["汇总", "图表"]
    assert len(book["图表"]._charts) == 1


def test_the_same_paper_gives_the_same_bytes() -> None:
    first, second = BytesIO(), BytesIO()
    write_excel(first, PAPER)
    write_excel(second, PAPER)
    assert first.getvalue() == second.getvalue()


def test_csv_has_a_bom_flat_heads_and_no_formulas(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", SHEET)
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == ["区县", "募集 岗位数", "募集 目标", "募集 完成率", "补贴", "日期"]
    assert rows[1] == ["历下区", "1700", "1000", "1.7", "1260.00", "2023-08-31"]
    assert rows[2][0] == "'=cmd()"
    assert rows[3] == ["合计", "1740", "1160", "1.5", "1260.05", ""]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_csv_quotes_what_a_spreadsheet_would_run(sign: str, tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", Sheet("一", "题", (Column("a", "名"),), ((f"{sign}1",),)))
    assert f"'{sign}1" in (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")


def test_json_has_the_same_figures_by_key(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", sheets_as_plain(PAPER))
    read = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert read["sheets"][0]["rows"][0] == {
        "district": "历下区",
        "posts": 1700,
        "target": 1000,
        "rate": 1.7,
        "paid": "1260.00",
        "on": "2023-08-31",
    }
    assert read["sheets"][0]["total"]["paid"] == "1260.05"


def test_a_page_shows_the_same_figures_and_escapes_every_text(tmp_path: Path) -> None:
    sheet = Sheet("一", "岗位<目录>", COLUMNS, (("<script>", *ROWS[0][1:]),), notes=("甲&乙",))
    write_html(tmp_path / "a.html", Paper((sheet,), date(2023, 8, 31)))
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert '<td>&lt;script&gt;</td><td class="number">1700</td>' in page
    assert "岗位&lt;目录&gt;" in page
    assert "甲&amp;乙" in page
    assert "<script" not in page
