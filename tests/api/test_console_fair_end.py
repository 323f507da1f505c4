"""The end of a fair's day in the console: who comes after the last slot, who never came, what is left to be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.console.problems import without_commands
from api.house import House
from data.store import get_fair, guests_of, put_guests, visits_by
from matcher.records import Attendance, Role
from tests.api.fair_browser import SCRIPT, at, at_time, browser_of, fields_of, seats, text_of
from tests.api.fair_office import FAIR_ID, on_the_day, planned_office


@pytest.fixture
def planned(house: House, tmp_path: Path) -> House:
    return planned_office(house, tmp_path)


def attendance_of(house: House, id: str) -> Attendance | None:
    with house.database.read() as session:
        return next(one for one in guests_of(session, FAIR_ID, vault=house.vault) if one.candidate_id == id).attendance


def test_who_comes_unasked_after_the_last_slot_is_taken_in_as_having_come(planned: House) -> None:
    door = browser_of(at_time(on_the_day(planned), "10:55"), name="qian")
    taken = door.post(at("/walk-ins"), data={"candidate": "C6"})
    assert taken.status_code == 303
    page = text_of(door.get(taken.headers["location"]))
    assert "Taken in and checked in. The last slot has begun" in page
    assert "No meeting: the last slot has begun." in page
    assert attendance_of(planned, "C6") is Attendance.CAME
    with planned.database.read() as session:
        (visit,) = visits_by(session, FAIR_ID, "C6", vault=planned.vault)
        assert get_fair(session, FAIR_ID, vault=planned.vault).revision == 1  # nothing was planned anew
    assert visit.attendance is Attendance.CAME


def test_who_is_expected_and_comes_by_the_unasked_door_at_the_end_keeps_what_was_planned(planned: House) -> None:
    before = seats(planned, "C1")
    door = browser_of(at_time(on_the_day(planned), "10:55"), name="qian")
    assert door.post(at("/walk-ins"), data={"candidate": "C1"}).status_code == 303
    assert (attendance_of(planned, "C1"), seats(planned, "C1")) == (Attendance.CAME, before)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_refusal_at_the_door_names_the_fair_and_no_option_of_a_command(planned: House, language: str) -> None:
    door = browser_of(at_time(on_the_day(planned), "10:55"), name="qian")
    refused = door.post(at("/late"), data={"candidate": "C1"}, headers={"accept-language": language})
    assert refused.status_code == 409
    assert "“秋季对接会”" in refused.text
    assert "--now" not in refused.text


def test_who_comes_late_without_a_meeting_is_offered_a_place_at_once(planned: House) -> None:
    day = on_the_day(planned)
    morning = browser_of(at_time(day, "09:15"), name="qian")
    late = next(id for id in ("C1", "C2", "C3") if seats(planned, id)[0][0] == 0)
    morning.post(at("/door/missing"), data={"absent": [late]})
    door = browser_of(at_time(day, "09:35"), name="sun")
    card = door.post(at("/arrivals"), data={"candidate": late, "attendance": "came"}, headers=SCRIPT).text
    assert "Find a place now" in card
    form = next(one for one in card.split("<form") if f'action="{at("/late")}"' in one)
    page = text_of(door.get(door.post(at("/late"), data=fields_of(form)).headers["location"]))
    assert "A place was found: 09:40 at booth" in page
    assert min(slot for slot, _, _ in seats(planned, late)) == 4


def absent(house: House) -> list[str]:
    with house.database.read() as session:
        guests = guests_of(session, FAIR_ID, vault=house.vault)
    return [one.candidate_id for one in guests if one.attendance is Attendance.STAYED_AWAY]


def test_all_who_never_came_are_noted_as_absent_with_one_click_and_taken_back(planned: House) -> None:
    day = on_the_day(planned)
    browser_of(at_time(day, "09:00"), name="qian").post(at("/arrivals"), data={"candidate": "C1", "attendance": "came"})
    browser = browser_of(at_time(day, "10:55"), name="sun")
    for path in ("/results", "/door/missing"):
        assert "Note the 2 guests as absent who were not checked in" in browser.get(at(path)).text
    page = browser.get(browser.post(at("/absentees")).headers["location"])
    assert "2 guests are noted as absent." in text_of(page)
    assert absent(day) == ["C2", "C3"]
    with day.database.read() as session:
        assert [one.attendance for one in visits_by(session, FAIR_ID, "C2", vault=day.vault)] == [
            Attendance.STAYED_AWAY
        ]
    assert "nobody said whether they came" not in text_of(page)
    browser.post(at("/arrivals"), data={"candidate": "C3", "attendance": "came"})  # told since
    undo = fields_of(page.text.split("Undo")[0].rsplit("<form", 1)[1])
    back = browser.post(at("/absentees/undo"), data=undo)
    assert "Taken back." in text_of(browser.get(back.headers["location"]))
    assert absent(day) == []
    assert [attendance_of(day, id) for id in ("C1", "C2", "C3")] == [Attendance.CAME, None, Attendance.CAME]
    assert "Undo" not in text_of(browser.get(page.url))  # what is taken back is not offered again


def test_while_people_may_still_come_nobody_is_noted_as_absent_in_one_go(planned: House) -> None:
    browser = browser_of(at_time(on_the_day(planned), "10:45"), name="qian")
    assert "who were not checked in" not in browser.get(at("/results")).text
    assert browser.post(at("/absentees")).status_code == 409
    assert absent(planned) == []


def test_on_the_day_after_who_never_came_is_noted_though_the_fair_is_closed(planned: House) -> None:
    day = at_time(on_the_day(planned), "10:55")
    browser = browser_of(day, name="qian")
    browser.post(at("/close"))
    after = replace(day, settings=day.settings.model_copy(update={"today": day.today() + timedelta(days=1)}))
    after = replace(after, clock=lambda: day.clock() + timedelta(days=1))
    later = browser_of(after, name="sun")
    assert later.post(at("/absentees")).status_code == 303
    assert absent(after) == ["C1", "C2", "C3"]


def test_who_was_neither_asked_nor_had_a_meeting_did_not_stay_away(planned: House) -> None:
    with planned.database.begin() as session:
        guests = guests_of(session, FAIR_ID, vault=planned.vault)
        put_guests(session, FAIR_ID, [replace(guests[0], seats=(), waits=(), unseated="full")], vault=planned.vault)
    browser = browser_of(at_time(on_the_day(planned), "10:55"), name="qian")
    assert browser.post(at("/absentees")).status_code == 303
    assert absent(planned) == ["C2", "C3"]


def test_a_page_of_absentees_that_is_sent_too_late_says_so(planned: House) -> None:
    browser = browser_of(at_time(on_the_day(planned), "10:55"), name="qian")
    late = browser.post(at("/door/missing"), data={"absent": ["C1"]})
    assert late.status_code == 409
    assert "“秋季对接会”" in late.text
    assert "--now" not in late.text
    assert "Note the 3 guests as absent" in late.text


def test_who_gets_a_first_meeting_is_not_told_that_one_was_changed(planned: House) -> None:
    browser = browser_of(planned)
    browser.post(at("/moves"), data={"candidate": "C1", "booth": "01", "undo": "1"})
    page = browser.get(browser.post(at("/moves"), data={"candidate": "C1", "to": "01", "slot": 9}).headers["location"])
    assert "has a new meeting, at booth 01 at 10:30" in text_of(page)


def test_the_door_says_who_registers_somebody_and_tells_two_of_one_name_apart(planned: House) -> None:
    day = at_time(on_the_day(planned), "08:30")
    asked = {"text": "nobody-at-all", "everybody": "1"}
    organiser = browser_of(day, name="qian").post(at("/door"), data=asked, headers=SCRIPT).text
    assert "by a programme officer or an administrator" in organiser
    assert "/imports/candidates" not in organiser
    officer = browser_of(day, Role.PROGRAMME, name="sun").post(at("/door"), data=asked, headers=SCRIPT).text
    assert 'href="/imports/candidates"' in officer
    found = browser_of(day, name="li").post(at("/door"), data={"text": "C6", "everybody": "1"}, headers=SCRIPT).text
    assert "years old" in found.split("<strong>")[1].split("</form>")[0]


def test_a_result_says_whose_it_is(planned: House) -> None:
    browser, told = browser_of(at_time(on_the_day(planned), "10:55"), name="qian"), {"candidate": "C1", "booth": "01"}
    noted = browser.post(at("/visits"), data=told | {"result": "interested"}, headers=SCRIPT).text
    assert "The result is noted. 王**: person interested" in noted
    plain = browser.get(browser.post(at("/visits"), data=told | {"result": "declined"}).headers["location"])
    assert "The result is noted. 王**: person not interested" in text_of(plain)
    undo = fields_of(noted.split("Undo")[0].rsplit("<form", 1)[1])
    assert "Taken back. 王**: no result" in browser.post(at("/visits"), data=undo, headers=SCRIPT).text


def test_what_came_of_a_meeting_that_has_not_begun_stands_behind_a_question(planned: House) -> None:
    slot, booth, _ = seats(planned, "C1")[-1]
    day = on_the_day(planned)
    before, after = (
        browser_of(at_time(day, hour), name=hour).get(at(f"/booths/{booth}")) for hour in ("09:01", "10:55")
    )
    assert slot > 0
    own = [one for one in before.text.split("<li") if 'value="C1"' in one]
    assert "met earlier?" in own[0]
    assert "met earlier?" not in after.text


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("all slots are past: say the time by --now HH:MM", "all slots are past"),
        ("名单：a--b.csv 读不了", "名单：a--b.csv 读不了"),
    ],
)
def test_a_page_leaves_out_options_of_commands_and_nothing_else(told: str, left: str) -> None:
    assert without_commands(told) == left
