"""Posts in the console: found, read, judged as traps, given a kind; those that fit nobody, and why."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.strictness import StrictPost, Why
from data.store import get_post, merge_candidates, put_posts
from matcher.engine import Strictness
from matcher.records import Actor, Candidate, CandidateEntry, Education, Kind, Person, PostEntry, Role
from tests.api.browsing import browser_of, words_of
from tests.api.outreach_office import LI, MORNING, POST
from tests.api.push_office import fill_for_push

TRAP = "负责文件整理。入职先交押金500元，培训费分期贷款支付。"
OFFICER = Actor("the.programme", "programme")


def put(house: House, *entries: PostEntry) -> None:
    with house.database.begin() as session:
        put_posts(session, entries, actor=LI, source="九月.csv", at=MORNING, vault=house.vault)
    house.follower.work_off()


@pytest.fixture
def office(house: House) -> House:
    made = fill_for_push(house)
    put(
        made,
        PostEntry(replace(POST, id="T1", title="文员", employer="快发公司", description=TRAP)),
        PostEntry(
            replace(POST, id="K1", title="焊工", employer="安泰公司", kind=None),
            contact=Person("赵主任", phone="13800001234"),
        ),
    )
    return made


@pytest.fixture
def browser(office: House) -> TestClient:
    return browser_of(office)


def test_posts_are_found_by_words_that_stand_in_no_address(office: House, browser: TestClient) -> None:
    found = browser.post("/posts", data={"words": "焊工 安泰", "state": "open"})
    assert found.url.path == "/posts"
    assert found.url.query == b""
    assert 'href="/posts/K1"' in found.text
    assert 'href="/posts/P1"' not in found.text
    assert "No post is like that." in words_of(browser.post("/posts", data={"words": "100%焊"}).text)


def test_without_words_the_filters_stand_in_the_address(office: House, browser: TestClient) -> None:
    put(office, PostEntry(replace(POST, id="M1", kind=Kind.RESEARCH)))
    found = browser.post("/posts", data={"words": " ", "kind": "research", "state": "all"})
    assert str(found.url).endswith("/posts?kind=research&state=all")
    assert 'href="/posts/M1"' in found.text
    assert 'href="/posts/P2"' not in found.text
    assert browser.get("/posts?kind=stone").status_code == 422


def test_closed_posts_are_listed_apart(office: House, browser: TestClient) -> None:
    put(office, PostEntry(replace(POST, id="OLD", closes_on=office.today() - timedelta(days=1))))
    assert 'href="/posts/OLD"' not in browser.get("/posts").text
    closed = browser.get("/posts?state=closed").text
    assert 'href="/posts/OLD"' in closed
    assert 'href="/posts/P1"' not in closed


@pytest.mark.parametrize("words", ["", "公司"])
def test_long_lists_are_paged(office: House, browser: TestClient, words: str) -> None:
    put(office, *(PostEntry(replace(POST, id=f"Z{n:03d}", employer="甲公司")) for n in range(60)))
    first = browser.post("/posts", data={"words": words}) if words else browser.get("/posts")
    assert 'href="/posts/Z059"' not in first.text
    if words:
        cursor = first.text.split('name="cursor" value="')[1].split('"')[0]
        rest = browser.post("/posts", data={"words": words, "cursor": cursor})
        assert browser.post("/posts", data={"words": "甲", "cursor": cursor}).status_code in (400, 422)
    else:
        onward = first.text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
        rest = browser.get(onward)
    assert 'href="/posts/Z059"' in rest.text


def test_a_post_tells_its_facts_masks_its_people_and_shows_its_signs(browser: TestClient) -> None:
    page = browser.get("/posts/K1").text
    assert "赵**" in page
    assert "赵主任" not in page
    assert "13800001234" not in page
    assert "It asks the applicant for money" in words_of(browser.get("/posts/T1").text)
    assert browser.get("/posts/nobody").status_code == 404


def test_whom_a_post_fits_is_masked_and_has_reasons(office: House, browser: TestClient) -> None:
    assert "/posts/P1/people/list" in browser.get("/posts/P1/people").text
    page = browser.get("/posts/P1/people/list")
    assert "王**" in page.text
    assert "王小" not in page.text
    assert 'href="/candidates/C' in page.text
    assert 'class="criteria' in page.text


def test_a_caseworker_is_shown_people_of_the_own_district_alone(office: House) -> None:
    with office.database.begin() as session:
        entry = CandidateEntry(Candidate("C1", home_district="市中区"))
        merge_candidates(session, [entry], actor=LI, source="九月.csv", at=MORNING, vault=office.vault)
    office.follower.work_off()
    page = browser_of(office, Role.CASEWORKER, "历下区").get("/posts/P1/people/list").text
    assert 'href="/candidates/C2"' in page
    assert 'href="/candidates/C1"' not in page


def test_an_auditor_sees_posts_and_no_people(office: House) -> None:
    browser = browser_of(office, Role.AUDITOR)
    assert "/posts/P1/people" not in browser.get("/posts/P1").text
    for path in ("/posts/P1/people", "/posts/P1/people/list"):
        assert browser.get(path).status_code == 403
    assert browser.get("/kinds").status_code == 403
    assert "It is a trap" not in browser.get("/flags").text
    assert browser.post("/flags/T1", data={"decision": "cleared"}).status_code == 403


@pytest.mark.parametrize(("decision", "listed"), [("cleared", "cleared"), ("confirmed", "confirmed")])
def test_a_flag_is_judged_and_taken_back(office: House, browser: TestClient, decision: str, listed: str) -> None:
    assert "It asks the applicant for money" in words_of(browser.get("/flags").text)
    page = browser.post("/flags/T1", data={"decision": decision, "note": "已电话核实"})
    assert 'action="/flags/T1"' in page.text  # the undo
    assert 'aria-labelledby="flag-1"' not in page.text
    assert "已电话核实" in browser.get(f"/flags?status={listed}").text
    page = browser.post("/flags/T1", data={"decision": "reopened"})
    assert "is open again" in words_of(page.text)
    assert 'href="/posts/T1"' in page.text
    assert browser.post("/flags/T1", data={"decision": "reopened"}).status_code == 409


def test_a_kind_is_stated_in_one_click_and_taken_back(office: House, browser: TestClient) -> None:
    assert 'action="/kinds/K1"' in browser.get("/kinds").text
    page = browser.post("/kinds/K1", data={"kind": "technical"})
    assert "K1: its kind is technical skill." in words_of(page.text)
    with office.database.read() as session:
        post = get_post(session, "K1")
    assert (post.kind, post.kind_p, post.title) == (Kind.TECHNICAL, None, "焊工")
    assert "赵**" in browser.get("/posts/K1").text  # whom the post names stays
    page = browser.post("/kinds/K1", data={"kind": ""})
    assert "its kind is inferred again" in words_of(page.text)
    with office.database.read() as session:
        assert get_post(session, "K1").kind_p is not None


def test_a_kind_that_a_colleague_stated_meanwhile_is_not_replaced(browser: TestClient) -> None:
    assert browser.post("/kinds/K1", data={"kind": "technical"}).status_code == 200
    assert browser.post("/kinds/K1", data={"kind": "technical"}).status_code == 200
    assert browser.post("/kinds/K1", data={"kind": "research"}).status_code == 409


def test_posts_that_fit_nobody_are_told_with_what_keeps_people_out(office: House) -> None:
    put(
        office,
        PostEntry(replace(POST, id="S1", title="研究员", employer="高研院", education=Education.DOCTOR, headcount=1)),
    )
    office = replace(office, push=replace(office.push, least_chance=0.0))
    with browser_of(office) as browser:
        assert "It was not worked out yet" in words_of(browser.get("/strictness").text)
        browser.post("/strictness")
        for _ in range(200):
            told = words_of(browser.get("/strictness").text)
            if "As of" in told:
                break
            time.sleep(0.05)
        assert "Too strict: without the education asked for 8 more would pass." in told
        assert browser.get("/strictness", headers={"hx-request": "true"}).headers["hx-redirect"] == "/strictness"
        assert "研究员" in browser.get("/strictness").text


@pytest.mark.parametrize(
    ("n_fit", "alone", "why"),
    [
        pytest.param(10, {"education": 80, "place": 1}, Why.ONE, id="one keeps out most"),
        pytest.param(10, {"education": 20, "place": 20}, Why.SEVERAL, id="several together"),
        pytest.param(0, {}, Why.SEVERAL, id="none alone would help"),
        pytest.param(90, {"education": 9}, Why.WORK, id="most pass"),
    ],
)
def test_it_is_told_apart_why_a_post_fits_few(n_fit: int, alone: dict[str, int], why: Why) -> None:
    one = StrictPost(0, Strictness("P1", n_fit, alone, alone))
    assert one.why(n_people=100) is why
