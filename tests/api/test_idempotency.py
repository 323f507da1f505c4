"""Whatever is asked for under a key is done once, and its answer is given again for a week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.employers import EXAMPLE as EMPLOYER
from api.house import House
from api.idempotency import KEPT
from api.posts import EXAMPLE as POST
from tests.api.conftest import TinyEncoder
from tests.api.signed_in import signed_in

KEY = {"Idempotency-Key": "k1"}
DOES_NOTHING = {
    "POST /v1/candidates/find",  # a search whose text must not stand in an address
    "POST /v1/matches",  # a ranking of a profile that is not stored
    "POST /v1/token",  # each time other tokens, and the log-in before them goes on
    "POST /v1/users/me/password",  # the same again is refused, the old one is another by then
    "POST /v1/candidates/{id}/forget",  # the same again changes nothing
    "POST /v1/candidates/{id}/corrections",
    "POST /r/{token}",  # the button of a page, which a browser sends; again, nothing changes
}
PASSED = {"outcome": "passed", "on": "2023-08-30"}
POSTS: dict[str, tuple[str, Any, Any]] = {
    "an inspection": ("/v1/employers/E1/inspections", PASSED, PASSED | {"on": "2023-08-29"}),
    "a standing": ("/v1/employers/E1/standing", {"standing": "demonstration", "note": "好"}, {"standing": "kept"}),
    "a claim": ("/v1/outreach/C1/claim", {"hours": 4}, {"hours": 5}),
    "a caseload": (
        "/v1/outreach/caseloads",
        {"candidate_ids": ["C1"], "caseworker": "li"},
        {"candidate_ids": ["C1"], "caseworker": "wang"},
    ),
    "a hand-over": ("/v1/outreach/hand-over", {"giver": "li", "to": "wang"}, {"giver": "li", "to": "sun"}),
    "a watch": ("/v1/findings/watch", {}, {"as_of": "2023-08-01"}),
    "an event": (
        "/v1/feedback",
        {"candidate_id": "C1", "post_id": "P1", "event": "shown"},
        {"candidate_id": "C1", "post_id": "P1", "event": "interested"},
    ),
    "a fair": (
        "/v1/fairs",
        {"id": "F1", "name": "会", "place": "展厅", "on": "2023-09-16", "since": "09:00", "until": "12:00"},
        {"id": "F2", "name": "会", "place": "展厅", "on": "2023-09-16", "since": "09:00", "until": "12:00"},
    ),
    "a push": ("/v1/pushes", {}, {"most": 3}),
    "a comparison": ("/v1/links/run", None, {"x": 1}),
    "a search for duplicates": ("/v1/duplicates/find", None, {"x": 1}),
    "an application": (
        "/v1/applications",
        {"employer_id": "E1", "kind": "recognition"},
        {"employer_id": "E1", "kind": "recognition", "note": "再"},
    ),
}


def fill(client: TestClient) -> TestClient:
    assert client.put("/v1/employers/E1", json=EMPLOYER | {"id": "E1"}).status_code == 201
    assert client.put("/v1/posts/P1", json=POST).status_code == 201
    assert client.put("/v1/candidates/C1", json={"wish": "测试"}).status_code == 201
    return client


@pytest.fixture
def office(client: TestClient) -> TestClient:
    return fill(client)


def test_every_post_that_does_something_takes_a_key(client: TestClient) -> None:
    without = {
        f"POST {path}"
        for path, methods in client.get("/openapi.json").json()["paths"].items()
        if "post" in methods and "Idempotency-Key" not in {one["name"] for one in methods["post"].get("parameters", [])}
    }
    assert without == DOES_NOTHING


@pytest.mark.parametrize("case", POSTS)
def test_the_same_under_its_key_gets_the_first_answer_and_another_is_refused(office: TestClient, case: str) -> None:
    path, body, other = POSTS[case]
    first = office.post(path, json=body, headers=KEY)
    assert first.status_code in (200, 201, 202), first.text
    again = office.post(path, json=body, headers=KEY)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    refused = office.post(path, json=other, headers=KEY)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "Idempotency-Key")


def test_the_order_of_fields_makes_no_other_request(office: TestClient) -> None:
    json = {**KEY, "Content-Type": "application/json"}
    path = "/v1/employers/E1/inspections"
    office.post(path, content='{"outcome": "passed", "on": "2023-08-30"}', headers=json)
    again = office.post(path, content='{ "on":"2023-08-30", "outcome":"passed"}', headers=json)
    assert again.status_code == 201
    assert len(office.get("/v1/employers/E1/inspection").json()["inspections"]) == 1


def test_a_key_of_another_address_is_another_request(office: TestClient) -> None:
    office.put("/v1/employers/E2", json={"name": "乙公司"})
    office.post("/v1/employers/E1/inspections", json=PASSED, headers=KEY)
    assert office.post("/v1/employers/E2/inspections", json=PASSED, headers=KEY).status_code == 422
    assert office.post("/v1/findings/watch", json={}, headers=KEY).status_code == 200


def test_what_was_refused_may_be_sent_again_under_its_key(office: TestClient) -> None:
    assert office.post("/v1/employers/E9/inspections", json=PASSED, headers=KEY).status_code == 404
    office.put("/v1/employers/E9", json={"name": "丙公司"})
    assert office.post("/v1/employers/E9/inspections", json=PASSED, headers=KEY).status_code == 201
    assert office.post("/v1/pushes/refusals", json={"code": "ABCDEFGH"}, headers=KEY).status_code == 404
    assert office.post("/v1/pushes/refusals", json={"code": "ABCDEFGH"}, headers=KEY).status_code == 404


@pytest.mark.parametrize("over", ["sqlite", "postgresql"])
@pytest.mark.parametrize("case", ["an inspection", "a push", "a watch"])
def test_of_many_at_once_under_one_key_one_is_done(
    case: str, over: str, tmp_path: Path, new_house: Callable[..., House], request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("new_postgresql")() if over == "postgresql" else None
    house = new_house(tmp_path, TinyEncoder(), url=url)
    client, answers, start = fill(signed_in(house)), [], Barrier(6)
    path, body, _ = POSTS[case]

    def ask() -> None:
        start.wait()
        answers.append(client.post(path, json=body, headers=KEY))

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {200, 201, 202}, [answer.text for answer in answers]
    assert len({answer.text for answer in answers}) == 1
    with house.database.read() as session:
        n = {name: session.scalar(text(f"SELECT count(*) FROM {name}")) for name in ("inspections", "jobs", "answers")}
    assert n == {"inspections": int(case == "an inspection"), "jobs": int(case == "a push"), "answers": 1}


def test_an_answer_is_kept_for_a_week_and_sealed(house: House) -> None:
    client = fill(signed_in(house))
    note = "联系人" + "孙悟空"
    body = PASSED | {"note": note}
    first = client.post("/v1/employers/E1/inspections", json=body, headers=KEY).json()
    with house.database.read() as session:
        kept = str(session.execute(text("SELECT * FROM answers")).all())
    assert "孙悟空" not in kept
    assert "outcome" not in kept
    for days, n in ((KEPT.days - 1, 1), (KEPT.days + 1, 2)):
        later = replace(house, clock=lambda days=days: house.clock() + timedelta(days=days))  # type: ignore[misc]
        again = signed_in(later).post("/v1/employers/E1/inspections", json=body, headers=KEY).json()
        assert (again == first) is (n == 1)
        assert len(client.get("/v1/employers/E1/inspection").json()["inspections"]) == n


def test_what_was_done_by_a_process_that_was_killed_before_it_told_is_not_done_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = fill(signed_in(house))
    monkeypatch.setattr("api.idempotency.WAIT_S", 0.1)  # a mock, because a test cannot wait so long

    # a mock in place of being killed right there
    def killed(*_: object) -> None:
        raise RuntimeError

    path, body, _ = POSTS["an inspection"]
    with monkeypatch.context() as patch:
        patch.setattr("api.idempotency.fill_answer", killed)
        assert client.post(path, json=body, headers=KEY).status_code == 500
    again = client.post(path, json=body, headers=KEY)
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert len(client.get("/v1/employers/E1/inspection").json()["inspections"]) == 1


def test_a_key_whose_answer_can_no_longer_be_read_stands_for_what_was_done(house: House) -> None:
    client = fill(signed_in(house))
    path, body, _ = POSTS["an event"]
    client.post(path, json=body, headers=KEY)
    with house.database.begin() as session:
        session.execute(text("UPDATE answers SET body = '{}'"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.idempotency.WAIT_S", 0.1)  # a mock, because a test cannot wait so long
        assert client.post(path, json=body, headers=KEY).status_code == 409


def test_without_a_key_each_is_another(office: TestClient) -> None:
    for _ in range(2):
        office.post("/v1/employers/E1/inspections", json=PASSED)
    assert len(office.get("/v1/employers/E1/inspection").json()["inspections"]) == 2
