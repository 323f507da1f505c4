"""Hostile files and forms at the pages' own door: what holds for programs holds there too."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from api.house import House
from data.store import candidates_by_id
from matcher.records import Role
from tests.api.console_office import browser_of, finished, sent
from tests.attacks.books import bomb, plain_book

NAMES = (
    "../../../../tmp/evil.csv",
    "..\\..\\evil.csv",
    "/proc/self/environ",
    "../../matcher.db",
    "岗\u202ecsv.exe",
    "$(touch evil).csv",
    "<script>alert(1)</script>.csv",
)
ROWS = "编号,姓名,身份证号,经历\nA1,,370102199912010037,收银\n".encode()


@pytest.fixture(scope="module")
def browser(shared_house: House) -> Iterator[TestClient]:
    with browser_of(shared_house, Role.PROGRAMME) as client:
        yield client


def files_of(house: House) -> set[str]:
    root = house.settings.var
    return {str(path.relative_to(root)) for path in root.rglob("*")}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_sent_by_a_page_lies_in_its_own_folder_alone(
    browser: TestClient, shared_house: House, name: str
) -> None:
    before = files_of(shared_house)
    address = sent(browser, "/imports/candidates", ROWS, name=name)
    page = finished(browser, address)
    own = f"uploads/{address.removeprefix('/jobs/')}"
    new = {one for one in files_of(shared_house) - before if one.startswith("uploads/")}
    assert new == {own, f"{own}/rejected.xlsx", f"{own}/result.json"}
    assert "<script>alert" not in page
    assert "evil" not in address


def test_a_workbook_that_swells_is_refused_at_the_pages_door_too(browser: TestClient) -> None:
    page = finished(browser, sent(browser, "/imports/posts", bomb(100 << 20), name="岗位.xlsx"))
    assert "Nothing was stored." in page
    assert "All 1 rows are stored." in finished(browser, sent(browser, "/imports/posts", plain_book(), name="a.xlsx"))


def test_no_field_of_a_page_takes_ten_megabytes_or_a_thousand_names(browser: TestClient) -> None:
    large = {"registered_again": "长" * (10 << 20)}
    answer = browser.post("/imports/candidates", files={"file": ("a.csv", ROWS)}, data=large)
    assert answer.status_code in (400, 413)
    job = sent(browser, "/imports/candidates", ROWS)
    finished(browser, job)
    assert browser.post(f"{job}/rows", data={"2-0.1": "a" * (10 << 20)}).status_code == 413
    assert browser.post(f"{job}/rows", data={f"2-0.{n}": "a" for n in range(2_000)}).status_code == 400
    assert browser.get(f"{job}/rows").status_code == 200


def test_a_corrected_cell_is_a_text_and_a_name_of_no_row_is_nothing(browser: TestClient, shared_house: House) -> None:
    job = sent(browser, "/imports/candidates", ROWS)
    finished(browser, job)
    fields = re.findall(r' name="(\d+-[0-9a-f]+\.\d+)"', browser.get(f"{job}/rows").text)
    strange = {"../../x.0": "evil", "9-0.1": "evil", f"{fields[0]}.1": "evil"}
    assert "nothing was sent" in browser.post(f"{job}/rows", data=strange).text
    name = next(one for one in fields if one.endswith(".1"))
    wrong = next(one for one in fields if one.endswith(".2"))
    formula = '=HYPERLINK("http://evil.example","a")'
    answer = browser.post(f"{job}/rows", data={name: formula, wrong: "370102199912010038"})
    second = answer.headers["location"]
    finished(browser, second)
    book = load_workbook(io.BytesIO(browser.get(f"{second}/rejected").content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == formula]
    assert [cell.data_type for cell in cells] == ["s"]
    with shared_house.database.read() as session:
        assert candidates_by_id(session, ["A1"]) == {}
