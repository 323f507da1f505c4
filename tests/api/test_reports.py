"""Reports by command and over HTTP: the same figures everywhere, as the database has them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.house import House
from api.reporting.ledger import write_ledger
from data import log
from data.papers import write_excel
from data.store import put_candidates, put_claims, put_employers, put_placements, put_posts
from matcher.papers import Paper
from matcher.records import (
    Actor,
    Candidate,
    CandidateEntry,
    Claim,
    ClaimEntry,
    ClaimKind,
    Education,
    Employer,
    EmployerEntry,
    Kind,
    Person,
    Placement,
    PlacementEntry,
    Post,
    PostEntry,
)
from tests.api.signed_in import signed_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACTOR = Actor("officer", "admin")
AREAS = ("历下区", "章丘区", "商河县")
SOURCES = ("实名信息数据库", "求职登记小程序", "失业登记库")
NUMBER = "11010519491231002X"


def fill(house: House) -> None:
    """Thirty posts, twelve people, twelve placements with a claim each, two employers."""
    told: dict[str, Any] = {"actor": ACTOR, "source": "test", "at": house.clock(), "vault": house.vault}
    employers = [
        Employer("E1", "甲公司", kind="国有企业", district="历下区", recognised_on=date(2022, 1, 1)),
        Employer("E2", "乙公司", kind="中小微企业", district="章丘区"),
    ]
    posts = [
        Post(
            f"P{n:02}",
            "见习生",
            ("甲公司", "乙公司")[n % 2],
            kind=Kind.MANAGEMENT if n % 2 else None,
            headcount=n or None,
            district=AREAS[n % 3],
            zone="济南高新区" if n % 5 == 0 else None,
            published_on=date(2023, 1 + n % 9, 1 + n % 28),
        )
        for n in range(30)
    ]
    people = [
        CandidateEntry(
            Candidate(
                f"C{n:02}", education=Education.BACHELOR, graduation_status="毕业", graduated_on=date(2022, 6, 30)
            ),
            Person(name=f"张{n}", id_number=NUMBER if n == 0 else None, phone="13812345678"),
            SOURCES[n % 3],
        )
        for n in range(12)
    ]
    placements = [
        Placement(
            f"T{n:02}",
            f"C{n:02}",
            ("E1", "E2")[n % 2],
            date(2023, 1 + n % 9, 1),
            date(2023, 4 + n % 9, 1),
            post_id=f"P{n:02}" if n % 4 else None,
            contract_on=date(2023, 4 + n % 9, 2) if n % 3 == 0 else None,
        )
        for n in range(12)
    ]
    claims = [
        Claim(
            f"B{n:02}",
            f"C{n:02}",
            ("E1", "E2")[n % 2],
            ClaimKind.MONTHLY,
            date(2023, 1, 1),
            Decimal(n) + Decimal("1260.07"),
            paid_on=date(2023, 1 + n % 9, 20) if n % 5 else None,
        )
        for n in range(12)
    ]
    with house.database.begin() as session:
        put_employers(session, [EmployerEntry(one) for one in employers], **told)
        put_posts(session, [PostEntry(one) for one in posts], **told)
        put_candidates(session, people, **told)
        put_placements(session, [PlacementEntry(one) for one in placements], **told)
        put_claims(session, [ClaimEntry(one) for one in claims], **told)


@pytest.fixture(scope="module")
def filled(shared_house: House) -> House:
    fill(shared_house)
    return shared_house


@pytest.fixture(scope="module")
def client(filled: House) -> TestClient:
    return signed_in(filled)


def monthly(client: TestClient, **asked: object) -> dict[str, Any]:
    answer = client.get("/v1/reports/monthly", params={"month": "2023-08", **asked})
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def counted(house: House, statement: str) -> dict[str, Any]:
    """What the database itself counts, by area."""
    with house.database.read() as session:
        return {area: value for area, value in session.execute(text(statement)).all()}


def by_area(told: dict[str, Any], name: str) -> dict[str, Any]:
    return {one["district"]: one[name] for one in told["districts"] if one[name]}


AREA = "COALESCE(p.zone, p.district)"
PLACE = f"COALESCE({AREA}, e.district)"
OF_POSTS = "FROM posts p WHERE p.published_on BETWEEN '2023-01-01' AND '2023-08-31' GROUP BY 1"
PLACED = "placements t LEFT JOIN posts p ON p.id = t.post_id LEFT JOIN employers e ON e.id = t.employer_id"


def test_posts_are_what_the_database_counts(filled: House, client: TestClient) -> None:
    told = monthly(client)
    assert by_area(told, "posts") == counted(filled, f"SELECT {AREA}, SUM(COALESCE(p.headcount, 1)) {OF_POSTS}")
    assert by_area(told, "adverts") == counted(filled, f"SELECT {AREA}, COUNT(*) {OF_POSTS}")


def test_trainees_are_what_the_database_counts(filled: House, client: TestClient) -> None:
    during = "t.starts_on BETWEEN '2023-01-01' AND '2023-08-31'"
    statement = f"SELECT {PLACE}, COUNT(DISTINCT t.candidate_id) FROM {PLACED} WHERE {during} GROUP BY 1"
    assert by_area(monthly(client), "trainees") == counted(filled, statement)


def test_running_traineeships_are_what_the_database_counts(filled: House, client: TestClient) -> None:
    running = "t.starts_on <= '2023-08-31' AND t.planned_end_on > '2023-08-31'"
    statement = f"SELECT {PLACE}, COUNT(*) FROM {PLACED} WHERE {running} GROUP BY 1"
    assert by_area(monthly(client), "running") == counted(filled, statement)


def test_subsidy_is_what_the_database_adds_up_to_the_fen(filled: House, client: TestClient) -> None:
    paid = "SELECT 'all', SUM(amount_yuan) FROM claims WHERE paid_on BETWEEN '2023-01-01' AND '2023-08-31'"
    fen = counted(filled, paid)["all"]
    assert monthly(client)["total"]["subsidy_yuan"] == f"{Decimal(fen).scaleb(-2):.2f}"


def test_what_is_due_for_a_month_is_what_the_statements_say_of_it(client: TestClient) -> None:
    asked = {"year": 2023, "as_of": "2023-08-31"}
    alone = [client.get(f"/v1/employers/{id}/subsidy", params=asked).json()["by_month"] for id in ("E1", "E2")]
    due = sum(Decimal(by_month["2023-08"]) for by_month in alone)
    told = monthly(client)
    assert Decimal(told["total"]["subsidy_due_yuan"]) == due > 0
    assert sum(Decimal(one["subsidy_due_yuan"]) for one in told["districts"]) == due


def test_what_is_due_for_a_month_that_runs_is_so_up_to_today(client: TestClient) -> None:
    asked = {"year": 2023, "as_of": "2023-09-01"}
    alone = [client.get(f"/v1/employers/{id}/subsidy", params=asked).json()["by_month"] for id in ("E1", "E2")]
    due = monthly(client, month="2023-09")["total"]["subsidy_due_yuan"]
    assert Decimal(due) == sum(Decimal(by_month.get("2023-09", 0)) for by_month in alone) > 0


def test_a_public_report_leaves_out_what_is_due_for_the_month(client: TestClient) -> None:
    assert "subsidy_due_yuan" not in monthly(client, public=True)["total"]


def test_where_a_wage_is_not_known_all_but_the_subsidy_due_is_reported(house: House) -> None:
    fill(house)
    told: dict[str, Any] = {"actor": ACTOR, "source": "test", "at": house.clock(), "vault": house.vault}
    old = Placement("T99", "C00", "E1", date(2019, 1, 1), date(2019, 3, 31))
    with house.database.begin() as session:
        put_placements(session, [PlacementEntry(old)], **told)
    client = signed_in(house)
    total = monthly(client)["total"]
    assert (total["subsidy_due_yuan"], total["trainees"] > 0) == (None, True)
    answer = client.get("/v1/reports/monthly", params={"month": "2023-08"}, headers={"Accept": XLSX})
    assert openpyxl.load_workbook(BytesIO(answer.content))["汇总表"]["S4"].value == "本月应发"


def test_trainees_stand_by_the_register_that_they_come_from(client: TestClient) -> None:
    sources = monthly(client)["total"]["trainees_by_source"]
    assert sources == {
        "graduates": 4,
        "mini_program": 4,
        "unemployment_register": 3,
        "other": 0,
    }  # C08 begins in September


def test_excel_has_the_same_figures(client: TestClient) -> None:
    answer = client.get("/v1/reports/monthly", params={"month": "2023-08"}, headers={"Accept": XLSX})
    assert answer.headers["content-type"] == XLSX
    book = openpyxl.load_workbook(BytesIO(answer.content), data_only=True)
    sheet, told = book["汇总表"], monthly(client)
    rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=5)}
    for one in told["districts"]:
        assert [rows[one["district"]][n] for n in (1, 4, 7, 10)] == [
            one["posts_target"],
            one["posts"],
            one["trainees_target"],
            one["trainees"],
        ]
    total = told["total"]
    assert [rows["合计"][n] for n in (1, 4, 6, 10)] == [15_000, total["posts"], total["adverts"], total["trainees"]]
    assert book.sheetnames == ["汇总表", "岗位类别", "单位类型", "见习人员", "服务过程", "图表"]


def test_a_public_report_shows_no_count_under_five(client: TestClient) -> None:
    told = monthly(client, public=True)
    shown = [one[name] for one in told["districts"] for name in ("posts", "trainees", "running", "retained")]
    assert all(isinstance(value, str) or value >= 5 for value in shown)
    assert "<5" in shown


@pytest.mark.parametrize("month", ["2023-13", "八月", "2023", "2023-8"])
def test_what_is_no_month_is_refused(client: TestClient, month: str) -> None:
    answer = client.get("/v1/reports/monthly", params={"month": month})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "month")


def test_a_month_that_has_not_begun_is_refused(client: TestClient) -> None:
    assert client.get("/v1/reports/monthly", params={"month": "2023-10"}).status_code == 422


def test_an_unknown_report_is_refused(client: TestClient) -> None:
    assert client.get("/v1/reports/weekly").status_code == 422


def write_into(file: Path) -> Callable[[Paper], None]:
    return lambda paper: write_excel(file, paper)


def ledger(house: House, file: Path, purpose: str | None) -> list[list[Any]]:
    """The rows of a ledger, its heads first."""
    write_ledger(
        house, write_into(file), purpose=purpose, actor=ACTOR, office=None, on_progress=lambda done, total: None
    )
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(file).worksheets[0].iter_rows(min_row=3)]


def reveals(house: House) -> list[log.Entry]:
    with house.database.read() as session:
        return [one for one in log.entries(session, limit=10_000) if one.action == "reveal"]


def test_a_ledger_without_a_purpose_is_masked_and_not_logged(filled: House, tmp_path: Path) -> None:
    before = len(reveals(filled))
    rows = ledger(filled, tmp_path / "a.xlsx", None)
    assert rows[1][1:5] == ["C00", "张**", "1101**********002X", "138****5678"]
    assert len(reveals(filled)) == before


def test_a_ledger_with_a_purpose_names_people_and_leaves_one_line_in_the_log(filled: House, tmp_path: Path) -> None:
    before = len(reveals(filled))
    rows = ledger(filled, tmp_path / "a.xlsx", "月末报送")
    assert rows[1][1:5] == ["C00", "张0", NUMBER, "13812345678"]
    (entry,) = reveals(filled)[before:]
    assert (entry.details["n"], entry.purpose, entry.id) == (12, "月末报送", None)
    assert len(entry.details["ids_keyed"]) == 32


def test_a_ledger_says_who_is_in_a_traineeship(filled: House, tmp_path: Path) -> None:
    heads, *rows = ledger(filled, tmp_path / "a.xlsx", None)
    at = [heads.index(name) for name in ("是否符合\n见习条件", "见习状态", "见习单位", "信息来源")]
    assert [rows[0][n] for n in at] == ["待核实", "已留用", "甲公司", "实名信息数据库"]
    assert [rows[7][n] for n in at][1:] == ["见习中", "乙公司", "求职登记小程序"]


def test_a_blank_purpose_is_refused(run: Callable[..., Any], tmp_path: Path) -> None:
    answer = run("report", "ledger", "--out", "a.xlsx", "--purpose", " ")
    assert (answer.status, (tmp_path / "a.xlsx").exists()) == (1, False)
    assert "say what the names are needed for" in answer.errors


def test_only_its_owner_may_read_a_ledger(run: Callable[..., Any], tmp_path: Path) -> None:
    assert run("report", "ledger", "--out", "a.csv").status == 0
    assert (tmp_path / "a.csv").stat().st_mode & 0o077 == 0


def test_the_command_prints_and_writes_the_same_figures(run: Callable[..., Any], tmp_path: Path) -> None:
    printed = run("report", "monthly", "--month", "2023-08", "--json", "--out", "m.json")
    assert json.loads(printed.out) == json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))
    assert len(json.loads(printed.out)["districts"]) == 15


def test_csv_stands_in_a_file_a_table(run: Callable[..., Any], tmp_path: Path) -> None:
    told = run("report", "monthly", "--month", "2023-08", "--out", "m.csv")
    names = {"m.csv", "m-岗位类别.csv", "m-单位类型.csv", "m-见习人员.csv", "m-服务过程.csv"}
    assert {file.name for file in tmp_path.glob("*.csv")} == names
    assert {line.removeprefix("Written: ") for line in told.out.splitlines()} == names
    with (tmp_path / "m.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row[:2] for row in csv.reader(stream)][-1] == ["合计", "15000"]


def test_a_screen_shows_the_summary(run: Callable[..., Any]) -> None:
    assert "济南起步区" in run("report", "monthly", "--month", "2023-08").out


def test_an_ending_that_says_no_kind_is_refused(run: Callable[..., Any]) -> None:
    assert run("report", "monthly", "--out", "m.pdf").status == 1


def test_the_public_list_holds_the_posts_that_are_open_and_no_person(client: TestClient) -> None:
    told = client.get("/v1/reports/openings").json()
    rows = told["sheets"][0]["rows"]
    assert [row["id"] for row in rows if row["district"] == "济南高新区"] == ["P00", "P05", "P10", "P15", "P20", "P25"]
    assert len(rows) == 27  # P08, P17 and P26 are published later in September
    assert "张" not in json.dumps(told, ensure_ascii=False)


def test_the_public_list_can_be_a_page(run: Callable[..., Any], tmp_path: Path) -> None:
    assert run("report", "openings", "--out", "o.html").status == 0
    assert "就业见习岗位公开目录" in (tmp_path / "o.html").read_text(encoding="utf-8")


def test_the_years_account_stands_beside_targets_and_the_year_before(client: TestClient) -> None:
    told = client.get("/v1/reports/yearend", params={"month": "2023-08"}).json()
    rows = {row["indicator"]: row for row in told["sheets"][0]["rows"]}
    september = monthly(client, month="2023-09")["total"]
    posts = rows["募集岗位（个）"]
    assert (posts["target"], posts["actual"], posts["before"]) == (15_000, september["posts"], 0)
    assert posts["more"] == september["posts"]
    assert rows["支付补贴（元）"]["actual"] == september["subsidy_yuan"]
    assert told["sheets"][0]["notes"][0] == "募集岗位完成年度目标的区县（0个，共15个）：无。"


def test_the_years_account_can_be_asked_for_by_its_year(client: TestClient) -> None:
    asked = [{"year": "2023"}, {"month": "2023-01"}]
    first, second = (client.get("/v1/reports/yearend", params=one).json() for one in asked)
    assert first == second
    assert client.get("/v1/reports/yearend", params={"year": "2024"}).status_code == 422


def test_a_year_that_has_not_begun_is_refused(client: TestClient) -> None:
    assert client.get("/v1/reports/yearend", params={"month": "2024-01"}).status_code == 422
