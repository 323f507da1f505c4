"""A fair planned for people who are named: what is typed is never passed over, and who is left out is told with why."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

from api.fair_moving import read_standing
from api.house import House
from api.seating import plan_seats
from tests.api.fair_browser import at, browser_of
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, open_fair


@pytest.fixture
def planned(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path, until="11:00")
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    return office


@pytest.mark.parametrize("whom", ["again", "invite"])
def test_ids_beside_another_choice_are_told_at_their_field_and_nothing_is_planned(planned: House, whom: str) -> None:
    before = read_standing(planned, FAIR_ID)
    answer = browser_of(planned).post(at("/plan"), data={"whom": whom, "invite": "4", "ids": "C4\nC5"})
    assert answer.status_code == 422
    told = unescape(answer.text.split('id="ids-told">')[1].split("</div>")[0])
    assert told.startswith("Ids are written here, but another choice is marked")
    assert "<details open>" in answer.text
    assert "C4\nC5</textarea>" in answer.text
    assert f'value="{whom}" checked' in answer.text
    assert read_standing(planned, FAIR_ID) == before


def test_a_number_that_is_none_is_told_at_its_field(planned: House) -> None:
    answer = browser_of(planned).post(at("/plan"), data={"whom": "invite", "invite": "many"})
    assert answer.status_code == 422
    assert "A number from 1 to 5,000" in answer.text.split('id="invite-fault">')[1].split("</div>")[0]


def test_each_field_of_a_choice_names_it_for_the_script(planned: House) -> None:
    page = browser_of(planned).get(at("/plan")).text
    for field, choice in (("ids", "whom-named"), ("invite", "whom-invite")):
        assert f'data-chooses="{choice}"' in page.split(f'id="{field}"')[1].split(">")[0]
        assert f'type="radio" name="whom" id="{choice}"' in page
