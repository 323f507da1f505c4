"""A fair planned for people who are named: what is typed is never passed over, and who is left out is told with why."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from api.fair_moving import read_standing
from api.house import House
from data.store import put_candidates
from matcher.records import CandidateEntry, ContactResult
from tests.api.fair_browser import at, browser_of
from tests.api.fair_office import FAIR_ID, ORGANISER, open_fair, planned_office
from tests.api.outreach_office import GRADUATE
from tests.api.test_console_fair_renewed import contacted


@pytest.fixture
def planned(house: House, tmp_path: Path) -> House:
    return planned_office(house, tmp_path)


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


def left_out(page: str) -> list[str]:
    listed = page.split("Of those named, these are left out:")[1].split("</ul>")[0]
    return [text.split("</li>")[0].split("</a> ")[1] for text in listed.split("<li>")[1:]]


def test_who_is_named_and_left_out_is_told_with_why(planned: House) -> None:
    contacted(planned, ["C2"], ContactResult.OPTED_OUT)
    refuse_matching(planned, "C3")
    planned.follower.work_off()
    browser = browser_of(planned)
    done = browser.post(at("/plan"), data={"whom": "named", "ids": "C1 C2 C3"})
    assert left_out(browser.get(done.headers["location"]).text) == [
        "C2: does not want to be contacted",
        "C3: does not want to be matched automatically",
    ]


def test_where_nobody_named_fits_those_who_are_left_out_are_told_too(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path)
    contacted(house, ["C2"], ContactResult.OPTED_OUT)
    strict = replace(house, outreach=replace(house.outreach, offers=replace(house.outreach.offers, least_chance=1)))
    answer = browser_of(strict).post(at("/plan"), data={"whom": "named", "ids": "C1 C2 C3"})
    assert answer.status_code == 422
    assert (
        "none of 2 people fits any of its booths; 1 of the 3 people named are left out, as told below." in answer.text
    )
    assert left_out(answer.text) == ["C2: does not want to be contacted"]


def test_where_nobody_named_may_be_asked_it_says_why_of_each(planned: House) -> None:
    contacted(planned, ["C2", "C3"], ContactResult.OPTED_OUT)
    answer = browser_of(planned).post(at("/plan"), data={"whom": "named", "ids": "C2 C3"})
    assert answer.status_code == 422
    assert "Nobody of those named may be asked, and nothing was planned." in answer.text
    assert len(left_out(answer.text)) == 2
    assert "opted_out" not in answer.text


def refuse_matching(house: House, id: str) -> None:
    person = CandidateEntry(replace(GRADUATE, id=id, ranking_consent=False))
    with house.database.begin() as session:
        put_candidates(session, [person], actor=ORGANISER, source="名单.csv", at=house.clock(), vault=house.vault)
