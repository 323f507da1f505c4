"""SQL and templates in every text that any route takes: they stay texts, and nothing runs or breaks."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import inspect

from api.house import House
from data.tables import Base
from tests.api.marked import MARKED
from tests.api.walked import NOUNS, Call, calls, example, routes
from tests.attacks.poison import (
    MARK,
    POISON,
    Place,
    altered,
    places_of_texts,
    stored_texts,
    value_at,
    with_value,
)

PARTS = {
    "post_id": "P1",
    "candidate_id": MARKED,
    "name": "monthly",
    "kind": "posts",
    "key": "k",
    "batch": "b",
    "pseudonym": "abcdefghijkl",
}
Answered = dict[tuple[str, Place], Response]  # route and place → what was answered to the poison there


@pytest.fixture(scope="module")
def in_bodies(city: House, door: TestClient) -> Answered:
    """What every route answers to the poison at each place of its body at which a text may stand."""
    document, special, told = door.get("/openapi.json").json(), calls(city, door), Answered()
    for route, operation in routes(document):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            continue
        call = special.get(route, [Call()])[0]
        body = example(document, operation) if call.body is None else call.body
        for n, place in enumerate(dict.fromkeys(places_of_texts(document, content["schema"]))):
            body = body | {"id": f"F-{n}"} if route == "POST /v1/fairs" else body  # each of them makes one
            told[route, place] = _ask(door, route, call, json=with_value(body, place, POISON))
    return told


def _ask(door: TestClient, route: str, call: Call, **sent: Any) -> Response:
    method, path = route.split(" ")
    parts = PARTS | {"id": NOUNS.get(path.split("/")[2], "?")} | call.parts
    told = {"params": call.query, "headers": call.headers, "follow_redirects": False} | sent
    return door.request(method, path.format(**parts), **told)


def _unsound(answered: dict[Any, Response]) -> list[Any]:
    return [
        (asked, answer.status_code, answer.text[:300])
        for asked, answer in answered.items()
        if answer.status_code >= 500 or (answer.content and altered(answer.json()))
    ]


def test_a_text_in_any_body_comes_back_as_it_was_sent_or_is_refused(in_bodies: Answered) -> None:
    assert len(in_bodies) > 200
    assert _unsound(in_bodies) == []
    taken = {asked for asked, answer in in_bodies.items() if answer.status_code < 300 and answer.content}
    echoed = {asked for asked in taken if value_at(in_bodies[asked].json(), asked[1]) == POISON}
    changed = {
        asked
        for asked in taken - echoed
        if isinstance(said := value_at(in_bodies[asked].json(), asked[1]), str) and MARK in said
    }
    assert changed == set()
    assert len(echoed) > 50  # else nothing would have been tried
    assert {("PUT /v1/posts/{id}", ("title",)), ("PUT /v1/candidates/{id}", ("wish",))} <= echoed


def test_what_is_stored_of_it_is_what_was_sent_and_no_table_is_gone(in_bodies: Answered, city: House) -> None:
    stored = stored_texts(city.database)
    assert {"log", "sealed_records", "candidates", "contact_attempts"} <= stored.keys()
    assert {
        name: found for name, texts in stored.items() if (found := [one for one in texts if POISON not in one])
    } == {}
    with city.database.read() as session:
        assert set(inspect(session.connection()).get_table_names()) >= set(Base.metadata.tables)


def test_a_text_in_any_address_or_query_finds_nothing_and_breaks_nothing(city: House, door: TestClient) -> None:
    document = door.get("/openapi.json").json()
    before = door.get(f"/v1/candidates/{MARKED}").status_code, len(door.get("/v1/posts").json()["items"])
    told = dict[tuple[str, str], Response]()
    for route, operation in routes(document):
        if " /v1" not in route:
            continue
        texts = [one for one in operation.get("parameters", ()) if '"string"' in str(one["schema"]).replace("'", '"')]
        for one in texts:
            name, body = one["name"], example(document, operation)
            if one["in"] == "path":
                told[route, name] = _ask(door, route, Call({name: quote(POISON, safe="")}), json=body)
            elif one["in"] == "query":
                told[route, name] = _ask(door, route, Call(), params={name: POISON}, json=body)
    assert len(told) > 150
    assert _unsound({asked: one for asked, one in told.items() if "json" in one.headers.get("content-type", "")}) == []
    assert [asked for asked, one in told.items() if one.status_code >= 500] == []
    assert (door.get(f"/v1/candidates/{MARKED}").status_code, len(door.get("/v1/posts").json()["items"])) == before


@pytest.mark.parametrize("pattern", ["%", "_", "%%", "秦%", "_%", "*", ".*", "秦_", "' OR '1'='1", "秦' --"])
def test_a_search_takes_no_pattern_and_no_condition(city: House, door: TestClient, pattern: str) -> None:
    found = door.post("/v1/candidates/find", json={"text": pattern})
    assert (found.status_code, found.json()["items"]) == (200, [])
    assert door.post("/v1/candidates/find", json={"text": "秦亮"}).json()["n"] >= 1
    assert door.get("/v1/log", params={"id": pattern}).json()["items"] == []
    assert door.get("/v1/posts", params={"district": pattern}).json().get("items", []) == []


@pytest.mark.parametrize("field", ["username", "password", "refresh_token", "scope", "grant_type"])
def test_a_text_in_the_form_of_a_log_in_opens_nothing(door: TestClient, field: str) -> None:
    form = {"username": "local", "password": "' OR '1'='1"} | {field: POISON}
    answer = door.post("/v1/token", data=form)
    assert answer.status_code in (400, 422, 429)
    assert "access_token" not in answer.text
    assert altered(answer.json()) == []
