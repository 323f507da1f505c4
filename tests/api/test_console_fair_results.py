"""What came of the meetings of a fair, one by one: who with whom, masked, on the results' and on the guest's page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.console import fair_results
from api.house import House
from api.seating import plan_seats
from tests.api.fair_browser import at, at_time, browser_of, seats, text_of
from tests.api.fair_office import FAIR_ID, NAMES, ORGANISER, generous, on_the_day, open_fair


@pytest.fixture
def evening(house: House, tmp_path: Path) -> House:
    """The day of the fair when two of three first meetings have a result."""
    open_fair(house, tmp_path, until="11:00")
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    late = at_time(on_the_day(office), "11:30")
    browser = browser_of(late)
    for id, result in (("C2", "interested"), ("C1", "declined")):
        told = {"candidate": id, "booth": first_booth(late, id), "result": result}
        assert browser.post(at("/visits"), data=told).status_code == 303
    return late


def first_booth(house: House, id: str) -> str:
    return seats(house, id)[0][1]


def listed(page: str) -> list[str]:
    """Give the guests of the list of results, in its order."""
    return re.findall(rf'<th scope="row"><a href="{at("/guests/")}(\w+)">', page)


def test_the_results_name_who_met_whom_by_booth_and_time(evening: House) -> None:
    page = browser_of(evening).get(at("/results"))
    places = {id: (first_booth(evening, id), seats(evening, id)[0][0]) for id in ("C1", "C2")}
    assert listed(page.text) == sorted(places, key=lambda id: places[id])
    assert "Booth Employer Time Guest Result" in text_of(page)
    assert [name for name in NAMES if name in page.text] == []


def test_the_number_of_a_result_leads_to_those_who_have_it(evening: House) -> None:
    browser = browser_of(evening)
    (link,) = re.findall(r'href="([^"]*result=interested[^"]*)"', browser.get(at("/results")).text)
    page = browser.get(link)
    assert listed(page.text) == ["C2"]
    assert 'href="{}#list">All results'.format(at("/results")) in page.text


def test_a_long_list_of_results_goes_on(evening: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fair_results, "A_PAGE", 1)
    browser = browser_of(evening)
    first = browser.get(at("/results")).text
    (address,) = re.findall(r'href="([^"]*)" rel="next"', first)
    second = browser.get(address).text
    assert sorted(listed(first) + listed(second)) == ["C1", "C2"]
    assert 'rel="next"' not in second


def test_the_page_of_a_guest_tells_what_came_of_the_meetings(evening: House) -> None:
    browser = browser_of(evening)
    assert "person interested" in text_of(browser.get(at("/guests/C2"))).split("What the person needs")[0]
    assert "person interested" not in text_of(browser.get(at("/guests/C3"))).split("What the person needs")[0]
