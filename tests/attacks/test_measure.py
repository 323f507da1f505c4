"""What is too much: fields, headers, forms, numbers and texts beyond any measure, and texts that look like others."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import app_over
from api.house import House
from tests.api.served import served
from tests.api.signed_in import signed_in, token_for
from tests.api.test_slow_clients import connected, rest_of

MB = 1 << 20
POST = {"title": "会计", "employer": "甲公司"}
JSON = {"Content-Type": "application/json"}
SOON_S = 5.0


@pytest.fixture(scope="module")
def client(shared_client: TestClient) -> TestClient:
    return shared_client


@pytest.fixture(scope="module")
def port(shared_house: House) -> Iterator[int]:
    with served(app_over(shared_house)) as port:
        yield port


@pytest.mark.parametrize("path", ["/v1/posts/PB", "/v1/candidates/CB", "/v1/employers/EB", "/v1/fairs/FB"])
def test_a_field_of_ten_megabytes_is_refused(client: TestClient, path: str) -> None:
    began = time.monotonic()
    answer = client.put(path, content=json.dumps({"title": "a" * (10 * MB), "name": "b"}), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert len(answer.content) < 1_000
    assert time.monotonic() - began < SOON_S
    assert client.put("/v1/posts/PB", json=POST).status_code in (200, 201)


def test_a_field_of_a_form_of_ten_megabytes_is_refused(client: TestClient, shared_house: House) -> None:
    big, small = "a" * (10 * MB), "岗位编号,单位名称,岗位名称\nP1,甲公司,会计\n".encode()
    answers = [
        client.post("/v1/imports/booths", data={"fair": big}, files={"file": ("a.csv", small)}),
        client.post(
            "/v1/imports/registry", data={"kind": big, "as_of": "2023-09-01"}, files={"file": ("a.csv", small)}
        ),
        client.post("/v1/imports/posts", files={"file": ("a" * (10 * MB), small)}),
        client.post("/v1/token", data={"username": big, "password": "x"}),
        client.post("/v1/token", data={"username": "local", "password": big}),
    ]
    assert {one.status_code for one in answers} <= {400, 413, 422}
    assert all(len(one.content) < 2_000 for one in answers)
    assert not list((shared_house.settings.var / "uploads").glob("*/upload"))


def test_a_header_of_ten_megabytes_is_cut_off(port: int, shared_house: House) -> None:
    for head in (b"X-Long: " + b"a" * (10 * MB), b"Authorization: Bearer jxm_" + b"a" * (10 * MB), b"A" * (10 * MB)):
        with connected(port) as connection:
            try:
                connection.sendall(b"GET /v1/posts HTTP/1.1\r\nHost: 127.0.0.1\r\n" + head + b"\r\n\r\n")
            except (BrokenPipeError, ConnectionResetError):
                continue  # cut off before it was sent
            assert rest_of(connection)[:12] in (b"HTTP/1.1 400", b"")
    with connected(port) as connection:
        shown = f"Authorization: Bearer {token_for(shared_house)}\r\nConnection: close\r\n\r\n"
        connection.sendall(b"GET /v1/posts HTTP/1.1\r\nHost: 127.0.0.1\r\n" + shown.encode())
        assert rest_of(connection).startswith(b"HTTP/1.1 200")


def test_thousands_of_headers_fields_and_parts_are_refused(client: TestClient) -> None:
    n = 2_000
    assert client.get("/v1/posts", headers=[(f"X-{k}", "a") for k in range(n)]).status_code == 431
    assert client.get("/v1/posts", params={f"k{k}": "a" for k in range(n)}).status_code in (414, 422)
    assert client.get("/v1/posts?" + "&".join(["limit=1"] * n)).status_code in (200, 414)
    assert client.put("/v1/posts/PF", json=POST | {f"k{k}": 1 for k in range(n)}).status_code == 422
    assert client.put("/v1/posts/PF", json=POST | {"skills": [f"k{k}" for k in range(n)]}).status_code == 422
    form = {f"k{k}": "a" for k in range(n)} | {"username": "x", "password": "y"}
    assert client.post("/v1/token", data=form).status_code in (400, 422, 429)
    parts = [("file", (f"{k}.csv", b"a")) for k in range(n)]
    assert client.post("/v1/imports/posts", files=parts).status_code in (400, 413, 422)
    assert client.put("/v1/posts/PF", json=POST).status_code in (200, 201)


NUMBERS = [
    "1e400",
    "-1e400",
    "NaN",
    "Infinity",
    "9" * 5_000,
    "1e-400",
    "0." + "9" * 5_000,
    "-0",
    "1E+2",
    "0x10",
    '"1e400"',
]
FIELDS = ("headcount", "pay_min_month_yuan", "experience_min_years", "term_min_months", "kind_p")


@pytest.mark.parametrize("number", NUMBERS, ids=lambda one: one[:10])
def test_a_number_beyond_any_measure_is_refused_or_read(client: TestClient, number: str) -> None:
    for field in FIELDS:
        body = json.dumps(POST)[:-1] + f', "{field}": {number}}}'
        began = time.monotonic()
        answer = client.put("/v1/posts/PN", content=body, headers=JSON)
        assert answer.status_code in (200, 201, 400, 422)
        assert time.monotonic() - began < SOON_S
        if answer.status_code < 300:
            kept = json.loads(answer.text, parse_constant=pytest.fail)[field]
            assert kept is None or 0 <= kept <= 10_000_000
    body = json.dumps({"candidate_id": "x", "employer_id": "y", "kind": "monthly", "month": "2023-07"})
    claim = client.put("/v1/claims/BN", content=f'{body[:-1]}, "amount_yuan": {number}}}', headers=JSON)
    assert claim.status_code in (400, 404, 422)
    query = number.strip('"')
    for path in (f"/v1/posts?limit={query}", f"/v1/candidates/C1/matches?min_allowance={query}&limit=1"):
        assert client.get(path).status_code in (200, 404, 422)


DENSE = {
    "digits": "1" * 20_000,
    "phones without end": "138-" * 5_000,
    "brackets": "（" * 20_000,
    "dashes": "-" * 20_000,
    "blanks": "a" + " " * 19_998 + "a",
    "lists": "1、" * 10_000,
    "amounts": "3000-" * 4_000,
    "mail addresses": "a@" * 10_000,
    "names of districts": "历下区市中区" * 3_300,
    "one sign that becomes many": "\ufdfa" * 1_100,
    "marks upon one letter": "a" + "\u0301" * 19_999,
}


@pytest.mark.parametrize("dense", DENSE.values(), ids=DENSE.keys())
def test_no_text_holds_the_service_up(house: House, dense: str) -> None:
    """Texts at which expressions that go back and forth would take minutes."""
    client = signed_in(house)
    began = time.monotonic()
    assert client.put("/v1/posts/PD", json=POST | {"description": dense, "place": dense[:300]}).status_code in (
        201,
        422,
    )
    person = {"name": dense[:100], "address": dense[:300]}
    body = {"experience": dense, "wish": dense[:300], "skills": [dense[:100]], "person": person}
    assert client.put("/v1/candidates/CD", json=body).status_code in (201, 422)
    assert client.post("/v1/candidates/find", json={"text": dense[:100]}).status_code in (200, 422)
    assert client.post("/v1/matches", json={"profile": {"experience": dense}}).status_code in (200, 422)
    client.get("/v1/candidates/CD/matches/PD")
    house.follower.work_off()
    assert time.monotonic() - began < 4 * SOON_S


ODD = {
    "from right to left": "会\u202e计",
    "isolated": "会\u2066计\u2069",
    "without width": "会\u200b计",
    "a mark of byte order": "\ufeff会计",
    "wide letters": "ＳＱＬ＇；－－",
    "of another plane": "𠮷会计👩‍🔬",
    "private use": "会\ue000计",
    "no character": "会\uffff计",
    "composed": "e\u0301会计",
    "a letter that grows": "İß会计",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_an_odd_text_comes_back_sign_by_sign(client: TestClient, odd: str) -> None:
    put = client.put("/v1/posts/PU", json=POST | {"title": odd})
    assert put.status_code in (200, 201)
    assert put.json()["title"] == client.get("/v1/posts/PU").json()["title"] == odd
    assert client.get(f"/v1/posts/{odd}").status_code == 404
    assert client.put("/v1/candidates/CU", json={"person": {"name": odd}}).status_code in (200, 201, 409)


@pytest.mark.parametrize("raw", [b"\xc0\xaf", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xff", b"\xe4\xbc", b"\x80"])
def test_bytes_that_are_no_text_are_refused(client: TestClient, raw: bytes) -> None:
    """Overlong forms of ``/``, halves of a pair, characters that begin and do not end."""
    body = b'{"title": "' + raw + b'", "employer": "a"}'
    assert client.put("/v1/posts/PR", content=body, headers=JSON).status_code in (400, 422)
    assert client.put("/v1/posts/PR", content=b'{"title": "\\ud800", "employer": "a"}', headers=JSON).status_code == 422
    written = "".join(f"%{one:02X}" for one in raw)
    assert client.get(f"/v1/posts/{written}").status_code == 400
    assert client.get(f"/v1/posts?district={written}").status_code < 500
    form = f"username=local&password={written}".encode()
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/v1/token", content=form, headers=sent).status_code in (400, 422, 429)
    assert client.get("/v1/posts/PR").status_code == 404
