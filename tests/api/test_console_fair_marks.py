"""The door of a fair between two guests and two windows: what is told of one goes, and no mark is lost in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.house import House
from data.store import guests_of
from matcher.records import Attendance
from tests.api.fair_browser import SCRIPT, at, at_time, browser_of, fields_of, text_of
from tests.api.fair_office import FAIR_ID, on_the_day, planned_office

TOLD_NOTHING = '<div id="told" aria-live="polite" hx-swap-oob="true"></div>'


@pytest.fixture
def planned(house: House, tmp_path: Path) -> House:
    return planned_office(house, tmp_path)


def door_of(house: House, name: str = "qian") -> TestClient:
    return browser_of(at_time(on_the_day(house), "08:30"), name=name)


@pytest.mark.parametrize("sought", ["C2", "", "C6"], ids=["found", "empty", "nobody"])
def test_what_was_told_of_one_guest_goes_with_the_next_search(planned: House, sought: str) -> None:
    found = door_of(planned).post(at("/door"), data={"text": sought}, headers=SCRIPT).text
    assert TOLD_NOTHING in found


@pytest.mark.parametrize("attendance", ["came", "stayed_away", "unknown"])
def test_what_was_told_of_one_guest_goes_with_the_next_tap(planned: House, attendance: str) -> None:
    tapped = door_of(planned).post(at("/arrivals"), data={"candidate": "C2", "attendance": attendance}, headers=SCRIPT)
    assert TOLD_NOTHING in tapped.text.replace("\n", "")


def attendance_of(house: House, id: str) -> Attendance | None:
    with house.database.read() as session:
        return next(one for one in guests_of(session, FAIR_ID, vault=house.vault) if one.candidate_id == id).attendance


def tap(door: TestClient, card: str, attendance: str) -> Response:
    """Press a button of a card as it was shown."""
    form = next(one for one in card.split("<form") if f'action="{at("/arrivals")}"' in one)
    return door.post(at("/arrivals"), data=fields_of(form) | {"attendance": attendance}, headers=SCRIPT)


def shown(door: TestClient, id: str) -> str:
    return door.post(at("/door"), data={"text": id}, headers=SCRIPT).text


def test_who_was_checked_in_at_another_window_is_not_noted_as_absent(planned: House) -> None:
    one, other = door_of(planned), door_of(planned, "sun")
    old = shown(other, "C1")
    tap(one, old, "came")
    late = tap(other, old, "stayed_away")
    assert (late.status_code, attendance_of(planned, "C1")) == (409, Attendance.CAME)
    assert "was checked in meanwhile, so nothing was changed" in late.text
    assert "</span> Checked in</span>" in late.text
    assert "1 of 3 guests are here" in late.text
    plain = other.post(at("/arrivals"), data={"candidate": "C1", "attendance": "stayed_away"})
    assert (plain.status_code, attendance_of(planned, "C1")) == (409, Attendance.CAME)
    assert 'id="card-C1"' in plain.text
    tap(one, late.text, "unknown")
    assert tap(other, shown(other, "C1"), "stayed_away").status_code == 200
    assert attendance_of(planned, "C1") is Attendance.STAYED_AWAY


def test_who_was_noted_as_absent_at_another_window_and_comes_is_checked_in(planned: House) -> None:
    one, other = door_of(planned), door_of(planned, "sun")
    old = shown(other, "C1")
    tap(one, old, "stayed_away")
    assert tap(other, old, "came").status_code == 200
    assert attendance_of(planned, "C1") is Attendance.CAME


@pytest.mark.parametrize("of", ["card", "notice"])
def test_an_undo_takes_back_nothing_but_what_was_seen(planned: House, of: str) -> None:
    one, other = door_of(planned), door_of(planned, "sun")
    noted = other.post(at("/arrivals"), data={"candidate": "C1", "attendance": "stayed_away"})
    page = other.get(noted.headers["location"]).text
    tap(one, shown(one, "C1"), "came")
    if of == "card":
        late = tap(other, page, "unknown")
    else:
        late = other.post(at("/arrivals"), data=fields_of(page.split('id="told"')[1].split("Undo")[0]))
    assert (late.status_code, attendance_of(planned, "C1")) == (409, Attendance.CAME)
    assert "was noted otherwise meanwhile, so nothing was changed" in late.text


def test_a_list_of_absentees_leaves_who_was_checked_in_meanwhile_and_says_so(planned: House) -> None:
    one, other = door_of(planned), door_of(planned, "sun")
    tap(one, shown(one, "C1"), "came")
    done = text_of(other.post(at("/door/missing"), data={"absent": ["C1", "C2"]}))
    assert "1 noted as absent" in done
    assert "1 of those ticked were checked in meanwhile and stay so." in done
    assert [attendance_of(planned, id) for id in ("C1", "C2")] == [Attendance.CAME, Attendance.STAYED_AWAY]
