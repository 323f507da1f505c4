"""Hostile heads of requests: ends of lines, other hosts, other methods, addresses that lead elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.app import app_over
from api.house import House
from data.store import note_aliases
from tests.api.served import served
from tests.api.signed_in import signed_in, token_for
from tests.api.test_slow_clients import connected, rest_of

INJECTED = "x\r\nSet-Cookie: a=b\r\nX-Evil: 1\r\n\r\n<script>alert(1)</script>"
EVIL = "//evil.example/..;/\\evil.example"


@pytest.fixture(scope="module")
def client(shared_client: TestClient) -> TestClient:
    shared_client.put("/v1/posts/P1", json={"title": "会计", "employer": "甲公司"})
    return shared_client


@pytest.fixture(scope="module")
def port(shared_house: House, client: TestClient) -> Iterator[int]:
    with served(app_over(shared_house)) as port:
        yield port


def said(port: int, *lines: str, body: bytes = b"", shown: str | None = None) -> bytes:
    """Send a request as it stands, and give the whole answer."""
    own = () if shown is None else (f"Authorization: Bearer {shown}",)
    with connected(port) as connection:
        connection.sendall("\r\n".join([*lines, *own, "Connection: close", "", ""]).encode("latin-1") + body)
        return rest_of(connection)


def is_injected(told: bytes) -> bool:
    head = told.partition(b"\r\n\r\n")[0].lower()
    return b"\r\nset-cookie" in head or b"\r\nx-evil" in head


def leads_to_log_in(told: bytes) -> bool:
    """Tell whether an answer leads to the console's log-in, as for every address that no program uses."""
    return (
        told.startswith(b"HTTP/1.1 303")
        and re.search(rb"\r\nlocation: /login(\?to=/[^/\\\r\n]|\r\n)", told) is not None
    )


def test_an_end_of_line_in_an_address_ends_no_header(port: int, shared_house: House) -> None:
    token, id = token_for(shared_house), quote(INJECTED, safe="")
    for method, path in (
        ("GET", f"/v1/posts/{id}"),
        ("DELETE", f"/v1/jobs/{id}"),
        ("GET", f"/v1/jobs/{id}/rejected"),
        ("GET", f"/r/{id}"),
        ("GET", f"/docs/assets/{id}"),
        ("GET", f"/v1/posts?cursor={id}"),
        ("GET", f"/{id}"),
    ):
        told = said(port, f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", shown=token)
        assert told.startswith(b"HTTP/1.1 4") or leads_to_log_in(told), path
        assert not is_injected(told), path
    assert said(port, "GET /v1/posts HTTP/1.1", "Host: 127.0.0.1", shown=token).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "header",
    ["X-Request-Id", "Accept-Language", "Idempotency-Key", "If-None-Match", "Accept", "Origin", "User-Agent"],
)
def test_an_end_of_line_in_a_header_comes_back_in_none(port: int, shared_house: House, header: str) -> None:
    for value in ("x\r X-Evil: 1", "x\n\tX-Evil: 1", "x\r\n X-Evil: 1", "%0d%0aX-Evil:%201", "x\x0bX-Evil: 1", "\x00"):
        head = ("GET /v1/posts/P404 HTTP/1.1", "Host: 127.0.0.1", f"{header}: {value}")
        told = said(port, *head, shown=token_for(shared_house))
        assert told.startswith(b"HTTP/1.1 4")
        assert not is_injected(told)
        assert b"X-Evil" not in told.partition(b"\r\n\r\n")[0]


def test_an_end_of_line_in_a_name_ends_no_header_of_what_is_fetched(live: TestClient) -> None:
    rows = "岗位编号,单位名称,岗位名称\nP3,,文员\n".encode()
    named = 'a"; filename="b.exe"; x="\u202e\r\nX-Evil: 1.csv'
    job = live.post("/v1/imports/posts", files={"file": (named, rows)}).json()["id"]
    for _ in range(300):
        if live.get(f"/v1/jobs/{job}").json()["state"] == "done":
            break
    answer = live.get(f"/v1/jobs/{job}/rejected")
    assert answer.status_code == 200
    assert "x-evil" not in answer.headers
    told = answer.headers["content-disposition"]
    assert told.startswith("attachment; filename")
    assert {sign for sign in ('b.exe"', "\u202e", "\r") if sign in told} == set()
    assert "rejected.xlsx" in told


@pytest.mark.parametrize(
    "framing",
    [
        pytest.param(("Content-Length: 4", "Transfer-Encoding: chunked"), id="length and chunks"),
        pytest.param(("Content-Length: 4", "Content-Length: 40"), id="two lengths"),
        pytest.param(("Content-Length: +4",), id="a signed length"),
        pytest.param(("Transfer-Encoding: chunked, identity",), id="two encodings"),
        pytest.param(("Transfer-Encoding : chunked",), id="a blank before the colon"),
        pytest.param(("Content-Length: 4\x00",), id="NUL in a length"),
    ],
)
def test_no_second_request_is_smuggled_in_a_body(port: int, shared_house: House, framing: tuple[str, ...]) -> None:
    token = token_for(shared_house)
    second = f"DELETE /v1/posts/P1 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    head = ("POST /v1/matches HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", *framing)
    told = said(port, *head, body=b"0\r\n\r\n" + second, shown=token)
    assert told.count(b"HTTP/1.1 ") <= 1
    kept = said(port, "GET /v1/posts/P1 HTTP/1.1", "Host: 127.0.0.1", shown=token)
    assert kept.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "evil:80", ""])
def test_another_host_is_answered_by_nobody(client: TestClient, host: str) -> None:
    assert client.get("/v1/posts/P1", headers={"Host": host}).status_code == 421
    for name in ("X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-Host"):
        answer = client.get("/v1/posts/P1", headers={name: f"host={host}"})
        assert (answer.status_code, "evil" in answer.text + str(answer.headers)) == (200, False)


@pytest.mark.parametrize("lines", [("Host: 127.0.0.1", "Host: evil.example"), ()], ids=["two hosts", "no host"])
def test_a_head_with_two_hosts_or_none_is_refused(port: int, lines: tuple[str, ...]) -> None:
    assert said(port, "GET /healthz HTTP/1.1", *lines).startswith(b"HTTP/1.1 400")
    assert said(port, "GET /healthz HTTP/1.1", "Host: 127.0.0.1").startswith(b"HTTP/1.1 200")


def test_an_address_of_another_machine_in_the_request_line_leads_nowhere(port: int) -> None:
    told = said(port, "GET http://evil.example/healthz HTTP/1.1", "Host: evil.example")
    assert told.startswith((b"HTTP/1.1 421", b"HTTP/1.1 404", b"HTTP/1.1 401"))
    assert b"\r\nlocation:" not in told.lower()


@pytest.mark.parametrize(
    "path",
    [
        *("//evil.example", "//evil.example/", "/\\evil.example", "/%2F%2Fevil.example", "/docs//evil.example/"),
        *("/docs/", "/v1/posts/", "/docs/assets", "/.//evil.example", "///evil.example/%2e%2e", "/%09/evil.example"),
    ],
)
def test_no_address_sends_anybody_to_another_site(client: TestClient, path: str) -> None:
    for answer in (
        client.request("GET", f"http://testserver{path}", follow_redirects=False),
        client.request("POST", f"http://testserver{path}", follow_redirects=False),
    ):
        where = answer.headers.get("location")
        assert where is None or re.match(r"/docs|/login$|/login\?to=/(?![/\\])", where), where
        assert answer.status_code < 500
    assert client.get("/", follow_redirects=False).headers["location"] == "/login"


def test_an_id_that_was_given_up_leads_to_no_other_site(house: House) -> None:
    client = signed_in(house)
    stays = quote(EVIL, safe="")
    assert client.put(f"/v1/candidates/{stays}", json={}).status_code == 201
    with house.database.begin() as session:
        note_aliases(session, {"OLD": EVIL}, at=house.clock())
    answer = client.get("/v1/candidates/OLD", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (301, f"/v1/candidates/{stays}")
    assert client.get("/v1/candidates/OLD").json()["id"] == EVIL


OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")


def test_a_header_or_a_query_makes_no_other_method(client: TestClient) -> None:
    for name in OVERRIDES:
        assert client.get("/v1/posts/P1", headers={name: "DELETE"}).status_code == 200
        assert client.post("/v1/posts/P1", headers={name: "DELETE"}).status_code == 405
    assert client.get("/v1/posts/P1?_method=DELETE").status_code in (200, 422)
    assert client.post("/v1/posts/P1", data={"_method": "DELETE"}).status_code == 405
    assert client.get("/v1/posts/P1").status_code == 200


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PATCH", "PROPFIND", "GET\t", "HEAD", "OPTIONS", "JEFF"])
def test_an_odd_method_does_nothing(client: TestClient, shared_house: House, method: str) -> None:
    bare = TestClient(app_over(shared_house))
    for path in ("/v1/posts/P1", "/v1/users", "/v1/candidates"):
        assert bare.request(method, path).status_code in (401, 405)
        told: Any = client.request(method, path)
        assert told.status_code == 405, told.text
    assert client.get("/v1/posts/P1").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/v1/posts/..%2F..%2Fv1%2Fusers", "/v1/posts/..%2fusers", "/r/../v1/users", "/docs/../v1/users"),
        *("/docs/..%2f..%2fv1%2fusers", "/docs/%2e%2e/v1/users", "/healthz/../v1/users", "/v1/token/../users"),
        *("/r/x%2F..%2F..%2Fv1%2Fusers", "/docs;/../v1/users", "/docs%2F..%2Fv1%2Fusers", "/v1%2Fusers"),
    ],
)
def test_an_address_that_climbs_opens_nothing_that_is_shut(port: int, shared_house: House, path: str) -> None:
    """Whoever decides whether a token is wanted must read an address as the routes do."""
    for method in ("GET", "POST"):
        told = said(port, f"{method} {path} HTTP/1.1", "Host: 127.0.0.1")
        assert told[9:12] in (b"401", b"403", b"404", b"405", b"422") or leads_to_log_in(told), told[:200]
        assert b"created_at" not in told
    shown = said(port, "GET /v1/users HTTP/1.1", "Host: 127.0.0.1", shown=token_for(shared_house))
    assert b"created_at" in shown
