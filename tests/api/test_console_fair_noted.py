"""What is said after a result of a meeting was noted by a click: whose, and whether the meeting had begun."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

from api.fair_moving import read_standing
from api.house import House
from api.seating import plan_seats
from tests.api.fair_browser import SCRIPT, at, at_time, browser_of, fields_of
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, on_the_day, open_fair

MET = {"candidate": "C1", "booth": "01", "result": "met"}


@pytest.fixture
def day(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path)
    plan_seats(generous(house), FAIR_ID, actor=ORGANISER, ids=["C1"])
    return on_the_day(house)


def test_a_result_is_told_with_whose_it_is(day: House) -> None:
    over = at_time(day, "12:00")
    browser = browser_of(over)
    noted = unescape(browser.post(at("/visits"), data=MET, headers=SCRIPT).text)
    assert "王**: “talked” is noted." in noted
    assert "is to begin at" not in noted
    without_script = browser.post(at("/visits"), data=MET | {"result": "invited"})
    led = unescape(browser.get(without_script.headers["location"]).text)
    assert "王**: “invited to an interview” is noted." in led
    assert "王" not in without_script.headers["location"]


def test_a_result_of_a_meeting_that_has_not_begun_is_warned_of_and_undone(day: House) -> None:
    early = at_time(day, "08:30")
    seat = next(one for one in read_standing(early, FAIR_ID).plan.seats if one.booth_id == "01")
    browser = browser_of(early)
    noted = unescape(browser.post(at("/visits"), data=MET, headers=SCRIPT).text)
    assert f"The meeting is to begin at 09:{seat.slot}0 only." in noted
    assert "alert-warning" in noted
    undo = fields_of(noted.split("Undo")[0].rsplit("<form", 1)[1])
    assert undo == {"candidate": "C1", "booth": "01", "result": "none", "undo": "1"}
