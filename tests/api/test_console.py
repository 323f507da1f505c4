"""The console's door: sessions of browsers, forms of other sites, what was typed when a session ended, problems."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.accounts import Account, put_account
from api.app import FEATURES, app_over
from api.console.app import PAGES
from api.console.paths import is_page, own_path
from api.house import House, now
from matcher.errors import BadInput
from matcher.records import Actor, Role
from models import Encoder
from tests.api.signed_in import PASSWORD, token_for

OFFICE = Actor("office", "admin")
HERE = {"origin": "http://testserver"}
OPEN = {"GET /login", "POST /login", "POST /language"}


class Clock:
    """A clock that the tests turn."""

    def __init__(self) -> None:
        self.at = now()

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def city(tmp_path: Path, new_house: Callable[..., House], tiny: Encoder) -> House:
    house = replace(new_house(tmp_path, tiny), clock=Clock())
    put_account(house, "li.na", Account(Role.CASEWORKER, "历下区"), actor=OFFICE, password=PASSWORD)
    return house


@pytest.fixture
def browser(city: House) -> TestClient:
    return TestClient(app_over(city), headers={"accept-language": "en"}, follow_redirects=False)


def log_in(browser: TestClient, **fields: str) -> object:
    form = {"name": "li.na", "password": PASSWORD} | fields
    return browser.post("/login", data=form, headers=HERE)


@pytest.fixture
def inside(browser: TestClient) -> TestClient:
    assert log_in(browser).status_code == 303  # type: ignore[attr-defined]
    return browser


def hidden(page: str, name: str) -> str:
    found = re.search(f'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found, page
    return unescape(found[1])


@pytest.mark.parametrize("path", ["/", "/candidates", "/candidates/C1", "/nowhere"])
def test_without_a_session_every_page_leads_to_the_log_in(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"] == ("/login" if path == "/" else f"/login?to={path}")
    assert browser.get("/login").status_code == 200


def test_a_log_in_leads_to_where_somebody_wanted_to_go(browser: TestClient) -> None:
    assert 'value="/candidates"' in browser.get("/login?to=/candidates").text
    answer = log_in(browser, to="/candidates")
    assert answer.headers["location"] == "/candidates"  # type: ignore[attr-defined]
    assert browser.get("/candidates").status_code == 200


def test_the_cookie_is_read_by_no_script_and_sent_by_no_other_sites_form(browser: TestClient) -> None:
    cookie = log_in(browser).headers["set-cookie"].lower()  # type: ignore[attr-defined]
    assert {"httponly", "samesite=lax", "path=/"} <= set(cookie.split("; "))


def test_behind_https_the_cookie_belongs_to_this_host_alone(city: House) -> None:
    house = replace(city, settings=city.settings.model_copy(update={"behind_https": True}))
    answer = log_in(TestClient(app_over(house), follow_redirects=False, base_url="http://testserver"))
    cookie = answer.headers["set-cookie"]  # type: ignore[attr-defined]
    assert cookie.startswith("__Host-")
    assert "; Secure" in cookie


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/",
        "/\\evil.example",
        "https://evil.example",
        "/v1/posts",
        "/login",
        "/\nx",
        "/a/../v1/posts",
        "evil",
        "",
    ],
)
def test_a_log_in_leads_nowhere_else(browser: TestClient, target: str) -> None:
    assert log_in(browser, to=target).headers["location"] == "/"  # type: ignore[attr-defined]
    assert own_path(target) == "/"


@pytest.mark.parametrize(
    ("name", "password"), [("li.na", "a wrong one"), ("nobody", PASSWORD), ("", ""), ("li.na", "")], ids=str
)
def test_whatever_is_wrong_gets_the_same_page(browser: TestClient, name: str, password: str) -> None:
    answer = browser.post("/login", data={"name": name, "password": password}, headers=HERE)
    assert answer.status_code == 401
    assert "The name or the password is wrong." in answer.text
    assert "set-cookie" not in answer.headers


def test_too_many_failures_must_wait(browser: TestClient) -> None:
    for _ in range(4):
        log_in(browser, password="a guess")
    answer = log_in(browser)
    assert "Try again in 2 seconds." in unescape(answer.text)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver:81"},
        {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
        {"sec-fetch-site": "same-site"},
        {},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused(inside: TestClient, headers: dict[str, str]) -> None:
    for path in ("/candidates", "/logout", "/login", "/language"):
        answer = inside.post(path, data={"text": "zs", "name": "li.na", "password": PASSWORD}, headers=headers)
        assert answer.status_code == 403, path
        assert "set-cookie" not in answer.headers
    assert inside.get("/").status_code == 200


def test_a_cookie_opens_no_route_of_programs_and_a_token_no_page(inside: TestClient, city: House) -> None:
    assert inside.get("/v1/posts").status_code == 401
    stranger = TestClient(app_over(city), follow_redirects=False)
    bearer = {"Authorization": f"Bearer {token_for(city)}"}
    assert stranger.get("/v1/posts", headers=bearer).status_code == 200
    assert stranger.get("/candidates", headers=bearer).status_code == 303
    stranger.cookies.set("matcher", token_for(city))
    assert stranger.get("/candidates").status_code == 303
    secret = inside.cookies["matcher"]
    assert stranger.get("/v1/posts", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_a_session_lasts_while_it_is_used_and_a_day_at_most(inside: TestClient, city: House) -> None:
    clock: Clock = city.clock  # type: ignore[assignment]
    for _ in range(14):  # 14 × 50 min = 11 h 40 min
        clock.at += timedelta(minutes=50)
        assert inside.get("/").status_code == 200
    clock.at += timedelta(minutes=25)
    assert inside.get("/").status_code == 303


def test_a_browser_left_alone_for_an_hour_is_asked_again(inside: TestClient, city: House) -> None:
    clock: Clock = city.clock  # type: ignore[assignment]
    clock.at += timedelta(minutes=61)
    assert inside.get("/").status_code == 303


def test_a_session_ends_by_log_out_and_with_its_user(inside: TestClient, city: House) -> None:
    secret = inside.cookies["matcher"]
    assert inside.post("/logout", headers=HERE).headers["location"] == "/login"
    inside.cookies.set("matcher", secret)
    assert inside.get("/").status_code == 303
    log_in(inside)
    assert inside.get("/").status_code == 200
    put_account(city, "li.na", Account(Role.CASEWORKER, "历下区", is_active=False), actor=OFFICE)
    assert inside.get("/").status_code == 303


def test_what_was_typed_when_the_session_ended_is_sent_after_the_log_in(inside: TestClient, city: House) -> None:
    clock: Clock = city.clock  # type: ignore[assignment]
    clock.at += timedelta(hours=2)
    note = '张三 <b>"agreed"</b>\nto call back'
    asked = inside.post("/candidates", data={"text": note}, headers=HERE)
    assert asked.status_code == 401
    assert "What you typed is kept" in asked.text
    assert hidden(asked.text, "kept.text") == note
    form = {name: hidden(asked.text, name) for name in ("action", "whose", "kept.text")}
    wrong = log_in(inside, password="a slip", **form)
    assert hidden(wrong.text, "kept.text") == note  # type: ignore[attr-defined]
    assert 'name="name" value="li.na"' in wrong.text  # type: ignore[attr-defined]
    answer = log_in(inside, **form)
    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert hidden(answer.text, "text") == note  # type: ignore[attr-defined]
    assert 'action="/candidates"' in answer.text  # type: ignore[attr-defined]


def test_a_script_of_the_page_is_told_to_ask_again_on_the_page(inside: TestClient, city: House) -> None:
    clock: Clock = city.clock  # type: ignore[assignment]
    clock.at += timedelta(hours=2)
    script = HERE | {"hx-request": "true"}
    answer = inside.post("/candidates", data={"text": "zs"}, headers=script)
    assert answer.status_code == 401
    assert answer.headers["hx-retarget"] == "#log-in-again"
    assert "<html" not in answer.text
    slip = inside.post("/login", data={"name": "li.na", "password": "a slip"}, headers=script)
    assert 'name="name" value="li.na"' in slip.text
    again = inside.post("/login", data={"name": "li.na", "password": PASSWORD}, headers=script)
    assert (again.status_code, again.headers["hx-trigger"]) == (204, "loggedIn")
    assert inside.post("/candidates", data={"text": "zs"}, headers=script).status_code == 200


def test_a_page_that_stayed_open_is_left_by_another_user(inside: TestClient, city: House) -> None:
    put_account(city, "zhang.wei", Account(Role.CASEWORKER, "历下区"), actor=OFFICE, password=PASSWORD)
    vals = re.search(r"hx-vals='([^']*)'", inside.get("/candidates").text)
    assert vals is not None
    told = json.loads(unescape(vals[1])) | {"password": PASSWORD}
    script = HERE | {"hx-request": "true"}
    own = inside.post("/login", data=told | {"name": "Li.na "}, headers=script)
    other = inside.post("/login", data=told | {"name": "zhang.wei"}, headers=script)
    assert (own.headers.get("hx-trigger"), own.headers.get("hx-redirect")) == ("loggedIn", None)
    assert (other.headers.get("hx-trigger"), other.headers.get("hx-redirect")) == (None, "/")


def test_a_log_in_ends_the_session_that_the_browser_had(inside: TestClient) -> None:
    before = inside.cookies["matcher"]
    assert log_in(inside).status_code == 303  # type: ignore[attr-defined]
    assert inside.cookies["matcher"] != before
    assert inside.get("/candidates").status_code == 200
    inside.cookies.clear()
    inside.cookies.set("matcher", before)
    assert inside.get("/candidates").status_code == 303


def test_a_problem_is_a_page_for_people_and_json_for_programs(inside: TestClient, city: House) -> None:
    page = inside.get("/candidates/nobody")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "nobody" in page.text
    assert inside.get("/nowhere").headers["content-type"].startswith("text/html")
    part = inside.post("/candidates", data={"text": "\x00"}, headers=HERE | {"hx-request": "true"})
    assert part.status_code == 422
    assert part.headers["hx-retarget"] == "#told"
    assert "<html" not in part.text
    assert inside.get("/v1/nowhere").headers["content-type"] == "application/problem+json"


def test_a_fault_is_a_page_that_says_what_to_tell_whoever_runs_the_service(city: House) -> None:
    app = app_over(city)

    async def fail() -> None:
        raise RuntimeError("张三")

    app.add_api_route("/fail", fail)
    browser = TestClient(app)
    log_in(browser)
    answer = browser.get("/fail")
    assert answer.status_code == 500
    assert f"urn:uuid:{answer.headers['x-request-id']}" in answer.text
    assert "张三" not in answer.text


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_long_problem_is_a_page_whatever_way_it_was_packed(city: House, encoding: str) -> None:
    app, words = app_over(city), "a long word " * 300

    async def fail() -> None:
        raise BadInput("{words}", words=words)

    app.add_api_route("/fail", fail)
    browser = TestClient(app, headers={"accept-encoding": encoding})
    log_in(browser)
    answer = browser.get("/fail")
    assert (answer.status_code, words.strip() in answer.text) == (422, True)
    assert answer.headers["content-type"].startswith("text/html")


FORM = {"content-type": "application/x-www-form-urlencoded"} | HERE


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param([b"a=1&" * 2_000], 400, id="too many fields"),
        pytest.param([b"a" * 65_536] * 17, 413, id="too many bytes, and no word before how many"),
        pytest.param([b"[" * 40], 400, id="too deep"),
    ],
)
def test_a_form_without_measure_is_refused_without_a_session_too(
    browser: TestClient, body: list[bytes], status: int
) -> None:
    for path in ("/candidates", "/login"):
        answer = browser.post(path, content=iter(body), headers=FORM)
        assert (answer.status_code, answer.headers["content-type"][:9]) == (status, "text/html"), path


def test_who_asks_too_often_must_wait_without_a_session_too(city: House) -> None:
    house = replace(city, settings=city.settings.model_copy(update={"rate_per_minute": 3}))
    browser = TestClient(app_over(house), follow_redirects=False)
    assert [browser.get("/candidates").status_code for _ in range(4)] == [303, 303, 303, 429]


def test_to_log_out_after_the_session_ended_asks_for_nothing(inside: TestClient, city: House) -> None:
    clock: Clock = city.clock  # type: ignore[assignment]
    clock.at += timedelta(hours=2)
    answer = inside.post("/logout", content=b"", headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


@pytest.mark.parametrize("path", ["/", "/candidates", "/candidates/nobody", "/nowhere", "/login"])
def test_no_page_may_run_or_ask_for_anything_from_elsewhere(inside: TestClient, path: str) -> None:
    answer = inside.get(path)
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    asked_for = re.findall(r'(?:src|href|action|hx-\w+)="([^"]*)"', answer.text)
    assert [one for one in asked_for if not re.match(r"/(?!/)|#|data:,$", one)] == []
    assert " style=" not in answer.text
    assert "<style" not in answer.text
    assert not re.search(r"\son\w+=", answer.text)


def test_every_file_that_a_page_asks_for_is_there(inside: TestClient) -> None:
    wanted = set(re.findall(r'(?:src|href)="(/static/[^"]*)', inside.get("/").text))
    assert len(wanted) >= 5
    assert {path: inside.get(path).status_code for path in wanted} == dict.fromkeys(wanted, 200)
    assert TestClient(inside.app).get("/static/console/console.css").status_code == 200  # before log-in too


def test_no_rule_of_the_style_is_overruled_by_a_later_one_of_the_same_name() -> None:
    style = (files("api") / "static" / "console.css").read_text(encoding="utf-8")
    selectors = Counter(re.findall(r"^([.:#a-z][^{}]*?) *\{", style, re.MULTILINE))
    assert [name for name, n in selectors.items() if n > 1] == []


def test_the_language_is_chosen_and_kept(browser: TestClient) -> None:
    assert 'lang="en"' in browser.get("/login").text
    answer = browser.post("/language", data={"language": "zh", "to": "/login"}, headers=HERE)
    assert answer.headers["location"] == "/login"
    assert 'lang="zh-CN"' in browser.get("/login").text
    assert "用户名" in browser.get("/login").text


def test_every_page_demands_one_permission_or_is_open_on_purpose() -> None:
    demanded = {
        f"{method} {route.path}": [scope for one in route.dependencies for scope in getattr(one, "scopes", None) or ()]  # type: ignore[attr-defined]
        for page in PAGES
        for route in page.router.routes
        for method in route.methods - {"HEAD"}  # type: ignore[attr-defined]
    }
    assert {name for name, scopes in demanded.items() if len(scopes) != 1} == OPEN


def test_pages_and_routes_of_programs_have_different_addresses() -> None:
    assert all(is_page(route.path) for page in PAGES for route in page.router.routes)  # type: ignore[attr-defined]
    assert not any(is_page(route.path) for feature in FEATURES for route in feature.router.routes)  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/v1/posts/\n", "/v1/\r\n", "/v1", "/v1/", "/docs/a\nb", "/r/\n"])
def test_no_odd_character_makes_a_page_of_an_address_of_programs(path: str) -> None:
    assert not is_page(path)


def test_somebody_of_another_district_is_not_there(inside: TestClient, city: House) -> None:
    programs = TestClient(app_over(city), headers={"Authorization": f"Bearer {token_for(city)}"})
    for id, district in (("C1", "历下区"), ("C2", "市中区")):
        assert programs.put(f"/v1/candidates/{id}", json={"home_district": district}).status_code == 201
    assert inside.get("/candidates/C1").status_code == 200
    assert inside.get("/candidates/C2").status_code == 404
