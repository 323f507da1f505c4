"""Fairs in the console: listed, set up by a form, planned."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest

from api.contacting import Told, note_attempt
from api.fair_keeping import close_fair
from api.fair_moving import read_standing
from api.fair_planning import run_plan
from api.fair_words import unseated_at
from api.house import House
from api.jobs import JobRunner
from api.seating import plan_seats
from data.store import get_fair
from matcher.records import Actor, Channel, ContactResult
from tests.api.fair_browser import at, browser_of, fields_of, text_of
from tests.api.fair_office import FAIR_ID, ORGANISER, fill, generous, on_the_day, open_fair

NEW = {
    "name": "秋季对接会",
    "place": "人力资源市场",
    "on": "2023-09-16",
    "since": "09:00",
    "until": "12:00",
    "slot_min": "10",
    "breaks": "10:20-10:40",
    "walks": "A:B:5",
    "n_interpreters": "1",
    "most_visits": "3",
    "reserved": "20",
    "no_show": "30",
    "districts": ["历下区"],
}


@pytest.fixture
def office(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path, until="11:00")
    return generous(house)


@pytest.fixture
def planned(office: House) -> House:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    return office


def test_a_fair_is_set_up_and_leads_to_its_booths(house: House) -> None:
    browser = browser_of(house)
    assert "There is no fair yet" in text_of(browser.get("/fairs"))
    assert browser.get("/fairs/new").status_code == 200
    made = browser.post("/fairs", data=NEW)
    assert (made.status_code, made.headers["location"]) == (303, "/fairs/2023-09-16?done=added")
    page = text_of(browser.get(made.headers["location"]))
    assert "No employer has a booth yet" in page
    assert "Next: its booths" in page
    asked = browser.post("/fairs", data=NEW)
    assert asked.status_code == 422
    assert "There is a fair of this name on this day already." in asked.text
    second = browser.post("/fairs", data=NEW | fields_of(asked.text))
    assert second.headers["location"].startswith("/fairs/2023-09-16-2")
    with house.database.read() as session:
        fair = get_fair(session, "2023-09-16", vault=house.vault).fair
    assert (fair.reserved, fair.no_show, fair.walks[0].minutes, fair.districts) == (0.2, 0.3, 5, ("历下区",))


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"breaks": "half past ten"}, "breaks", "Write it like 10:20-10:40"),
        ({"walks": "A to B"}, "walks", "Write it like A:B:5"),
        ({"on": ""}, "on", "must be a date"),
        ({"on": "2020-09-16"}, "on", "This day is past"),
        ({"slot_min": "ten"}, "slot_min", "Write a number."),
        ({"name": ""}, "name", "must"),
        ({"reserved": "120"}, "reserved", "Write a number from 0 to 100."),
        ({"no_show": "-5"}, "no_show", "Write a number from 0 to 100."),
        ({"no_show": "some"}, "no_show", "Write a number from 0 to 100."),
        ({"until": "08:00"}, "until", "09:00-08:00 end before they begin"),
        ({"breaks": "10:40-10:20"}, "breaks", "10:40-10:20 end before they begin"),
        ({"until": "09:05"}, "slot_min", "there is no slot of 10 minutes in 09:00-09:05"),
        ({"quiet": "11:30-13:00"}, "quiet", "11:30-13:00 is not within the hours of the fair, 09:00-12:00"),
    ],
    ids=str,
)
def test_a_slip_comes_back_at_its_field_with_what_was_typed(
    house: House, values: dict[str, str], field: str, said: str
) -> None:
    answer = browser_of(house).post("/fairs", data=NEW | values | {"place": "人力市场东厅"})
    assert answer.status_code == 422
    told = re.search(rf'id="{field}-told" class="invalid-feedback">([^<]*)', answer.text)
    assert told, answer.text
    assert said in unescape(told[1])
    assert "人力市场东厅" in answer.text


def test_the_nearest_fair_stands_first_and_those_that_are_over_below(house: House) -> None:
    fill(house)
    browser = browser_of(house)
    for name, day in (("更早的会", "2023-09-14"), ("昨天的会", "2023-09-15"), ("明天的会", "2023-09-17")):
        browser.post("/fairs", data=NEW | {"name": name, "on": day})
    for name in ("结束的会", "今天的会"):
        browser.post("/fairs", data=NEW | {"name": name})
    house = on_the_day(house)
    with house.database.begin() as session:
        close_fair(house, session, "2023-09-16", actor=ORGANISER)
    page = text_of(browser_of(house).get("/fairs"))
    names = ("今天的会", "明天的会", "结束的会", "昨天的会", "更早的会")
    assert sorted(names, key=page.index) == list(names)
    assert page.index("day is over") > page.index("昨天的会")  # and not draft, as it was left
    assert page.count("day is over") == 2


def test_the_list_of_fairs_goes_on_page_by_page(house: House) -> None:
    fill(house)
    browser = browser_of(house)
    for n in range(2, 34):
        day = date(2023, 9, 16) + timedelta(days=n)
        browser.post("/fairs", data=NEW | {"name": f"第{n:02}场", "on": day.isoformat()})
    first = browser.get("/fairs")
    more = re.search(r'href="(/fairs\?cursor=[^"]+)"', first.text)
    assert more
    second = text_of(browser.get(unescape(more[1])))
    assert [n for n in range(2, 34) if f"第{n:02}场" in text_of(first)] == [*range(2, 32)]
    assert [n for n in range(2, 34) if f"第{n:02}场" in second] == [32, 33]


def test_what_does_not_go_together_is_told_without_an_id_that_nobody_has_seen(house: House) -> None:
    answer = browser_of(house).post("/fairs", data=NEW | {"until": "09:05"})
    assert answer.status_code == 422
    assert "2023-09-16&#39;" not in answer.text


def test_hours_are_taken_in_the_full_width_of_a_chinese_keyboard(house: House) -> None:
    typed = {"breaks": "１０：２０－１０：４０，11:00～11：10", "quiet": "11：10 — 11：30"}
    assert browser_of(house).post("/fairs", data=NEW | typed).status_code == 303
    with house.database.read() as session:
        fair = get_fair(session, "2023-09-16", vault=house.vault).fair
    assert [f"{one.since:%H:%M}-{one.until:%H:%M}" for one in (*fair.breaks, *fair.quiet)] == [
        "10:20-10:40",
        "11:00-11:10",
        "11:10-11:30",
    ]


def test_a_change_sends_the_plan_back_and_says_so(planned: House) -> None:
    browser = browser_of(planned)
    form = browser.get(at("/edit")).text
    assert 'value="11:00"' in form
    changed = browser.post(
        at("/edit"), data=NEW | fields_of(form) | {"until": "11:00", "most_visits": "2", "breaks": ""}
    )
    assert changed.status_code == 303
    assert "The fair was changed since it was planned" in text_of(browser.get(at()))


def test_a_fair_that_was_changed_meanwhile_is_told_with_what_stands_there_now(office: House) -> None:
    browser = browser_of(office)
    seen = fields_of(browser.get(at("/edit")).text)
    assert browser.post(at("/edit"), data=NEW | seen | {"place": "东厅"}).status_code == 303
    told = browser.post(at("/edit"), data=NEW | seen | {"place": "西厅"})
    assert told.status_code == 422
    assert "The fair was changed meanwhile." in told.text
    assert 'id="place-told" class="invalid-feedback">now: 东厅' in told.text
    assert 'value="西厅"' in told.text
    assert browser.post(at("/edit"), data=NEW | fields_of(told.text) | {"place": "西厅"}).status_code == 303


def test_a_plan_is_made_by_a_job_and_told_in_figures(office: House) -> None:
    browser = browser_of(office)
    assert "Now decide how many people to invite" in text_of(browser.get(at("/plan")))
    queued = browser.post(at("/plan"), data={"whom": "invite", "invite": "4"})
    job = re.search(r"job=(\w+)", queued.headers["location"])
    assert job
    runner = JobRunner(office, handlers={"fair plan": run_plan})
    taken = runner._take()
    assert taken is not None
    runner._run(taken)
    page = text_of(browser.get(queued.headers["location"]))
    assert "The plan is made. 4 guests" in page
    assert "enough others are invited: 2" in page
    assert "Everybody has a meeting." in page
    assert "enough others are invited: 2" in text_of(browser.get(at("/plan")))  # on a later visit too
    assert "Version 1, of" in page


def test_a_booth_with_few_meetings_says_why(planned: House) -> None:
    page = text_of(browser_of(planned).get(at("/plan")))
    assert page.count("Few meetings: it fits 3 of the guests.") == 2


def test_a_fair_without_interpreters_does_not_say_that_they_are_taken(planned: House) -> None:
    fair = read_standing(planned, FAIR_ID).fair
    assert unseated_at(fair, "no_interpreter", str) == "the interpreters are taken"
    assert unseated_at(replace(fair, n_interpreters=0), "no_interpreter", str) == "the fair has no interpreter"


@pytest.mark.parametrize("typed", [{"invite": "0"}, {"invite": "many"}, {"whom": "named", "ids": " "}], ids=str)
def test_whom_to_invite_must_be_said(office: House, typed: dict[str, str]) -> None:
    assert browser_of(office).post(at("/plan"), data={"whom": "invite"} | typed).status_code == 422


def test_named_guests_are_planned_at_once(office: House) -> None:
    browser = browser_of(office)
    assert browser.post(at("/plan"), data={"whom": "named", "ids": "C1\nC2, C3"}).status_code == 303
    assert "3 guests" in text_of(browser.get(at("/plan"))) or "Guests 3" in text_of(browser.get(at("/plan")))


def test_ids_of_nobody_come_back_in_the_form_all_of_them_named(office: House) -> None:
    answer = browser_of(office).post(at("/plan"), data={"whom": "named", "ids": "C1\nC98 C99"})
    assert answer.status_code == 422
    assert "Nobody has these ids, and nothing was planned: C98, C99" in answer.text
    assert "C1\nC98 C99</textarea>" in answer.text


def test_who_was_named_and_is_no_guest_is_named(office: House) -> None:
    with office.database.begin() as session:
        told = Told("C2", Channel.PHONE, ContactResult.OPTED_OUT)
        note_attempt(office, session, told, actor=Actor("li", "caseworker"))
    browser = browser_of(office)
    planned = browser.post(at("/plan"), data={"whom": "named", "ids": "C1 C2 C3"})
    page = browser.get(planned.headers["location"])
    assert re.findall(r'href="/candidates/(\w+)"', page.text) == ["C2"]
    assert "does not want to be contacted: 1" in text_of(page)
    assert "invite more then" not in page.text  # nobody is left who could be
    assert "it fits 2 of the guests. Bring more of its posts" in text_of(page)


def test_a_conflict_is_told_with_who_and_why(planned: House) -> None:
    browser = browser_of(planned)
    assert "What stands against the plan" not in browser.get(at("/plan")).text
    browser.post(at("/guests/C1/needs"), data={"needs": "interpreter"})
    told = browser.get(at("/plan")).text.split('id="conflicts"')[1].split("</ul>")[0]
    assert f'<a href="{at("/guests/C1")}">王**</a> booth 02 09:10' in told
    assert "does not suit what the person needs" in told


def test_the_timetable_shows_a_break_of_the_whole_fair(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path, until="10:00", breaks=[{"since": "09:20", "until": "09:40"}])
    plan_seats(generous(house), FAIR_ID, actor=ORGANISER, ids=["C1"])
    page = browser_of(house).get(at("/grid")).text
    assert re.findall(r'<th scope="col"[^>]*>(\d\d:\d\d)', page) == ["09:00", "09:10", "09:20", "09:40", "09:50"]
    assert page.count('<span class="quiet">break</span>') == 2  # one for each booth


def test_that_nobody_can_be_written_to_is_said_before_anything_is_planned(house: House) -> None:
    fill(house)
    browser_of(house).post("/fairs", data=NEW)
    told = "No message can go out yet"
    assert told not in text_of(browser_of(house).get("/fairs/2023-09-16"))
    mute = replace(house, settings=house.settings.model_copy(update={"public_url": None}))
    assert told in text_of(browser_of(mute).get("/fairs/2023-09-16"))
