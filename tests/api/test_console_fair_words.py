"""Words on the papers and forms of a fair: how to reach the office, and one word for what is step-free or saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.house import House
from api.seating import plan_seats
from tests.api.fair_browser import at, browser_of
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, open_fair

LINE = "历下区公共就业服务中心 0531-55501234"


@pytest.mark.parametrize(("line", "told"), [(LINE, LINE), (None, "电话：＿＿＿＿")], ids=["set", "to be written"])
def test_a_guests_sheet_says_how_to_reach_the_office(house: House, tmp_path: Path, line: str | None, told: str) -> None:
    open_fair(house, tmp_path)
    office = generous(replace(house, settings=house.settings.model_copy(update={"office_line": line})))
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1"])
    sheet = browser_of(office).post(at("/papers/candidates")).text
    assert f"来不了请尽早告诉我们（{told}" in sheet


def test_the_form_of_a_booth_has_the_word_of_its_file(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path)
    browser = browser_of(house)
    page = browser.get(at(), headers={"accept-language": "zh"}).text
    assert '<label class="form-label" for="step_free">无障碍</label>' in page
    assert "无台阶" not in page


def test_a_fair_that_is_changed_is_saved_and_a_new_one_goes_on_to_its_booths(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path)
    browser = browser_of(house)
    on_to_booths = '<button class="btn btn-primary">Save and go on to the booths</button>'
    assert on_to_booths in browser.get("/fairs/new").text
    change = browser.get(at("/edit")).text
    assert '<button class="btn btn-primary">Save</button>' in change
    assert on_to_booths not in change
