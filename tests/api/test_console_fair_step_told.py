"""What the steps of a fair say of its invitations: done when nobody is left to tell, and on the day what is true."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.house import House
from matcher.records import ContactResult
from tests.api.fair_browser import at, at_time, browser_of, fields_of, text_of
from tests.api.fair_office import on_the_day, planned_office
from tests.api.test_console_fair_renewed import called, contacted
from tests.api.test_console_fair_tell import move_to_the_end

DONE = "✓ Invitations (done)"


@pytest.fixture
def planned(house: House, tmp_path: Path) -> House:
    return planned_office(house, tmp_path)


def invite(browser: TestClient) -> None:
    browser.post(at("/invite"), data={"channel": "sms"})
    assert browser.post(at("/invite/file"), data={"channel": "sms", "purpose": "九月对接会"}).status_code == 200


def test_on_the_day_a_fair_to_which_nobody_was_invited_is_not_called_invited(planned: House) -> None:
    browser_of(planned).post(at("/papers/door"))
    page = text_of(browser_of(at_time(on_the_day(planned), "08:30")).get(at("/grid")))
    assert "Today is the day, and no invitation went out by message. Check in who comes." in page
    assert "Invited and printed" not in page


def test_on_the_day_it_is_said_that_today_is_the_day(planned: House) -> None:
    browser = browser_of(planned)
    invite(browser)
    browser.post(at("/papers/door"))
    assert "Invited and printed" in text_of(browser.get(at("/grid")))
    page = text_of(browser_of(at_time(on_the_day(planned), "08:30")).get(at("/grid")))
    assert "Today is the day. Check the guests in" in page


def test_inviting_is_not_done_while_somebody_whom_no_message_reaches_is_to_be_called(planned: House) -> None:
    contacted(planned, ["C1"], ContactResult.REACHED)
    browser = browser_of(planned)
    invite(browser)
    page = text_of(browser.get(at("/invite")))
    assert "Call 1 people" in page
    assert DONE not in page
    assert "5 Print (next)" in page  # which waits for no call
    browser.post(at("/invite/told"), data=fields_of(called(planned)) | {"who": "C1"})
    page = text_of(browser.get(at("/invite")))
    assert "Call 1 people" not in page
    assert DONE in page


def test_who_wants_no_contact_does_not_keep_inviting_from_being_done(planned: House) -> None:
    contacted(planned, ["C1"], ContactResult.OPTED_OUT)
    browser = browser_of(planned)
    invite(browser)
    assert DONE in text_of(browser.get(at("/invite")))


def test_during_the_fair_inviting_is_not_done_while_somebody_is_to_be_called(planned: House) -> None:
    invite(browser_of(planned))
    day = on_the_day(planned)
    browser = browser_of(at_time(day, "09:05"), name="qian")
    assert DONE in text_of(browser.get(at("/grid")))
    move_to_the_end(planned, browser, "C1")
    assert "4 Invitations 5 Print" in text_of(browser.get(at("/grid")))
    over = replace(day, clock=at_time(day, "10:55").clock)
    assert DONE in text_of(browser_of(over, name="sun").get(at("/grid")))
