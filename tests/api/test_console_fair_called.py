"""What the list of whom to call on the day of a fair says: what was told, what to say, and who is here already."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.seating import plan_seats
from tests.api.fair_browser import at, at_time, browser_of, seats, text_of
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, on_the_day, open_fair
from tests.api.test_console_fair_tell import called, move_to_the_end


@pytest.fixture
def invited(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path, until="11:00")
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    browser = browser_of(office)
    browser.post(at("/invite"), data={"channel": "sms"})
    assert browser.post(at("/invite/file"), data={"channel": "sms", "purpose": "九月对接会"}).status_code == 200
    return office


def row_of(browser: TestClient, id: str) -> str:
    return unescape(next(one for one in called(browser).split("<tr>") if f">{id}</span>" in one))


def test_what_was_told_is_listed_as_it_was_told_when_its_time_is_past(invited: House) -> None:
    morning = on_the_day(invited)
    slot, booth, _ = seats(invited, "C1")[-1]
    told = f"09:{slot}0 at booth {booth}"
    move_to_the_end(invited, browser_of(at_time(morning, "08:30"), name="qian"), "C1")
    for hour in ("08:35", "10:35"):
        browser = browser_of(at_time(morning, hour), name="qian")
        assert told in row_of(browser, "C1").split("Was told: ")[1].split("</td>")[0]
        assert told in text_of(browser.get(at("/invite")))


def test_the_list_says_when_and_where_the_meetings_are_and_with_whom(invited: House) -> None:
    browser = browser_of(at_time(on_the_day(invited), "08:30"), name="qian")
    booth = seats(invited, "C1")[-1][1]
    move_to_the_end(invited, browser, "C1")
    where = {"01": "A 安泰物业", "02": "B 泉城财务"}[booth]
    assert f"10:50 at booth {booth} ({where})" in row_of(browser, "C1")
    assert "16 Sept 2023 09:00–11:00 · 人力资源市场" in called(browser)


def test_who_is_checked_in_is_told_here_and_not_called(invited: House) -> None:
    browser = browser_of(at_time(on_the_day(invited), "08:30"), name="qian")
    move_to_the_end(invited, browser, "C1")
    browser.post(at("/arrivals"), data={"candidate": "C1"})
    assert "Checked in: tell the person here, no call is needed" in row_of(browser, "C1")
