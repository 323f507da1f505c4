"""An officer's pushes in the console: asked for, previewed, approved, handed out, and taken back."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.console.push_figures import charts_of, groups_of
from api.house import House
from api.language import translation
from api.pushed import PushShown, from_push
from data.store import get_push, put_push
from matcher.records import PushState, Role
from tests.api.browsing import browser_of, words_of
from tests.api.push_office import approved, fill_for_push, handed_out, planned, sent_to

ENGLISH = translation("en")


@pytest.fixture
def office(house: House) -> House:
    return fill_for_push(house)


@pytest.fixture
def browser(office: House) -> TestClient:
    return browser_of(office)


def wait_for_plan(browser: TestClient, address: str) -> Any:
    for _ in range(200):
        answer = browser.get(address)
        if "/plans/" not in str(answer.url):
            return answer
        time.sleep(0.05)
    raise TimeoutError(address)


def test_a_push_goes_from_its_scope_to_the_file(office: House) -> None:
    with browser_of(office) as browser:
        asked = browser.post("/pushes/new", data={"districts": ["历下区"], "kinds": [], "most": "2", "channel": "sms"})
        preview = wait_for_plan(browser, str(asked.url))
        id = preview.url.path.removeprefix("/pushes/")
        assert "Planned. Nothing is sent" in words_of(preview.text)
        assert "王**" in preview.text
        with office.database.read() as session:
            push = get_push(session, id, vault=office.vault)
        page = browser.post(f"/pushes/{id}/approve", data={"digest": push.digest})
        assert "Approved. It can be handed out now." in words_of(page.text)
        file = browser.post(f"/pushes/{id}/export", data={"purpose": "九月岗位推送"})
        assert file.headers["content-disposition"] == f'attachment; filename="push-{id}.csv"'
        assert len(file.content.decode("utf-8-sig").splitlines()) > push.picture["people_with_posts"]  # type: ignore[operator]
        after = words_of(browser.get(f"/pushes/{id}").text)
        assert "What came of the push" in after
        assert f"Posts shown {push.picture['pairs']}" in after


def test_a_slip_comes_back_with_what_was_typed_and_the_fault_at_its_field(browser: TestClient) -> None:
    typed = {"districts": ["历下区"], "published_since": "2023-08-02", "published_until": "2023-08-01", "most": "99"}
    page = browser.post("/pushes/new", data=typed | {"channel": "sms"})
    assert page.status_code == 422
    assert 'value="历下区" checked' in page.text
    assert 'id="most-told" class="invalid-feedback"' in page.text
    page = browser.post("/pushes/new", data=typed | {"channel": "sms", "most": "2"})
    assert "2023-08-01 comes before 2023-08-02" in words_of(page.text)
    assert 'id="published_until-told" class="invalid-feedback">2023-08-01 comes' in page.text


def test_a_plan_that_fails_says_why_and_where_to_go(office: House) -> None:
    with browser_of(office) as browser:
        asked = browser.post("/pushes/new", data={"districts": ["章丘区"], "channel": "sms"})
        for _ in range(200):
            page = words_of(browser.get(str(asked.url)).text)
            if "It was not planned" in page:
                break
            time.sleep(0.05)
        assert "nobody is in the scope of this push" in page
        assert "A plan of" in words_of(browser.get("/pushes").text)


def test_who_asks_by_script_is_led_to_the_plan_once_it_is_made(office: House) -> None:
    with browser_of(office) as browser:
        asked = browser.post("/pushes/new", data={"channel": "sms", "most": "1"})
        address = asked.url.path if "/plans/" in asked.url.path else asked.history[0].headers["location"]
        for _ in range(200):
            answer = browser.get(address, headers={"hx-request": "true"})
            if answer.status_code == 204:
                break
            assert "<html" not in answer.text
            time.sleep(0.05)
        assert answer.headers["hx-redirect"].startswith("/pushes/")


def test_an_approval_of_something_else_is_refused(office: House, browser: TestClient) -> None:
    plan = planned(office)
    assert browser.post(f"/pushes/{plan.push.id}/approve", data={"digest": "0" * 64}).status_code == 409


def test_an_approval_and_a_cancellation_are_taken_back(office: House, browser: TestClient) -> None:
    plan = approved(office)
    page = browser.post(f"/pushes/{plan.push.id}/cancel")
    assert f'action="/pushes/{plan.push.id}/reopen"' in page.text
    page = browser.post(f"/pushes/{plan.push.id}/reopen")
    assert "It is a draft again." in words_of(page.text)
    with office.database.read() as session:
        push = get_push(session, plan.push.id, vault=office.vault)
    assert (push.state, push.approved_by) == (PushState.DRAFT, None)


def test_what_was_handed_out_is_not_taken_back(office: House, browser: TestClient) -> None:
    plan = approved(office)
    handed_out(office, plan.push.id)
    assert browser.post(f"/pushes/{plan.push.id}/reopen").status_code == 409
    assert browser.post(f"/pushes/{plan.push.id}/export", data={"purpose": "再次"}).status_code == 409
    again = browser.post(f"/pushes/{plan.push.id}/export", data={"purpose": "副本丢失", "again": "yes"})
    assert again.status_code == 200


def test_without_a_purpose_no_file_goes_out(office: House, browser: TestClient) -> None:
    plan = approved(office)
    page = browser.post(f"/pushes/{plan.push.id}/export", data={"purpose": "  ", "office": "历下区人社局"})
    assert page.status_code == 422
    assert "Say what the names and numbers are needed for." in words_of(page.text)
    assert 'value="历下区人社局"' in page.text
    with office.database.read() as session:
        assert get_push(session, plan.push.id, vault=office.vault).state is PushState.APPROVED


def test_an_organiser_plans_and_does_not_approve_nor_hand_out(office: House) -> None:
    plan, browser = planned(office), browser_of(office, Role.ORGANISER)
    page = browser.get(f"/pushes/{plan.push.id}").text
    assert "/approve" not in page
    assert browser.post(f"/pushes/{plan.push.id}/approve", data={"digest": plan.push.digest}).status_code == 403
    assert browser.post(f"/pushes/{plan.push.id}/export", data={"purpose": "推送"}).status_code == 403


@pytest.mark.parametrize("path", ["/pushes", "/pushes/new", "/strictness"])
def test_a_caseworker_sees_no_pushes(office: House, path: str) -> None:
    browser = browser_of(office, Role.CASEWORKER, "历下区")
    assert browser.get(path).status_code == 403
    assert 'href="/pushes"' not in browser.get("/").text


def test_pushes_are_listed_the_latest_first_page_by_page(office: House, browser: TestClient) -> None:
    plan = planned(office)
    with office.database.begin() as session:
        for n in range(25):
            put_push(session, replace(plan.push, id=f"202308{n + 1:02d}-00000000"), vault=office.vault)
    first = browser.get("/pushes").text
    assert first.index(plan.push.id) < first.index("20230825-00000000") < first.index("20230807-00000000")
    assert "20230806-00000000" not in first
    onward = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    rest = browser.get(onward).text
    assert "20230806-00000000" in rest
    assert "20230807-00000000" not in rest
    assert "20230825-00000000" not in browser.get("/pushes?state=cancelled").text


def test_everybody_of_a_push_is_masked_and_has_reasons(office: House, browser: TestClient) -> None:
    plan = planned(office)
    page = browser.get(f"/pushes/{plan.push.id}/shares").text
    assert "王**" in page
    assert "王小" not in page
    who = min(sent_to(plan))
    told = browser.get(f"/pushes/{plan.push.id}/shares/{who}").text
    assert f'href="/candidates/{who}"' in told
    assert told.count("<li>") > 0
    assert browser.get(f"/pushes/{plan.push.id}/shares/nobody").status_code == 404


def test_the_print_names_nobody(office: House, browser: TestClient) -> None:
    plan = planned(office)
    page = browser.get(f"/pushes/{plan.push.id}/print").text
    assert "data-print" in page
    assert "王**" not in page
    assert "Least fit any plan gives up" in page


def test_another_push_like_it_is_asked_for_with_the_same_scope(office: House, browser: TestClient) -> None:
    plan = planned(office, districts=("历下区",), most=3)
    page = browser.get(f"/pushes/new?like={plan.push.id}").text
    assert 'value="历下区" checked' in page
    assert 'type="number" value="3"' in page


def test_the_form_begins_with_the_whole_city(browser: TestClient) -> None:
    page = browser.get("/pushes/new")
    assert page.status_code == 200
    assert " checked" not in page.text


def pictured(office: House, **groups: dict[str, Any]) -> PushShown:
    push = planned(office).push
    return from_push(replace(push, picture=push.picture | {"by_group": groups}))


def row(candidates: int, with_posts: int, pairs: int) -> dict[str, Any]:
    return {"candidates": candidates, "with_posts": with_posts, "pairs": pairs, "score_loss": 0.01}


def test_of_a_few_people_of_a_group_no_count_is_told_nor_can_be_worked_out(office: House) -> None:
    shown = pictured(office, priority=row(3, 2, 4), others=row(97, 50, 90))
    priority, others = groups_of(shown, ENGLISH)
    assert (priority.counts, priority.loss) == (("<5", "<5", "<5"), "–")
    assert others.counts == ("*", "*", "*")  # with the totals above they would tell the first


def test_of_many_people_of_a_group_the_counts_are_told(office: House) -> None:
    shown = pictured(office, priority=row(30, 20, 40), others=row(70, 50, 90))
    assert [one.counts for one in groups_of(shown, ENGLISH)] == [("30", "20", "40"), ("70", "50", "90")]


def test_where_all_are_of_a_group_no_small_count_is_drawn(office: House) -> None:
    push = planned(office).push
    picture = push.picture | {
        "candidates": 60,
        "people_with_posts": 40,
        "without_any": {"full": 3, "nothing_fits": 17},
        "by_district": {"历下区": row(57, 38, 60), "市中区": row(3, 2, 4)},
    }
    scope = replace(push.scope, priority_only=True)
    shown = from_push(replace(push, picture=picture, scope=scope))
    drawn = {one.columns[0]: dict(one.rows) for one, _ in charts_of(shown, ENGLISH)}
    assert None in drawn["Reason"]["all posts that fit are full"]
    assert drawn["District"]["市中区"] == (None, None)
    shown = from_push(replace(push, picture=picture))
    drawn = {one.columns[0]: dict(one.rows) for one, _ in charts_of(shown, ENGLISH)}
    assert drawn["Reason"]["all posts that fit are full"] == (3,)
