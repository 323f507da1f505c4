"""Seats of a fair as they are kept: what is past is not planned, what was told stays, who comes late is seated anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.fair_arrivals import note_arrival, note_result
from api.fair_door import Arrivals, plan_at_door
from api.fair_keeping import change_fair, remove_booth
from api.fair_moving import read_standing
from api.forgetting import forget
from api.house import House
from api.seating import plan_seats
from data.store import get_candidate, guests_of, put_candidates, put_guests, visits_of
from matcher.errors import Conflict
from matcher.fairs.slots import slots_of
from matcher.records import Attendance, CandidateEntry, MeetingResult, Seat
from tests.api.fair_browser import at, at_time, browser_of, seats, text_of
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, on_the_day, open_fair, stated

IDS = [f"C{n}" for n in range(1, 7)]


@pytest.fixture
def office(house: House, tmp_path: Path) -> House:
    """An office with a fair from 9 to 11 in slots of ten minutes, two weeks before."""
    open_fair(house, tmp_path, until="11:00", walks=[])
    return generous(house)


def invite_all(house: House) -> None:
    browser = browser_of(house)
    browser.post(at("/invite"), data={"channel": "sms"})
    assert browser.post(at("/invite/file"), data={"channel": "sms", "purpose": "九月对接会"}).status_code == 200


def taken(house: House) -> dict[str, set[tuple[int, str]]]:
    """Give by guest the slots and booths."""
    guests = read_standing(house, FAIR_ID).guests
    return {one.candidate_id: {(seat.slot, seat.booth_id) for seat in one.seats} for one in guests}


def test_on_its_own_day_nothing_is_planned_that_has_begun(office: House) -> None:
    late = at_time(on_the_day(office), "09:31")
    made = plan_seats(late, FAIR_ID, actor=ORGANISER, ids=IDS)
    assert made.conflicts == 0
    assert min(one.slot for one in made.plan.seats) == 4  # 9:40
    assert {one.candidate_id for one in made.plan.seats} == set(IDS)


def test_what_has_begun_stays_when_the_fair_is_planned_again_on_its_day(office: House) -> None:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=IDS)
    begun = {id: {one for one in own if one[0] < 4} for id, own in taken(office).items()}
    assert any(begun.values())
    plan_seats(at_time(on_the_day(office), "09:31"), FAIR_ID, actor=ORGANISER)
    assert {id: {one for one in own if one[0] < 4} for id, own in taken(office).items()} == begun


def test_when_its_last_slot_has_begun_a_fair_is_planned_no_more(office: House) -> None:
    evening = at_time(on_the_day(office), "10:51")
    with pytest.raises(Conflict, match="its last slot has begun"):
        plan_seats(evening, FAIR_ID, actor=ORGANISER, ids=IDS)
    assert browser_of(evening).post(at("/plan"), data={"whom": "invite", "invite": "5"}).status_code == 409


def test_who_had_no_meeting_at_a_booth_that_left_stays_as_told(office: House) -> None:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=IDS)
    with office.database.begin() as session:  # as an earlier plan may have had it, for a reason that is gone
        guests = guests_of(session, FAIR_ID, vault=office.vault)
        others = [one for one in guests[0].seats if one.booth_id != "01"]
        last = next(replace(one, slot=11) for one in guests[0].seats if one.booth_id == "01")
        put_guests(session, FAIR_ID, [replace(guests[0], seats=(*others, last))], vault=office.vault)
    invite_all(office)
    told = taken(office)
    with office.database.begin() as session:
        remove_booth(office, session, FAIR_ID, "02", actor=ORGANISER)
    made = plan_seats(office, FAIR_ID, actor=ORGANISER)
    assert (11, "01") in told[guests[0].candidate_id]
    assert {id: {one for one in own if one[1] == "01"} for id, own in told.items()} == taken(office)
    assert made.conflicts == 0


def test_without_an_invitation_a_fair_is_planned_from_nothing(office: House) -> None:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=IDS)
    before = taken(office)
    browser_of(office).post(at("/moves"), data={"candidate": "C1", "booth": "01", "undo": "1"})
    plan_seats(office, FAIR_ID, actor=ORGANISER)
    assert taken(office) == before


def test_what_was_told_stays_at_its_time_when_the_fair_begins_earlier(office: House) -> None:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=IDS)
    invite_all(office)

    def times() -> dict[str, list[tuple[str, str]]]:
        standing = read_standing(office, FAIR_ID)
        slots = slots_of(standing.fair)
        return {
            one.candidate_id: [(f"{slots[seat.slot].begins:%H:%M}", seat.booth_id) for seat in one.seats]
            for one in standing.guests
        }

    told = times()
    with office.database.begin() as session:
        change_fair(office, session, FAIR_ID, stated(until="11:00", since="08:00", walks=[]), actor=ORGANISER)
    plan_seats(office, FAIR_ID, actor=ORGANISER)
    assert times() == told


def check_in(house: House, id: str, attendance: Attendance | None = Attendance.CAME) -> None:
    with house.database.begin() as session:
        note_arrival(house, session, FAIR_ID, id, attendance, actor=ORGANISER)


def test_whoever_is_forgotten_leaves_no_trace_at_a_fair(office: House) -> None:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=IDS[:2])
    gone, stays = IDS[:2]
    for id in (gone, stays):
        check_in(at_time(on_the_day(office), "08:55"), id)
    forget(office, gone, actor=ORGANISER)
    with office.database.read() as session:
        assert [one.candidate_id for one in guests_of(session, FAIR_ID, vault=office.vault)] == [stays]
        assert [one.candidate_id for one in visits_of(session, FAIR_ID, vault=office.vault)] == [stays]


def first_at_nine(house: House) -> tuple[str, str]:
    """Give who has a meeting in the first slot, and with whom."""
    id = next(id for id, own in taken(house).items() if min(own)[0] == 0)
    return id, min(taken(house)[id])[1]


def test_who_is_checked_in_after_a_meeting_gets_another_time(office: House) -> None:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=IDS[:2])
    who, booth = first_at_nine(office)
    check_in(at_time(on_the_day(office), "10:02"), who)
    assert seats(office, who)[0][:2] == (0, booth)  # until the rest is planned anew
    plan_at_door(at_time(on_the_day(office), "10:05"), FAIR_ID, Arrivals(), actor=ORGANISER)
    assert booth in {other for slot, other in taken(office)[who] if slot in (7, 8)}  # 10:10, 10:20


@pytest.mark.parametrize(
    "came_at",
    [pytest.param("08:55", id="before"), pytest.param("09:09", id="while it is on")],
)
def test_who_is_checked_in_in_time_keeps_the_meeting(office: House, came_at: str) -> None:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=IDS[:2])
    who, booth = first_at_nine(office)
    check_in(at_time(on_the_day(office), came_at), who)
    plan_at_door(at_time(on_the_day(office), "10:05"), FAIR_ID, Arrivals(), actor=ORGANISER)
    assert (0, booth) in taken(office)[who]


def test_who_was_met_already_was_there_whenever_the_door_noted_it(office: House) -> None:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=IDS[:2])
    who, booth = first_at_nine(office)
    day = at_time(on_the_day(office), "10:02")
    second = next(one for one in read_standing(day, FAIR_ID).guest(who).seats if one.booth_id != booth)
    with day.database.begin() as session:
        note_result(day, session, FAIR_ID, second, MeetingResult.MET, actor=ORGANISER)
    plan_at_door(at_time(on_the_day(office), "10:05"), FAIR_ID, Arrivals(), actor=ORGANISER)
    assert (0, booth) in taken(office)[who]


def test_who_says_to_have_been_late_is_seated_anew_at_once(office: House) -> None:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=IDS[:2])
    who, booth = first_at_nine(office)
    check_in(at_time(on_the_day(office), "09:05"), who)
    before = taken(office)[who]
    made = plan_at_door(at_time(on_the_day(office), "10:05"), FAIR_ID, Arrivals(late=[who]), actor=ORGANISER)
    assert [slot >= 7 for slot, other in taken(office)[who] if other == booth] == [True]
    assert next({(s.slot, s.booth_id) for s in one.seats} for one in made.before if one.candidate_id == who) == before


def test_what_began_after_the_check_in_and_is_over_is_not_given_up_as_missed(office: House) -> None:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=IDS[:2])
    who, booth = first_at_nine(office)
    check_in(at_time(on_the_day(office), "08:55"), who)
    plan_at_door(at_time(on_the_day(office), "10:05"), FAIR_ID, Arrivals(late=[who]), actor=ORGANISER)
    assert (0, booth) in taken(office)[who]


def test_a_meeting_that_runs_stays_where_only_another_was_found_a_time(office: House) -> None:
    with office.database.begin() as session:
        change_fair(office, session, FAIR_ID, stated(until="09:40", walks=[]), actor=ORGANISER)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=IDS[:3])
    sits = {"C1": [("02", 0), ("01", 1)], "C2": [("01", 2)], "C3": [("01", 3)]}
    with office.database.begin() as session:
        own = [
            replace(
                one, seats=tuple(Seat(one.candidate_id, booth, "P1", slot, 1) for booth, slot in sits[one.candidate_id])
            )
            for one in guests_of(session, FAIR_ID, vault=office.vault)
        ]
        put_guests(session, FAIR_ID, own, vault=office.vault)
    check_in(at_time(on_the_day(office), "09:11"), "C1")
    plan_at_door(at_time(on_the_day(office), "09:12"), FAIR_ID, Arrivals(late=["C1"]), actor=ORGANISER)
    assert (1, "01") in taken(office)["C1"]
    assert [slot >= 2 for slot, booth in taken(office)["C1"] if booth == "02"] == [True]


def test_the_card_of_who_was_late_offers_another_time(office: House) -> None:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=IDS[:2])
    who, booth = first_at_nine(office)
    door = browser_of(at_time(on_the_day(office), "10:05"))
    door.post(at("/arrivals"), data={"candidate": who})
    card = door.get(at(f"/door?done=came&who={who}"))
    assert "Find another time" in text_of(card)
    page = text_of(door.get(door.post(at("/late"), data={"candidate": who}).headers["location"]))
    assert "A place was found: 10:10 at booth" in page
    assert "10:10" in page
    assert booth in {other for slot, other in taken(office)[who] if slot >= 7}
    assert "Find another time" not in page


def test_after_the_last_slot_no_other_time_is_offered(office: House) -> None:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=IDS[:2])
    who, _ = first_at_nine(office)
    door = browser_of(at_time(on_the_day(office), "10:55"))
    door.post(at("/arrivals"), data={"candidate": who})
    page = text_of(door.get(at(f"/door?done=came&who={who}")))
    assert "The meetings are over" in page
    assert "Find another time" not in page


def test_who_has_to_be_told_anew_comes_before_the_prints(office: House) -> None:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=IDS)
    invite_all(office)
    browser = browser_of(office)
    assert "The guests are invited. Print for employers" in text_of(browser.get(at("/grid")))
    n = len({id for id, own in taken(office).items() if any(booth == "02" for _, booth in own)})
    with office.database.begin() as session:
        remove_booth(office, session, FAIR_ID, "02", actor=ORGANISER)
    plan_seats(office, FAIR_ID, actor=ORGANISER)
    page = text_of(browser.get(at("/grid")))
    assert f"{n} people were told another time or place than holds now. Tell them, then print." in page
    assert f"{n} people were told another time or place than holds now. Tell them the change" in text_of(
        browser.get(at("/plan"))
    )
    browser.post(at("/papers/door"))
    assert "Tell them, then print." in text_of(browser.get(at("/grid")))
    browser.post(at("/invite/changed"), data={"channel": "sms", "changed_purpose": "更改"})
    assert "Invited and printed" in text_of(browser.get(at("/grid")))


@pytest.mark.parametrize(
    ("n", "words"),
    [
        pytest.param(2, "More guests, or more of its posts at the booth, would help.", id="others remain"),
        pytest.param(50, "Bring more of its posts to the booth: nobody else may be asked.", id="nobody remains"),
    ],
)
def test_more_guests_are_advised_only_where_there_are_any(office: House, n: int, words: str) -> None:
    with office.database.begin() as session:
        change_fair(office, session, FAIR_ID, stated(until="16:00", walks=[]), actor=ORGANISER)
        gone = CandidateEntry(replace(get_candidate(session, "C6"), contact_consent=False))
        told: dict[str, Any] = {"actor": ORGANISER, "source": "x", "at": office.clock(), "vault": office.vault}
        put_candidates(session, [gone], **told)
    plan_seats(office, FAIR_ID, actor=ORGANISER, n_invited=n)
    page = text_of(browser_of(office).get(at("/plan")))
    assert page.count("Few meetings") == page.count(words) == 2
