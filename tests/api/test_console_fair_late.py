"""Who comes to the door of a fair while a meeting runs: sent there, or given another time that can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.house import House
from api.seating import plan_seats
from data import log
from data.store import guests_of
from tests.api.fair_browser import SCRIPT, at, at_time, browser_of, fields_of, seats, text_of
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, on_the_day, open_fair


@pytest.fixture
def planned(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path, until="11:00", most_visits=1)
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    return office


@pytest.fixture
def full(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path, until="09:20", most_visits=1)  # two slots of three places: six guests fill them
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=[f"C{n}" for n in range(1, 7)])
    return office


def first_of(house: House) -> tuple[str, str]:
    """Give who has a meeting in the first slot, and at which booth."""
    id = next(id for id in ("C1", "C2", "C3", "C4", "C5", "C6") if seats(house, id)[0][0] == 0)
    return id, seats(house, id)[0][1]


def door_at(house: House, local: str) -> TestClient:
    return browser_of(at_time(on_the_day(house), local), name=f"door{local.replace(':', '')}")


def card_of(door: TestClient, id: str) -> str:
    return door.post(at("/door"), data={"text": id}, headers=SCRIPT).text


def other_time(door: TestClient, id: str) -> Response:
    """Press *Find another time*, and give the page that it leads to."""
    answer = door.post(at("/late"), data={"candidate": id})
    assert answer.status_code == 303
    return door.get(answer.headers["location"])


def test_who_comes_while_the_meeting_runs_is_sent_there(planned: House) -> None:
    who, booth = first_of(planned)
    door = door_at(planned, "09:00:39")
    before = card_of(door, who)
    came = door.post(at("/arrivals"), data={"candidate": who}, headers=SCRIPT).text
    for card in (before, came):
        assert "Now: <strong>09:00 · booth" in card
        assert f"{booth}</strong>" in card
        assert "The meetings are over" not in card
    assert came.index("Checked in") < came.index("Find another time")  # the second choice


def test_the_meeting_that_runs_heads_the_card_and_the_next_one_follows(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path, until="11:00")
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    who, _ = first_of(office)
    card = card_of(door_at(office, "09:00:25"), who)
    assert card.index("Now: <strong>09:00") < card.index("Next meeting: ")
    assert 'class="next-meeting mb-1">Now' in card


def test_where_no_other_time_is_found_the_meeting_that_runs_stays(full: House) -> None:
    who, _ = first_of(full)
    before = seats(full, who)
    door = door_at(full, "09:01")
    door.post(at("/arrivals"), data={"candidate": who})
    page = other_time(door, who)
    assert seats(full, who) == before
    assert "No other time was found: all that fits is taken. The meeting stays as it was." in text_of(page)
    assert "Now: 09:00 · booth" in text_of(page)
    assert "late/undo" not in page.text


def told(house: House, id: str) -> object:
    with house.database.read() as session:
        guests = guests_of(session, FAIR_ID, vault=house.vault)
    kept = next(one for one in guests if one.candidate_id == id).told
    return kept and kept.meetings


def test_another_time_is_found_and_taken_back(planned: House) -> None:
    who, booth = first_of(planned)
    before = seats(planned, who)
    door = door_at(planned, "09:01")
    door.post(at("/arrivals"), data={"candidate": who})
    page = other_time(door, who)
    assert "A place was found: 09:" in text_of(page)
    assert f"Given up for it: 09:00 at booth {booth}." in text_of(page)
    assert [one for one in seats(planned, who) if one[0] == 0] == []
    undo = fields_of(page.text.split("Undo")[0].rsplit("<form", 1)[1])
    back = door.post(at("/late/undo"), data=undo)
    assert "Taken back." in text_of(door.get(back.headers["location"]))
    assert seats(planned, who) == before
    assert told(planned, who) == ((f"{planned.today().replace(day=16)} 09:00", booth),)
    with planned.database.read() as session:
        actions = [one.action for one in log.entries(session, limit=1000)]
    assert (actions.count("plan at door"), actions.count("move meeting")) == (1, 1)
    again = door.post(at("/late/undo"), data=undo)
    assert again.status_code == 409
    assert "the meetings were moved meanwhile" in again.text
    assert seats(planned, who) == before


def test_a_second_tap_plans_nothing_and_keeps_the_way_back(planned: House) -> None:
    who, _ = first_of(planned)
    door = door_at(planned, "09:01")
    door.post(at("/arrivals"), data={"candidate": who})
    address = door.post(at("/late"), data={"candidate": who}).headers["location"]
    found = seats(planned, who)
    assert door.post(at("/late"), data={"candidate": who}).headers["location"] == address
    assert seats(planned, who) == found
    for _ in ("shown", "reloaded"):
        page = door.get(address)
        assert "A place was found: 09:" in text_of(page)
        assert f'action="{at("/late/undo")}"' in page.text
    other = browser_of(at_time(on_the_day(planned), "09:02"), name="other")
    assert "The person has a meeting to come: 09:" in text_of(other_time(other, who))
    with planned.database.read() as session:
        assert [one.action for one in log.entries(session, limit=1000)].count("plan at door") == 1


def test_what_was_taken_back_is_not_said_again(planned: House) -> None:
    who, _ = first_of(planned)
    door = door_at(planned, "09:01")
    door.post(at("/arrivals"), data={"candidate": who})
    address = door.post(at("/late"), data={"candidate": who}).headers["location"]
    undo = fields_of(door.get(address).text.split("Undo")[0].rsplit("<form", 1)[1])
    door.post(at("/late/undo"), data=undo)
    assert "A place was found" not in text_of(door.get(address))


def test_what_was_found_and_has_begun_is_not_taken_back(planned: House) -> None:
    who, _ = first_of(planned)
    door = door_at(planned, "09:01")
    door.post(at("/arrivals"), data={"candidate": who})
    page = other_time(door, who)
    undo = fields_of(page.text.split("Undo")[0].rsplit("<form", 1)[1])
    found = seats(planned, who)
    later = door_at(planned, "10:55")
    assert later.post(at("/late/undo"), data=undo).status_code == 409
    assert seats(planned, who) == found


def test_who_was_noted_as_absent_and_comes_while_the_meeting_runs_keeps_it(planned: House) -> None:
    who, _ = first_of(planned)
    before = seats(planned, who)
    door_at(planned, "09:01").post(at("/arrivals"), data={"candidate": who, "attendance": "stayed_away"})
    door = door_at(planned, "09:04")
    card = door.post(at("/arrivals"), data={"candidate": who}, headers=SCRIPT).text
    assert seats(planned, who) == before
    assert "Now: <strong>09:00" in card


def test_nobody_is_sent_to_an_employer_that_is_absent_while_the_meeting_runs(planned: House) -> None:
    who, booth = first_of(planned)
    door = door_at(planned, "09:01")
    door.post(at("/door/missing"), data={"booths": [booth]})
    card = card_of(door, who)
    assert "the employer is noted as absent" in card
    assert "Now: " not in card
    came = door.post(at("/arrivals"), data={"candidate": who}, headers=SCRIPT).text
    assert "Find a place now" in came


def test_the_card_says_before_anybody_is_checked_in_that_the_employers_did_not_come(planned: House) -> None:
    door = door_at(planned, "08:30")
    door.post(at("/door/missing"), data={"booths": ["01", "02"]})
    assert "No meeting: the employers that fit did not come." in card_of(door, "C1")


def test_the_door_leads_to_the_employers_that_did_not_come(planned: House) -> None:
    door = door_at(planned, "08:30")
    link = "/door/missing?employers=true"
    assert f'href="{at(link)}#employers">An employer did not come' in door.get(at("/door")).text
    assert 'id="employers" open' in door.get(at(link)).text
    assert 'id="employers" open' not in door.get(at("/door/missing")).text
