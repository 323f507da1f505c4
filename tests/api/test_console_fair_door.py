"""The door of a fair in the console: closed and opened again, who is there, taken in, taken back, found, results."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from api.fair_moving import read_standing
from api.house import House
from api.seating import plan_seats
from data import log
from data.store import candidates_by_id, get_fair, guests_of, put_candidates, visits_by
from matcher.outreach.policy import Offering
from matcher.records import Attendance, CandidateEntry, FairState, MeetingResult, Person
from tests.api.fair_browser import SCRIPT, at, at_time, browser_of, fields_of, seats, text_of
from tests.api.fair_office import FAIR_ID, ORGANISER, bring, generous, on_the_day, open_fair, planned_office
from tests.api.outreach_office import phone_of


@pytest.fixture
def planned(house: House, tmp_path: Path) -> House:
    return planned_office(house, tmp_path)


def at_booth(house: House, booth: str) -> list[str]:
    plan = read_standing(house, FAIR_ID).plan
    return [one.candidate_id for one in plan.seats if one.booth_id == booth]


def test_a_close_that_was_too_early_says_what_is_open_and_is_taken_back(planned: House) -> None:
    browser = browser_of(at_time(on_the_day(planned), "08:00"), name="qian")
    before = browser.get(at("/results")).text
    for told in (
        "The day runs until 11:00",
        "3 guests: nobody said whether they came",
        "6 meetings of guests who did not stay away have no result",
        "Close the fair all the same",
    ):
        assert told in before
    page = browser.get(browser.post(at("/close")).headers["location"])
    assert "3 guests: nobody said whether they came" in page.text
    assert "alert-warning" in page.text.split('id="told"')[1].split("Undo")[0]
    assert f'action="{at("/reopen")}"' in page.text.split("Undo")[0]
    assert browser.post(at("/reopen")).headers["location"] == at("/results?done=reopened")
    with planned.database.read() as session:
        assert get_fair(session, FAIR_ID, vault=planned.vault).fair.state is FairState.PLANNED
        assert [one.action for one in log.entries(session, limit=1000)].count("open again") == 1
    assert "Close the fair" in text_of(browser.get(at("/results")))


def test_the_door_of_a_closed_fair_offers_nothing_that_is_refused(planned: House) -> None:
    browser = browser_of(at_time(on_the_day(planned), "08:00"), name="qian")
    browser.post(at("/close"))
    for path in ("/door", "/door/missing"):
        page = browser.get(at(path)).text
        assert "The fair is closed: nobody is checked in" in page
        assert f'action="{at(path)}"' not in page
        assert f'href="{at("/door/missing")}"' not in page
    assert "Open the fair again" in text_of(browser.get(at("/results")))


def test_an_employer_that_is_absent_gets_nobody_and_comes_after_all(planned: House) -> None:
    door = browser_of(at_time(on_the_day(planned), "08:30"), name="qian")
    gone = door.post(at("/door/missing"), data={"booths": ["01"]})
    assert "Noted as absent: 01 安泰物业" in text_of(gone)
    listed = door.get(at("/door/missing")).text
    assert 'name="ticked" value="01"' in listed
    grid, booth = door.get(at("/grid")).text, text_of(door.get(at("/booths/01")))
    assert grid.count("employer absent") == 2  # the list of a phone too
    assert "The employer is noted as absent" in booth
    assert "free" not in booth
    asked = {"candidate": "C1", "to": "01", "slot": "8"}
    refused = door.post(at("/moves"), data=asked)
    assert refused.status_code == 409
    assert "the employer is noted as absent" in text_of(door.get(at("/guests/C1/move"), params={"to": "01"}))
    back = door.post(at("/door/missing"), data={"ticked": ["01"]})
    assert "Here after all: 01 安泰物业" in text_of(back)
    assert "employer absent" not in door.get(at("/grid")).text
    assert "01" in [booth for _, booth, _ in seats(planned, "C1")]


def test_an_employer_noted_as_absent_in_another_window_stays_so(planned: House) -> None:
    door = browser_of(at_time(on_the_day(planned), "08:30"), name="qian")
    door.post(at("/door/missing"), data={"booths": ["01"]})
    door.post(at("/door/missing"), data={})  # a page that was shown before
    with planned.database.read() as session:
        assert get_fair(session, FAIR_ID, vault=planned.vault).absent_booths == ("01",)


def test_a_guest_of_absent_employers_alone_is_told_so(planned: House) -> None:
    door = browser_of(at_time(on_the_day(planned), "08:30"), name="qian")
    door.post(at("/door/missing"), data={"booths": ["01", "02"]})
    assert "the employers that fit did not come" in text_of(door.get(at("/guests/C1")))


def test_seats_of_somebody_noted_as_absent_before_are_counted_as_given_up(planned: House) -> None:
    door = browser_of(at_time(on_the_day(planned), "08:30"), name="qian")
    door.post(at("/arrivals"), data={"candidate": "C1", "attendance": "stayed_away"})
    done = text_of(door.post(at("/door/missing"), data={}))
    assert "1 noted as absent, 2 of their meetings given up" in done
    assert "C1" not in done


def test_whom_the_door_noted_as_absent_the_next_fair_expects_less(planned: House) -> None:
    door = browser_of(at_time(on_the_day(planned), "08:30"), name="qian")
    door.post(at("/door/missing"), data={"absent": ["C1"]})
    with planned.database.read() as session:
        (visit,) = visits_by(session, FAIR_ID, "C1", vault=planned.vault)
    assert visit.attendance is Attendance.STAYED_AWAY


def test_a_walk_in_is_told_whether_a_place_was_found_and_is_taken_back(planned: House) -> None:
    door = browser_of(at_time(on_the_day(planned), "08:30"), name="qian")
    page = door.get(door.post(at("/walk-ins"), data={"candidate": "C6"}).headers["location"])
    assert "Taken in, and a place was found" in text_of(page)
    undo = fields_of(page.text.split("Undo")[0].rsplit("<form", 1)[1])
    back = door.post(at("/arrivals"), data=undo)
    assert "no guest any more" in text_of(door.get(back.headers["location"]))
    with planned.database.read() as session:
        ids = [one.candidate_id for one in guests_of(session, FAIR_ID, vault=planned.vault)]
    assert ids == ["C1", "C2", "C3"]
    door.post(at("/walk-ins"), data={"candidate": "C6"})
    tapped = door.post(at("/arrivals"), data={"candidate": "C6", "attendance": "unknown"}, headers=SCRIPT)
    assert "no guest any more" in tapped.text
    assert "0 of 3 guests are here" in unescape(tapped.text)


def test_a_walk_in_whom_nothing_fits_and_the_rules_leave_out_is_told_so(planned: House) -> None:
    with planned.database.begin() as session:
        person = candidates_by_id(session, ["C6"])["C6"]
        left_out = [CandidateEntry(replace(person, contact_consent=False))]
        put_candidates(session, left_out, actor=ORGANISER, source="名单.csv", at=planned.clock(), vault=planned.vault)
    planned.follower.work_off()
    office = replace(planned, outreach=replace(planned.outreach, offers=Offering(n_posts=3, least_chance=1.0)))
    door = browser_of(at_time(on_the_day(office), "08:30"), name="qian")
    found = door.post(at("/door"), data={"text": "C6", "everybody": "1"}, headers=SCRIPT)
    assert "Not invited by the rules: does not want to be contacted" in found.text
    page = door.get(door.post(at("/walk-ins"), data={"candidate": "C6"}).headers["location"])
    told = page.text.split('id="told"')[1].split("Undo")[0]
    assert "alert-warning" in told
    assert "Taken in, but no place was found: no booth fits." in told
    assert "Not invited by the rules: does not want to be contacted" in told
    assert "Plan the rest anew to find one" not in text_of(page)


def attendance_of(house: House, id: str) -> Attendance | None:
    with house.database.read() as session:
        return next(one for one in guests_of(session, FAIR_ID, vault=house.vault) if one.candidate_id == id).attendance


def test_who_was_there_follows_from_results_and_goes_with_them(planned: House) -> None:
    browser, result = browser_of(on_the_day(planned)), {"candidate": "C1", "booth": "01"}
    browser.post(at("/visits"), data=result | {"result": "missed"})
    assert attendance_of(planned, "C1") is None  # either of the two was not there
    browser.post(at("/visits"), data=result | {"result": "interested"})
    assert attendance_of(planned, "C1") is Attendance.CAME
    browser.post(at("/visits"), data=result | {"result": "missed"})
    assert attendance_of(planned, "C1") is None
    browser.post(at("/visits"), data=result | {"result": "interested"})
    browser.post(at("/visits"), data=result | {"result": "none"})
    assert attendance_of(planned, "C1") is None


def test_who_was_checked_in_was_there_whatever_comes_of_meetings(planned: House) -> None:
    browser, result = browser_of(on_the_day(planned)), {"candidate": "C1", "booth": "01"}
    browser.post(at("/arrivals"), data={"candidate": "C1", "attendance": "came"})
    browser.post(at("/visits"), data=result | {"result": "interested"})
    browser.post(at("/visits"), data=result | {"result": "missed"})
    assert attendance_of(planned, "C1") is Attendance.CAME


def test_who_missed_a_meeting_can_be_noted_as_absent(planned: House) -> None:
    browser = browser_of(on_the_day(planned))
    browser.post(at("/visits"), data={"candidate": "C1", "booth": "01", "result": "missed"})
    browser.post(at("/arrivals"), data={"candidate": "C1", "attendance": "stayed_away"})
    assert attendance_of(planned, "C1") is Attendance.STAYED_AWAY


def test_undoing_a_result_says_so(planned: House) -> None:
    browser, result = browser_of(on_the_day(planned)), {"candidate": "C1", "booth": "01"}
    browser.post(at("/visits"), data=result | {"result": "met"}, headers=SCRIPT)
    noted = browser.post(at("/visits"), data=result | {"result": "invited"}, headers=SCRIPT)
    undo = fields_of(noted.text.split("Undo")[0].rsplit("<form", 1)[1])
    assert undo["result"] == "met"
    back = browser.post(at("/visits"), data=undo, headers=SCRIPT)
    assert "Taken back." in back.text
    assert "The result is noted." not in back.text


def test_a_result_of_a_meeting_that_was_not_planned_is_counted_apart_and_corrected(
    planned: House, tmp_path: Path
) -> None:
    day = on_the_day(planned)
    bring(day, tmp_path, "attendance", f"活动,编号,到场,结果,单位\n{FAIR_ID},C6,是,有意向,安泰物业\n")
    browser = browser_of(day)
    row = browser.get(at("/results")).text.split("01</a>")[1].split("</tr>")[0]
    assert re.findall(r'text-end">(\d+)<', row) == ["3", "0", "1"]
    assert "Met without a time in the plan" in text_of(browser.get(at("/booths/01")))
    browser.post(at("/visits"), data={"candidate": "C6", "booth": "01", "result": "declined"}, headers=SCRIPT)
    with day.database.read() as session:
        told = [one.result for one in visits_by(session, FAIR_ID, "C6", vault=day.vault) if one.booth_id]
    assert told == [MeetingResult.DECLINED]


def test_who_is_no_guest_cannot_have_stayed_away(planned: House, tmp_path: Path) -> None:
    day = on_the_day(planned)
    rows = f"活动,编号,到场,结果,单位\n{FAIR_ID},C6,未到,,\n{FAIR_ID},C5,,未面谈,安泰物业\n{FAIR_ID},C1,未到,,\n"
    result = bring(day, tmp_path, "attendance", rows)
    assert (result.n_stored, result.n_rejected) == (1, 2)
    assert "此人不是这场活动的来宾" in result.first_rejected[0]


def test_an_exchange_is_not_undone_after_a_colleague_moved_one_of_the_two(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path, most_visits=1)
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=[f"C{n}" for n in range(1, 7)])
    browser = browser_of(office)
    booth = next(booth for booth in ("01", "02") if len(at_booth(office, booth)) > 1)
    first = at_booth(office, booth)[0]
    page = browser.get(at(f"/guests/{first}/move"), params={"booth": booth}).text
    fields = fields_of(next(one for one in page.split("<form") if 'name="other"' in one))
    grid = browser.get(browser.post(at("/moves"), data=fields).headers["location"]).text
    undo = fields_of(grid.split("Undo")[0].rsplit("<form", 1)[1])
    for who in (first, fields["other"]):
        before = seats(office, who)
        free = max(set(range(6)) - {one.slot for one in read_standing(office, FAIR_ID).plan.seats})
        browser.post(at("/moves"), data={"candidate": who, "booth": booth, "to": booth, "slot": free})  # a colleague
        moved = {id: seats(office, id) for id in (first, fields["other"])}
        assert moved[who] != before
        answer = browser.post(at("/moves"), data=undo)
        assert answer.headers["location"] == at("/grid?done=elsewhere")
        assert {id: seats(office, id) for id in moved} == moved
        browser.post(at("/moves"), data={"candidate": who, "booth": booth, "to": booth, "slot": before[0][0]})
    assert browser.post(at("/moves"), data=undo).headers["location"].startswith(at("/grid?done=back"))


def listed_in(door: str) -> list[tuple[str, str]]:
    """Give number and id of each line of the list at the door."""
    return re.findall(r'"n">(\d+)</td><td>[^<]*</td><td class="n">(C\d)', door)


@pytest.mark.parametrize(
    "text", ["小红", "王小", "wangxiao", "2", "０２"], ids=["given", "part", "pinyin", "number", "wide"]
)
def test_a_guest_is_found_by_part_of_the_name_and_by_the_number_on_the_list(planned: House, text: str) -> None:
    with planned.database.begin() as session:
        person = candidates_by_id(session, ["C1"])["C1"]
        named = [CandidateEntry(person, Person(name="王小红", phone=phone_of(1)))]
        put_candidates(session, named, actor=ORGANISER, source="名单.csv", at=planned.clock(), vault=planned.vault)
    planned.follower.work_off()
    browser = browser_of(planned)
    for purpose in ("", "签到"):  # 李二, 王小红, 张三
        door = browser.post(at("/papers/door"), data={"purpose": purpose}).text
        assert [n for n, id in re.findall(r'"n">(\d+)</td><td>[^<]*</td><td class="n">(C\d)', door) if id == "C1"] == [
            "2"
        ]
    found = browser_of(on_the_day(planned), name="qian").post(at("/door"), data={"text": text}, headers=SCRIPT)
    assert re.findall(r'id="card-(\w+)"', found.text) == ["C1"]
    with planned.database.read() as session:
        shown = [one.details["people"] for one in log.entries(session, limit=1000) if one.action == "find"]
    assert ["C1"] in shown


def test_who_came_unasked_stands_below_so_that_printed_numbers_stay(planned: House) -> None:
    day = at_time(on_the_day(planned), "08:30")
    door = browser_of(day, name="qian")
    door.post(at("/walk-ins"), data={"candidate": "C5"})  # 钱五, between 李二 and 王一
    listed = listed_in(door.post(at("/papers/door")).text)
    assert listed == [("1", "C2"), ("2", "C1"), ("3", "C3"), ("4", "C5")]


def test_an_empty_search_says_that_something_is_to_be_typed(planned: House) -> None:
    found = browser_of(on_the_day(planned)).post(at("/door"), data={"text": " "}, headers=SCRIPT)
    assert "Type something to search by" in found.text
    assert "No guest of this fair" not in found.text
