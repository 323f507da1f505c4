"""Whom to call today, in the console: the queue as planned, tasks, the day, the paper list."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import kept_queues
from api.console import today
from api.contacting import take
from api.house import House
from data import log
from data.store import add_feedback, put_candidates
from data.store.memberships import put_memberships
from matcher.errors import NotReady
from matcher.records import (
    CandidateEntry,
    ContactResult,
    Feedback,
    FeedbackEvent,
    LinkHow,
    Membership,
    Person,
    Role,
)
from tests.api.calling_office import desk_of, listed, office_of, queue, reveals, tell
from tests.api.outreach_office import GRADUATE, LI, MORNING, WANG, fill, name_of, phone_of
from tests.api.signed_in import browser_for


@pytest.fixture
def office(house: House) -> House:
    return office_of(house)


@pytest.fixture
def desk(office: House) -> TestClient:
    return desk_of(office)


@pytest.mark.parametrize(
    "path",
    ["/today", "/today/print", "/calls/C1", "/tasks", "/day", "/messages", "/aftercare", "/hand-over"],
)
def test_who_contacts_nobody_is_refused(office: House, path: str) -> None:
    assert browser_for(office, "zhao", Role.ORGANISER).get(path).status_code == 403


def test_the_queue_shows_the_district_masked(desk: TestClient) -> None:
    page = queue(desk)
    assert listed(page) == ["C1", "C2", "C3"]
    assert "王**" in page
    assert name_of(1) not in page
    assert phone_of(1) not in page
    assert "C9" not in page


def test_another_district_is_not_there(desk: TestClient) -> None:
    assert desk.get("/calls/C9").status_code == 404
    assert desk.post("/calls/C9/number", data={"purpose": "call"}).status_code == 404
    assert desk.post("/calls/C9/result", data={"result": "reached"}).status_code == 404
    assert "C9" not in queue(desk, "/today?district=市中区")


def test_who_was_contacted_or_taken_since_the_plan_is_left_out(office: House, desk: TestClient) -> None:
    assert len(listed(queue(desk))) == 3
    tell(office, "C1", ContactResult.REACHED)
    with office.database.begin() as session:
        take(office, session, "C2", actor=WANG)
    assert listed(queue(desk)) == ["C3"]


def test_a_queue_is_planned_once_for_many_looks_and_again_when_asked(office: House, desk: TestClient) -> None:
    def plans() -> int:
        with office.database.read() as session:
            return sum(one.action == "plan" for one in log.entries(session, limit=1_000))

    queue(desk)
    queue(desk)
    assert plans() == 1
    assert desk.post("/today/anew", data={"whose": "mine"}).headers["location"].startswith("/today?done=anew")
    queue(desk)
    assert plans() == 2


def test_an_old_queue_is_shown_while_it_is_planned_anew(office: House, desk: TestClient) -> None:
    queue(desk)
    office.clock.wait(minutes=31)  # type: ignore[attr-defined]
    page = desk.get("/today").text
    assert "is being planned" not in page
    assert len(listed(page)) == 3


def test_a_queue_that_cannot_be_planned_says_why_and_is_tried_again(
    office: House, desk: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:  # an index that is not complete: seldom, and never at will
        patch.setattr(kept_queues, "plan_outreach", _not_ready)
        assert desk.get("/today").status_code == 503
    assert len(listed(queue(desk))) == 3


def _not_ready(*_: object, **__: object) -> None:
    raise NotReady("the index is not complete")


def test_a_promised_call_back_stands_before_the_queue_and_among_the_tasks(office: House, desk: TestClient) -> None:
    tell(office, "C2", ContactResult.CALL_BACK, call_back_on=MORNING.date(), note="after three")
    page = queue(desk)
    assert "Promised to be called back" in page
    assert "after three" in page
    assert listed(page) == ["C1", "C3"]
    assert "call back" in desk.get("/tasks").text
    office.clock.wait(hours=1)  # type: ignore[attr-defined]
    tell(office, "C2", ContactResult.REACHED)
    assert "Promised to be called back" not in queue(desk)


def test_a_colleagues_call_back_is_not_ones_own(office: House, desk: TestClient) -> None:
    tell(office, "C2", ContactResult.CALL_BACK, by=WANG, call_back_on=MORNING.date())
    assert "Promised to be called back" not in queue(desk)
    assert "C2" not in desk.get("/tasks").text
    assert "C2" in desk.get("/tasks?whose=all").text


def test_a_task_says_whose_it_is_and_what_becomes_of_a_call_back_that_nobody_answers(
    office: House, desk: TestClient
) -> None:
    tell(office, "C1", ContactResult.CALL_BACK, call_back_on=date(2023, 9, 1))
    tell(office, "C2", ContactResult.CALL_BACK, call_back_on=date(2023, 9, 1), by=WANG)
    mine, all_ = (desk.get(f"/tasks?whose={whose}").text for whose in ("mine", "all"))
    assert "yours, as you noted it" in mine
    assert "looked after by nobody yet" not in mine
    assert all_.count("yours, as you noted it") == all_.count("looked after by nobody yet") == 1
    assert "comes back among those to call 1 day(s) later" in mine
    office.clock.wait(hours=1)  # type: ignore[attr-defined]
    done = desk.post("/calls/C1/result", data={"result": "not_reached"}).headers["location"]
    assert "try again from 4 Sept 2023" in queue(desk, done)
    assert "yours, as you noted it" not in desk.get("/tasks").text


def test_a_task_is_closed_with_what_came_of_it(office: House, desk: TestClient) -> None:
    tell(office, "C1", ContactResult.INTERESTED, post_id="P1")
    id = re.findall(r"/tasks/([^/]+)/done", desk.get("/tasks").text)[0]
    where = desk.post(f"/tasks/{id}/done", data={"note": "told the employer"}).headers["location"]
    assert where == f"/tasks?done=told&task={id}&whose=mine"
    assert "what was noted is kept" in desk.get(where).text
    assert "Nothing is left to be done" in desk.get("/tasks").text
    assert desk.post(f"/tasks/{id}/done").status_code == 409


def test_a_task_closed_without_a_word_is_told_so_and_opened_again(office: House, desk: TestClient) -> None:
    tell(office, "C1", ContactResult.INTERESTED, post_id="P1")
    id = re.findall(r"/tasks/([^/]+)/done", desk.get("/tasks").text)[0]
    page = desk.get(desk.post(f"/tasks/{id}/done").headers["location"]).text
    assert "without a word of what came of it" in page
    assert f'action="/tasks/{id}/open"' in page
    assert browser_for(office, "he", Role.CASEWORKER, district="市中区").post(f"/tasks/{id}/open").status_code == 404
    assert "The task is open again." in desk.get(desk.post(f"/tasks/{id}/open").headers["location"]).text
    assert f"/tasks/{id}/done" in desk.get("/tasks").text
    assert desk.post(f"/tasks/{id}/open").status_code == 409


def test_interest_told_on_a_card_is_a_task_until_it_is_taken_back_or_done(office: House, desk: TestClient) -> None:
    form = {"post_id": "P1", "event": "interested"}
    desk.post("/candidates/C1/feedback", data=form)
    page = desk.get("/tasks").text
    assert "introduce the person to the employer" in page
    assert "会计 · 安泰物业" in page
    desk.post("/candidates/C1/feedback/undo", data=form)
    assert "Nothing is left to be done" in desk.get("/tasks").text
    desk.post("/candidates/C1/feedback", data=form)
    id = re.findall(r"/tasks/([^/]+)/done", desk.get("/tasks").text)[0]
    page = desk.get(desk.post(f"/tasks/{id}/done").headers["location"]).text
    assert "Nothing is left to be done" in page
    desk.post(f"/tasks/{id}/open")
    assert f"/tasks/{id}/done" in desk.get("/tasks?whose=all").text


def test_the_day_tells_ones_own_calls(office: House, desk: TestClient) -> None:
    tell(office, "C1", ContactResult.REACHED)
    tell(office, "C2", ContactResult.NOT_REACHED)
    tell(office, "C3", ContactResult.REACHED, by=WANG)
    page = desk.get("/day").text
    assert {"/calls/C1", "/calls/C2"} <= set(re.findall(r"/calls/C\d", page))
    assert "/calls/C3" not in page
    assert re.findall(r'<dd class="h3 mb-0">(\d+)</dd>', page) == ["2", "2", "1"]
    tell(office, "C2", ContactResult.INTERESTED, post_id="P1")
    assert "会计 · 安泰物业" in desk.get("/day").text
    assert "You noted no contact on this day" in desk.get("/day?on=2023-08-31").text


def in_group(office: House, id: str, group: str) -> None:
    told = Membership(f"m-{id}", id, group, "disabled", "e1", date(2023, 8, 1), LinkHow.EXACT, 1.0)
    with office.database.begin() as session:
        put_memberships(session, [told], vault=office.vault)


def test_paper_tells_neither_groups_nor_who_comes_first(office: House, desk: TestClient) -> None:
    in_group(office, "C2", "disabled")
    page = queue(desk)
    assert listed(page)[0] == "C2"
    assert "to be supported first" in page
    sheet = queue(desk, "/today/print")
    assert "C2" in sheet
    assert "supported first" not in sheet
    assert "残疾" not in page + sheet
    assert name_of(2) not in sheet


def test_a_result_since_the_plan_is_told_in_place_of_what_the_plan_said(office: House, desk: TestClient) -> None:
    assert queue(desk).count("never contacted") >= 3
    tell(office, "C1", ContactResult.WRONG_NUMBER)
    listed_row = queue(desk).partition("/calls/C1")[2].partition("</article>")[0]
    printed_row = queue(desk, "/today/print").partition("<br>C1<")[2].partition("</tr>")[0]
    for row in (listed_row, printed_row):
        assert "mini-program" in row
        assert "never contacted" not in row
    assert "wrong number" in listed_row


def test_a_call_back_promised_since_the_plan_is_among_the_promised_on_paper(office: House, desk: TestClient) -> None:
    queue(desk, "/today/print")
    tell(office, "C2", ContactResult.CALL_BACK, call_back_on=MORNING.date(), note="after three")
    desk.post("/calls/C2/claim")
    sheet = queue(desk, "/today/print")
    promised, _, waiting = sheet.partition("To be called")
    assert "Promised to be called back" in promised
    assert "after three" in promised
    assert "C2" in promised
    assert "C2" not in waiting


def test_what_the_person_said_of_a_post_stands_before_that_it_was_shown(office: House, desk: TestClient) -> None:
    said = [
        Feedback("C1", "P1", event, MORNING.date(), LI, MORNING)
        for event in (FeedbackEvent.INTERESTED, FeedbackEvent.SHOWN)
    ]
    with office.database.begin() as session:
        for one in said:
            add_feedback(session, [one], actor=LI, at=MORNING)
    before = desk.get("/calls/C1").text.partition("Posts offered before")[2].partition("</ul>")[0]
    assert "interested" in before
    assert "shown" not in before


def test_the_keyboard_goes_on_with_the_next_person(office: House, desk: TestClient) -> None:
    assert "autofocus" not in queue(desk)
    where = desk.post("/calls/C1/result", data={"result": "reached"}).headers["location"]
    page = queue(desk, where)
    assert re.findall(r'action="/calls/(C\d)/claim"><button[^>]* autofocus', page) == [listed(page)[0]]


def test_paper_says_how_many_it_leaves_out(office: House, desk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    queue(desk)
    assert "who wait." not in queue(desk, "/today/print")
    monkeypatch.setattr(today, "N_PRINTED", 2)
    assert "The first 2 of 3 who wait." in queue(desk, "/today/print")


def test_groups_are_shown_for_a_purpose_alone(office: House, desk: TestClient) -> None:
    in_group(office, "C2", "disabled")
    assert "残疾" not in desk.get("/calls/C2").text
    assert desk.post("/calls/C2/groups", data={"groups_purpose": ""}).status_code == 422
    assert reveals(office) == []
    assert (
        "残疾"
        in desk.post("/calls/C2/groups", data={"groups_purpose": "plan help"}, headers={"hx-request": "true"}).text
    )
    assert reveals(office) == ["plan help"]


def test_a_long_queue_is_paged(house: House) -> None:
    office = fill(house, 25)
    office.follower.work_off()
    desk = browser_for(office, "li", Role.CASEWORKER, district="历下区")
    page = queue(desk)
    first = listed(page)
    assert len(first) == 20
    tell(office, first[-1], ContactResult.REACHED)  # who was last is gone when the next page is asked for
    following = next(one for one in re.findall(r'href="(/today\?[^"]+)"', page) if "cursor" in one)
    rest = listed(queue(desk, following))
    assert len(rest) == 5
    assert not set(first) & set(rest)
    assert desk.get("/today?cursor=forged").status_code == 422


def test_people_of_no_district_are_shown_to_who_sees_the_whole_city(office: House) -> None:
    with office.database.begin() as session:
        entry = CandidateEntry(
            replace(GRADUATE, id="C8", home_district=None), Person(name=name_of(8), phone=phone_of(8))
        )
        put_candidates(session, [entry], actor=LI, source="x", at=MORNING, vault=office.vault)
    desk = browser_for(office, "sun", Role.PROGRAMME)
    assert listed(queue(desk, "/today?whose=none")) == ["C8"]
    assert listed(queue(desk, "/today?district=市中区")) == ["C9"]
    assert desk.get("/today?district=nowhere").status_code == 422


def test_a_person_is_given_to_a_colleague_and_leaves_ones_queue(office: House, desk: TestClient) -> None:
    assert len(listed(queue(desk))) == 3
    assert desk.post("/calls/C1/colleague", data={"to": "wang"}).status_code == 303
    assert "looks after this person" in desk.get("/calls/C1?done=given").text
    assert listed(queue(desk)) == ["C2", "C3"]
    assert desk.post("/calls/C1/colleague", data={"to": "nobody"}).status_code == 422


def test_who_was_taken_is_free_for_the_colleague_who_gets_the_person(office: House, desk: TestClient) -> None:
    desk.post("/calls/C1/claim")
    desk.post("/calls/C1/colleague", data={"to": "wang"})
    wang = browser_for(office, "wang", Role.CASEWORKER, district="历下区")
    assert wang.post("/calls/C1/claim").headers["location"] == "/calls/C1?done=taken"
    desk.post("/calls/C1/colleague", data={"to": "li"})  # whom a third has taken, that one keeps
    assert "wang has taken this person" in desk.get("/calls/C1").text


def test_tasks_go_with_the_people(office: House, desk: TestClient) -> None:
    tell(office, "C1", ContactResult.INTERESTED, post_id="P1")
    tell(office, "C2", ContactResult.WRONG_NUMBER)
    assert "li has 2 people in hand" in desk.get("/hand-over").text
    assert len(set(re.findall(r"/tasks/([^/]+)/done", desk.get("/tasks").text))) == 2
    desk.post("/hand-over", data={"giver": "li", "to": "wang"})
    assert "Nothing is left to be done" in desk.get("/tasks").text
    wang = browser_for(office, "wang", Role.CASEWORKER, district="历下区")
    assert len(set(re.findall(r"/tasks/([^/]+)/done", wang.get("/tasks").text))) == 2


def test_all_people_in_hand_go_to_a_colleague(office: House, desk: TestClient) -> None:
    tell(office, "C1", ContactResult.CALL_BACK, call_back_on=MORNING.date())
    desk.post("/calls/C2/claim")
    assert "li has 2 people in hand, of these 1 promised a call back" in desk.get("/hand-over").text
    assert desk.post("/hand-over", data={"giver": "li", "to": "li"}).status_code == 422
    assert desk.post("/hand-over", data={"giver": "li", "to": "zhao"}).status_code == 422
    where = desk.post("/hand-over", data={"giver": "li", "to": "wang"}).headers["location"]
    assert "Handed over: 2 people, of these 1 promised a call back, 1 taken." in desk.get(where).text
    assert "wang has 2 people in hand" in desk.get("/hand-over?giver=wang").text


def test_a_page_does_not_wait_for_a_queue_that_takes_long(desk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = kept_queues.plan_outreach

    def slowly(*told: Any, **how: Any) -> Any:  # as in a large city, which no test has at hand
        time.sleep(2)
        return planned(*told, **how)

    monkeypatch.setattr(kept_queues, "plan_outreach", slowly)
    page = desk.get("/today").text
    assert "is being planned" in page
    assert "Look again" in page
    assert len(listed(queue(desk))) == 3
