"""Whatever a client sends, the answer is a problem that names the fault, never a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.candidates import EXAMPLE as CANDIDATE
from api.employers import EXAMPLE as EMPLOYER
from api.posts import EXAMPLE as POST

ROUTES = {"posts": POST, "candidates": CANDIDATE, "employers": EMPLOYER}
JSON = {"Content-Type": "application/json"}
VALUES: dict[str, Any] = {
    "null": None,
    "a number": 7,
    "a negative number": -1,
    "a huge integer": 10**30,
    "a huge float": 1e308,
    "an empty text": "",
    "a blank text": "   ",
    "NUL": "a\0b",
    "an escape": "\x1b[31m",
    "a lone surrogate": "\ud800",
    "a long text": "长" * 30_000,
    "a date that is none": "2023-02-30",
    "a moment": "2023-07-01T00:00:00Z",
    "the year 0": "0000-01-01",
    "a list": ["a"],
    "a list of odd things": [None, 1, "\0", {"a": 1}],
    "a long list": ["a"] * 10_000,
    "an object": {"name": "张三"},
    "true": True,
    "a word": "research",
    "U+FDFA": "\ufdfa" * 1_000,
    "emoji": "👩‍🔬" * 30,
}
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "a text": b'"abc"',
    "a number": b"1",
    "null": b"null",
    "a list": b"[]",
    "NaN": b'{"title": "a", "employer": "b", "name": "c", "kind_p": NaN, "experience_years": NaN}',
    "Infinity": b'{"title": "a", "employer": "b", "name": "c", "pay_min_month_yuan": -Infinity}',
    "1e999": b'{"title": "a", "employer": "b", "name": "c", "pay_min_month_yuan": 1e999}',
    "a number of 100,000 digits": b'{"headcount": ' + b"9" * 100_000 + b"}",
    "deep lists": b"[" * 100_000,
    "deep lists in a field": b'{"title": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "900 levels": b'{"skills": ' + b"[" * 900 + b"]" * 900 + b"}",
    "deep objects": b'{"a":' * 100_000,
    "GB18030": '{"title": "软件"}'.encode("gb18030"),
    "UTF-16": '{"title": "软件"}'.encode("utf-16"),
    "half a character": b'{"title": "\xe8\xbd"}',
    "a surrogate as a key": b'{"\\ud800": 1}',
    "NUL as a key": b'{"\\u0000": 1}',
    "a long key": b'{"' + b"a" * 100_000 + b'": 1}',
    "many keys": json.dumps({f"k{n}": n for n in range(20_000)}).encode(),
}
OF_ANOTHER_ENCODING = ["%FF", "%ED%A0%80", "%B8%DA%CE%BB", "%B8%DA%C3%FB", "a%2F%FF"]
IDS = ["a" * 201, "%00", "%0A", "%FF", "%ED%A0%80", "a%2Fb", "..%2F..%2Fetc", "%20", "' OR 1=1", "☃" * 201, "%1b[31m"]
QUERIES = [
    "limit=0",
    "limit=-1",
    "limit=201",
    "limit=1e3",
    "limit=9" + "9" * 400,
    "limit=abc",
    "cursor=abc",
    "cursor=%00",
    "cursor=" + "A" * 700,
    "cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "cursor=%F0%9F%98%80",
    "kind=chief",
    "district=%00",
    "district=" + "a" * 500,
    "open_on=2023-02-30",
    "open_on=1",
    "on=2023-13-01",
    "on=99999-01-01",
    "min_allowance=nan",
    "min_allowance=inf",
    "min_allowance=-1",
    "include=everything",
    "explain=perhaps",
    "language=fr",
]
LISTS = ["/v1/posts", "/v1/candidates", "/v1/employers"]
RANKINGS = ["/v1/candidates/C1/matches", "/v1/posts/P1/candidates", "/v1/candidates/C1/matches/P1"]


@pytest.fixture(scope="module")
def client(shared_client: TestClient) -> TestClient:
    return shared_client


@pytest.fixture(scope="module")
def filled(client: TestClient) -> TestClient:
    client.put("/v1/posts/P1", json=POST)
    client.put("/v1/candidates/C1", json=CANDIDATE)
    return client


def check_told(answer: Response) -> None:
    """Assert what holds for every answer that is not a success."""
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        told = answer.json()
        assert told["status"] == answer.status_code
        assert told["code"]
        assert told["detail"]


def fields_of(answer: Response) -> list[str]:
    return [one["field"] for one in answer.json()["errors"]]


@pytest.mark.parametrize("noun", ROUTES)
def test_a_field_with_an_odd_value_is_taken_or_named(client: TestClient, noun: str) -> None:
    for field in ROUTES[noun]:
        for value in VALUES.values():
            body = json.dumps(ROUTES[noun] | {field: value})
            answer = client.put(f"/v1/{noun}/X", content=body, headers=JSON)
            check_told(answer)
            if answer.status_code >= 400:
                assert all(name.startswith(field) or name in ("body", "") for name in fields_of(answer)), answer.text


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_a_profile_with_an_odd_value_is_ranked_or_refused(filled: TestClient, value: object) -> None:
    for field in CANDIDATE:
        body = json.dumps({"profile": CANDIDATE | {field: value}})
        check_told(filled.post("/v1/matches", content=body, headers=JSON))


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("route", ["PUT posts/X", "PUT candidates/X", "PUT employers/X", "POST matches"])
def test_a_body_that_is_no_record_is_refused(client: TestClient, route: str, body: bytes) -> None:
    method, path = route.split()
    answer = client.request(method, f"/v1/{path}", content=body, headers=JSON)
    assert answer.status_code in (400, 422)
    check_told(answer)


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("noun", ROUTES)
def test_an_odd_id_is_refused_or_unknown(client: TestClient, noun: str, id: str) -> None:
    for answer in (
        client.get(f"/v1/{noun}/{id}"),
        client.delete(f"/v1/{noun}/{id}"),
        client.get(f"/v1/{noun}/{id}/matches"),
        client.get(f"/v1/{noun}/{id}/candidates"),
        client.get(f"/v1/candidates/{id}/matches/{id}"),
        client.get(f"/v1/jobs/{id}"),
        client.get(f"/v1/jobs/{id}/rejected"),
    ):
        assert answer.status_code in (404, 422) or (answer.status_code == 400 and id in OF_ANOTHER_ENCODING)
        check_told(answer)


def test_ids_of_another_encoding_are_refused_not_made_one(client: TestClient) -> None:
    for id in OF_ANOTHER_ENCODING:
        answer = client.put(f"/v1/posts/{id}", json=POST)
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")
    assert client.put("/v1/posts/%E5%B2%97", json=POST).json()["id"] == "岗"


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("path", LISTS + RANKINGS)
def test_an_odd_query_is_refused_by_its_name(filled: TestClient, path: str, query: str) -> None:
    answer = filled.get(f"{path}?{query}")
    check_told(answer)
    assert answer.status_code == 422
    assert fields_of(answer) == [query.partition("=")[0]]


def test_a_fault_deep_in_a_list_is_named_by_its_place(client: TestClient) -> None:
    answer = client.put("/v1/posts/P1", json=POST | {"skills": ["Linux", "\0"]})
    assert fields_of(answer) == ["skills[1]"]


def test_an_unknown_field_is_refused_by_its_name(client: TestClient) -> None:
    answer = client.put("/v1/posts/P1", json=POST | {"tittle": "x"})
    assert fields_of(answer) == ["tittle"]


def test_an_unknown_query_of_a_ranking_is_refused_by_its_name(filled: TestClient) -> None:
    assert fields_of(filled.get("/v1/candidates/C1/matches?min_allowence=3000")) == ["min_allowence"]


def test_a_lower_bound_over_the_upper_is_refused(client: TestClient) -> None:
    body = POST | {"pay_min_month_yuan": 4000, "pay_max_month_yuan": 3000}
    answer = client.put("/v1/posts/P1", json=body, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "pay_min_month_yuan is over pay_max_month_yuan" in answer.json()["detail"]
