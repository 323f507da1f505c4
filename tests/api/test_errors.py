"""Every refusal has one shape, and the guard stands before every route."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api import posts
from api.posts import EXAMPLE


@pytest.fixture(scope="module")
def client(shared_client: TestClient) -> TestClient:
    return shared_client


def test_an_unknown_route_is_told_as_such(client: TestClient) -> None:
    answer = client.get("/v1/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_route")


def test_an_unknown_record_is_told_with_its_id(client: TestClient) -> None:
    answer = client.get("/v1/posts/P404", headers={"Accept-Language": "en"})
    assert answer.json() == {
        "instance": f"urn:uuid:{answer.headers['x-request-id']}",
        "type": "urn:jianxi-matcher:not_found",
        "title": "Not Found",
        "status": 404,
        "detail": "there is no post 'P404'",
        "code": "not_found",
        "errors": [],
    }


def test_a_wrong_method_is_told_with_those_allowed(client: TestClient) -> None:
    answer = client.post("/v1/posts/P1", json={})
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "DELETE, GET, PUT"  # of all routes of the address


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "x"])
def test_a_body_of_another_type_is_refused(client: TestClient, media_type: str) -> None:
    answer = client.put("/v1/posts/P1", content="{}", headers={"Content-Type": media_type})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_a_body_without_a_type_is_refused(client: TestClient) -> None:
    assert client.put("/v1/posts/P1", content=b"{}").status_code == 415


def test_the_message_of_a_field_does_not_repeat_its_name(client: TestClient) -> None:
    told = client.get("/v1/posts", params={"cursor": "?"}).json()
    assert told["detail"].startswith("cursor")
    assert [one["field"] for one in told["errors"]] == ["cursor"]
    assert not told["errors"][0]["message"].startswith("cursor")


def test_a_body_over_the_limit_is_refused_by_its_length(client: TestClient) -> None:
    answer = client.put("/v1/posts/P1", content=b" " * 2_000_000, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_over_the_limit_is_refused_while_it_comes(client: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 65_536

    answer = client.put("/v1/posts/P1", content=endless(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_length_that_is_no_number_does_no_harm(client: TestClient) -> None:
    headers = {"Content-Type": "application/json", "Content-Length": "9" * 400}
    assert client.put("/v1/posts/P1", content=b"{}", headers=headers).status_code == 413


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.example.com", "127.0.0.1@example.com", "", "[::1", "a:b:c"])
def test_a_host_that_is_not_this_machine_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/v1/posts", headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (421, "wrong_host")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000"])
def test_this_machine_may_be_called_by_each_of_its_names(client: TestClient, host: str) -> None:
    assert client.get("/v1/posts", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["https://example.com", "null", "http://127.0.0.1.example.com"])
def test_a_page_of_another_site_may_not_call(client: TestClient, origin: str) -> None:
    answer = client.post("/v1/imports/posts", files={"file": b"x"}, headers={"Origin": origin})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_a_page_of_this_service_may_call(client: TestClient) -> None:
    answer = client.get("/v1/posts", headers={"Origin": "http://localhost:8000"})
    assert answer.status_code == 200


def test_a_fault_of_the_program_tells_and_logs_nothing_of_what_was_sent(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    name = "张" + "三"

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(name)

    monkeypatch.setattr(posts, "put_posts", fail)  # no input is known that makes the real one fail
    with caplog.at_level(logging.ERROR):
        answer = client.put("/v1/posts/P1", json=EXAMPLE)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    told = caplog.text + answer.text + "".join(str(vars(record)) for record in caplog.records)
    assert name not in told
    assert "RuntimeError" in told
