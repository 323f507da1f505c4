"""Every answer has its manners: an id, headers, a measure; and figures are kept of it that name nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import anyio
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import Response
from starlette.types import Message

from api.app import app_over
from api.errors import Refusal
from api.house import House
from api.manners.bodies import MOST_LEVELS, MOST_VALUES, measure, shallow
from api.manners.headers import HEADERS, PoliteHeaders
from api.manners.rates import Rate
from api.manners.requests import Requests, Routed
from api.manners.retiring import retire
from api.posts import EXAMPLE
from models import Encoder
from tests.api.signed_in import signed_in, token_for

JSON = {"Content-Type": "application/json"}
ANSWERS = {
    "a page of the documentation": ("GET", "/docs", {}, 200),
    "a file of the documentation": ("GET", "/docs/assets/swagger-ui.css", {}, 200),
    "the document": ("GET", "/openapi.json", {}, 200),
    "a sign of life": ("GET", "/healthz", {}, 200),
    "figures": ("GET", "/metrics", {}, 200),
    "a list": ("GET", "/v1/posts", {}, 200),
    "a way on": ("GET", "/", {}, 303),
    "an address that is no UTF-8": ("GET", "/v1/posts/%FF", {}, 400),
    "a page of another site": ("GET", "/v1/posts", {"Origin": "https://elsewhere.example"}, 403),
    "no such record": ("GET", "/v1/posts/P404", {}, 404),
    "no such route": ("GET", "/v1/nothing", {}, 404),
    "no such method": ("PATCH", "/v1/posts", {}, 405),
    "a long address": ("GET", "/v1/posts?cursor=" + "a" * 9_000, {}, 414),
    "a body that is no JSON": ("PUT", "/v1/posts/P1", {}, 415),
    "another host": ("GET", "/v1/posts", {"Host": "elsewhere"}, 421),
    "many headers": ("GET", "/v1/posts", {f"X-{n}": "1" for n in range(120)}, 431),
    "no link of ours": ("GET", "/r/abc", {}, 404),
    "a large body": ("PUT", "/v1/posts/P1", {"Content-Length": "2000000"} | JSON, 413),
}


@pytest.fixture(scope="module")
def client(shared_client: TestClient) -> TestClient:
    return shared_client


def ask(client: TestClient, case: str) -> Response:
    method, path, headers, status = ANSWERS[case]
    answer = client.request(method, path, headers=headers, follow_redirects=False)
    assert answer.status_code == status, answer.text
    return answer


@pytest.mark.parametrize("case", ANSWERS)
def test_every_answer_carries_the_headers_of_the_house(client: TestClient, case: str) -> None:
    told = ask(client, case).headers
    assert [name for name in HEADERS if name not in told] == []
    assert told["x-content-type-options"] == "nosniff"
    assert told["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in told["content-security-policy"]
    assert "default-src 'none'" in told["content-security-policy"]
    assert UUID(told["x-request-id"])
    assert "server" not in told
    assert "strict-transport-security" not in told
    assert [name for name in told if name.startswith("access-control")] == []


def test_a_fault_carries_them_too(house: House) -> None:
    app = app_over(house)

    async def fail() -> None:
        raise RuntimeError("张三")

    app.add_api_route("/v1/fail", fail)
    answer = TestClient(app, headers={"Authorization": f"Bearer {token_for(house)}"}).get("/v1/fail")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.json()["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"


def test_what_is_about_people_is_kept_by_nobody(client: TestClient) -> None:
    client.put("/v1/candidates/CM", json={})
    assert client.get("/v1/candidates/CM").headers["cache-control"] == "no-store"
    assert client.get("/v1/reports/monthly").headers["cache-control"] == "no-store"
    assert client.get("/docs/assets/swagger-ui.css").headers["cache-control"] == "no-cache"


def test_a_page_of_another_site_is_not_allowed_to_ask_first(client: TestClient) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "PUT"}
    answer = client.options("/v1/posts/P1", headers=asked)
    assert answer.status_code == 403
    assert client.options("/v1/posts/P1", headers=asked | {"Origin": "http://localhost"}).status_code == 405


def test_behind_https_browsers_are_told_to_stay_with_it(house: House) -> None:
    told = replace(house, settings=house.settings.model_copy(update={"behind_https": True}))
    assert "max-age" in signed_in(told).get("/healthz").headers["strict-transport-security"]


def test_the_service_answers_to_the_names_that_the_settings_give(house: House) -> None:
    named = house.settings.model_copy(update={"hosts": "jobs.city.local, 10.1.2.3"})
    client = signed_in(replace(house, settings=named))
    for host in ("jobs.city.local", "JOBS.city.local:8443", "10.1.2.3:8000", "127.0.0.1"):
        own = {"Host": host, "Origin": f"https://{host}"}
        assert client.get("/healthz", headers=own).status_code == 200, host
    assert client.get("/healthz", headers={"Host": "city.local"}).status_code == 421


def test_an_id_that_a_client_sent_comes_back(client: TestClient) -> None:
    id = str(uuid4())
    answer = client.get("/v1/posts/P404", headers={"X-Request-Id": id})
    assert answer.headers["x-request-id"] == id
    assert answer.json()["instance"] == f"urn:uuid:{id}"


@pytest.mark.parametrize("sent", ["11010519491231002X", "13800000000", "a" * 32, "x\ty", "", "1" * 400])
def test_what_is_no_id_is_replaced(client: TestClient, sent: str) -> None:
    told = client.get("/healthz", headers={"X-Request-Id": sent}).headers["x-request-id"]
    assert UUID(told)
    assert told != sent


def deep(n: int) -> bytes:
    return b'{"title":' + b"[" * n + b"]" * n + b"}"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(deep(MOST_LEVELS), id="over 32 levels"),
        pytest.param(b"[" * 1_000_000, id="a million brackets"),
        pytest.param(b'{"a":' * 100_000, id="objects"),
        pytest.param(b"[" + b"0," * 400_000 + b"0]", id="many values"),
        pytest.param(b"[" + b"[]," * 300_000 + b"0]", id="many lists"),
    ],
)
def test_a_json_bomb_is_refused_before_it_is_read(client: TestClient, body: bytes) -> None:
    answer = client.put("/v1/posts/P1", content=body, headers=JSON | {"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")
    assert "levels" in answer.json()["detail"] or "values" in answer.json()["detail"]


def test_where_files_may_be_large_other_bodies_are_not_gathered() -> None:
    n_read = 0

    async def endless() -> Message:
        nonlocal n_read
        n_read += 1
        return {"type": "http.request", "body": b" " * 65_536, "more_body": True}

    with pytest.raises(Refusal) as refused:
        anyio.run(shallow(endless))
    assert refused.value.status_code == 413
    assert n_read == 17  # 16 make a mebibyte


def test_a_body_as_deep_as_it_may_be_is_read(client: TestClient) -> None:
    answer = client.put("/v1/posts/P1", content=deep(MOST_LEVELS - 1), headers=JSON)
    assert answer.status_code == 422


def test_brackets_in_a_text_are_no_levels() -> None:
    measure(b'{"a": "' + b"[{" * 500 + b'", "b": "\\"' + b"[" * 500 + b'\\\\", "c": [1]}')
    measure(b"[" + b"0," * (MOST_VALUES - 2) + b"0]")


@pytest.mark.parametrize("body", [b'{"headcount": ' + b"9" * 900_000 + b"}", b'{"headcount": 1e999999999}'])
def test_a_huge_number_is_refused(client: TestClient, body: bytes) -> None:
    assert client.put("/v1/posts/P1", content=body, headers=JSON).status_code in (400, 422)


def test_a_caller_over_the_rate_is_told_when_to_come_again(house: House) -> None:
    few = house.settings.model_copy(update={"rate_per_minute": 3})
    client = signed_in(replace(house, settings=few))
    assert [client.get("/v1/posts").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.get("/v1/posts")
    assert answer.json()["code"] == "too_many_requests"
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.headers["x-frame-options"] == "DENY"


def test_callers_are_counted_apart() -> None:
    rate = Rate(2, of="requests")
    assert [rate.wait_s("actor li") for _ in range(2)] == [None, None]
    assert rate.wait_s("actor li") is not None
    assert rate.wait_s("actor wang") is None
    assert Rate(2, of="requests").wait_s("actor li") is None


def test_a_caseworker_and_an_import_never_meet_the_limit(house: House) -> None:
    assert house.settings.rate_per_minute == 12_000  # 200 a second, more than one process of this service answers


def test_no_limit_is_no_limit(house: House) -> None:
    free = signed_in(replace(house, settings=house.settings.model_copy(update={"rate_per_minute": 0})))
    assert {free.get("/healthz").status_code for _ in range(50)} == {200}


def figures_of(client: TestClient) -> dict[str, float]:
    text = client.get("/metrics").text
    return {name: float(value) for name, value in re.findall(r"^(matcher_\S+(?:\{.*\})?) (\S+)$", text, re.M)}


def test_requests_are_counted_by_route_and_timed(client: TestClient) -> None:
    before = figures_of(client).get('matcher_requests_total{method="GET",route="/v1/posts/{id}",status="404"}', 0)
    for id in ("P404", "2023%2F001"):
        client.get(f"/v1/posts/{id}")
    told = figures_of(client)
    assert told['matcher_requests_total{method="GET",route="/v1/posts/{id}",status="404"}'] == before + 2
    assert told['matcher_request_seconds_count{method="GET",route="/v1/posts/{id}"}'] >= 2
    assert told['matcher_build_info{version="0.1.0"}'] == 1


def test_rankings_index_and_jobs_are_told(client: TestClient) -> None:
    client.put("/v1/posts/PM", json=EXAMPLE)
    client.put("/v1/candidates/CR", json={"wish": "软件测试"})
    client.get("/v1/candidates/CR/matches")
    client.post("/v1/links/run")
    told = figures_of(client)
    assert told['matcher_ranking_seconds_count{direction="posts_for_candidate"}'] == 1
    assert told["matcher_index_pending"] == 0
    assert told["matcher_index_posts"] >= 1
    assert told["matcher_index_candidates"] >= 1
    assert told["matcher_index_sequence"] >= 2
    assert told['matcher_jobs{state="queued"}'] == 1
    assert told['matcher_jobs{state="failed"}'] == 0


def test_figures_have_no_more_names_than_there_are_routes(client: TestClient) -> None:
    for n in range(20):
        client.get(f"/v9/{n}")
        client.request(f"M{n}", "/v1/posts")
    assert {label for name in figures_of(client) for label in re.findall(r'method="(\w+)"', name)} <= {
        *("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "other")
    }
    assert not [name for name in figures_of(client) if "/v9" in name]


def test_two_applications_count_for_themselves(
    tmp_path_factory: pytest.TempPathFactory, new_house: Callable[[object, Encoder], House], shared_house: House
) -> None:
    one, other = (signed_in(shared_house) for _ in range(2))
    one.get("/healthz")
    assert not [name for name in figures_of(other) if "/healthz" in name]


def sample(*, since: date, until: date) -> FastAPI:
    router = APIRouter()

    @router.get("/v1/old/{id}")
    def old(id: str) -> dict[str, str]:
        """Give what there was."""
        return {"id": id}

    (route,) = router.routes
    assert isinstance(route, APIRoute)
    retire(route, since=since, until=until, successor="/v1/new/{id}")
    app = FastAPI(routes=[route])
    app.add_middleware(Routed)
    app.add_middleware(PoliteHeaders, behind_https=False)
    app.add_middleware(Requests, tell=lambda _: None)
    return app


def test_a_route_that_goes_says_since_when_until_when_and_what_follows() -> None:
    app = sample(since=date(2027, 1, 1), until=date(2028, 1, 1))
    answer = TestClient(app).get("/v1/old/7")
    assert answer.json() == {"id": "7"}
    assert answer.headers["deprecation"] == "@1798761600"  # date -d 2027-01-01Z +%s
    assert answer.headers["sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
    assert answer.headers["link"] == '</v1/new/{id}>; rel="successor-version"'
    told = app.openapi()["paths"]["/v1/old/{id}"]["get"]
    assert told["deprecated"] is True
    assert told["x-sunset"] == answer.headers["sunset"]


def test_a_route_stays_for_a_year() -> None:
    with pytest.raises(ValueError, match="a year"):
        sample(since=date(2027, 1, 1), until=date(2027, 7, 1))


def test_nothing_that_stays_is_marked(client: TestClient) -> None:
    assert "deprecation" not in client.get("/v1/posts").headers
    assert "deprecated" not in str(client.get("/openapi.json").json()["paths"])


def outside(text: str) -> Iterator[str]:
    yield from re.findall(r"""(?:url\(|(?:src|href|action)=|@import\s+)["']?((?:https?:)?//[^"')\s]+)""", text)


@pytest.mark.parametrize(
    "path", ["/docs", "/docs/start.js", "/docs/assets/swagger-ui.css", "/openapi.json"], ids=lambda path: path
)
def test_the_documentation_refers_to_nothing_outside(client: TestClient, path: str) -> None:
    assert list(outside(client.get(path).text)) == []


def test_the_documentation_is_let_load_nothing_from_outside(client: TestClient) -> None:
    told = client.get("/docs").headers["content-security-policy"]
    sources = {source for rule in told.split(";") for source in rule.split()[1:]}
    assert sources <= {"'none'", "'self'", "data:"}
    assert {path for path in re.findall(r'(?:src|href)="([^"]+)"', client.get("/docs").text) if path[0] != "/"} <= {
        "data:,"
    }
