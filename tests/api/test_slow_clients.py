"""Over real sockets: who dribbles is cut off, who is merely slow is served, and the others do not notice."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator

import pytest

from api.app import app_over
from api.house import House
from api.manners.bodies import Bodies
from api.manners.connections import HEAD_BYTES, PatientProtocol
from tests.api.served import served
from tests.api.signed_in import token_for

PATIENCE_S = 0.4
MOST_S = 5.0  # a machine with much to do is slow itself


SHOWN = ["Host: 127.0.0.1"]
"""Headers of who has logged in, once the service runs."""


class Impatient(PatientProtocol):
    head_s = PATIENCE_S


@pytest.fixture(scope="module")
def port(shared_house: House) -> Iterator[int]:
    with pytest.MonkeyPatch.context() as patch, served(app_over(shared_house), protocol=Impatient) as port:
        SHOWN[1:] = [f"Authorization: Bearer {token_for(shared_house)}"]
        patch.setattr(Bodies, "stall_s", PATIENCE_S)  # a mock, because a test cannot wait for half a minute
        yield port


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=MOST_S)


def rest_of(connection: socket.socket) -> bytes:
    """Read until the server closes the connection; more than a while is a failure."""
    told = b""
    try:
        while part := connection.recv(65_536):
            told += part
    except ConnectionResetError:
        pass
    return told


def dribble(connection: socket.socket, text: bytes, *, every_s: float) -> float:
    """Send byte by byte until the server has had enough; tell after how many seconds."""
    began = time.monotonic()
    try:
        for n in range(len(text)):
            connection.sendall(text[n : n + 1])
            connection.settimeout(every_s)
            try:
                if connection.recv(1) == b"":
                    return time.monotonic() - began
            except TimeoutError:
                continue
            return time.monotonic() - began
    except (BrokenPipeError, ConnectionResetError):
        return time.monotonic() - began
    raise AssertionError("it was taken to its end")


def put(length: int) -> bytes:
    lines = ("PUT /v1/posts/P1 HTTP/1.1", *SHOWN, "Content-Type: application/json")
    return "\r\n".join([*lines, f"Content-Length: {length}", "", ""]).encode()


def problem_of(told: bytes) -> dict[str, object]:
    head, _, body = told.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert b"x-content-type-options: nosniff" in head.lower()
    told_json: dict[str, object] = json.loads(body)
    return told_json


def test_who_says_nothing_is_cut_off(port: int) -> None:
    with connected(port) as connection:
        assert rest_of(connection) == b""


def test_who_dribbles_the_head_is_cut_off(port: int) -> None:
    with connected(port) as connection:
        head = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"a" * 2_000
        assert dribble(connection, head, every_s=0.02) < MOST_S


def test_who_dribbles_the_body_is_told_so_and_cut_off(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(put(2_000))
        assert dribble(connection, b" " * 2_000, every_s=0.02) < MOST_S
    with connected(port) as connection:
        connection.sendall(put(2_000) + b"{")
        told = rest_of(connection)
    assert problem_of(told)["code"] == "too_slow"


def test_who_dribbles_a_form_without_a_session_is_cut_off_too(port: int) -> None:
    kind = "Content-Type: application/x-www-form-urlencoded"
    lines = ("POST /candidates HTTP/1.1", *SHOWN[:1], "Origin: http://127.0.0.1", kind, "Content-Length: 2000", "", "")
    with connected(port) as connection:
        connection.sendall("\r\n".join(lines).encode() + b"text=")
        assert rest_of(connection).startswith(b"HTTP/1.1 408")


def test_who_goes_on_dribbling_after_a_refusal_is_cut_off(port: int) -> None:
    with connected(port) as connection:
        connection.sendall("\r\n".join(["POST /v1/nothing HTTP/1.1", *SHOWN, "Content-Length: 9000", "", ""]).encode())
        assert b"404" in connection.recv(65_536)
        assert dribble(connection, b" " * 250, every_s=0.02) < MOST_S


def test_who_is_slow_but_steady_is_served(port: int) -> None:
    body = json.dumps({"title": "岗", "employer": "某公司", "description": "a" * 5_000}).encode()
    with connected(port) as connection:
        connection.sendall(put(len(body)))
        began = time.monotonic()
        for start in range(0, len(body), 400):
            connection.sendall(body[start : start + 400])
            time.sleep(0.04)
        assert time.monotonic() - began > PATIENCE_S  # longer than nothing at all may come
        assert connection.recv(65_536).startswith(b"HTTP/1.1 201")


def test_a_connection_serves_several_requests(port: int) -> None:
    with connected(port) as connection:
        for _ in range(3):
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            told = b""
            while not told.endswith(b'{"status":"alive"}'):
                told += connection.recv(65_536)
            assert told.startswith(b"HTTP/1.1 200")
            time.sleep(PATIENCE_S / 2)


def test_others_are_served_while_many_dribble(port: int) -> None:
    slow = [connected(port) for _ in range(60)]
    try:
        for connection in slow:
            connection.sendall(put(2_000))
        began = time.monotonic()
        with connected(port) as connection:
            connection.sendall("\r\n".join(["GET /v1/posts HTTP/1.1", *SHOWN, "Connection: close", "", ""]).encode())
            assert rest_of(connection).startswith(b"HTTP/1.1 200")
        assert time.monotonic() - began < MOST_S
    finally:
        for connection in slow:
            connection.close()


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Long: " + b"a" * (2 * HEAD_BYTES), id="a long header"),
        pytest.param(b"GET /" + b"a" * (2 * HEAD_BYTES) + b" HTTP/1.1\r\nHost: a\r\n", id="a long address"),
        pytest.param(b"GET /\xe5\xb2\x97 HTTP/1.1\r\nHost: a\r\n\r\n", id="an address in raw Chinese"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", id="TLS"),
    ],
)
def test_what_is_no_request_gets_a_problem_too(port: int, head: bytes) -> None:
    with connected(port) as connection:
        connection.sendall(head)
        told = rest_of(connection)
    assert told.startswith(b"HTTP/1.1 400")
    problem = problem_of(told)
    assert problem["code"] == "malformed_request"
    assert "请求不是有效的 HTTP" in str(problem["detail"])
    assert f"x-request-id: {str(problem['instance']).removeprefix('urn:uuid:')}".encode() in told.lower()


def test_a_server_says_nothing_of_itself(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        head = rest_of(connection).partition(b"\r\n\r\n")[0].lower()
    assert b"\r\nserver:" not in head
    assert b"uvicorn" not in head


def test_over_the_connections_that_it_has_a_server_says_so_and_recovers(shared_house: House) -> None:
    ask = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    with served(app_over(shared_house), protocol=Impatient, connections=3) as port:
        with connected(port), connected(port), connected(port), connected(port) as last:
            last.sendall(ask)
            assert rest_of(last).startswith(b"HTTP/1.1 503")
        time.sleep(PATIENCE_S)  # by when the server has seen that they are gone
        with connected(port) as next_one:
            next_one.sendall(ask)
            assert rest_of(next_one).startswith(b"HTTP/1.1 200")
