"""A planned fair in the console: its timetable, meetings moved by hand, invitations, prints, the door, results."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from api.contacting import Told, note_attempt
from api.fair_keeping import change_fair, create_fair
from api.fair_moving import read_standing
from api.house import House
from api.seating import plan_seats
from data import log
from data.store import get_fair, guests_of, list_feedback, visits_by
from matcher.fairs.conflicts import conflicts_of
from matcher.records import Actor, Attendance, Channel, ContactResult, FairState, FeedbackEvent
from tests.api.fair_browser import SCRIPT, at, at_time, browser_of, fields_of, seats, text_of
from tests.api.fair_office import FAIR_ID, NAMES, ORGANISER, generous, on_the_day, open_fair, planned_office, stated
from tests.api.outreach_office import phone_of


@pytest.fixture
def planned(house: House, tmp_path: Path) -> House:
    return planned_office(house, tmp_path)


def test_the_timetable_shows_everybody_masked(planned: House) -> None:
    page = browser_of(planned).get(at("/grid"))
    assert "王*" in page.text
    assert not any(name in page.text for name in NAMES)


def free_slot(house: House, booth: str) -> int:
    standing = read_standing(house, FAIR_ID)
    return max(set(range(12)) - {one.slot for one in standing.plan.seats if one.booth_id == booth})


def test_a_meeting_is_moved_told_and_moved_back(planned: House) -> None:
    browser, before = browser_of(planned), seats(planned, "C1")
    _, booth, _ = before[0]
    free = free_slot(planned, booth)
    moved = browser.post(at("/moves"), data={"candidate": "C1", "booth": booth, "to": booth, "slot": free})
    assert moved.status_code == 303
    assert (free, booth, True) in seats(planned, "C1")
    page = browser.get(moved.headers["location"])
    assert "now meets booth" in text_of(page)
    fields = fields_of(page.text.split("Undo")[0].rsplit("<form", 1)[1])
    assert browser.post(at("/moves"), data=fields).status_code == 303
    assert seats(planned, "C1") == before
    with planned.database.read() as session:
        assert [one.action for one in log.entries(session, limit=1000)].count("move meeting") == 2


def test_a_meeting_that_is_gone_leads_back_to_the_timetable(planned: House) -> None:
    browser, booth = browser_of(planned), seats(planned, "C1")[0][1]
    browser.post(at("/moves"), data={"candidate": "C1", "booth": booth, "undo": "1"})  # in another tab
    late = browser.post(at("/moves"), data={"candidate": "C1", "booth": booth, "to": booth, "slot": 3})
    assert late.headers["location"] == at("/grid?done=elsewhere")
    assert browser.get(at(f"/guests/C1/move?booth={booth}"), follow_redirects=False).status_code == 303
    assert "moved or given up meanwhile" in text_of(browser.get(at("/grid?done=elsewhere")))


def test_what_stands_against_a_move_is_said_and_nothing_is_moved(planned: House) -> None:
    browser, before = browser_of(planned), seats(planned, "C1")
    (_, booth, _), (other_slot, _, _) = before[:2]
    refused = browser.post(at("/moves"), data={"candidate": "C1", "booth": booth, "to": booth, "slot": other_slot})
    assert refused.status_code == 409
    assert "is at another booth then" in refused.text
    assert seats(planned, "C1") == before


def test_each_slot_of_a_booth_says_whether_the_meeting_can_be_there(planned: House) -> None:
    browser = browser_of(planned)
    page = text_of(browser.get(at("/guests/C1/move"), params={"booth": "01"}))
    assert "is here now" in page
    assert "every interviewer has somebody then" in page
    assert "Move here" in page


def test_two_people_of_a_booth_exchange_their_times(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path, most_visits=1)
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=[f"C{n}" for n in range(1, 7)])
    browser = browser_of(office)
    booth = next(booth for booth in ("01", "02") if len(at_booth(office, booth)) > 1)
    first = at_booth(office, booth)[0]
    page = browser.get(at(f"/guests/{first}/move"), params={"booth": booth}).text
    form = next(one for one in page.split("<form") if 'name="other"' in one)
    fields = fields_of(form)
    before = {id: seats(office, id)[0][0] for id in (first, fields["other"])}
    assert browser.post(at("/moves"), data=fields).status_code == 303
    after = {id: seats(office, id)[0][0] for id in before}
    assert [after[first], after[fields["other"]]] == [before[fields["other"]], before[first]]


def at_booth(house: House, booth: str) -> list[str]:
    plan = read_standing(house, FAIR_ID).plan
    return [one.candidate_id for one in plan.seats if one.booth_id == booth]


def test_a_meeting_moved_by_hand_stays_when_the_fair_is_planned_again(planned: House) -> None:
    browser = browser_of(planned)
    booth = seats(planned, "C1")[0][1]
    free = free_slot(planned, booth)
    browser.post(at("/moves"), data={"candidate": "C1", "booth": booth, "to": booth, "slot": free})
    made = plan_seats(planned, FAIR_ID, actor=ORGANISER)
    assert (free, booth, True) in seats(planned, "C1")
    assert made.conflicts == 0
    assert len(seats(planned, "C1")) == 2


def test_a_free_place_is_given_to_who_stands_by_and_taken_back(planned: House) -> None:
    browser = browser_of(planned)
    browser.post(at("/moves"), data={"candidate": "C1", "booth": "01", "undo": "1"})  # given up
    assert [one[1] for one in seats(planned, "C1")] == ["02"]
    free = free_slot(planned, "01")
    seated = browser.post(at("/moves"), data={"candidate": "C1", "to": "01", "slot": free})
    assert seated.status_code == 303
    assert (free, "01", True) in seats(planned, "C1")
    standing = read_standing(planned, FAIR_ID)
    assert conflicts_of(standing.fair, [one.guest for one in standing.guests], standing.plan) == []


def test_what_has_begun_is_not_moved(planned: House) -> None:
    late = at_time(on_the_day(planned), "10:59")
    browser = browser_of(late)
    booth = seats(planned, "C1")[0][1]
    move = {"candidate": "C1", "booth": booth, "to": booth, "slot": str(free_slot(planned, booth))}
    assert browser.post(at("/moves"), data=move).status_code == 409


def test_needs_are_noted_and_send_the_plan_back(planned: House) -> None:
    browser = browser_of(planned)
    assert browser.post(at("/guests/C1/needs"), data={"needs": ["step_free"]}).status_code == 303
    page = text_of(browser.get(at("/guests/C1")))
    assert "The fair was changed since it was planned" in page
    assert 'value="step_free" checked' in browser.get(at("/guests/C1")).text


def test_invitations_say_who_is_written_to_before_anybody_decides(planned: House) -> None:
    browser = browser_of(planned)
    assert "Invite 3 people" in text_of(browser.get(at("/invite")))
    assert browser.post(at("/invite"), data={"channel": "sms"}).status_code == 303
    page = text_of(browser.get(at("/invite")))
    assert "3 messages by this channel, 0 of them handed out" in page
    assert browser.post(at("/invite/file"), data={"channel": "sms"}).status_code == 422
    file = browser.post(at("/invite/file"), data={"channel": "sms", "purpose": "九月对接会"})
    assert file.headers["content-type"].startswith("text/csv")
    assert "王一" in file.content.decode("utf-8-sig")
    assert "3 of them handed out" in text_of(browser.get(at("/invite")))


def invite_all(house: House) -> None:
    browser = browser_of(house)
    browser.post(at("/invite"), data={"channel": "sms"})
    assert browser.post(at("/invite/file"), data={"channel": "sms", "purpose": "九月对接会"}).status_code == 200


def test_who_was_told_another_time_is_listed_and_written_to_anew(planned: House) -> None:
    browser = browser_of(planned)
    assert "people were invited already" not in text_of(browser.get(at("/plan")))
    invite_all(planned)
    for page in ("/plan", ""):
        assert "3 people were invited already; planning again leaves what they were told" in text_of(
            browser.get(at(page))
        )
    assert "Tell them the change" not in text_of(browser.get(at("/invite")))
    booth = seats(planned, "C1")[0][1]
    browser.post(at("/moves"), data={"candidate": "C1", "booth": booth, "to": booth, "slot": free_slot(planned, booth)})
    assert "1 people were told another time or place than holds now" in text_of(browser.get(at("/grid")))
    listed = browser.get(at("/invite")).text.split('id="changed"')[1].split("</table>")[0]
    assert re.findall(r"C\d(?=</span>)", listed) == ["C1"]
    assert browser.post(at("/invite/changed"), data={"channel": "sms"}).status_code == 422
    file = browser.post(at("/invite/changed"), data={"channel": "sms", "changed_purpose": "改期"})
    assert [name in file.content.decode("utf-8-sig") for name in NAMES[:3]] == [True, False, False]
    assert "Tell them the change" not in text_of(browser.get(at("/invite")))


def test_who_is_no_guest_any_more_is_to_be_told_and_not_written_to(planned: House) -> None:
    invite_all(planned)
    plan_seats(planned, FAIR_ID, actor=ORGANISER, ids=["C1", "C2"])
    browser = browser_of(planned)
    assert re.search(r"C3 09:00 at booth .{2,40} no meeting", text_of(browser.get(at("/invite"))))
    file = browser.post(at("/invite/changed"), data={"channel": "sms", "changed_purpose": "改期"})
    assert NAMES[2] not in file.content.decode("utf-8-sig")


def contacted(house: House, id: str, result: ContactResult) -> None:
    with house.database.begin() as session:
        note_attempt(house, session, Told(id, Channel.PHONE, result), actor=Actor("li", "caseworker"))


def test_who_is_not_written_to_is_named_and_called(planned: House) -> None:
    contacted(planned, "C1", ContactResult.REACHED)
    contacted(planned, "C2", ContactResult.OPTED_OUT)
    browser = browser_of(planned)
    page = browser.get(at("/invite")).text
    who = text_of(browser.get(at("/invite"))).split("Who they are")[1].split("They stay")[0]
    assert ("C1" in who, "C2" in who, "C3" in who) == (True, True, False)
    assert "Call 1 people" in page
    assert browser.post(at("/invite/calls"), data={"calls_purpose": " "}).status_code == 422
    listed = browser.post(at("/invite/calls"), data={"calls_purpose": "电话通知"})
    assert [name in listed.text for name in NAMES[:3]] == [True, False, False]
    assert phone_of(1) in listed.text
    assert listed.headers["cache-control"] == "no-store"
    with planned.database.read() as session:
        assert [one.action for one in log.entries(session, limit=1000)].count("reveal") == 1


def test_who_has_no_meeting_any_more_is_called(planned: House) -> None:
    invite_all(planned)
    plan_seats(planned, FAIR_ID, actor=ORGANISER, ids=["C1", "C2"])
    listed = browser_of(planned).post(at("/invite/calls"), data={"calls_purpose": "电话通知"})
    assert [name in listed.text for name in NAMES[:3]] == [False, False, True]


def test_where_nobody_can_be_invited_the_papers_come_next(planned: House) -> None:
    for n in (1, 2, 3):
        contacted(planned, f"C{n}", ContactResult.REACHED)
    page = browser_of(planned).get(at("/invite")).text
    assert "Nobody can be invited by message now" in page
    assert f'href="{at("/papers")}">Print</a>' in page


def test_a_second_fetching_says_in_words_of_the_page_what_to_tick(planned: House) -> None:
    invite_all(planned)
    again = browser_of(planned).post(at("/invite/file"), data={"channel": "sms", "purpose": "九月对接会"})
    assert again.status_code == 422
    told = unescape(re.search(r'role="alert">(.*?)</div>', again.text)[1])  # type: ignore[index]
    assert told.startswith("All 3 messages were handed out, the last on ")
    assert told.endswith("Tick “All of them again” only if that copy was lost.")
    assert "--again" not in again.text


def test_a_fair_of_this_very_day_is_not_said_to_be_invited_to(house: House) -> None:
    with house.database.begin() as session:
        create_fair(house, session, FAIR_ID, stated(on="2023-09-01", since="20:00", until="21:00"), actor=ORGANISER)
    assert steps_of(at_time(house, "12:00"), "") == ["now", "later", "later", "later", "later", "later", "later"]
    with house.database.begin() as session:
        change_fair(house, session, FAIR_ID, stated(on="2023-09-01", since="00:00"), actor=ORGANISER)
    assert steps_of(at_time(house, "12:00"), "")[3] == "left"


def test_who_is_invited_too_late_is_not_offered_to_be(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path, on="2023-09-02", since="08:00", until="09:00")
    office = at_time(generous(house), "22:00")
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2"])
    page = browser_of(office).get(at("/invite"))
    assert "fair “秋季对接会” begins before anybody may be written to" in text_of(page)
    assert "Invite 2 people" not in page.text
    assert browser_of(office).post(at("/invite"), data={"channel": "sms"}).status_code == 422


def test_without_an_address_the_page_says_so_and_whom_to_ask(planned: House) -> None:
    blind = replace(planned, settings=planned.settings.model_copy(update={"public_url": None}))
    page = text_of(browser_of(blind).get(at("/invite")))
    assert "No message can go out yet" in page
    assert "Ask the administrator to set it" in page


def steps_of(house: House, page: str = "/grid") -> list[str]:
    return re.findall(r'<li class="(done|now|later|left)">', browser_of(house).get(at(page)).text)


def test_a_step_is_ticked_when_it_was_done_and_the_next_one_follows(planned: House) -> None:
    browser, begun = browser_of(planned), ["done", "done", "done"]
    assert steps_of(planned) == [*begun, "now", "later", "later", "later"]
    browser.post(at("/papers/door"))
    assert steps_of(planned) == [*begun, "now", "done", "later", "later"]
    browser.post(at("/invite"), data={"channel": "sms"})
    assert "nobody knows yet. Fetch the file of messages" in text_of(browser.get(at("/grid")))
    browser.post(at("/invite/file"), data={"channel": "sms", "purpose": "九月对接会"})
    assert steps_of(planned) == [*begun, "done", "done", "now", "later"]
    assert "Invited and printed" in text_of(browser.get(at("/grid")))
    plan_seats(planned, FAIR_ID, actor=ORGANISER)
    assert steps_of(planned) == [*begun, "done", "now", "later", "later"]


def test_a_print_is_masked_and_names_people_for_a_purpose(planned: House) -> None:
    browser = browser_of(planned)
    assert "王一" not in browser.post(at("/papers/door")).text
    named = browser.post(at("/papers/door"), data={"purpose": "签到"})
    assert "王一" in named.text
    assert "style-src 'sha256-" in named.headers["content-security-policy"]
    book = browser.post(at("/papers/employers"), data={"form": "xlsx"})
    assert book.headers["content-type"].endswith("sheet")
    with planned.database.read() as session:
        lines = [one for one in log.entries(session, limit=1000) if one.action == "reveal"]
    assert [one.purpose for one in lines] == ["签到"]


def test_a_guest_is_found_at_the_door_and_checked_in_with_one_tap(planned: House) -> None:
    door = browser_of(on_the_day(planned))
    found = door.post(at("/door"), data={"text": "wy"}, headers=SCRIPT)
    assert "card-C1" in found.text
    assert "王一" not in found.text
    for surname in ("王", "wang"):
        by_surname = door.post(at("/door"), data={"text": surname}, headers=SCRIPT)
        assert re.findall(r'id="card-(\w+)"', by_surname.text) == ["C1"]
    assert "card-C4" not in door.post(at("/door"), data={"text": "zs"}, headers=SCRIPT).text  # no guest
    tapped = door.post(at("/arrivals"), data={"candidate": "C1", "attendance": "came"}, headers=SCRIPT)
    assert "Checked in" in tapped.text
    assert "1 of 3 guests are here" in unescape(tapped.text)
    with planned.database.read() as session:
        assert [one.attendance for one in visits_by(session, FAIR_ID, "C1", vault=planned.vault)] == [Attendance.CAME]
    door.post(at("/arrivals"), data={"candidate": "C1", "attendance": "unknown"}, headers=SCRIPT)
    with planned.database.read() as session:
        assert visits_by(session, FAIR_ID, "C1", vault=planned.vault) == []
        guests = guests_of(session, FAIR_ID, vault=planned.vault)
    assert [one.attendance for one in guests] == [None, None, None]
    plain = door.post(at("/arrivals"), data={"candidate": "C1"})
    assert plain.headers["location"] == at("/door?done=came&who=C1")


def test_before_its_day_nobody_is_checked_in(planned: House) -> None:
    browser = browser_of(planned)
    assert "The door opens on" in text_of(browser.get(at("/door")))
    assert browser.post(at("/arrivals"), data={"candidate": "C1"}).status_code == 422


def test_seats_of_absentees_are_given_on_and_who_changed_is_told(planned: House) -> None:
    early = browser_of(at_time(on_the_day(planned), "09:01"), name="qian")
    assert not re.findall(r'name="absent" value="(\w+)" checked', early.get(at("/door/missing")).text)
    door = browser_of(at_time(on_the_day(planned), "09:10"))
    listed = door.get(at("/door/missing"))
    late = re.findall(r'name="absent" value="(\w+)" checked', listed.text)
    assert late
    done = door.post(at("/door/missing"), data={"absent": late})
    assert f"{len(late)} noted as absent" in text_of(done)
    assert all(slot == 0 for id in late for slot, *_ in seats(planned, id))


def test_who_comes_late_meets_the_same_employer_after_all(planned: House) -> None:
    morning = browser_of(at_time(on_the_day(planned), "09:15"))
    late = next(id for id in ("C1", "C2", "C3") if seats(planned, id)[0][0] == 0)
    missed = next(booth for slot, booth, _ in seats(planned, late) if slot == 0)
    morning.post(at("/door/missing"), data={"absent": [late]})
    noon = at_time(on_the_day(planned), "09:35")
    door = browser_of(noon, name="qian")
    door.post(at("/arrivals"), data={"candidate": late, "attendance": "came"})
    assert seats(planned, late) == []
    door.post(at("/door/missing"), data={})  # the rest planned anew
    assert missed in [booth for slot, booth, _ in seats(planned, late) if slot >= 4]


def test_a_meeting_that_did_not_take_place_is_no_meeting_with_the_employer(planned: House) -> None:
    day = at_time(on_the_day(planned), "09:35")
    browser = browser_of(day)
    who = next(id for id in ("C1", "C2", "C3") if seats(planned, id)[0][0] == 0)
    booth = seats(planned, who)[0][1]
    slot = free_slot(planned, booth)
    asked = {"candidate": who, "to": booth, "slot": slot}
    assert browser.post(at("/moves"), data=asked).status_code == 409
    browser.post(at("/visits"), data={"candidate": who, "booth": booth, "result": "missed"})
    assert "Seat here" in text_of(browser.get(at(f"/guests/{who}/move"), params={"to": booth}))
    assert browser.post(at("/moves"), data=asked).status_code == 303
    assert [one for one in seats(planned, who) if one[1] == booth] == [(slot, booth, True)]


def test_somebody_who_came_unasked_is_taken_in(planned: House) -> None:
    door = browser_of(at_time(on_the_day(planned), "09:05"))
    found = door.post(at("/door"), data={"text": "sl", "everybody": "1"}, headers=SCRIPT)
    assert found.status_code == 200
    found = door.post(at("/door"), data={"text": "C6", "everybody": "1"}, headers=SCRIPT)
    assert "Take in and find a place" in found.text
    taken = door.post(at("/walk-ins"), data={"candidate": "C6"})
    assert taken.status_code == 303
    assert seats(planned, "C6")


def test_a_result_is_noted_with_a_click_and_taken_back(planned: House) -> None:
    day = on_the_day(planned)
    browser = browser_of(day)
    noted = browser.post(at("/visits"), data={"candidate": "C1", "booth": "01", "result": "interested"}, headers=SCRIPT)
    assert "The result is noted." in noted.text

    def events() -> set[FeedbackEvent]:
        with day.database.read() as session:
            return {one.event for _, one in list_feedback(session, "C1")}

    assert FeedbackEvent.INTERESTED in events()
    browser.post(at("/visits"), data={"candidate": "C1", "booth": "01", "result": "none"}, headers=SCRIPT)
    assert FeedbackEvent.INTERESTED not in events()
    with day.database.read() as session:
        assert [one for one in visits_by(session, FAIR_ID, "C1", vault=day.vault) if one.booth_id] == []


def test_a_fair_is_closed_from_its_day_on(planned: House) -> None:
    assert browser_of(planned).post(at("/close")).status_code == 409
    browser = browser_of(on_the_day(planned), name="qian")
    assert browser.post(at("/close")).headers["location"] == at("/results?done=closed")
    with planned.database.read() as session:
        assert get_fair(session, FAIR_ID, vault=planned.vault).fair.state is FairState.CLOSED
