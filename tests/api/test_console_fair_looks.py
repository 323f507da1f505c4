"""How pages and papers of a fair look: what is chosen, what a break takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.house import House
from api.seating import plan_seats
from tests.api.fair_browser import at, browser_of, text_of
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, open_fair


@pytest.fixture
def planned(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path)
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    return office


def test_the_chosen_channel_of_invitations_is_filled_and_the_others_are_outlined(planned: House) -> None:
    page = browser_of(planned).get(at("/invite?channel=sms")).text
    channels = re.findall(r'<a class="btn ([\w-]+)" href="\S+\?channel=(\w+)"( aria-current="true")?>', page)
    assert {("btn-primary", ' aria-current="true"')} == {(look, now) for look, name, now in channels if name == "sms"}
    assert {("btn-outline-secondary", "")} == {(look, now) for look, name, now in channels if name != "sms"}


@pytest.mark.parametrize(
    ("until", "told"),
    [("09:30", "09:20–09:30 (takes 20 minutes of slots, as it begins or ends within one)"), ("09:25", "09:15–09:25 ")],
    ids=["beside the slots", "on a slot"],
)
def test_a_break_beside_the_slots_says_how_many_minutes_it_takes(
    house: House, tmp_path: Path, until: str, told: str
) -> None:
    since = told[:5]
    open_fair(house, tmp_path, since="08:25", breaks=[{"since": since, "until": until}])
    page = text_of(browser_of(house).get(at()))
    assert told in page
    assert ("(takes" in told) == ("(takes" in page)
