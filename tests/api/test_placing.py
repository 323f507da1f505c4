"""Placements and claims over HTTP and from a match: judged, masked, and sent twice."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.claims import EXAMPLE as CLAIM
from api.house import House
from api.placements import EXAMPLE
from data import log
from data.store import AskedUnder, find_answer, iter_feedback, iter_refused_overlaps
from matcher.placements import Way
from matcher.records import FeedbackEvent
from tests.api.test_uploads import wait

CODE = "91350100M000100Y43"
BODY = EXAMPLE | {"candidate_id": "C1", "employer_id": "E1", "post_id": "P1"}
TERMS = {
    "starts_on": "2023-09-01",
    "planned_end_on": "2024-02-29",
    "agreed_on": "2023-08-28",
    "mentor": {"name": "孙师傅"},
}
PLACE = "/v1/candidates/C1/matches/P1/placement"
NUMBER = "11010519491231002X"


@pytest.fixture
def office(client: TestClient) -> TestClient:
    """An office with two candidates, an employer and its post of one opening."""
    client.put("/v1/candidates/C1", json={"person": {"name": "测试甲", "id_number": NUMBER}})
    client.put("/v1/candidates/C2", json={})
    client.put("/v1/employers/E1", json={"name": "甲公司", "uscc": CODE})
    client.put("/v1/posts/P1", json={"title": "测试员", "employer": "甲公司", "employer_uscc": CODE, "headcount": 1})
    client.headers["Accept-Language"] = "en"
    return client


def fields(answer: Any) -> list[str]:
    return [one["field"] for one in answer.json()["errors"]]


def test_a_placement_is_put_read_listed_and_deleted(office: TestClient) -> None:
    answer = office.put("/v1/placements/JX1", json=BODY)
    assert (answer.status_code, answer.json()["edition"]) == (201, "jinan-2023")
    assert answer.json()["mentor"] == {"name": "孙**"}
    assert answer.json()["trainee"] == {"bank_card": "************4567"}
    assert office.get("/v1/placements/JX1").json() == answer.json()
    assert [one["id"] for one in office.get("/v1/placements?on=2024-02-29").json()["items"]] == ["JX1"]
    assert office.delete("/v1/placements/JX1").status_code == 204
    assert office.get("/v1/placements").json() == {"items": [], "next_cursor": None}


@pytest.mark.parametrize("asked", ["on=2024-03-01", "candidate_id=C2", "district=历下区"])
def test_a_list_of_placements_is_narrowed(office: TestClient, asked: str) -> None:
    office.put("/v1/placements/JX1", json=BODY)
    assert office.get(f"/v1/placements?{asked}").json()["items"] == []


@pytest.mark.parametrize("asked", ["employer_id=E2", "post_id=P2"])
def test_a_list_narrowed_to_what_is_not_there_says_so(office: TestClient, asked: str) -> None:
    office.put("/v1/placements/JX1", json=BODY)
    assert office.get(f"/v1/placements?{asked}").status_code == 404


def test_what_was_read_can_be_changed_and_put_back(office: TestClient) -> None:
    read = office.put("/v1/placements/JX1", json=BODY).json()
    answer = office.put("/v1/placements/JX1", json=read | {"ended_on": "2023-12-31"})
    assert (answer.status_code, answer.json()) == (200, read | {"ended_on": "2023-12-31"})


@pytest.mark.parametrize(
    ("changes", "status", "faulty"),
    [
        pytest.param({"planned_end_on": "2024-09-01"}, 422, ["planned_end_on"], id="over twelve months"),
        pytest.param({"planned_end_on": "2023-10-31"}, 422, ["term_reason"], id="short and no reason"),
        pytest.param(
            {"planned_end_on": "2024-09-01", "agreed_on": "2023-09-02"}, 422, ["planned_end_on", "agreed_on"], id="both"
        ),
        pytest.param({"starts_on": "2023-9-1"}, 422, ["starts_on"], id="no day"),
        pytest.param({"candidate_id": "C9"}, 404, [], id="nobody"),
        pytest.param({"employer_id": "E9"}, 404, [], id="no employer"),
        pytest.param({"trainee": {"bank_card": "卡"}}, 422, ["trainee.bank_card"], id="no card"),
    ],
)
def test_what_breaks_a_rule_by_itself_is_refused_by_field(
    office: TestClient, changes: dict[str, Any], status: int, faulty: list[str]
) -> None:
    answer = office.put("/v1/placements/JX1", json=BODY | changes)
    assert (answer.status_code, fields(answer)) == (status, faulty)
    assert office.get("/v1/placements").json()["items"] == []


def test_a_clash_with_what_is_stored_is_a_conflict_and_an_overlap_is_kept(office: TestClient, house: House) -> None:
    office.put("/v1/placements/JX1", json=BODY)
    answer = office.put("/v1/placements/JX2", json=BODY)
    assert (answer.status_code, fields(answer)) == (409, ["starts_on", "post_id"])
    assert answer.json()["errors"][0]["message"] == "this person is in placement JX1 from 2023-09-01 to 2024-02-29"
    with house.database.read() as session:
        assert [
            (one.overlap.placement_id, one.overlap.other_ids, one.way) for one in iter_refused_overlaps(session)
        ] == [("JX2", ("JX1",), Way.PUT)]


def test_a_refusal_is_told_in_chinese_with_its_clause(office: TestClient) -> None:
    answer = office.put(
        "/v1/placements/JX1", json=BODY | {"planned_end_on": "2024-09-01"}, headers={"Accept-Language": "zh"}
    )
    assert answer.json()["detail"] == (
        "见习不予登记：超过 12 个月（满 12 个月为 2024-08-31）（济人社字〔2023〕15号 二(二)）"
    )


def test_whom_the_programme_does_not_admit_is_placed_by_force_only(office: TestClient) -> None:
    office.put("/v1/candidates/C1", json={"employment_status": "employed"})
    refused = office.post(PLACE, json=TERMS)
    assert (refused.status_code, office.get("/v1/placements").json()["items"]) == (409, [])
    assert "济人社字〔2023〕15号 二(一)" in refused.json()["detail"]
    assert refused.json()["detail"].endswith("; to place them all the same: force")
    assert office.post(PLACE, json=TERMS | {"force": True}).status_code == 201


def test_a_placement_is_not_handed_on_to_another_person(office: TestClient) -> None:
    office.put("/v1/placements/JX1", json=BODY)
    assert office.put("/v1/placements/JX1", json=BODY | {"candidate_id": "C2"}).status_code == 409


@pytest.mark.parametrize("address", ["/v1/candidates/C1", "/v1/employers/E1"])
def test_who_has_placements_is_not_deleted(office: TestClient, address: str) -> None:
    office.put("/v1/placements/JX1", json=BODY)
    answer = office.delete(address)
    assert (answer.status_code, office.get(address).status_code) == (409, 200)
    assert answer.json()["detail"].endswith("has 1 placements, which are records of money: delete them first")
    described = office.get("/openapi.json").json()["paths"][f"{address[:-3]}/{{id}}"]["delete"]["responses"]
    assert "409" in described
    office.delete("/v1/placements/JX1")
    assert office.delete(address).status_code == 204


def test_a_match_becomes_a_placement_with_the_employer_of_its_post(office: TestClient, house: House) -> None:
    answer = office.post(PLACE, json=TERMS)
    placement = answer.json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/v1/placements/{placement['id']}")
    assert (placement["employer_id"], placement["post_id"], placement["mentor"]) == ("E1", "P1", {"name": "孙**"})
    with house.database.read() as session:
        assert [(one.candidate_id, one.post_id, one.event) for one in iter_feedback(session)] == [
            ("C1", "P1", FeedbackEvent.STARTED)
        ]


def test_the_same_start_again_changes_nothing_and_another_term_is_a_conflict(office: TestClient) -> None:
    first = office.post(PLACE, json=TERMS).json()
    again = office.post(PLACE, json=TERMS)
    assert (again.status_code, again.json()) == (200, first)
    other = office.post(PLACE, json=TERMS | {"planned_end_on": "2023-12-31"})
    assert other.json()["detail"].endswith(f"is stored as placement '{first['id']}' with other terms: change it there")


def test_a_request_sent_again_under_its_key_gets_the_first_answer(office: TestClient) -> None:
    key = {"Idempotency-Key": "place-17"}
    first = office.post(PLACE, json=TERMS, headers=key).json()
    office.delete(f"/v1/placements/{first['id']}")
    assert office.post(PLACE, json=TERMS, headers=key).json() == first
    assert office.get("/v1/placements").json()["items"] == []


def test_a_start_that_was_there_before_is_told_so_again_under_its_key(office: TestClient) -> None:
    office.post(PLACE, json=TERMS)
    answers = [office.post(PLACE, json=TERMS, headers={"Idempotency-Key": "place-18"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


def test_an_answer_is_kept_sealed(office: TestClient, house: House) -> None:
    first = office.post(PLACE, json=TERMS, headers={"Idempotency-Key": "place-17"})
    assert first.json()["mentor"] == {"name": "孙**"}
    with house.database.read() as session:
        kept = find_answer(session, AskedUnder("local", "placement", "place-17"))
    assert kept is not None
    assert list(kept.body) == ["sealed"]


def test_a_match_with_a_post_whose_employer_is_not_stored_is_a_conflict(office: TestClient) -> None:
    office.put("/v1/posts/P2", json={"title": "测试员", "employer": "乙公司"})
    answer = office.post("/v1/candidates/C1/matches/P2/placement", json=TERMS)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


CLAIMED = CLAIM | {"candidate_id": "C1", "employer_id": "E1"}


@pytest.mark.parametrize(
    ("asked", "noun"),
    [
        pytest.param("placements?candidate_id=C9", "candidate", id="placements of a person"),
        pytest.param("placements?employer_id=E9", "employer", id="placements with an employer"),
        pytest.param("placements?post_id=P9", "post", id="placements in a post"),
        pytest.param("claims?candidate_id=C9", "candidate", id="claims for a person"),
        pytest.param("claims?employer_id=E9", "employer", id="claims of an employer"),
        pytest.param("applications?employer_id=E9", "employer", id="applications"),
        pytest.param("findings?employer=E9", "employer", id="findings"),
    ],
)
def test_a_list_of_nothing_that_exists_is_not_found(office: TestClient, asked: str, noun: str) -> None:
    answer = office.get(f"/v1/{asked}", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.json()["detail"].startswith(f"there is no {noun} ")
    there = asked.replace("9", "1")
    assert office.get(f"/v1/{there}").json()["items"] == []


def test_a_claim_is_put_read_listed_and_deleted(office: TestClient) -> None:
    answer = office.put("/v1/claims/B1", json=CLAIMED | {"trainee": {"id_number": NUMBER}})
    assert (answer.status_code, answer.json()["amount_yuan"], answer.json()["month"]) == (201, "1260.00", "2023-09")
    assert answer.json()["trainee"] == {"id_number": "1101**********002X"}
    assert office.put("/v1/claims/B1", json=answer.json()).json() == answer.json()
    assert [one["id"] for one in office.get("/v1/claims?month=2023-09&employer_id=E1").json()["items"]] == ["B1"]
    assert office.get("/v1/claims?month=2023-10").json()["items"] == []
    assert office.delete("/v1/claims/B1").status_code == 204
    assert office.get("/v1/claims/B1").status_code == 404


def test_a_claim_by_id_number_is_for_the_stored_candidate_or_for_somebody_unknown(
    office: TestClient, house: House
) -> None:
    nobody = {name: value for name, value in CLAIMED.items() if name != "candidate_id"}
    known = office.put("/v1/claims/B1", json=nobody | {"trainee": {"id_number": NUMBER}})
    unknown = office.put("/v1/claims/B2", json=nobody | {"trainee": {"id_number": "370102199901011552"}})
    assert known.json()["candidate_id"] == "C1"
    assert unknown.json()["candidate_id"] == house.vault.identify("370102199901011552")
    assert office.put("/v1/claims/B2", json=unknown.json()).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "faulty"),
    [
        pytest.param({"amount_yuan": "1260.005"}, 422, ["amount_yuan"], id="finer than a fen"),
        pytest.param({"amount_yuan": "-1"}, 422, ["amount_yuan"], id="negative"),
        pytest.param({"month": None}, 422, ["month"], id="by months and none named"),
        pytest.param({"kind": "difference"}, 422, ["month"], id="a month with the difference"),
        pytest.param({"paid_on": "2023-10-07"}, 422, ["paid_on"], id="paid before it was claimed"),
        pytest.param({"candidate_id": "C9"}, 404, [], id="nobody"),
        pytest.param({"candidate_id": "C2", "trainee": {"id_number": NUMBER}}, 422, ["candidate_id"], id="two people"),
        pytest.param({"candidate_id": None}, 422, ["candidate_id"], id="for nobody"),
    ],
)
def test_a_claim_that_cannot_be_is_refused_by_field(
    office: TestClient, changes: dict[str, Any], status: int, faulty: list[str]
) -> None:
    answer = office.put("/v1/claims/B1", json=CLAIMED | changes)
    assert (answer.status_code, fields(answer)) == (status, faulty)


def test_a_claim_is_not_handed_on_to_another_person(office: TestClient) -> None:
    office.put("/v1/claims/B1", json=CLAIMED)
    assert office.put("/v1/claims/B1", json=CLAIMED | {"candidate_id": "C2"}).status_code == 409


def test_no_personal_value_stands_in_the_log(office: TestClient, house: House) -> None:
    office.put("/v1/placements/JX1", json=BODY)
    office.put("/v1/placements/JX2", json=BODY)
    office.put("/v1/claims/B1", json=CLAIMED | {"trainee": {"id_number": NUMBER}})
    with house.database.read() as session:
        told = repr(log.entries(session))
    assert [value for value in (NUMBER, "孙师傅", "6222021602001234567") if value in told] == []


def test_a_file_of_placements_is_imported_by_a_job(live: TestClient) -> None:
    live.put("/v1/candidates/C1", json={"person": {"name": "测试甲", "id_number": NUMBER}})
    live.put("/v1/employers/E1", json={"name": "甲公司", "uscc": CODE})
    rows = f"编号,身份证号,统一社会信用代码,开始日期,计划结束\nJX1,{NUMBER},{CODE},2023-09-01,2024-02-29\n"
    job = live.post("/v1/imports/placements", files={"file": ("台账.csv", rows.encode())}).json()
    assert wait(live, job["id"])["result"]["n_stored"] == 1
    assert live.get("/v1/placements/JX1").json()["candidate_id"] == "C1"
