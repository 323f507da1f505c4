"""Whom of a fair's guests to tell of a change on its day: listed, called with numbers, and noted as told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.contacting import Told, note_attempt
from api.fair_invitations import FairBatch
from api.house import House
from api.seating import plan_seats
from data.store import guests_of, messages_of
from matcher.records import Actor, Channel, ContactResult
from tests.api.fair_browser import at, at_time, browser_of, fields_of, seats, text_of
from tests.api.fair_office import FAIR_ID, NAMES, ORGANISER, generous, on_the_day, open_fair, planned_office
from tests.api.outreach_office import phone_of

DIFFERS = "people were told another time or place than holds now"


@pytest.fixture
def planned(house: House, tmp_path: Path) -> House:
    return planned_office(house, tmp_path)


@pytest.fixture
def invited(planned: House) -> House:
    browser = browser_of(planned)
    browser.post(at("/invite"), data={"channel": "sms"})
    assert browser.post(at("/invite/file"), data={"channel": "sms", "purpose": "九月对接会"}).status_code == 200
    return planned


def move_to_the_end(house: House, browser: TestClient, id: str) -> None:
    booth = seats(house, id)[-1][1]
    moved = browser.post(at("/moves"), data={"candidate": id, "booth": booth, "to": booth, "slot": 11})
    assert moved.status_code == 303


def called(browser: TestClient) -> str:
    page = browser.post(at("/invite/calls"), data={"calls_purpose": "改期"})
    assert page.status_code == 200
    return page.text


def test_on_the_day_whoever_has_another_time_is_called_and_noted_as_told(invited: House) -> None:
    browser = browser_of(at_time(on_the_day(invited), "09:05"), name="qian")
    move_to_the_end(invited, browser, "C1")
    for path in ("/grid", "/door", "/plan"):
        assert DIFFERS in text_of(browser.get(at(path)))
    page = text_of(browser.get(at("/invite")))
    assert "call them, or tell them at the door" in page
    assert "Call 1 people" in page
    listed = called(browser)
    assert [name in listed for name in NAMES[:3]] == [True, False, False]
    assert phone_of(1) in listed
    assert "Was told: " in listed
    assert "10:50 at booth" in listed
    told = browser.post(at("/invite/told"), data=fields_of(listed) | {"who": "C1"})
    assert "1 people know their meetings now." in text_of(told)
    assert DIFFERS not in text_of(browser.get(at("/door")))
    undo = fields_of(told.text.split("Undo")[0].rsplit("<form", 1)[1])
    assert browser.post(at("/invite/told/undo"), data=undo).status_code == 303
    assert DIFFERS in text_of(browser.get(at("/door")))


def test_who_was_read_out_a_time_that_changed_meanwhile_stays_listed(invited: House) -> None:
    browser = browser_of(at_time(on_the_day(invited), "09:05"), name="qian")
    move_to_the_end(invited, browser, "C1")
    listed = called(browser)
    assert "10:50 at booth" in listed
    booth = seats(invited, "C1")[-1][1]
    browser.post(at("/moves"), data={"candidate": "C1", "booth": booth, "to": booth, "slot": 10})
    browser.post(at("/invite/told"), data=fields_of(listed) | {"who": "C1"})
    listed = called(browser)
    assert "Was told: " in listed
    assert "10:50 at booth" in listed.split("Was told: ")[1].split("</td>")[0]


def test_what_the_list_showed_holds_no_names(invited: House) -> None:
    browser = browser_of(at_time(on_the_day(invited), "09:05"), name="qian")
    move_to_the_end(invited, browser, "C1")
    shown = fields_of(called(browser))["shown"]
    assert "C1" in shown
    assert not [told for told in (*NAMES, phone_of(1)) if told in shown]


def test_who_stays_away_is_not_to_be_told_that_the_seats_are_gone(invited: House) -> None:
    browser = browser_of(at_time(on_the_day(invited), "09:15"), name="qian")
    browser.post(at("/door/missing"), data={"absent": ["C1"]})
    page = browser.get(at("/invite")).text
    assert "C1" not in re.findall(r"C\d(?=</span>)", page)


@pytest.mark.parametrize("hour", ["10:55", "later"])
def test_when_the_fair_is_over_nobody_is_left_to_be_told(invited: House, hour: str) -> None:
    move_to_the_end(invited, browser_of(invited), "C1")
    day = at_time(on_the_day(invited), "10:55")
    if hour == "later":
        day = replace(day, settings=day.settings.model_copy(update={"today": day.today() + timedelta(days=1)}))
        day = replace(day, clock=lambda: invited.clock() + timedelta(days=2))
    browser = browser_of(day, name="qian")
    for path in ("/grid", "/plan", "/invite"):
        assert DIFFERS not in text_of(browser.get(at(path)))


def test_whom_no_message_told_is_listed_when_the_rest_is_planned_anew(planned: House) -> None:
    browser = browser_of(at_time(on_the_day(planned), "08:30"), name="qian")
    done = browser.post(at("/door/missing"), data={"booths": ["01"]}).text
    changed = set(re.findall(r"C\d(?=</span>)", done))
    assert changed
    assert f'href="{at("/invite#calls")}"' in done
    door = browser.get(at("/door")).text
    assert f"{len(changed)} {DIFFERS}" in door  # the way back to the list
    assert f'href="{at("/invite#calls")}"' in door
    assert {id for n, id in enumerate(("C1", "C2", "C3")) if NAMES[n] in called(browser)} == changed


def test_who_stands_at_the_door_is_told_there(planned: House) -> None:
    browser = browser_of(at_time(on_the_day(planned), "08:30"), name="qian")
    browser.post(at("/walk-ins"), data={"candidate": "C6"})
    assert seats(planned, "C6")
    with planned.database.read() as session:
        told = {one.candidate_id: one.told for one in guests_of(session, FAIR_ID, vault=planned.vault)}
    assert told["C6"]
    assert DIFFERS not in text_of(browser.get(at("/door")))


def test_who_is_moved_and_back_in_the_morning_is_still_invited(house: House, tmp_path: Path) -> None:
    friday = date(2023, 9, 15)  # a day on which messages go out
    open_fair(house, tmp_path, on=str(friday), since="14:00", until="16:00")
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    morning = on_the_day(office)
    morning = replace(morning, settings=morning.settings.model_copy(update={"today": friday}))
    browser = browser_of(morning, name="qian")
    before = seats(office, "C1")
    booth = before[-1][1]
    asked = {"candidate": "C1", "booth": booth, "to": booth, "slot": 11}
    moved = browser.get(browser.post(at("/moves"), data=asked).headers["location"]).text
    browser.post(at("/moves"), data=fields_of(moved.split("Undo")[0].rsplit("<form", 1)[1]))
    assert seats(office, "C1") == before
    browser.post(at("/invite"), data={"channel": "sms"})
    with office.database.read() as session:
        kept = messages_of(session, FairBatch(FAIR_ID, Channel.SMS, None).id)
    assert {one.candidate_id for one in kept} == {"C1", "C2", "C3"}


def test_the_door_counts_nobody_who_cannot_be_told_any_more(invited: House) -> None:
    plan_seats(invited, FAIR_ID, actor=ORGANISER, ids=["C1", "C2"])
    browser = browser_of(at_time(on_the_day(invited), "08:30"), name="qian")
    assert f"1 {DIFFERS}" in text_of(browser.get(at("/door")))
    with invited.database.begin() as session:
        note_attempt(
            invited, session, Told("C3", Channel.PHONE, ContactResult.OPTED_OUT), actor=Actor("li", "caseworker")
        )
    assert DIFFERS not in text_of(browser.get(at("/grid")))
    assert DIFFERS not in text_of(browser.get(at("/door")))
