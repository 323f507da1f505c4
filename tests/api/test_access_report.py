"""A person is told everything that is stored, from where, and who looked; and what is wrong is corrected for good."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from fastapi.testclient import TestClient

from api.house import House
from api.imports import import_file
from data import log
from data.store import get_candidate
from tests.api.conftest import Answer
from tests.api.forgotten_city import (
    ACTOR,
    ADDRESS,
    LEAVER,
    MAJOR,
    NAME,
    NUMBER,
    OTHER_NUMBER,
    PHONE,
    SCHOOL,
    WISH,
    settle_in,
)


def report(traced_client: TestClient, **headers: str) -> Any:
    path = f"/v1/candidates/{LEAVER}/access-report"
    return traced_client.get(path, params={"purpose": "本人查询"}, headers=headers)


def section(told: Any, key: str) -> Any:
    return next(one for one in told["sections"] if one["key"] == key)


def test_everything_stored_is_told_in_full(traced_client: TestClient) -> None:
    text = report(traced_client).text
    for piece in (NAME, NUMBER, PHONE, ADDRESS, MAJOR, SCHOOL, WISH, "低保家庭", "甲公司", "1260.00", "名单.csv"):
        assert piece in text, piece


def test_who_looked_is_told_with_the_purpose(traced_client: TestClient) -> None:
    looked = section(report(traced_client).json(), "looked")["rows"]
    assert ("查看了您属于哪些帮扶对象", "核对") in {(one["what"], one["purpose"]) for one in looked}
    again = section(report(traced_client).json(), "looked")["rows"]  # the first report is a look itself
    assert ("出具过这样一份报告", "本人查询") in {(one["what"], one["purpose"]) for one in again}


def test_a_report_is_logged_with_its_purpose(traced_city: House, traced_client: TestClient) -> None:
    assert traced_client.get(f"/v1/candidates/{LEAVER}/access-report").status_code == 422
    report(traced_client)
    with traced_city.database.read() as session:
        lines = log.entries(session, limit=10_000)
    assert [(one.action, one.id, one.purpose) for one in lines[-2:]] == [
        ("reveal", LEAVER, "本人查询"),
        ("access report", LEAVER, "本人查询"),
    ]


def test_another_person_is_not_in_it(traced_client: TestClient) -> None:
    text = report(traced_client).text
    assert "周强" not in text
    assert OTHER_NUMBER not in text


def test_it_is_a_page_and_a_workbook_too(traced_client: TestClient, tmp_path: Path) -> None:
    page = report(traced_client, Accept="text/html")
    assert page.headers["content-type"].startswith("text/html")
    assert NAME in page.text
    assert "<script" not in page.text
    book = report(traced_client, Accept="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    (tmp_path / "r.xlsx").write_bytes(book.content)
    sheets = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert len(sheets.sheetnames) == 10
    cells = {cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {NAME, NUMBER} <= cells


def test_what_a_person_wrote_cannot_break_the_page(traced_client: TestClient) -> None:
    body = traced_client.get(f"/v1/candidates/{LEAVER}").json() | {"wish": "<script>alert(1)</script>"}
    assert traced_client.put(f"/v1/candidates/{LEAVER}", json=body).status_code == 200
    assert "<script" not in report(traced_client, Accept="text/html").text


def test_it_speaks_english_where_asked(traced_client: TestClient) -> None:
    told = report(traced_client, **{"Accept-Language": "en"}).json()
    assert told["title"] == "What is stored about you"


def test_the_command_writes_it_for_its_owner_alone(house: House, tmp_path: Path, run: Callable[..., Answer]) -> None:
    settle_in(house)
    said = run("access-report", "--candidate", LEAVER, "--purpose", "本人查询", "--out", "r.html")
    assert said.status == 0, said.errors
    assert NAME in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert (tmp_path / "r.html").stat().st_mode & 0o077 == 0


def test_a_correction_stands_against_a_later_file(
    traced_city: House, traced_client: TestClient, tmp_path: Path
) -> None:
    body = {"profile": {"school": "济南大学"}, "person": {"phone": "13811112222"}}
    assert traced_client.post(f"/v1/candidates/{LEAVER}/corrections", json=body).json()["fields"] == [
        "school",
        "self.phone",
    ]
    file = tmp_path / "people.csv"
    file.write_text(
        f"编号,姓名,身份证号,手机号,毕业院校,专业\n{LEAVER},{NAME},{NUMBER},{PHONE},{SCHOOL},会计学\n", encoding="utf-8"
    )
    result = import_file(traced_city, "candidates", file, actor=ACTOR, at=traced_city.moment())
    assert any("保留本人更正" in note and "第2行毕业院校" in note and "手机号" in note for note in result.notes)
    assert not any(PHONE in note or SCHOOL in note for note in result.notes)
    with traced_city.database.read() as session:
        stored = get_candidate(session, LEAVER)
    assert (stored.school, stored.major) == ("济南大学", "会计学")  # what was not corrected is taken
    assert traced_client.get(f"/v1/candidates/{LEAVER}").json()["person"]["phone"] == "138****2222"
    rows = section(report(traced_client).json(), "profile")["rows"]
    assert {one["source"] for one in rows if one["value"] == "济南大学"} == {"本人更正"}


def test_a_file_that_agrees_with_a_correction_is_no_conflict(
    traced_city: House, traced_client: TestClient, tmp_path: Path
) -> None:
    traced_client.post(f"/v1/candidates/{LEAVER}/corrections", json={"profile": {"school": "济南大学"}})
    file = tmp_path / "people.csv"
    file.write_text(f"编号,姓名,身份证号,毕业院校\n{LEAVER},{NAME},{NUMBER},济南大学\n", encoding="utf-8")
    result = import_file(traced_city, "candidates", file, actor=ACTOR, at=traced_city.moment())
    assert not any("更正" in note for note in result.notes)


def test_a_consent_is_no_correction(traced_client: TestClient) -> None:
    refused = traced_client.post(f"/v1/candidates/{LEAVER}/corrections", json={"profile": {"push_consent": True}})
    assert refused.status_code in (400, 422)
    assert traced_client.post(f"/v1/candidates/{LEAVER}/corrections", json={}).status_code in (400, 422)


def test_the_command_corrects(house: House, run: Callable[..., Answer]) -> None:
    settle_in(house)
    said = run("correct", "--candidate", LEAVER, "--set", "school=济南大学", "--set", "skills=会计、出纳")
    assert (said.status, said.out.strip()) == (0, f"{LEAVER}: corrected: school, skills")
    wrong = run("correct", "--candidate", LEAVER, "--set", "graduated_on=昨天")
    assert wrong.status == 1
    assert "graduated_on" in wrong.errors
