"""The yearly inspection list as a paper: what the list of inspections says of each employer, those due first."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from fastapi.testclient import TestClient

from api.house import House
from tests.api.test_inspections import CODE, FIRST, OTHER_CODE, REMOVAL, city

__all__ = ["city"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def reported(client: TestClient, **asked: str) -> dict[str, Any]:
    answer = client.get("/v1/reports/inspections", params=asked)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()["sheets"][0]
    return told


def test_a_row_is_what_the_list_of_inspections_says(city: House, client: TestClient) -> None:
    row = reported(client)["rows"][1]
    facts = client.get(f"/v1/employers/{OTHER_CODE}/inspection").json()
    assert (row["employer_id"], row["due_on"], row["due"]) == (OTHER_CODE, facts["due_on"], None)
    assert [row["practised_1"], row["practised_2"]] == [one["traineeships"] for one in facts["years"]] == [1, 0]
    assert (row["last_practice_on"], row["reviewed"]) == (facts["last_practice_on"], facts["placements_reviewed"])
    assert (row["ended"], row["retained"], row["retention_rate"]) == (1, 1, 1.0)
    assert (row["adverts"], row["openings"]) == (facts["open_adverts"], facts["open_openings"]) == (1, 3)


def test_a_proposal_stands_with_reason_and_clause(city: House, client: TestClient) -> None:
    row = reported(client)["rows"][0]
    assert (row["employer_id"], row["due"]) == (CODE, "应检")
    assert (row["reason"], row["clause"]) == (
        "2020-05-20 认定，没有见习记录，已连续 2 年",
        "济人社字〔2023〕15号 二(四)",
    )


def test_those_due_stand_before_those_proposed(city: House, client: TestClient) -> None:
    # 甲公司 was inspected in August and failed: it is proposed and not due; 乙公司 is due on 2023-09-02
    failed = {"outcome": "failed", "faults": ["idle"], "on": "2023-08-15"}
    assert client.post(f"/v1/employers/{CODE}/inspections", json=failed).status_code == 201
    rows = reported(client, as_of="2023-09-02")["rows"]
    assert [(one["employer_id"], one["due"]) for one in rows] == [(OTHER_CODE, "应检"), (CODE, None)]
    assert (rows[1]["inspected_on"], rows[1]["outcome"]) == ("2023-08-15", "不合格")


def test_a_removed_employer_is_listed_as_such_and_not_proposed(city: House, client: TestClient) -> None:
    assert client.post(f"/v1/employers/{CODE}/standing", json=REMOVAL).status_code == 201
    row = next(one for one in reported(client)["rows"] if one["employer_id"] == CODE)
    assert (row["standing"], row["due"], row["reason"]) == ("2023-08-15清退", None, None)


def test_what_to_look_at_first_stands_below(city: House, client: TestClient) -> None:
    notes = reported(client)["notes"]
    assert notes[0] == "共2家，应检1家，建议清退1家；建议由人决定，系统不自动清退。"
    assert notes[-1].startswith("未开展见习的：本系统自 2023-02-01 起才有见习记录")


def test_it_names_no_person(city: House, client: TestClient) -> None:
    told = json.dumps(reported(client), ensure_ascii=False)
    assert not [word for word in ("测试甲", "测试乙", "孙师傅", FIRST) if word in told]


def test_totals_in_excel_are_formulas(city: House, client: TestClient) -> None:
    answer = client.get("/v1/reports/inspections", headers={"Accept": XLSX})
    rows = openpyxl.load_workbook(BytesIO(answer.content))["年度检查"].iter_rows(values_only=True)
    assert next(row[9] for row in rows if row[0] == "合计") == "=SUM(J5:J6)"


def test_the_paper_is_not_for_publication(client: TestClient) -> None:
    assert client.get("/v1/reports/inspections?public=true").status_code == 422


def test_the_command_writes_the_paper(run: Callable[..., Any], tmp_path: Path) -> None:
    assert "就业见习单位年度检查名单（2023年）" in run("report", "inspections").out
    assert run("report", "inspections", "--as-of", "2023-08-31", "--out", "i.csv").status == 0
    assert (tmp_path / "i.csv").read_text(encoding="utf-8-sig").startswith("单位编号,见习单位,区县（功能区）,状态")
