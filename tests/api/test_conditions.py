"""Two people at one record: a state has a name, and what was not seen is not overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.claims import EXAMPLE as CLAIM
from api.employers import EXAMPLE as EMPLOYER
from api.house import House
from api.posts import EXAMPLE as POST
from tests.api.conftest import TinyEncoder
from tests.api.signed_in import signed_in

PLACED = {"candidate_id": "C1", "employer_id": "E1", "agreed_on": "2023-08-20", "starts_on": "2023-09-01"}
RECORDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "/v1/posts/P1": (POST, {"headcount": 9}),
    "/v1/candidates/C1": ({"wish": "软件测试", "person": {"name": "张三", "phone": "13800000000"}}, {"wish": "会计"}),
    "/v1/employers/E1": (EMPLOYER | {"id": "E1"}, {"district": "市中区"}),
    "/v1/placements/T1": (PLACED | {"planned_end_on": "2024-02-29"}, {"planned_end_on": "2024-01-31"}),
    "/v1/claims/B1": (CLAIM | {"id": None, "candidate_id": "C1", "employer_id": "E1"}, {"amount_yuan": "99.00"}),
}


@pytest.fixture
def filled(client: TestClient) -> TestClient:
    for path, (body, _) in RECORDS.items():
        told = {name: value for name, value in body.items() if name not in ("id", "trainee")}
        answer = client.put(path, json=told)
        assert answer.status_code == 201, answer.text
    return client


def changed(client: TestClient, path: str) -> dict[str, Any]:
    """Give the record as it is read, with one field another: what somebody would put back."""
    return client.get(path).json() | RECORDS[path][1]


@pytest.mark.parametrize("path", RECORDS)
def test_a_state_that_the_client_has_is_not_sent_again(filled: TestClient, path: str) -> None:
    first = filled.get(path)
    assert re.fullmatch(r'"[0-9a-f]{32}"', first.headers["etag"])
    again = filled.get(path, headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert filled.get(path, headers={"If-None-Match": '"x"'}).json() == first.json()


@pytest.mark.parametrize("path", RECORDS)
def test_of_two_who_read_the_same_the_second_overwrites_nothing(filled: TestClient, path: str) -> None:
    tag = filled.get(path).headers["etag"]
    one = filled.put(path, json=changed(filled, path), headers={"If-Match": tag})
    assert one.status_code == 200, one.text
    assert one.headers["etag"] == filled.get(path).headers["etag"] != tag
    kept = filled.get(path).json()
    other = filled.put(path, json=RECORDS[path][0], headers={"If-Match": tag, "Accept-Language": "en"})
    assert (other.status_code, other.json()["code"]) == (412, "changed_meanwhile")
    assert "read it again" in other.json()["detail"]
    assert filled.get(path).json() == kept
    assert filled.delete(path, headers={"If-Match": tag}).status_code == 412
    assert filled.get(path).json() == kept


@pytest.mark.parametrize("path", ["/v1/posts/P1", "/v1/placements/T1", "/v1/claims/B1"])
def test_what_was_seen_may_be_deleted(filled: TestClient, path: str) -> None:
    assert filled.delete(path, headers={"If-Match": filled.get(path).headers["etag"]}).status_code == 204
    assert filled.get(path).status_code == 404


def test_what_is_new_is_stored_and_what_is_there_is_left(filled: TestClient) -> None:
    new = {"If-None-Match": "*"}
    assert filled.put("/v1/posts/P2", json=POST, headers=new).status_code == 201
    answer = filled.put("/v1/posts/P2", json=POST | {"headcount": 9}, headers=new)
    assert (answer.status_code, answer.json()["code"]) == (412, "changed_meanwhile")
    assert filled.get("/v1/posts/P2").json()["headcount"] == 3


def test_what_is_not_there_matches_nothing(filled: TestClient) -> None:
    for header in ("*", '"9f86d081884c7d659a2feaa0c55ad015"'):
        assert filled.put("/v1/posts/P3", json=POST, headers={"If-Match": header}).status_code == 412
    assert filled.get("/v1/posts/P3").status_code == 404
    assert filled.put("/v1/posts/P1", json=POST, headers={"If-Match": "*"}).status_code == 200


@pytest.mark.parametrize("header", ["", "x", "W/", '"', "W/{tag}"])
def test_a_weak_or_broken_tag_changes_nothing(filled: TestClient, header: str) -> None:
    tag = filled.get("/v1/posts/P1").headers["etag"]
    sent = {"If-Match": header.format(tag=tag)}
    assert filled.put("/v1/posts/P1", json=POST | {"headcount": 9}, headers=sent).status_code == 412


def test_without_a_condition_a_put_replaces_as_ever(filled: TestClient) -> None:
    assert filled.put("/v1/posts/P1", json=POST | {"headcount": 9}).status_code == 200


def test_a_post_whose_kind_is_inferred_has_one_state(filled: TestClient) -> None:
    put = filled.put("/v1/posts/P5", json={"title": "测试员", "employer": "某公司"})
    assert put.headers["etag"] == filled.get("/v1/posts/P5").headers["etag"]


@pytest.mark.parametrize("over", ["sqlite", "postgresql"])
def test_of_many_at_once_one_is_stored(
    over: str, tmp_path: Path, new_house: Callable[..., House], request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("new_postgresql")() if over == "postgresql" else None
    client = signed_in(new_house(tmp_path, TinyEncoder(), url=url))
    client.put("/v1/posts/P1", json=POST)
    tag, statuses, start = client.get("/v1/posts/P1").headers["etag"], [], Barrier(6)

    def put(n: int) -> None:
        start.wait()
        body = POST | {"headcount": 100 + n}
        statuses.append(client.put("/v1/posts/P1", json=body, headers={"If-Match": tag}).status_code)

    threads = [Thread(target=put, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, *[412] * 5]


FAIR = {"name": "九月对接会", "place": "会展中心", "on": "2023-09-16", "since": "09:00", "until": "12:00"}


def test_a_fair_that_another_changed_is_left_as_it_is(client: TestClient) -> None:
    assert client.post("/v1/fairs", json={"id": "F1"} | FAIR).status_code == 201
    first = client.get("/v1/fairs/F1")
    tag = {"If-Match": first.headers["etag"]}
    assert client.get("/v1/fairs/F1", headers={"If-None-Match": tag["If-Match"]}).status_code == 304
    answer = client.put("/v1/fairs/F1", json=FAIR | {"place": "人才市场"}, headers=tag)
    assert answer.status_code == 200, answer.text
    assert client.put("/v1/fairs/F1", json=FAIR, headers=tag).status_code == 412
    assert client.get("/v1/fairs/F1").json()["place"] == "人才市场"


def test_a_step_on_an_application_that_another_took_on_is_refused(filled: TestClient) -> None:
    applied = filled.post("/v1/applications", json={"employer_id": "E1", "kind": "recognition"}).json()
    path = f"/v1/applications/{applied['id']}"
    tag = {"If-Match": filled.get(path).headers["etag"]}
    step = {"state": "returned", "note": "缺材料"}
    one = filled.post(f"{path}/steps", json=step, headers=tag)
    assert one.status_code == 200, one.text
    assert one.headers["etag"] == filled.get(path).headers["etag"]
    assert filled.post(f"{path}/steps", json={"state": "withdrawn"}, headers=tag).status_code == 412


def test_a_finding_that_another_judged_is_left_as_it_is(filled: TestClient) -> None:
    late = {"candidate_id": "C1", "employer_id": "E1", "month": "2023-06", "amount_yuan": "1260.00"}
    filled.put("/v1/claims/B2", json=late)
    assert filled.post("/v1/findings/watch", json={}).json()["n_found"] >= 1
    key = filled.get("/v1/findings").json()["items"][0]["key"]
    tag = {"If-Match": filled.get(f"/v1/findings/{key}").headers["etag"]}
    decision = {"state": "explained", "note": "已核对"}
    assert filled.post(f"/v1/findings/{key}/decision", json=decision, headers=tag).status_code == 200
    other = filled.post(f"/v1/findings/{key}/decision", json=decision | {"state": "confirmed"}, headers=tag)
    assert other.status_code == 412
    assert filled.get(f"/v1/findings/{key}").json()["state"] == "explained"


def test_the_document_tells_conditions_and_what_follows(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for noun in ("posts", "candidates", "employers", "placements", "claims"):
        told = paths[f"/v1/{noun}/{{id}}"]
        named = {method: {one["name"] for one in told[method]["parameters"]} for method in told}
        assert "If-None-Match" in named["get"]
        assert {"If-Match", "If-None-Match"} <= named["put"]
        assert "If-Match" in named["delete"]
        assert "304" in told["get"]["responses"]
        assert "ETag" in told["get"]["responses"]["200"]["headers"]
        assert "412" in told["put"]["responses"]
        assert "412" in told["delete"]["responses"]
