"""Pushes over HTTP: planned as a job, looked at, approved by what was looked at, handed out once."""

from __future__ import annotations

import time
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.house import House
from tests.api.push_office import approved, fill_for_push, handed_out, planned, sent_to
from tests.api.signed_in import signed_in


@pytest.fixture
def office(house: House) -> House:
    return fill_for_push(house)


@pytest.fixture
def desk(office: House) -> TestClient:
    return signed_in(office)


def test_a_push_is_planned_as_a_job(office: House) -> None:
    with signed_in(office) as desk:
        asked = {"districts": ["历下"], "most": 2}
        first = desk.post("/v1/pushes", json=asked, headers={"Idempotency-Key": "k"})
        again = desk.post("/v1/pushes", json=asked, headers={"Idempotency-Key": "k"})
        assert (first.status_code, again.json()["id"]) == (202, first.json()["id"])
        job = _ended(desk, first.headers["location"])
        assert job["state"] == "done", job
        push = desk.get(f"/v1/pushes/{job['result']['id']}").json()
        (listed,) = desk.get("/v1/pushes").json()["items"]
    assert (push["state"], push["most"], push["scope"]["districts"]) == ("draft", 2, ["历下区"])
    assert push["picture"]["pairs"] == job["result"]["pairs"] > 0
    assert listed == push


def _ended(desk: TestClient, location: str) -> dict[str, Any]:
    for _ in range(200):
        job: dict[str, Any] = desk.get(location).json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.05)
    raise TimeoutError(location)


def test_a_plan_that_is_refused_says_why_in_its_job(office: House) -> None:
    with signed_in(office) as desk:
        asked = desk.post("/v1/pushes", json={"districts": ["章丘区"]}, headers={"Accept-Language": "en"})
        job = _ended(desk, asked.headers["location"])
        assert job["state"] == "failed"
        assert desk.get("/v1/pushes").json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"most": 0}, id="no posts"),
        pytest.param({"channel": "phone"}, id="a channel that is spoken"),
        pytest.param({"kinds": ["stone"]}, id="no such kind"),
        pytest.param({"groups": ["disabled"]}, id="a group asked for"),
        pytest.param({"districts": ["历下", "市种区"]}, id="no such district"),
        pytest.param({"published_since": "2023-08-02", "published_until": "2023-08-01"}, id="dates reversed"),
        pytest.param({"again": "20230901-3f0a6f2c", "districts": ["历下"]}, id="another scope than before"),
    ],
)
def test_what_cannot_be_planned_is_refused_at_the_door(desk: TestClient, body: dict[str, Any]) -> None:
    assert desk.post("/v1/pushes", json=body).status_code == 422


def test_shares_are_paged_and_masked(office: House, desk: TestClient) -> None:
    plan = planned(office)
    first = desk.get(f"/v1/pushes/{plan.push.id}/shares?limit=5").json()
    rest = desk.get(f"/v1/pushes/{plan.push.id}/shares?limit=5&cursor={first['next_cursor']}").json()
    items = first["items"] + rest["items"]
    assert rest["next_cursor"] is None
    assert {one["candidate_id"] for one in items} == {one.candidate_id for one in plan.shares}
    assert {one["name"] for one in items} == {"王**"}
    assert all("****" in one["phone"] for one in items)


def test_the_share_of_one_person_gives_reasons(office: House, desk: TestClient) -> None:
    plan = planned(office)
    who = min(sent_to(plan))
    (one,) = desk.get(f"/v1/pushes/{plan.push.id}/shares?candidate_id={who}").json()["items"]
    assert one["posts"]
    assert all(post["reasons"] for post in one["posts"])
    assert desk.get(f"/v1/pushes/{plan.push.id}/shares?candidate_id=C99").json()["items"] == []


def test_an_approval_needs_the_digest_that_was_looked_at(office: House, desk: TestClient) -> None:
    plan = planned(office)
    path = f"/v1/pushes/{plan.push.id}/approve"
    assert desk.post(path, json={}).status_code == 422
    for other in ("0" * 64, "摘要"):
        assert desk.post(path, json={"digest": other}).status_code == 409
    answer = desk.post(path, json={"digest": plan.push.digest})
    assert (answer.status_code, answer.json()["approved_by"]) == (200, "local")


def test_a_push_is_handed_out_once_over_http(office: House, desk: TestClient) -> None:
    plan = approved(office)
    path, body = f"/v1/pushes/{plan.push.id}/exports", {"purpose": "九月岗位推送"}
    first = desk.post(path, json=body, headers={"Idempotency-Key": "k"})
    assert first.status_code == 201
    assert first.json()["n"] == len(sent_to(plan))
    assert desk.post(path, json=body).status_code == 409
    for again in (
        desk.post(path, json=body, headers={"Idempotency-Key": "k"}),
        desk.post(path, json=body | {"again": True}),
    ):
        assert [one["id"] for one in again.json()["messages"]] == [one["id"] for one in first.json()["messages"]]
    push = desk.get(f"/v1/pushes/{plan.push.id}").json()
    assert (push["state"], push["results"]["shown"]) == ("exported", plan.push.picture["pairs"])


def test_a_draft_is_cancelled_and_not_planned_again(office: House, desk: TestClient) -> None:
    plan = planned(office)
    assert desk.post(f"/v1/pushes/{plan.push.id}/cancel").json()["state"] == "cancelled"
    assert desk.post("/v1/pushes", json={"again": plan.push.id}).status_code == 409


def test_the_same_key_gives_the_job_once_the_push_has_gone_out(office: House, desk: TestClient) -> None:
    plan = approved(office)
    first = desk.post("/v1/pushes", json={"again": plan.push.id}, headers={"Idempotency-Key": "k"})
    handed_out(office, plan.push.id)
    again = desk.post("/v1/pushes", json={"again": plan.push.id}, headers={"Idempotency-Key": "k"})
    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])


def test_nothing_of_a_push_that_is_not_there(desk: TestClient) -> None:
    for method, path in (("GET", "/v1/pushes/x"), ("GET", "/v1/pushes/x/shares"), ("POST", "/v1/pushes/x/cancel")):
        assert desk.request(method, path).status_code == 404
    assert desk.post("/v1/pushes/x/exports", json={"purpose": "推送"}).status_code == 404
