"""The year's subsidies of all employers as a paper: to the fen what the statements of the single employers say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api.house import House
from data.store import put_claims, put_employers, put_placements
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
)
from tests.api.signed_in import signed_in
from tests.api.test_subsidies import fill

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YEAR = {"year": 2023, "as_of": "2023-12-31"}


def fill_more(house: House) -> None:
    """Beside E1: one retained early, one claimed for without a placement, and one whose only traineeship is older."""
    told: dict[str, Any] = {
        "actor": Actor("t", "admin"),
        "source": "test",
        "at": datetime(2023, 9, 1, tzinfo=UTC),
        "vault": house.vault,
    }
    start = date(2023, 3, 1)
    early = Placement(
        "L3",
        "C3",
        "E2",
        start,
        date(2023, 8, 31),
        agreed_on=start,
        insured_on=start,
        ended_on=date(2023, 6, 14),
        contract_on=date(2023, 6, 15),
    )
    older = Placement("L4", "C4", "E4", date(2022, 1, 1), date(2022, 6, 30), agreed_on=date(2022, 1, 1))
    claim = Claim("S3", "C9", "E3", ClaimKind.MONTHLY, date(2023, 5, 1), Decimal("0.01"), date(2023, 6, 1))
    employers = [Employer(id, name, district="历下区") for id, name in (("E2", "乙"), ("E3", "丙"), ("E4", "丁"))]
    with house.database.begin() as session:
        put_employers(session, [EmployerEntry(one) for one in employers], **told)
        put_placements(
            session, [PlacementEntry(one, trainee=Person(bank_card="62220002")) for one in (early, older)], **told
        )
        put_claims(session, [ClaimEntry(claim)], **told)


@pytest.fixture(scope="module")
def client(shared_house: House) -> TestClient:
    fill(shared_house.database, shared_house.vault)
    fill_more(shared_house)
    return signed_in(shared_house)


def reported(client: TestClient, **asked: Any) -> dict[str, Any]:
    answer = client.get("/v1/reports/subsidies", params=YEAR | asked)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def statement(client: TestClient, id: str) -> dict[str, Any]:
    told: dict[str, Any] = client.get(f"/v1/employers/{id}/subsidy", params=YEAR).json()
    return told


def yuan(rows: list[dict[str, Any]], key: str) -> Decimal:
    return sum((Decimal(one[key]) for one in rows), Decimal(0))


@pytest.mark.parametrize("id", ["E1", "E2", "E3"])
def test_a_row_is_what_the_statement_of_the_employer_says(client: TestClient, id: str) -> None:
    row = next(one for one in reported(client)["sheets"][0]["rows"] if one["employer_id"] == id)
    alone = statement(client, id)
    assert {kind: row[kind] for kind in ("monthly", "remaining", "difference")} == alone["by_kind"]
    assert (row["total"], row["payable"], row["held"]) == (
        alone["total_yuan"],
        alone["payable_yuan"],
        alone["held_yuan"],
    )
    assert (Decimal(row["claimed"]), Decimal(row["paid"])) == (
        yuan(alone["compared"], "claimed_yuan"),
        yuan(alone["compared"], "paid_yuan"),
    )
    assert (row["ended"], row["retained"]) == (alone["retention"]["n_ended"], alone["retention"]["n_retained"])
    assert row["placements"] == len(alone["by_placement"])


def test_totals_are_the_statements_of_all_employers_to_the_fen(client: TestClient) -> None:
    total = reported(client)["sheets"][0]["total"]
    alone = [statement(client, id) for id in ("E1", "E2", "E3", "E4")]
    assert Decimal(total["total"]) == yuan(alone, "total_yuan") > 0
    assert Decimal(total["payable"]) == yuan(alone, "payable_yuan")
    assert Decimal(total["held"]) == yuan(alone, "held_yuan") > 0


def test_the_lines_are_those_of_the_statements(client: TestClient) -> None:
    lines = reported(client)["sheets"][1]
    alone = [line for id in ("E1", "E2", "E3", "E4") for line in statement(client, id)["lines"]]
    of_paper = [(one["placement"], one["month"], one["days"], one["amount"]) for one in lines["rows"]]
    of_alone = [(one["placement_id"], one["month"], one["days"], one["amount_yuan"]) for one in alone]
    assert sorted(of_paper) == sorted(of_alone)
    assert Decimal(lines["total"]["amount"]) == yuan(alone, "amount_yuan")


def test_a_line_that_is_held_says_why_in_chinese(client: TestClient) -> None:
    line = next(one for one in reported(client)["sheets"][1]["rows"] if one["placement"] == "L2")
    assert (line["payable"], line["held_because"]) == ("0.00", "有人身意外伤害保险记录前不予支付")


def test_what_is_claimed_too_much_is_not_made_up_for_by_what_is_not_claimed(client: TestClient) -> None:
    # August is claimed twice (650.32 each) and September to November not at all
    row = next(one for one in reported(client)["sheets"][0]["rows"] if one["employer_id"] == "E1")
    assert row["over_claimed"] == "650.32"


def test_months_are_counted_once_whatever_kinds_they_earn(client: TestClient) -> None:
    # of L3: March to June practised, June to August left after the contract of 15 June
    row = next(one for one in reported(client)["sheets"][0]["rows"] if one["employer_id"] == "E2")
    assert (row["placements"], row["months"]) == (1, 6)


def test_an_employer_that_nothing_of_the_year_concerns_is_left_out(client: TestClient) -> None:
    rows = reported(client)["sheets"][0]["rows"]
    assert [one["employer_id"] for one in rows] == ["E1", "E2", "E3"]


def test_a_year_without_anything_has_no_total(client: TestClient) -> None:
    sheets = reported(client, year=2030)["sheets"]
    assert [(one["rows"], one["total"]) for one in sheets] == [([], None)] * 2


def test_totals_in_excel_are_formulas(client: TestClient) -> None:
    answer = client.get("/v1/reports/subsidies", params=YEAR, headers={"Accept": XLSX})
    book = openpyxl.load_workbook(BytesIO(answer.content))
    totals = [row for row in book["单位汇总"].iter_rows(values_only=True) if row[0] == "合计"]
    assert [totals[0][n] for n in (8, 16)] == ["=SUM(I5:I7)", '=IF(O8=0,"",P8/O8)']


def test_the_paper_is_not_for_publication(client: TestClient) -> None:
    answer = client.get("/v1/reports/subsidies", params=YEAR | {"public": True})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "public")


def test_the_command_shows_the_employers_and_writes_the_paper(run: Callable[..., Any], tmp_path: Path) -> None:
    assert "2022年就业见习补贴核算汇总表" in run("report", "subsidies", "--year", "2022", "--as-of", "2023-08-31").out
    assert run("report", "subsidies", "--out", "s.xlsx").status == 0
    assert openpyxl.load_workbook(tmp_path / "s.xlsx").sheetnames == ["单位汇总", "核算明细"]
