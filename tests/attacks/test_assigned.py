"""Fields that nobody offered, ids that differ, and rights that somebody gives himself: refused, and nothing stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import app_over
from api.house import House
from matcher.records import Role
from tests.api.signed_in import signed_in, soon, token_for
from tests.api.walked import NOUNS, Call, calls, example, routes
from tests.attacks.poison import Place, with_value

INTERNAL: dict[str, Any] = {
    "role": "admin",
    "is_active": True,
    "permissions": ["users:manage"],
    "actor": "x",
    "created_by": "x",
    "source": "x",
    "created_at": "2020-01-01T00:00:00Z",
    "sequence": 1,
    "chance": 1,
    "score": 1,
    "is_new": True,
    "trap_verdict": "cleared",
    "n_employers_of_text": 1,
    "__class__": {},
    "__proto__": {"admin": True},
    "$where": "1",
}


def places_of_objects(
    document: Mapping[str, Any], schema: Mapping[str, Any], *, within: Place = ()
) -> Iterator[tuple[Place, set[str]]]:
    """Give each place of a body at which an object with named fields stands, and their names."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for one in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from places_of_objects(document, one, within=within)
    if schema.get("type") == "array":
        yield from places_of_objects(document, schema.get("items") or {}, within=(*within, 0))
    if "properties" in schema:
        yield within, set(schema["properties"])
        for name, part in schema["properties"].items():
            yield from places_of_objects(document, part, within=(*within, name))


def test_no_body_takes_a_field_that_was_not_offered(city: House, door: TestClient) -> None:
    document, special, n = door.get("/openapi.json").json(), calls(city, door), 0
    taken: list[Any] = []
    for route, operation in routes(document):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            continue
        call = special.get(route, [Call()])[0]
        body = example(document, operation) if call.body is None else call.body
        method, path = route.split(" ")
        parts = {"id": NOUNS.get(path.split("/")[2], "?"), "post_id": "P1"} | call.parts
        for place, known in places_of_objects(document, content["schema"]):
            for name in INTERNAL.keys() - known:
                sent = with_value(body, (*place, name), INTERNAL[name])
                answer = door.request(method, path.format(**parts), params=call.query, headers=call.headers, json=sent)
                n += 1
                named = [one["field"] for one in answer.json().get("errors", ())] if answer.content else []
                if answer.status_code != 422 or not any(one.endswith(name) for one in named):
                    taken.append((route, place, name, answer.status_code))
    assert taken == []
    assert n > 500
    assert door.put("/v1/posts/PN", json={"title": "会计", "employer": "甲公司"}).status_code == 201


def test_an_id_in_a_body_is_no_way_to_another_record(door: TestClient) -> None:
    bodies = {"posts": {"title": "x", "employer": "y"}, "candidates": {}, "employers": {"name": "甲公司"}}
    for noun, body in bodies.items():
        before = door.get(f"/v1/{noun}/{NOUNS[noun]}").text
        answer = door.put(f"/v1/{noun}/NEW", json=body | {"id": NOUNS[noun]})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "id")
        assert door.get(f"/v1/{noun}/NEW").status_code == 404
        assert door.get(f"/v1/{noun}/{NOUNS[noun]}").text == before
        assert door.put(f"/v1/{noun}/OWN", json=body | {"id": "OWN"}).status_code == 201


def test_a_field_sent_twice_is_one_field(door: TestClient) -> None:
    """What checks a body and what stores it read the same one of the two."""
    body = b'{"title": "\xe4\xbc\x9a\xe8\xae\xa1", "employer": "a", "headcount": -1, "headcount": 2, "employer": "b"}'
    answer = door.put("/v1/posts/TWICE", content=body, headers={"Content-Type": "application/json"})
    assert (answer.json()["headcount"], answer.json()["employer"]) == (2, "b")
    assert door.get("/v1/posts/TWICE").json()["headcount"] == 2
    swapped = body.replace(b'"headcount": -1, "headcount": 2', b'"headcount": 2, "headcount": -1')
    assert door.put("/v1/posts/TWICE", content=swapped, headers={"Content-Type": "application/json"}).status_code == 422


def test_a_query_sent_twice_widens_nothing(city: House) -> None:
    bound = TestClient(app_over(city), headers=_shown(token_for(city, "li", district="历下区")))
    whole = signed_in(city)
    whole.put("/v1/candidates/ELSEWHERE", json={"home_district": "市中区"})
    for query in (
        "district=历下区&district=市中区",
        "district=市中区&district=历下区",
        "district[]=市中区",
        "district=*",
    ):
        assert "ELSEWHERE" not in bound.get(f"/v1/candidates?{query}").text
    assert "ELSEWHERE" in whole.get("/v1/candidates?district=市中区").text


def _shown(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.ADMIN])
def test_nobody_but_an_administrator_makes_users_keys_or_rights(city: House, role: Role) -> None:
    home = {Role.CASEWORKER: {"district": "历下区"}, Role.EMPLOYER: {"employer": "E1"}}.get(role, {})
    name = f"climber.{role}"
    door = TestClient(app_over(city), headers=_shown(token_for(city, name, role, **home)))
    admin = {"role": "admin", "password": "a sentence of one's own"}
    keys = {"user": name, "scopes": ["users:manage"], "expires_on": soon(city)}
    for method, path, body in (
        ("PUT", f"/v1/users/{name}", admin),
        ("PUT", "/v1/users/second.door", admin),
        ("PUT", "/v1/users/local", {"role": "auditor"}),
        ("POST", "/v1/keys", keys),
        ("GET", "/v1/users", None),
        ("DELETE", "/v1/keys/x", None),
    ):
        assert door.request(method, path, json=body).status_code == 403
    whole = signed_in(city)
    assert whole.get(f"/v1/users/{name}").json()["role"] == role
    assert whole.get("/v1/users/second.door").status_code == 404
    assert door.get("/v1/token").json()["role"] == role


def test_a_key_carries_no_more_than_programs_may(city: House, door: TestClient) -> None:
    assert door.put("/v1/users/program", json={"role": "client"}).status_code == 201
    token_for(city, "li", district="历下区")
    for scope in ("users:manage", "log:read", "memberships:reveal", "registries:write"):
        asked = {"user": "program", "scopes": ["posts:read", scope], "expires_on": soon(city)}
        assert door.post("/v1/keys", json=asked).status_code == 422
    for user in ("local", "li"):
        asked = {"user": user, "scopes": ["posts:read"], "expires_on": soon(city)}
        assert door.post("/v1/keys", json=asked).status_code == 422  # nobody gets a key beside his password
    key = door.post("/v1/keys", json={"user": "program", "scopes": ["posts:read"], "expires_on": soon(city)}).json()
    program = TestClient(app_over(city), headers=_shown(key["key"]))
    assert program.get("/v1/posts").status_code == 200
    assert program.get("/v1/candidates").status_code == 403


def test_nobody_acts_under_the_name_of_another(city: House) -> None:
    """Whatever a body or a header says of who acts: the log names whose token it was."""
    door = TestClient(
        app_over(city), headers=_shown(token_for(city, "zhang")) | {"X-User": "local", "X-Actor": "local"}
    )
    assert door.put("/v1/posts/BY", json={"title": "会计", "employer": "甲公司"}).status_code == 201
    lines = signed_in(city).get("/v1/log", params={"id": "BY"}).json()["items"]
    assert {one["actor_id"] for one in lines} == {"zhang"}
