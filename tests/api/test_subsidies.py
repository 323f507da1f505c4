"""The worked statement of an employer, over HTTP and at the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api.house import House
from data.store import Database, put_claims, put_employers, put_placements, put_posts
from data.vault import Vault
from matcher.records import (
    Actor,
    Claim,
    ClaimEntry,
    ClaimKind,
    Employer,
    EmployerEntry,
    Person,
    Placement,
    PlacementEntry,
    Post,
    PostEntry,
)
from tests.api.signed_in import signed_in

ENGLISH = {"Accept-Language": "en"}
STATEMENT = "/v1/employers/E1/subsidy?year=2023&as_of=2023-12-31"


def placement(id: str, candidate: str, planned: date, **facts: Any) -> PlacementEntry:
    start = date(2023, 8, 16)
    told = {"agreed_on": date(2023, 8, 10), "insured_on": start, "post_id": "P1"} | facts
    return PlacementEntry(Placement(id, candidate, "E1", start, planned, **told), trainee=Person(bank_card="62220001"))


def fill(database: Database, vault: Vault) -> None:
    """Two trainees of one employer, one of them retained and one without insurance; August claimed twice."""
    told: dict[str, Any] = {
        "actor": Actor("t", "admin"),
        "source": "test",
        "at": datetime(2023, 9, 1, tzinfo=UTC),
        "vault": vault,
    }
    retained = placement("L1", "C1", date(2023, 11, 15), contract_on=date(2023, 12, 1))
    uninsured = placement("L2", "C2", date(2023, 11, 15), insured_on=None)
    august = Claim("S1", "C1", "E1", ClaimKind.MONTHLY, date(2023, 8, 1), Decimal("650.32"), date(2023, 9, 5))
    again = Claim("S2", "C1", "E1", ClaimKind.MONTHLY, date(2023, 8, 1), Decimal("650.32"), date(2023, 9, 6))
    with database.begin() as session:
        put_employers(session, [EmployerEntry(Employer("E1", "泉城软件", district="历下区"))], **told)
        put_posts(session, [PostEntry(Post("P1", "测试员", "泉城软件", district="商河县"))], **told)
        put_placements(session, [retained, uninsured], **told)
        put_claims(session, [ClaimEntry(august), ClaimEntry(again)], **told)


@pytest.fixture(scope="module")
def client(shared_house: House) -> TestClient:
    fill(shared_house.database, shared_house.vault)
    return signed_in(shared_house, headers=ENGLISH)


def test_a_statement_has_every_line_with_formula_and_clause(client: TestClient) -> None:
    line = client.get(STATEMENT).json()["lines"][0]
    assert line == {
        "placement_id": "L1",
        "candidate_id": "C1",
        "kind": "monthly",
        "month": "2023-08",
        "first": "2023-08-16",
        "last": "2023-08-31",
        "days": 16,
        "month_days": 31,
        "district": "商河县",
        "wage_yuan": "2100.00",
        "percent": 60,
        "amount_yuan": "650.32",
        "clause": "济人社字〔2023〕15号 二(五)1、3",
        "formula": "2100.00 × 60% × 16/31 = 650.32",
        "held": [],
    }


def test_its_sums_reconcile(client: TestClient) -> None:
    told = client.get(STATEMENT).json()
    # each: 650.32 + 1,260 + 1,320 + 660 = 3,890.32 paid monthly; one of two retained: 50 %, so the difference is due:
    # 108.39 + 210 + 220 + 110 = 648.39 each; held: all of L2
    assert told["by_kind"] == {"monthly": "7780.64", "difference": "1296.78", "remaining": "0.00"}
    assert (told["total_yuan"], told["payable_yuan"], told["held_yuan"]) == ("9077.42", "4538.71", "4538.71")
    assert told["retention"]["percent"] == "50.0"
    for cut in ("by_month", "by_placement"):
        assert sum(map(Decimal, told[cut].values())) == Decimal("9077.42")


def test_a_line_that_is_held_says_why_in_the_language_asked(client: TestClient) -> None:
    held = [line["held"][0] for line in client.get(STATEMENT).json()["lines"] if line["placement_id"] == "L2"]
    expected = {
        "reason": "not payable until accident insurance is on record",
        "clause": "济人社字〔2023〕15号 二(五)1、3",
    }
    assert held == [expected] * 8
    chinese = client.get(STATEMENT, headers={"Accept-Language": "zh"}).json()["lines"][-1]["held"][0]["reason"]
    assert "人身意外伤害保险" in chinese


def test_claims_stand_beside_what_is_due(client: TestClient) -> None:
    august = client.get(STATEMENT).json()["compared"][1]
    assert (august["month"], august["claimed_yuan"], august["over_claimed_yuan"]) == ("2023-08", "1300.64", "650.32")


def test_a_statement_of_an_earlier_day_knows_nothing_of_what_came_later(client: TestClient) -> None:
    told = client.get("/v1/employers/E1/subsidy?as_of=2023-08-31").json()
    assert (told["year"], told["total_yuan"], told["retention"]["percent"]) == (2023, "1300.64", None)


def test_a_statement_is_replayed_by_another_edition(client: TestClient) -> None:
    told = client.get(f"{STATEMENT}&edition=national-2023").json()
    assert told["edition"] == "national-2023"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/v1/employers/E9/subsidy", 404, id="no such employer"),
        pytest.param("/v1/employers/E1/subsidy?edition=x", 404, id="no such edition"),
        pytest.param("/v1/employers/E1/subsidy?year=23", 422, id="no year"),
        pytest.param("/v1/employers/E1/subsidy?month=8", 422, id="an unknown query"),
    ],
)
def test_what_cannot_be_worked_out_is_refused(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_nobody_is_named(client: TestClient) -> None:
    assert "6222" not in client.get(STATEMENT).text


@pytest.fixture
def typed(run: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Types the command for a year that is over, in a house that is filled."""
    database = Database(f"sqlite:///{tmp_path / 'var' / 'matcher.db'}")
    database.seal = Vault(tmp_path / "var" / "matcher.key").seal
    fill(database, Vault(tmp_path / "var" / "matcher.key"))
    database.close()
    return lambda *more: run("subsidy", "statement", "--employer", "E1", "--as-of", "2023-12-31", *more)


def test_the_command_prints_lines_sums_and_what_differs(typed: Callable[..., Any]) -> None:
    out = typed().out
    assert "2100.00 × 60% × 16/31 = 650.32" in out
    assert "retention in 2023: 1 of 2 ended = 50.0%, 0 left out; 50% wanted: reached" in out
    assert "in all 9,077.42 yuan, of which 4,538.71 payable and 4,538.71 held" in out
    assert "Claims that differ from what is due:" in out


def test_the_command_and_http_tell_the_same(typed: Callable[..., Any], client: TestClient) -> None:
    assert json.loads(typed("--json").out) == client.get(STATEMENT).json()


def test_the_workbook_has_the_lines_and_a_sum_that_is_a_formula(typed: Callable[..., Any], tmp_path: Path) -> None:
    assert typed("--out", "e1.xlsx").out == "16 lines: e1.xlsx\n"
    formulas = openpyxl.load_workbook(tmp_path / "e1.xlsx")["核算明细"]
    values = openpyxl.load_workbook(tmp_path / "e1.xlsx", data_only=True)["核算明细"]
    heads = [cell.value for cell in formulas[3]]
    at = heads.index("应发金额") + 1
    total = next(row for row in range(4, formulas.max_row + 1) if formulas.cell(row, 1).value == "合计")
    assert str(formulas.cell(total, at).value).startswith("=SUM(")
    assert values.cell(total, at).value == 9077.42


def test_the_workbook_names_each_reason_why_a_line_is_held(typed: Callable[..., Any], tmp_path: Path) -> None:
    typed("--out", "e1.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "e1.xlsx")["暂缓明细"]
    held = [(row[0], row[3], row[4]) for row in sheet.iter_rows(min_row=4, values_only=True) if row[3] is not None]
    assert held[0] == ("L2", "2023-08", "not payable until accident insurance is on record")
    assert len(held) == 8


def test_a_workbook_that_is_there_is_kept_without_force(typed: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "e1.xlsx").touch()
    assert typed("--out", "e1.xlsx").status == 1
    assert typed("--out", "e1.xlsx", "--force").status == 0
