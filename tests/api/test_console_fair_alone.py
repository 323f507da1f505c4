"""Who is taken in at the door of a fair, or given another time there, is planned alone: all others stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.fair_moving import read_standing
from api.house import House
from api.seating import plan_seats
from tests.api.fair_browser import at, at_time, browser_of, seats
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, on_the_day, open_fair, planned_office

GUESTS = ("C1", "C2", "C3")


@pytest.fixture
def planned(house: House, tmp_path: Path) -> House:
    return planned_office(house, tmp_path)


def door_of(house: House) -> TestClient:
    return browser_of(at_time(on_the_day(house), "09:15"), name="qian")


def first_of(house: House) -> tuple[str, str]:
    """Give who has a meeting in the first slot, and at which booth."""
    id = next(id for id in GUESTS if seats(house, id)[0][0] == 0)
    return id, seats(house, id)[0][1]


def miss(door: TestClient, who: str, booth: str) -> None:
    """Note that a meeting did not take place."""
    assert door.post(at("/visits"), data={"candidate": who, "booth": booth, "result": "missed"}).status_code == 303


def test_whose_meeting_did_not_take_place_gets_no_other_with_somebody_who_is_taken_in(planned: House) -> None:
    door, (who, booth) = door_of(planned), first_of(planned)
    miss(door, who, booth)
    before = {id: seats(planned, id) for id in GUESTS}
    door.post(at("/walk-ins"), data={"candidate": "C6"})
    assert seats(planned, "C6")
    assert {id: seats(planned, id) for id in GUESTS} == before
    door.post(at("/door/missing"), data={})  # the rest planned anew
    assert booth in [one for slot, one, _ in seats(planned, who) if slot > 1]


def test_a_seat_given_up_beforehand_and_taken_by_another_is_stored_once(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path, until="09:30", most_visits=1)
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=list(GUESTS))
    door = browser_of(at_time(on_the_day(office), "08:45"), name="qian")
    who, booth = first_of(office)
    miss(door, who, booth)  # before it begins
    for id in ("C4", "C5", "C6"):
        door.post(at("/walk-ins"), data={"candidate": id})
    taken = [(one.slot, one.booth_id, one.desk) for one in read_standing(office, FAIR_ID).plan.seats]
    assert len(taken) == len(set(taken))
    assert (0, booth) in [seats(office, id)[0][:2] for id in ("C4", "C5", "C6") if seats(office, id)]


def test_who_stands_by_is_given_nothing_with_somebody_who_is_taken_in(planned: House) -> None:
    door = door_of(planned)
    slot, booth, _ = next(one for one in seats(planned, "C1") if one[0] > 2)
    door.post(at("/moves"), data={"candidate": "C1", "booth": booth, "undo": "1"})  # given up
    before = {id: seats(planned, id) for id in GUESTS}
    assert (slot, booth) not in [one[:2] for one in before["C1"]]
    door.post(at("/walk-ins"), data={"candidate": "C6"})
    assert {id: seats(planned, id) for id in GUESTS} == before


def test_all_others_stay_as_they_are_when_somebody_gets_another_time(planned: House) -> None:
    door, (who, booth) = door_of(planned), first_of(planned)
    miss(door, who, booth)
    before = seats(planned, who)
    door.post(at("/walk-ins"), data={"candidate": "C6"})
    assert door.post(at("/late"), data={"candidate": "C6"}).status_code == 303
    other = next(id for id in GUESTS if id != who)
    door.post(at("/late"), data={"candidate": other})
    assert seats(planned, who) == before


def test_the_seat_of_who_is_noted_as_absent_is_free_for_somebody_who_is_taken_in(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path, until="09:10", most_visits=1)  # one slot of three places
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=list(GUESTS))
    before = {id: seats(office, id) for id in GUESTS}
    door = browser_of(at_time(on_the_day(office), "08:45"), name="qian")
    door.post(at("/arrivals"), data={"candidate": "C1", "attendance": "stayed_away"})
    door.post(at("/walk-ins"), data={"candidate": "C6"})
    assert seats(office, "C6") == before["C1"]
    assert [seats(office, id) for id in GUESTS] == [[], before["C2"], before["C3"]]
