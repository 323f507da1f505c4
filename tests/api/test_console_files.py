"""Pages of files: kinds by role, a file sent and followed as a job, rejected rows corrected on the page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from api.house import House
from api.returned_rows import PART_FIELDS, Cell, Returned, parts_of
from data import log
from data.store import candidates_by_id
from matcher.records import Role
from tests.api.console_office import browser_of, finished, sent

PEOPLE = (
    "编号,姓名,身份证号,手机号,出生日期,经历\n"
    "P1,周青,37010220000307002X,13855501001,,\n"
    "P2,吴山,370102200103070036,13855501002,,收银\n"
    "P3,,370102199912010037,13855501003,,\n"
    "P4,郑丽,,13855501004,2001-02-31,\n"
).encode()
POSTS = "岗位编号,单位名称,岗位名称\nN1,甲公司,会计\n".encode()


@pytest.fixture
def officer(house: House) -> Iterator[TestClient]:
    browser = browser_of(house, Role.PROGRAMME)
    with browser:
        yield browser


def people(house: House) -> set[str]:
    with house.database.read() as session:
        return set(candidates_by_id(session, ["P1", "P2", "P3", "P4"]))


def fields_of(page: str) -> dict[str, str]:
    """The form's fields of rejected rows: name and value."""
    inputs = re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', page)
    areas = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return {name: unescape(value) for name, value in [*inputs, *areas] if re.match(r"\d+-", name)}


def field_for(page: str, value: str) -> str:
    return next(name for name, one in fields_of(page).items() if one == value)


def test_an_organiser_brings_booths_and_attendance_alone(house: House) -> None:
    organiser = browser_of(house, Role.ORGANISER)
    promised = "Bring in posts, people, traineeships and what offices send"
    assert "Bring in the booths of a fair, who came and what came of it" in organiser.get("/").text
    assert promised not in organiser.get("/").text
    assert promised in browser_of(house, Role.PROGRAMME).get("/").text
    page = organiser.get("/imports").text
    assert set(re.findall(r'href="/imports/(\w+)"', page)) == {"booths", "attendance"}
    assert organiser.get("/imports/booths").status_code == 200
    for path in ("/imports/candidates", "/imports/candidates/blank", "/imports/registry", "/registries", "/links"):
        assert organiser.get(path).status_code == 403, path
    answer = organiser.post("/imports/candidates", files={"file": ("a.csv", PEOPLE)})
    assert answer.status_code == 403
    assert not list((house.settings.var / "uploads").glob("*"))


@pytest.mark.parametrize("path", ["/imports", "/jobs", "/registries", "/links"])
def test_a_caseworker_has_no_page_of_files(house: House, path: str) -> None:
    caseworker = browser_of(house, Role.CASEWORKER, district="历下区")
    assert caseworker.get(path).status_code == 403
    assert f'href="{path}"' not in caseworker.get("/").text


def test_a_page_tells_the_needed_columns_and_gives_a_blank_table_that_can_be_imported(
    officer: TestClient, house: House
) -> None:
    page = officer.get("/imports/candidates").text
    assert '<strong lang="zh-CN">姓名</strong>' in page
    blank = officer.get("/imports/candidates/blank")
    book = load_workbook(io.BytesIO(blank.content))
    sheet = book.worksheets[0]
    columns = {str(cell.value): at for at, cell in enumerate(sheet[1], 1)}
    for name, value in (("编号", "P1"), ("姓名*", "周青"), ("身份证号", "37010220000307002X")):
        sheet.cell(2, columns[name], value)
    kept = io.BytesIO()
    book.save(kept)
    finished(officer, sent(officer, "/imports/candidates", kept.getvalue(), name="模板.xlsx"))
    assert people(house) == {"P1"}


def test_a_file_is_followed_to_its_counts(officer: TestClient, house: House) -> None:
    address = sent(officer, "/imports/candidates", PEOPLE, name="周青 13855501001.csv")
    assert re.fullmatch(r"/jobs/[0-9a-f]{32}", address)
    page = finished(officer, address)
    assert "1 of 4 rows are stored, 3 came back." in page
    assert "Correct rows here (3)" in page
    assert "13855501001" not in page
    assert "周青" not in re.findall(r"<title>(.*?)</title>", page)[0]
    assert address in officer.get("/jobs").text


def test_the_same_file_again_is_told_to_be_nothing_new(officer: TestClient) -> None:
    finished(officer, sent(officer, "/imports/posts", POSTS))
    page = finished(officer, sent(officer, "/imports/posts", POSTS))
    assert "Nothing is new: all 1 rows that were taken stood there already as they are." in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param("岗位编号,单位名称,岗位名称\n".encode(), "no rows below the header", id="no rows"),
        pytest.param(b"PK\x03\x04 broken", "", id="a broken workbook"),
        pytest.param(PEOPLE, "", id="another kind"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(officer: TestClient, content: bytes, said: str) -> None:
    page = finished(officer, sent(officer, "/imports/posts", content, name="x.xlsx"))
    assert "Nothing was stored." in page
    problem = unescape(re.findall(r'<p class="mb-0 text-break">(.*?)</p>', page, re.DOTALL)[0])
    assert problem.startswith("x.xlsx")
    assert "\n" not in problem
    assert said in problem
    assert 'href="/imports/posts"' in page


@pytest.mark.parametrize("field", ["other", "file"], ids=["no field", "no file chosen"])
def test_a_form_without_a_file_comes_back_with_the_fault(officer: TestClient, field: str) -> None:
    answer = officer.post("/imports/booths", files={field: ("", b"")}, data={"fair": ""})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text
    assert not re.search(r"/jobs/[0-9a-f]{32}", officer.get("/jobs").text)


def test_a_file_over_the_limit_is_refused_before_it_is_read_and_one_below_is_not(
    officer: TestClient, house: House
) -> None:
    large = POSTS + b"\n" * house.settings.max_upload_bytes
    answer = officer.post("/imports/posts", files={"file": ("a.csv", large + b"\n" * 100_000)})
    assert answer.status_code == 413
    assert not list((house.settings.var / "uploads").glob("*"))
    many = POSTS + b"".join(b"N%d,\xe7\x94\xb2,\xe5\x87\xba\xe7\xba\xb3\n" % n for n in range(2, 9_000))
    assert "8,999" in finished(officer, sent(officer, "/imports/posts", many))


def test_what_is_corrected_is_stored_and_the_rest_stays(officer: TestClient, house: House) -> None:
    first = sent(officer, "/imports/candidates", PEOPLE)
    finished(officer, first)
    page = officer.get(f"{first}/rows").text
    assert page.count('<fieldset class="returned">') == 3
    form = fields_of(page)
    form[field_for(page, "370102200103070036")] = "370102200103070035"
    answer = officer.post(f"{first}/rows", data=form)
    told = finished(officer, answer.headers["location"])
    assert "All 1 rows are stored." in told
    assert people(house) == {"P1", "P2"}
    assert "Correct rows here (2)" in officer.get(first).text
    left = officer.get(f"{first}/rows").text
    assert "吴山" not in left
    assert "郑丽" in left


def test_the_log_tells_which_fields_were_corrected_and_no_value(officer: TestClient, house: House) -> None:
    first = sent(officer, "/imports/candidates", PEOPLE)
    finished(officer, first)
    page = officer.get(f"{first}/rows").text
    form = fields_of(page) | {field_for(page, "370102200103070036"): "370102200103070035"}
    finished(officer, officer.post(f"{first}/rows", data=form).headers["location"])
    house.spool.drain(house.database)
    with house.database.read() as session:
        lines = [one for one in log.entries(session, limit=1_000) if one.noun == "job"]
    corrected = [one for one in lines if one.action == "correct"]
    assert [(one.id, one.details) for one in corrected] == [
        (first.removeprefix("/jobs/"), {"n": 1, "fields": {"id_number": 1}})
    ]
    shown = [one for one in lines if one.action == "export"]
    assert [(one.details["form"], one.details["n"], one.details["named"]) for one in shown] == [("page", 3, True)]


def test_a_row_that_is_still_wrong_comes_back_with_its_first_number(officer: TestClient, house: House) -> None:
    first = sent(officer, "/imports/candidates", PEOPLE)
    finished(officer, first)
    page = officer.get(f"{first}/rows").text
    form = fields_of(page) | {field_for(page, "2001-02-31"): "2001-02-30"}
    second = officer.post(f"{first}/rows", data=form).headers["location"]
    assert "0 of 1 rows are stored, 1 came back." in finished(officer, second)
    again = officer.get(f"{second}/rows").text
    assert "Row 5 " in re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", again))  # of the file that came first
    form = fields_of(again) | {field_for(again, "2001-02-30"): "2001-02-28"}
    assert "All 1 rows are stored." in finished(officer, officer.post(f"{second}/rows", data=form).headers["location"])
    assert people(house) == {"P1", "P4"}


def test_a_form_in_which_nothing_was_changed_sends_nothing(officer: TestClient) -> None:
    first = sent(officer, "/imports/candidates", PEOPLE)
    finished(officer, first)
    form = fields_of(officer.get(f"{first}/rows").text)
    answer = officer.post(f"{first}/rows", data=form)
    assert answer.status_code == 200
    assert "Nothing was changed, so nothing was sent." in answer.text
    assert len(set(re.findall(r"/jobs/[0-9a-f]{32}", officer.get("/jobs").text))) == 1


def test_rows_are_sent_again_as_they_stand_by_a_button_of_its_own(officer: TestClient) -> None:
    first = sent(officer, "/imports/candidates", PEOPLE)
    finished(officer, first)
    form = fields_of(officer.get(f"{first}/rows").text) | {"again": "yes"}
    told = finished(officer, officer.post(f"{first}/rows", data=form).headers["location"])
    assert "0 of 3 rows are stored, 3 came back." in told
    assert "All rejected rows were corrected and sent again." in officer.get(first).text


def test_somebody_elses_job_and_rows_are_not_there(officer: TestClient, house: House) -> None:
    first = sent(officer, "/imports/candidates", PEOPLE)
    finished(officer, first)
    other = browser_of(house, Role.PROGRAMME, name="other")
    for path in (first, f"{first}/rows", f"{first}/rejected"):
        assert other.get(path).status_code == 404, path
    assert other.post(f"{first}/rows", data={"again": "yes"}).status_code == 404
    assert first not in other.get("/jobs").text
    assert first in browser_of(house, Role.ADMIN).get("/jobs").text


def test_rejected_rows_are_fetched_as_a_workbook(officer: TestClient) -> None:
    first = sent(officer, "/imports/candidates", PEOPLE)
    finished(officer, first)
    answer = officer.get(f"{first}/rejected")
    assert load_workbook(io.BytesIO(answer.content)).worksheets[0].max_row == 4


def test_a_script_gets_the_part_of_a_job_alone(officer: TestClient) -> None:
    address = sent(officer, "/imports/posts", POSTS)
    finished(officer, address)
    part = officer.get(address, headers={"hx-request": "true"}).text
    assert part.lstrip().startswith('<section id="job"')
    assert "<html" not in part


def test_jobs_are_paged(officer: TestClient) -> None:
    for n in range(32):
        sent(officer, "/imports/posts", POSTS, name=f"{n}.csv")
    first = officer.get("/jobs").text
    cursor = unescape(re.findall(r'href="(/jobs\?cursor=[^"]+)"', first)[0])
    second = officer.get(cursor).text
    on_first, on_second = (set(re.findall(r"/jobs/[0-9a-f]{32}", one)) for one in (first, second))
    assert (len(on_first), len(on_second), on_first & on_second) == (30, 2, set())
    assert officer.get("/jobs?cursor=forged").status_code == 422


def test_rows_are_divided_so_that_each_part_fits_into_a_form() -> None:
    def row(key: str, n: int, text: str) -> Returned:
        return Returned(key, None, 1, "", "", tuple(Cell(f"{key}.{at}", "c", text, False) for at in range(n)))

    wide = parts_of([row(str(n), 90, "") for n in range(30)])
    assert [len(part) for part in wide] == [PART_FIELDS // 90] * 3 + [6]
    assert [len(part) for part in parts_of([row(str(n), 1, "长" * 30_000) for n in range(3)])] == [1, 1, 1]
    assert [len(part) for part in parts_of([row(str(n), 2, "") for n in range(45)])] == [20, 20, 5]
    assert parts_of([]) == []
