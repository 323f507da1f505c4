"""Pages of other sites, and who pretends: nothing but a token in its own header says who asks."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import app_over
from api.house import House
from tests.api.signed_in import account_in, soon, token_for
from tests.api.walked import example, routes

SITES = [
    "https://evil.example",
    "null",
    "http://127.0.0.1.evil.example",
    "http://localhost@evil.example",
    "file://",
    "",
]
SIMPLE = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
"""What a form of any page may send to any site without being asked."""


@pytest.fixture(scope="module")
def door(shared_house: House) -> TestClient:
    return TestClient(app_over(shared_house), headers={"accept-language": "en"})


@pytest.fixture(scope="module")
def token(shared_house: House) -> str:
    return token_for(shared_house)


def shown(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("origin", SITES)
def test_a_page_of_another_site_is_refused_even_with_a_token(door: TestClient, token: str, origin: str) -> None:
    for method, path in (("GET", "/v1/users"), ("PUT", "/v1/posts/PX"), ("POST", "/v1/token"), ("POST", "/r/x")):
        answer = door.request(method, path, headers=shown(token) | {"Origin": origin}, json={})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
        assert not [name for name in answer.headers if name.startswith("access-control")]
    own = shown(token) | {"Origin": "http://testserver"}
    assert door.get("/v1/users", headers=own).status_code == 200


def test_no_cookie_is_given_and_none_opens_anything(door: TestClient, shared_house: House, token: str) -> None:
    user, _ = account_in(shared_house)
    form = {"username": user, "password": "a sentence of one's own"}
    given = door.post("/v1/token", data=form)
    assert given.status_code == 200
    assert "set-cookie" not in given.headers
    for name in ("Authorization", "token", "session", "access_token"):
        assert door.get("/v1/users", headers={"Cookie": f"{name}=Bearer {token}; {name}={token}"}).status_code == 401


def test_no_form_of_a_page_is_taken_for_json(door: TestClient, token: str) -> None:
    """What needs no preflight changes nothing: a page can send it without being asked whether it may."""
    document, n = door.get("/openapi.json").json(), 0
    for route, operation in routes(document):
        if "application/json" not in operation.get("requestBody", {}).get("content", {}):
            continue
        method, path = route.split(" ")
        body, n = json.dumps(example(document, operation)).encode(), n + 1
        for kind in (*SIMPLE, "", "text/json", "application/jsonx", "application/json-patch+json"):
            answer = door.request(
                method,
                path.replace("{", "").replace("}", ""),
                content=body,
                headers=shown(token) | {"Content-Type": kind},
            )
            assert answer.status_code == 415, (route, kind, answer.text)
    assert n > 30
    plain = {"title": "会计", "employer": "甲公司"}
    assert door.put("/v1/posts/PC", json=plain, headers=shown(token)).status_code in (200, 201)


def _jwt(algorithm: str, signature: str) -> str:
    parts = ({"alg": algorithm, "typ": "JWT"}, {"sub": "local", "role": "admin", "scope": "users:manage", "exp": 9**12})
    written = (base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts)
    return ".".join((*written, signature))


FORGED = {
    "a JWT without a signature": _jwt("none", ""),
    "a JWT signed by nothing": _jwt("HS256", "AAAA"),
    "the start of a token alone": "jxm_",
    "SQL": "jxm_' OR '1'='1",
    "a pattern": "jxm_%",
    "a very long one": "jxm_" + "a" * 5_000,
    "the id of a user": "local",
    "null": "null",
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_forged_token_opens_nothing(door: TestClient, token: str, forged: str) -> None:
    for scheme in ("Bearer", "bearer", "JWT", "Basic", "Token"):
        answer = door.get("/v1/users", headers={"Authorization": f"{scheme} {forged}"})
        assert (answer.status_code, answer.json()["code"]) == (401, "not_logged_in")
    assert door.get("/v1/users", headers=shown(token)).status_code == 200


@pytest.mark.parametrize("change", [lambda one: one[:-1], lambda one: one + "a", str.swapcase, lambda one: one[1:]])
def test_a_token_with_one_sign_changed_opens_nothing(door: TestClient, token: str, change: Any) -> None:
    assert door.get("/v1/users", headers=shown(change(token))).status_code == 401
    assert door.get("/v1/users", headers=shown(token)).status_code == 200


def test_a_token_counts_in_its_header_alone(door: TestClient, token: str) -> None:
    for name in ("access_token", "token", "key", "api_key", "Authorization"):
        assert door.get("/v1/users", params={name: token}).status_code == 401
        assert door.post("/v1/keys", data={name: token}).status_code == 401
    for name in (
        "X-Api-Key",
        "X-Auth-Token",
        "Proxy-Authorization",
        "X-Remote-User",
        "X-Forwarded-User",
        "Remote-User",
    ):
        assert door.get("/v1/users", headers={name: token, "X-User": "local"}).status_code == 401


def test_two_tokens_in_one_request_open_no_more_than_the_first(door: TestClient, token: str) -> None:
    headers = [("Authorization", "Bearer jxm_forged"), ("Authorization", f"Bearer {token}")]
    assert door.get("/v1/users", headers=headers).status_code == 401
    assert door.get("/v1/users", headers={"Authorization": f"Bearer jxm_forged, Bearer {token}"}).status_code == 401


def test_a_key_that_was_revoked_or_is_over_opens_nothing(door: TestClient, shared_house: House, token: str) -> None:
    door.put("/v1/users/program.x", json={"role": "client"}, headers=shown(token))
    asked = {"user": "program.x", "scopes": ["posts:read"], "expires_on": soon(shared_house)}
    made = door.post("/v1/keys", json=asked, headers=shown(token)).json()
    assert door.get("/v1/posts", headers=shown(made["key"])).status_code == 200
    assert door.delete(f"/v1/keys/{made['id']}", headers=shown(token)).status_code == 204
    assert door.get("/v1/posts", headers=shown(made["key"])).status_code == 401
    again = door.post("/v1/keys", json=asked, headers=shown(token)).json()
    door.put("/v1/users/program.x", json={"role": "client", "active": False}, headers=shown(token))
    assert door.get("/v1/posts", headers=shown(again["key"])).status_code == 401
    assert (
        door.post("/v1/token", data={"grant_type": "refresh_token", "refresh_token": again["key"]}).status_code == 400
    )
