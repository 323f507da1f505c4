"""Forms that come when the session is over: sent on by whoever typed them, shown before by names of their fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.accounts import Account, put_account
from api.app import app_over
from api.house import House
from api.signing_in import LOG_IN
from data.store import put_placements
from matcher.records import Placement, PlacementEntry, Role
from tests.api.calling_office import office_of
from tests.api.outreach_office import name_of
from tests.api.signed_in import ACTOR, PASSWORD

HERE = "http://testserver"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
NOTE = {"note": "周五前交材料", "result": "interested", "channel": "office"}


@pytest.fixture
def office(house: House) -> House:
    for user in ("li.na", "wang.li"):
        put_account(house, user, Account(Role.CASEWORKER, "历下区"), actor=ACTOR, password=PASSWORD)
    return office_of(house)


@pytest.fixture
def browser(office: House) -> TestClient:
    told = {"origin": "http://testserver", "accept-language": "en"}
    return TestClient(app_over(office), headers=told, follow_redirects=False)


def log_in(browser: TestClient, name: str, fields: Mapping[str, str] | None = None) -> str:
    return browser.post("/login", data={"name": name, "password": PASSWORD} | dict(fields or {})).text


def sent_late(browser: TestClient, office: House, path: str, typed: Mapping[str, str]) -> dict[str, str]:
    """Log in as li.na, send a form when the session is over, and give the hidden fields of the log-in behind it."""
    log_in(browser, "li.na")
    office.clock.wait(hours=13)  # type: ignore[attr-defined]
    asked = browser.post(path, data=typed)
    assert asked.status_code == 401
    return {name: unescape(value) for name, value in HIDDEN.findall(asked.text.partition("<main")[2])}


def test_a_late_form_is_sent_on_by_whoever_typed_it(browser: TestClient, office: House) -> None:
    page = log_in(browser, " Li.Na ", sent_late(browser, office, "/candidates/C1/notes", NOTE))
    assert 'action="/candidates/C1/notes"' in page
    assert f'name="note" value="{NOTE["note"]}"' in page


def test_a_late_form_is_dropped_for_anybody_else_and_names_nobody(browser: TestClient, office: House) -> None:
    kept = sent_late(browser, office, "/candidates/C1/notes", NOTE)
    assert "li.na" not in " ".join(kept.values())
    page = log_in(browser, "wang.li", kept)
    assert "another user" in page
    assert (NOTE["note"] in page, "/candidates/C1/notes" in page) == (False, False)
    assert NOTE["note"] not in log_in(browser, "li.na", kept | {"whose": ""})


def test_after_a_log_out_a_late_form_is_nobodys(browser: TestClient, office: House) -> None:
    log_in(browser, "li.na")
    browser.post("/logout")
    asked = browser.post("/candidates/C1/notes", data=NOTE)
    assert asked.status_code == 401
    assert NOTE["note"] not in asked.text


def test_a_late_form_shows_texts_and_no_codes(browser: TestClient, office: House) -> None:
    page = log_in(browser, "li.na", sent_late(browser, office, "/candidates/C1/notes", NOTE))
    assert 'name="result" value="interested"' in page
    assert re.findall(r"<dt>(.*?)</dt><dd class=\"typed\">(.*?)</dd>", page) == [("Note", NOTE["note"])]


@pytest.mark.parametrize(
    ("path", "typed", "told"),
    [
        pytest.param(
            "/fairs",
            {"name": "秋季对接会", "place": "东厅", "breaks": "10:20-10:40", "seen": "a1"},
            ["Name of the fair", "Place", "Breaks"],
            id="of a fair",
        ),
        pytest.param(
            "/placements",
            {
                "candidate_id": "C1",
                "other_post": "保洁",
                "starts_on": "2023-09-04",
                "planned_end_on": "2023-12-03",
                "agreed_on": "2023-09-01",
                "insured_on": "2023-09-02",
                "term_reason": "学期",
                "mentor": "孙师傅",
            },
            [
                "Another post, by its number or words of its title",
                "First day",
                "Last day planned",
                "Agreement of",
                "Accident insurance from",
                "Reason of the length",
                "Mentor",
            ],
            id="of a traineeship",
        ),
        pytest.param(
            "/candidates/C1/answers",
            {
                "wish": "会计",
                "kind_wanted": "office",
                "pay_min_month_yuan": "3000",
                "unemployment_registered_on": "2023-08-01",
                "graduated_on": "2023-06-30",
                "certificates": "健康证",
                "skills": "叉车",
                "experience": "两年",
            },
            [
                "Wish",
                "Pay wanted, yuan a month",
                "Registered as unemployed on",
                "Graduated on",
                "Certificates",
                "Skills",
                "Experience",
            ],
            id="of answers",
        ),
        pytest.param("/calls/C1/result", {"call_back_on": "2023-09-04"}, ["Call back on"], id="of a call"),
    ],
)
def test_a_late_form_shows_its_fields_by_their_names(
    browser: TestClient, office: House, path: str, typed: dict[str, str], told: list[str]
) -> None:
    page = log_in(browser, "li.na", sent_late(browser, office, path, typed))
    assert re.findall(r"<dt>(.*?)</dt>", page) == told


@pytest.mark.parametrize(
    "path", [pytest.param("/placements", id="of a traineeship"), pytest.param("/calls/C1/result", id="of a call")]
)
def test_a_late_form_names_the_person_masked_and_the_post_by_its_title(
    browser: TestClient, office: House, path: str
) -> None:
    typed = {"candidate_id": "C1", "post_id": "P1", "starts_on": "2023-09-04"}
    page = log_in(browser, "li.na", sent_late(browser, office, path, typed))
    assert "<strong>王**</strong>" in page
    assert "<dt>Post</dt><dd>会计 · 安泰物业 · P1</dd>" in page
    assert (page.count("<dt>Post</dt>"), name_of(1) in page) == (1, False)


def test_a_late_form_of_a_record_names_its_person_and_post(browser: TestClient, office: House) -> None:
    with office.database.begin() as session:
        placement = Placement("T1", "C1", "E1", date(2023, 9, 4), date(2024, 3, 3), post_id="P1")
        put_placements(
            session, [PlacementEntry(placement)], actor=ACTOR, source="x", at=office.clock(), vault=office.vault
        )
    page = log_in(browser, "li.na", sent_late(browser, office, "/placements/T1", {"agreed_on": "2023-09-01"}))
    assert "<strong>王**</strong>" in page
    assert "<dt>Post</dt><dd>会计 · 安泰物业 · P1</dd>" in page
    for path in ("/placements/T9", "/placements/new"):
        assert "<strong>" not in log_in(browser, "li.na", sent_late(browser, office, path, {})).partition("<main")[2]


def test_a_late_form_does_not_tell_of_another_districts_person(browser: TestClient, office: House) -> None:
    page = log_in(browser, "li.na", sent_late(browser, office, "/placements", {"candidate_id": "C9"}))
    assert "<strong>" not in page.partition("<main")[2]


def test_the_cookie_outlives_its_session_so_that_a_late_form_is_known_for_whose(browser: TestClient) -> None:
    answer = browser.post("/login", data={"name": "li.na", "password": PASSWORD})
    (lasts,) = re.findall(r"^matcher=.*Max-Age=(\d+)", answer.headers["set-cookie"])
    assert int(lasts) > 2 * LOG_IN.total_seconds()


@pytest.mark.parametrize(
    ("sent_from", "leads_to"),
    [
        pytest.param(f"{HERE}/placements/new?candidate=C1", "/placements/new?candidate=C1", id="of the form"),
        pytest.param(f"{HERE}/candidates/C%2F1", "/candidates/C%2F1", id="of an odd id"),
        pytest.param(f"{HERE}/placements/new/person", "/", id="that answers to forms alone"),
        pytest.param("https://evil.example/placements/new", "/", id="from outside"),
        pytest.param(f"{HERE}//evil.example/x", "/", id="of another host in disguise"),
        pytest.param("http://[", "/", id="that is none"),
        pytest.param("", "/", id="that is not told"),
    ],
)
def test_without_a_cookie_what_was_typed_is_told_as_lost_and_the_log_in_leads_to_the_page(
    browser: TestClient, sent_from: str, leads_to: str
) -> None:
    asked = browser.post("/placements", data={"mentor": "孙师傅"}, headers={"referer": sent_from})
    assert asked.status_code == 401
    assert ("could not be kept" in asked.text, "孙师傅" in asked.text) == (True, False)
    hidden = {name: unescape(value) for name, value in HIDDEN.findall(asked.text.partition("<main")[2])}
    again = browser.post("/login", data=hidden | {"name": "li.na", "password": "another one"})
    assert "could not be kept" in again.text
    answer = browser.post("/login", data=hidden | {"name": "li.na", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, leads_to)


def test_who_only_comes_to_log_in_is_told_of_nothing_lost(browser: TestClient) -> None:
    assert "could not be kept" not in browser.get("/login").text
