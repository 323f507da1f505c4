"""Employers apply for recognition and for subsidy, over HTTP and at the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.house import House
from data.rulebook import read_rulebook
from data.store import field_sources, put_placements
from matcher.records import Actor, ApplicationKind, Placement, PlacementEntry

DOCUMENTS = {
    kind: list(read_rulebook("jinan-2023").editions[0].application(kind).documents) for kind in ApplicationKind
}
RECOGNITION = {
    "employer_id": "E1",
    "kind": "recognition",
    "on": "2023-08-28",
    "documents": DOCUMENTS[ApplicationKind.RECOGNITION],
}
SUBSIDY = {
    "employer_id": "E1",
    "kind": "subsidy",
    "on": "2023-08-28",
    "documents": DOCUMENTS[ApplicationKind.SUBSIDY],
    "month_from": "2023-07",
    "month_to": "2023-08",
    "amount_yuan": "2600.00",
}


@pytest.fixture
def filled(client: TestClient, house: House) -> TestClient:
    client.headers["Accept-Language"] = "en"
    client.put("/v1/employers/E1", json={"name": "泉城软件", "district": "历下区"})
    practice = Placement(
        "L1", "C1", "E1", date(2023, 7, 1), date(2023, 12, 31), agreed_on=date(2023, 6, 30), insured_on=date(2023, 7, 1)
    )
    with house.database.begin() as session:
        told: dict[str, Any] = {"actor": Actor("t", "admin"), "source": "test", "vault": house.vault}
        put_placements(session, [PlacementEntry(practice)], at=datetime(2023, 7, 1, tzinfo=UTC), **told)
    return client


def handed_in(client: TestClient, body: dict[str, Any], **changed: Any) -> dict[str, Any]:
    answer = client.post("/v1/applications", json=body | changed)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def stepped(client: TestClient, id: str, *states: str) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for state in states:
        told = client.post(f"/v1/applications/{id}/steps", json={"state": state, "note": "见附件"}).json()
    return told


def test_an_application_is_kept_with_edition_clock_and_worked_amount(filled: TestClient) -> None:
    told = handed_in(filled, SUBSIDY)
    assert (told["state"], told["edition"], told["missing"]) == ("submitted", "jinan-2023", [])
    # Monday, August 28: Tuesday 29, Wednesday 30, Thursday 31; today is Friday, September 1
    expected = {"step": "accepted", "due_on": "2023-08-31", "n_days": 3, "overdue": True, "holidays_known": True}
    assert told["deadline"] == expected
    # July and August at 1,260 each
    assert told["worked"] == {
        "due_yuan": "2520.00",
        "payable_yuan": "2520.00",
        "by_kind": {"monthly": "2520.00", "difference": "0.00", "remaining": "0.00"},
        "over_applied_yuan": "80.00",
        "paid_yuan": "0.00",
        "granted_yuan": "0.00",
        "open_yuan": "2520.00",
        "others": [],
    }
    assert filled.get(f"/v1/applications/{told['id']}").json() == told


def paid(client: TestClient, month: str, *, kind: str = "monthly") -> None:
    """A claim of the employer for its trainee, paid in August."""
    client.put("/v1/candidates/C1", json={})
    body = {"candidate_id": "C1", "employer_id": "E1", "kind": kind, "month": month, "amount_yuan": "1260.00"}
    told = client.put(f"/v1/claims/{month}", json=body | {"claimed_on": "2023-08-01", "paid_on": "2023-08-15"})
    assert told.status_code == 201, told.text


def test_what_claims_were_paid_for_the_months_is_no_longer_open(filled: TestClient) -> None:
    paid(filled, "2023-07")
    worked = handed_in(filled, SUBSIDY)["worked"]
    assert (worked["payable_yuan"], worked["paid_yuan"], worked["open_yuan"]) == ("2520.00", "1260.00", "1260.00")


def test_a_claim_for_another_month_takes_nothing_away(filled: TestClient) -> None:
    paid(filled, "2023-06")
    assert handed_in(filled, SUBSIDY)["worked"]["open_yuan"] == "2520.00"


def test_another_application_for_the_months_is_named_and_what_it_was_granted_is_not_open(filled: TestClient) -> None:
    first = handed_in(filled, SUBSIDY, month_from="2023-08", amount_yuan="1260.00")["id"]
    stepped(filled, first, "accepted", "approved")
    worked = handed_in(filled, SUBSIDY)["worked"]
    assert (worked["others"], worked["granted_yuan"], worked["open_yuan"]) == ([first], "1260.00", "1260.00")


def test_a_refused_application_is_not_in_the_way(filled: TestClient) -> None:
    stepped(filled, handed_in(filled, SUBSIDY)["id"], "accepted", "refused")
    assert handed_in(filled, SUBSIDY)["worked"]["others"] == []


def test_more_than_is_still_to_be_paid_is_approved_only_with_a_word_of_why(filled: TestClient) -> None:
    id = handed_in(filled, SUBSIDY)["id"]  # 2,600 asked for, 2,520 open
    stepped(filled, id, "accepted")
    refused = filled.post(f"/v1/applications/{id}/steps", json={"state": "approved"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "note")
    assert "2,600.00 yuan are approved, where 2,520.00 are still to be paid" in refused.json()["detail"]
    assert filled.get(f"/v1/applications/{id}").json()["state"] == "accepted"
    assert stepped(filled, id, "approved")["state"] == "approved"


def test_what_is_still_to_be_paid_is_approved_without_a_word(filled: TestClient) -> None:
    id = handed_in(filled, SUBSIDY, amount_yuan="2520.00")["id"]
    stepped(filled, id, "accepted")
    assert filled.post(f"/v1/applications/{id}/steps", json={"state": "approved"}).status_code == 200


def test_an_application_goes_its_way_to_the_payment(filled: TestClient) -> None:
    id = handed_in(filled, SUBSIDY)["id"]
    told = stepped(filled, id, "returned", "submitted", "accepted", "approved", "paid")
    assert [one["state"] for one in told["events"]] == [
        "submitted",
        "returned",
        "submitted",
        "accepted",
        "approved",
        "paid",
    ]
    assert (told["next"], told["deadline"]) == ([], None)


def test_an_approved_recognition_recognises_the_employer(filled: TestClient, house: House) -> None:
    id = handed_in(filled, RECOGNITION)["id"]
    stepped(filled, id, "accepted", "approved")
    assert filled.get("/v1/employers/E1").json()["recognised_on"] == "2023-09-01"
    with house.database.read() as session:
        assert field_sources(session, "employer", "E1")["recognised_on"][0] == f"application {id}"


def test_a_second_recognition_leaves_the_day_of_the_first(filled: TestClient) -> None:
    filled.put("/v1/employers/E1", json={"name": "泉城软件", "district": "历下区", "recognised_on": "2022-05-20"})
    stepped(filled, handed_in(filled, RECOGNITION)["id"], "accepted", "approved")
    assert filled.get("/v1/employers/E1").json()["recognised_on"] == "2022-05-20"


def test_a_step_out_of_turn_is_a_conflict(filled: TestClient) -> None:
    id = handed_in(filled, RECOGNITION)["id"]
    answer = filled.post(f"/v1/applications/{id}/steps", json={"state": "approved"})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "submitted cannot become approved" in answer.json()["detail"]


def test_a_request_sent_again_under_its_key_is_done_once(filled: TestClient) -> None:
    key = {"Idempotency-Key": "a-1"}
    first = filled.post("/v1/applications", json=SUBSIDY, headers=key)
    again = filled.post("/v1/applications", json=SUBSIDY, headers=key)
    assert first.json() == again.json()
    step = {"state": "accepted"}, {"Idempotency-Key": "a-2"}
    path = f"/v1/applications/{first.json()['id']}/steps"
    assert {filled.post(path, json=step[0], headers=step[1]).status_code for _ in range(2)} == {200}
    assert len(filled.get("/v1/applications").json()["items"]) == 1


def test_another_request_under_the_same_key_is_refused(filled: TestClient) -> None:
    key = {"Idempotency-Key": "a-1"}
    filled.post("/v1/applications", json=SUBSIDY, headers=key)
    assert filled.post("/v1/applications", json=RECOGNITION, headers=key).status_code == 422


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        pytest.param({"employer_id": "E9"}, 404, None, id="no such employer"),
        pytest.param({"amount_yuan": "1.001"}, 422, "amount_yuan", id="finer than a fen"),
        pytest.param({"amount_yuan": None}, 422, "amount_yuan", id="no amount"),
        pytest.param({"month_from": "2023-13"}, 422, "month_from", id="no such month"),
        pytest.param({"month_from": "2023-09"}, 422, "month_from", id="months the wrong way round"),
        pytest.param({"documents": ["护照"]}, 422, "documents", id="a document nobody asks for"),
        pytest.param({"on": "2023-09-02"}, 422, "on", id="a day to come"),
        pytest.param({"kind": "loan"}, 422, "kind", id="no such kind"),
    ],
)
def test_an_application_that_cannot_be_is_refused(
    filled: TestClient, changed: dict[str, Any], status: int, field: str | None
) -> None:
    answer = filled.post("/v1/applications", json=SUBSIDY | changed)
    assert answer.status_code == status
    assert [one["field"] for one in answer.json()["errors"]] == ([] if field is None else [field])


def test_applications_are_listed_page_by_page_in_the_order_of_coming_in(filled: TestClient) -> None:
    ids = [handed_in(filled, SUBSIDY, on=day)["id"] for day in ("2023-08-30", "2023-08-28", "2023-08-29")]
    first = filled.get("/v1/applications?limit=2").json()
    rest = filled.get(f"/v1/applications?limit=2&cursor={first['next_cursor']}").json()
    assert [one["id"] for one in first["items"] + rest["items"]] == sorted(ids)
    assert rest["next_cursor"] is None


def test_only_what_the_office_is_late_with_is_listed_as_overdue(filled: TestClient) -> None:
    late, _ = handed_in(filled, SUBSIDY), handed_in(filled, SUBSIDY, on="2023-08-31")
    assert [one["id"] for one in filled.get("/v1/applications?overdue=true").json()["items"]] == [late["id"]]
    assert filled.get("/v1/applications?overdue=true&as_of=2023-08-31").json()["items"] == []


def test_applications_are_listed_by_state_kind_and_employer(filled: TestClient) -> None:
    filled.put("/v1/employers/E2", json={"name": "安泰物业"})
    asked, other = handed_in(filled, SUBSIDY)["id"], handed_in(filled, RECOGNITION, employer_id="E2")["id"]
    stepped(filled, other, "accepted")
    for query, id in (("state=accepted", other), ("kind=subsidy", asked), ("employer_id=E2", other)):
        assert [one["id"] for one in filled.get(f"/v1/applications?{query}").json()["items"]] == [id]


def test_an_application_is_read_as_it_stood_on_a_day(filled: TestClient) -> None:
    id = handed_in(filled, RECOGNITION)["id"]
    stepped(filled, id, "accepted")
    assert filled.get(f"/v1/applications/{id}?as_of=2023-08-31").json()["state"] == "submitted"
    assert filled.get(f"/v1/applications/{id}?as_of=2023-08-01").status_code == 404


def test_the_very_same_of_a_day_is_handed_in_once(filled: TestClient) -> None:
    id = handed_in(filled, SUBSIDY)["id"]
    again = filled.post("/v1/applications", json=SUBSIDY)
    assert (again.status_code, id in again.json()["detail"]) == (409, True)
    assert len(filled.get("/v1/applications").json()["items"]) == 1


@pytest.mark.parametrize(
    "changed",
    [{"on": "2023-08-29"}, {"month_from": "2023-08"}, {"amount_yuan": 100}, {"note": "补交"}],
    ids=["another day", "other months", "another amount", "another note"],
)
def test_what_differs_in_anything_is_another_application(filled: TestClient, changed: dict[str, Any]) -> None:
    assert handed_in(filled, SUBSIDY)["id"] != handed_in(filled, SUBSIDY, **changed)["id"]


def test_the_same_is_handed_in_anew_once_the_first_was_withdrawn(filled: TestClient) -> None:
    stepped(filled, handed_in(filled, RECOGNITION)["id"], "withdrawn")
    assert handed_in(filled, RECOGNITION)["state"] == "submitted"


@pytest.fixture
def typed(run: Callable[..., Any]) -> Callable[..., Any]:
    """Types a command over applications in a house with one employer."""
    with open("employers.csv", "w", encoding="utf-8") as file:
        file.write("编号,单位名称\nE1,泉城软件\n")
    assert run("import", "employers", "employers.csv").status == 0
    return lambda *words: run("applications", *words)


def test_the_commands_take_an_application_from_the_first_step_to_the_next(typed: Callable[..., Any]) -> None:
    amounts = "--from", "2023-08", "--to", "2023-08", "--amount", "1260"
    added = json.loads(typed("add", "--employer", "E1", "--kind", "subsidy", *amounts, "--json").out)
    returned = typed("step", added["id"], "--to", "returned", "--note", "缺保险单")
    assert "returned" in returned.out
    again = typed("step", added["id"], "--to", "submitted", "--document", "见习协议")
    assert "missing: 补贴申请表, 见习人员名册, 基本生活费发放凭证, 人身意外伤害保险单" in again.out
    assert "to be accepted or returned by 2023-09-06" in again.out
    assert typed("show", added["id"]).out == again.out
    assert added["id"] in typed("list").out
    assert typed("list", "--overdue").out == "There are none.\n"
    assert added["id"] in typed("list", "--overdue", "--as-of", "2023-09-07").out


def test_an_amount_that_is_none_is_refused_at_the_command_line(typed: Callable[..., Any]) -> None:
    failed = typed("add", "--employer", "E1", "--kind", "subsidy", "--amount", "1.234")
    assert (failed.status, failed.errors) == (1, "matcher: --amount: 1.234 is not an amount in yuan and fen\n")
