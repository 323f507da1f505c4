"""The door of a fair between two guests and two windows: what is told of one goes, and no mark is lost in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.seating import plan_seats
from tests.api.fair_browser import SCRIPT, at, at_time, browser_of
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, on_the_day, open_fair

TOLD_NOTHING = '<div id="told" aria-live="polite" hx-swap-oob="true"></div>'


@pytest.fixture
def planned(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path, until="11:00")
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    return office


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
