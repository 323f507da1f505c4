"""Whoever holds to a district or an employer, by side ways: sorting, counting, states, keys, cursors, jobs, the log."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.imports import import_file
from data.store import Scope, within
from matcher.errors import MatcherError
from matcher.records import Role
from models import Encoder
from tests.api.conftest import TinyEncoder
from tests.api.marked import MARKED
from tests.api.scoped_office import (
    CASEWORKER,
    HERE,
    MISSING,
    NUMBER,
    STRANGERS,
    THERE,
    caseworker_of,
    door_of,
    employer_of,
    two_houses,
)
from tests.api.signed_in import signed_in, token_for
from tests.api.walked import OF_CHANCE


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, new_house: Callable[[Path, Encoder], House]) -> House:
    """A house in which people of two districts are stored."""
    return two_houses(tmp_path_factory.mktemp("districts"), new_house, TinyEncoder())[1]


@pytest.fixture(scope="module")
def door(house: House) -> TestClient:
    return caseworker_of(house)


@pytest.fixture(scope="module")
def whole(house: House) -> TestClient:
    return signed_in(house)


def pages(client: TestClient, path: str, **asked: Any) -> list[list[str]]:
    """Give the ids of each page of a list."""
    told, cursor = [], None
    while True:
        params = asked | ({"cursor": cursor} if cursor else {})
        page = client.get(path, params=params).json()
        told.append([one["id"] for one in page["items"]])
        cursor = page["next_cursor"]
        if cursor is None:
            return told


def test_pages_have_no_holes_where_strangers_stand(door: TestClient, whole: TestClient) -> None:
    """A page that is shorter than asked, or a cursor too many, would count those who are not shown."""
    for limit in (1, 2, 3):
        told = pages(door, "/v1/candidates", limit=limit)
        assert {len(page) for page in told[:-1]} <= {limit}
        assert told[-1]
        assert not set(STRANGERS) & {id for page in told for id in page}
    assert set(STRANGERS) <= {id for page in pages(whole, "/v1/candidates", limit=3) for id in page}


def test_the_cursor_of_another_leads_to_nobody_elsewhere(door: TestClient, whole: TestClient, house: House) -> None:
    first = whole.get("/v1/candidates", params={"limit": 1}).json()
    assert first["items"][0]["id"] == STRANGERS[0]
    for client in (door, employer_of(house)):
        answer = client.get("/v1/candidates", params={"limit": 200, "cursor": first["next_cursor"]})
        assert answer.status_code == 200
        assert not set(STRANGERS) & {one["id"] for one in door.get("/v1/candidates").json()["items"]}
        own = {one["id"] for one in client.get("/v1/candidates", params={"limit": 200}).json()["items"]}
        assert {one["id"] for one in answer.json()["items"]} <= own
    assert whole.get("/v1/candidates", params={"limit": 1, "cursor": first["next_cursor"]}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"If-Match": "*"}, {"If-Match": '"x"'}, {"If-None-Match": "*"}, {"If-None-Match": '"x"'}, {"Range": "bytes=0-9"}],
    ids=str,
)
def test_conditions_tell_no_state_of_somebody_elsewhere(door: TestClient, headers: dict[str, str]) -> None:
    for method in ("GET", "DELETE"):
        said = [door.request(method, f"/v1/candidates/{id}", headers=headers) for id in ("AA", MISSING["AA"])]
        assert {one.status_code for one in said} <= {404, 412}
        assert said[0].status_code == said[1].status_code
        assert [name for one in said for name in one.headers if name in ("etag", "last-modified")] == []
    assert "etag" in door.get(f"/v1/candidates/{MARKED}").headers


def test_the_state_of_somebody_elsewhere_is_confirmed_by_nothing(door: TestClient, whole: TestClient) -> None:
    """Whoever saw a record once learns not whether it changed since."""
    tag = whole.get("/v1/candidates/AA").headers["etag"]
    guess = '"0123456789abcdef0123456789abcdef"'
    body = {"home_district": HERE}
    for name in ("If-Match", "If-None-Match"):
        answers = [door.put("/v1/candidates/AA", json=body, headers={name: one}) for one in (tag, guess)]
        assert len({OF_CHANCE.sub("", one.text) for one in answers}) == 1
        assert {one.status_code for one in answers} <= {409, 412}
        answers = [door.get("/v1/candidates/AA", headers={name: one}) for one in (tag, guess)]
        assert {one.status_code for one in answers} == {404}
    assert whole.get("/v1/candidates/AA").headers["etag"] == tag


def test_the_key_of_another_request_gives_no_answer_of_another(house: House, whole: TestClient) -> None:
    """An Idempotency-Key that was seen or guessed stands for nothing but one's own request."""
    asked = [{"candidate_id": STRANGERS[0], "post_id": "P2", "event": "shown"}]
    own = [{"candidate_id": MARKED, "post_id": "P2", "event": "shown"}]
    key = {"Idempotency-Key": "guessed-1"}
    assert whole.post("/v1/feedback", json=asked, headers=key).json()["n_new"] == 1
    door = caseworker_of(house)
    stolen = door.post("/v1/feedback", json=asked, headers=key)
    assert stolen.status_code == 404
    assert "n_new" not in stolen.text
    mine = door.post("/v1/feedback", json=own, headers=key)
    assert (mine.status_code, mine.json()["n_new"]) == (200, 1)  # nor does it stand in anybody's way
    assert whole.post("/v1/feedback", json=asked, headers=key).json()["n_new"] == 1


def test_a_message_says_nothing_of_who_stands_in_the_way(door: TestClient, whole: TestClient) -> None:
    """Not even by the ID number of somebody elsewhere does an answer say that the person is known."""
    said = [
        door.put(f"/v1/candidates/{id}", json={"home_district": HERE, "person": {"name": "孙七", "id_number": number}})
        for id, number in (("N1", NUMBER), ("N2", "110105194912310046"))
    ]
    assert said[0].status_code == said[1].status_code == 201
    alike = [OF_CHANCE.sub("", one.text).replace("N2", "N1") for one in said]
    assert alike[0] == alike[1].replace(said[1].json()["person"]["id_number"], said[0].json()["person"]["id_number"])
    for id in ("N1", "N2"):
        whole.delete(f"/v1/candidates/{id}")


def test_no_log_tells_who_looked_at_whom(house: House) -> None:
    """The log is for those who answer for all of it."""
    for role, home in (
        (Role.CASEWORKER, {"district": HERE}),
        (Role.PROGRAMME, {}),
        (Role.EMPLOYER, {"employer": "E1"}),
    ):
        client = door_of(house, token_for(house, f"log.{role}", role, **home))
        for query in ("", "?id=AA", "?actor=local", "?noun=candidate", "?action=reveal"):
            answer = client.get(f"/v1/log{query}")
            assert (answer.status_code, "AA" in answer.json()["detail"]) == (403, False)
    assert signed_in(house).get("/v1/log?id=AA").json()["items"]


@pytest.mark.parametrize("noun", ["candidates", "placements", "claims", "employers", "posts"])
def test_an_employer_meets_nothing_of_another_employer(house: House, whole: TestClient, noun: str) -> None:
    whole.put("/v1/employers/E8", json={"name": "另一家"})
    whole.put("/v1/posts/P8", json={"title": "会计", "employer": "另一家"})
    started = {"starts_on": "2022-03-01", "planned_end_on": "2022-08-15", "ended_on": "2022-08-15"}
    whole.put("/v1/placements/T8", json={**started, "candidate_id": "CX", "employer_id": "E8"})
    claim = {"kind": "monthly", "month": "2023-07", "amount_yuan": "1.00"}
    whole.put("/v1/claims/B8", json={**claim, "candidate_id": "CX", "employer_id": "E8"})
    applied = [{"candidate_id": "CX", "post_id": "P8", "event": "applied"}]
    assert whole.post("/v1/feedback", json=applied).status_code == 200
    own, other = employer_of(house), employer_of(house, id="E8")
    theirs = {"candidates": "CX", "placements": "T8", "claims": "B8", "employers": "E8", "posts": "P8"}[noun]
    assert theirs in [one["id"] for one in other.get(f"/v1/{noun}").json()["items"]]
    assert theirs not in [one["id"] for one in own.get(f"/v1/{noun}").json()["items"]]
    for method in ("GET", "DELETE"):
        said = [own.request(method, f"/v1/{noun}/{id}") for id in (theirs, "NOBODY")]
        assert {one.status_code for one in said} == {404}
        assert OF_CHANCE.sub("", said[0].text).replace(theirs, "?") == OF_CHANCE.sub("", said[1].text).replace(
            "NOBODY", "?"
        )
    if noun in ("placements", "claims", "posts"):
        asked = own.get(f"/v1/{noun}", params={"employer_id": "E8"} if noun != "posts" else {"district": HERE})
        assert theirs not in asked.text
    assert own.get("/v1/employers/E8/subsidy").status_code in (403, 404)
    assert own.get("/v1/posts/P8/candidates").status_code == 404


FILES = {
    "candidates": f"编号,姓名,手机号,出生日期,居住区县\nAA,赵四,13800001111,2001-01-01,{HERE}\n",
    "placements": "见习编号,求职者编号,单位编号,开始日期,结束日期\nS9,AA,E1,2023-09-01,2024-02-29\n",
    "claims": "申领编号,求职者编号,单位编号,补贴类型,月份,金额\nA9,AA,E1,按月,2023-07,1\n",
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_of_a_caseworker_changes_nobody_elsewhere(
    house: House, whole: TestClient, tmp_path: Path, kind: Any
) -> None:
    before = [whole.get(f"/v1/candidates/{id}").text for id in STRANGERS]
    counted = {noun: len(whole.get(f"/v1/{noun}?limit=200").json()["items"]) for noun in ("placements", "claims")}
    file = tmp_path / "file.csv"
    file.write_text(FILES[kind], encoding="utf-8")
    n_stored, said = 0, ""
    try:
        with within(Scope(district=HERE)):
            told = import_file(house, kind, file, actor=CASEWORKER, at=house.clock())
        n_stored, said = told.n_stored, " ".join((*told.first_rejected, *told.notes))
    except MatcherError as refused:
        said = str(refused)
    assert (n_stored, THERE in said) == (0, False)
    assert said
    assert [whole.get(f"/v1/candidates/{id}").text for id in STRANGERS] == before
    assert counted == {noun: len(whole.get(f"/v1/{noun}?limit=200").json()["items"]) for noun in counted}


def test_whether_somebody_is_stored_elsewhere_is_not_told_by_time(door: TestClient) -> None:
    paths = {id: f"/v1/candidates/{id}" for id in ("AA", MISSING["AA"])}
    seconds: dict[str, list[float]] = {id: [] for id in paths}
    for _ in range(25):
        for id, path in paths.items():
            began = time.perf_counter()
            assert door.get(path).status_code == 404
            seconds[id].append(time.perf_counter() - began)
    one, other = (median(times) for times in seconds.values())
    assert max(one, other) < 3 * min(one, other)
    assert door.get(f"/v1/candidates/{MARKED}").status_code == 200


@pytest.mark.parametrize("path", ["/v1/candidates", "/v1/outreach", "/v1/aftercare", "/v1/placements"])
@pytest.mark.parametrize(
    "query", ["district={there}", "sort=home_district", "order_by=phone", "count=true", "fields=name"]
)
def test_no_query_sorts_or_counts_by_what_is_not_shown(door: TestClient, path: str, query: str) -> None:
    answer = door.get(f"{path}?{query.format(there=THERE)}")
    assert answer.status_code in (200, 422)
    if answer.status_code == 200:
        told = json.dumps(answer.json(), ensure_ascii=False)
        assert not [id for id in STRANGERS if f'"{id}"' in told]
        assert answer.json().get("n_without_district", 0) == 0
    assert door.get(path).status_code == 200
