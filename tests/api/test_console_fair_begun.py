"""A fair under way: what of it can still be changed is said, and nothing that was typed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.fair_keeping import note_needs
from api.house import House
from api.seating import plan_seats
from matcher.records import FairNeed
from tests.api.fair_browser import at, at_time, browser_of, fields_of
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, on_the_day, open_fair
from tests.api.test_console_fair_booths import add_form, take_out_form
from tests.api.test_console_fairs import NEW


@pytest.fixture
def organiser(house: House, tmp_path: Path) -> TestClient:
    open_fair(house, tmp_path, until="11:00")
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    return browser_of(at_time(on_the_day(office), "08:30"))


def begin(organiser: TestClient) -> None:
    organiser.post(at("/door/missing"), data={"booths": ["01"]})


def test_a_fair_under_way_says_what_can_still_be_changed_and_where(organiser: TestClient) -> None:
    assert "The fair has begun" not in organiser.get(at()).text
    begin(organiser)
    page = organiser.get(at()).text
    assert "its booths and their interviewers can no longer be changed" in page
    for way in ("/door/missing?employers=true#employers", "/grid", "/door/missing"):
        assert f'<a href="{at(way)}">' in page
    organiser.post(at("/close"))
    assert "The fair is closed, and nothing of it can be changed." in organiser.get(at()).text


def test_the_form_of_a_fair_under_way_leads_back_to_the_fair(organiser: TestClient) -> None:
    begin(organiser)
    answer = organiser.get(at("/edit"))
    assert (answer.status_code, answer.headers["location"]) == (303, at())


def test_a_change_that_comes_too_late_shows_what_was_typed(organiser: TestClient) -> None:
    seen = fields_of(organiser.get(at("/edit")).text)
    begin(organiser)
    late = organiser.post(at("/edit"), data=NEW | seen | {"place": "西厅"})
    assert late.status_code == 422
    assert 'value="西厅"' in late.text
    assert "fair “秋季对接会” has begun: it can no longer be changed" in late.text


def test_a_booth_that_comes_too_late_shows_what_was_typed(organiser: TestClient) -> None:
    form, out = add_form(organiser.get(at("?booth=01"))), take_out_form(organiser.get(at()), "02")
    begin(organiser)
    late = organiser.post(at("/booths"), data=form | {"employer": "安泰物业", "number": "01", "hall": "西厅"})
    assert late.status_code == 422
    assert 'value="西厅"' in late.text
    assert "此活动已开始或已结束，展位不能再改" in late.text
    kept = organiser.post(at("/booths/remove"), data=out)
    assert (kept.status_code, kept.headers["location"]) == (303, at())
    assert "泉城财务" in organiser.get(at()).text


def test_a_file_of_booths_is_offered_no_fair_under_way(organiser: TestClient) -> None:
    offered = f'<option value="{FAIR_ID}"'
    assert offered in organiser.get("/imports/booths").text
    begin(organiser)
    assert offered not in organiser.get("/imports/booths").text
    assert offered in organiser.get("/imports/attendance").text


def badge(browser: TestClient) -> str:
    return browser.get(at()).text.split('<span class="badge text-bg-secondary">')[1].split("<")[0]


def test_a_fair_is_under_way_from_the_first_check_in_until_that_is_taken_back(organiser: TestClient) -> None:
    out = take_out_form(organiser.get(at()), "02")
    assert badge(organiser) == "planned"
    organiser.post(at("/arrivals"), data={"candidate": "C1"})
    assert badge(organiser) == "under way"
    assert "its booths and their interviewers can no longer be changed" in organiser.get(at()).text
    assert organiser.get(at("/edit")).headers["location"] == at()
    assert organiser.post(at("/booths/remove"), data=out).headers["location"] == at()
    assert "泉城财务" in organiser.get(at()).text
    assert "under way" in organiser.get("/fairs").text
    organiser.post(at("/arrivals"), data={"candidate": "C1", "attendance": "unknown"})
    assert badge(organiser) == "planned"
    assert organiser.get(at("/edit")).status_code == 200


def test_a_fair_is_under_way_when_it_begins_though_nobody_was_checked_in(house: House, organiser: TestClient) -> None:
    typed = add_form(organiser.get(at("?booth=01"))) | {"employer": "安泰物业", "number": "01", "hall": "西厅"}
    later = browser_of(at_time(on_the_day(generous(house)), "09:00"), name="qian")
    assert badge(later) == "under way"
    assert "The fair has begun" in later.get(at()).text
    assert "此活动已开始或已结束，展位不能再改" in later.post(at("/booths"), data=typed).text
    assert f'<option value="{FAIR_ID}"' not in later.get("/imports/booths").text


def test_what_a_guest_needs_does_not_shut_the_door_of_a_fair_that_began(house: House, organiser: TestClient) -> None:
    organiser.post(at("/arrivals"), data={"candidate": "C1"})
    with house.database.begin() as session:
        day = at_time(on_the_day(generous(house)), "08:40")
        note_needs(day, session, FAIR_ID, "C2", [FairNeed.QUIET], actor=ORGANISER)
    assert "The fair is not planned" not in organiser.get(at("/door")).text
