"""What the pages of a fair tell as fact: who is left out and without a meeting, what is printed, what came back."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.seating import plan_seats
from data.store import candidates_by_id, put_candidates
from matcher.records import CandidateEntry
from tests.api.fair_browser import SCRIPT, at, at_time, browser_of, seats, text_of
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, on_the_day, open_fair


@pytest.fixture
def office(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path, until="11:00")
    return generous(house)


@pytest.fixture
def planned(office: House) -> House:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    return office


def opted_out(house: House, id: str) -> None:
    with house.database.begin() as session:
        person = replace(candidates_by_id(session, [id])[id], contact_consent=False)
        told = [CandidateEntry(person)]
        put_candidates(session, told, actor=ORGANISER, source="名单.csv", at=house.clock(), vault=house.vault)
    house.follower.work_off()


def test_the_same_guests_planned_again_stand_beside_the_same_facts(office: House) -> None:
    opted_out(office, "C6")
    plan_seats(office, FAIR_ID, actor=ORGANISER, n_invited=50)
    browser = browser_of(office)
    before = text_of(browser.get(at("/plan")))
    assert "Not invited, and why" in before
    assert "more posts at the booths would help then" in before
    plan_seats(office, FAIR_ID, actor=ORGANISER)
    after = text_of(browser.get(at("/plan")))
    assert "does not want to be contacted: 1" in after
    assert "more posts at the booths would help then" in after
    named = plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2"])
    assert named.left_out == {}  # who is named was not chosen among anybody


def test_of_a_fair_that_is_over_no_advice_is_given(planned: House) -> None:
    assert "Few meetings: it fits" in text_of(browser_of(planned).get(at("/plan")))
    browser = browser_of(at_time(on_the_day(planned), "08:00"), name="qian")
    browser.post(at("/close"))
    assert "Few meetings: it fits" not in text_of(browser.get(at("/plan")))


def test_absentees_are_told_among_those_without_a_meeting(planned: House) -> None:
    browser = browser_of(at_time(on_the_day(planned), "08:30"), name="qian")
    browser.post(at("/door/missing"), data={"absent": ["C1"]})
    page = text_of(browser.get(at("/plan")))
    assert "Everybody has a meeting" not in page
    assert "noted as absent; the meetings went to others: 1" in page.split("Guests without a meeting")[1]


def test_a_meeting_moved_after_printing_makes_the_sheets_stale(planned: House) -> None:
    browser = browser_of(planned)
    browser.post(at("/invite"), data={"channel": "sms"})
    browser.post(at("/invite/file"), data={"channel": "sms", "purpose": "九月对接会"})
    browser.post(at("/papers/door"))
    assert "Print again" not in text_of(browser.get(at("/papers")))
    _, booth, _ = seats(planned, "C1")[0]
    free = next(n for n in range(11, 0, -1) if all(n != one for one, *_ in seats(planned, "C1")))
    moved = browser.post(at("/moves"), data={"candidate": "C1", "booth": booth, "to": booth, "slot": free})
    assert moved.status_code == 303
    page = browser.get(at("/papers"))
    assert "meetings changed since. Print again, and take back the sheets of before" in text_of(page)
    assert '<li class="done"><a href="/fairs/2023-09/papers"' not in page.text
    assert "Invited and printed" not in text_of(page)
    browser.post(at("/papers/employers"))
    assert "take back the sheets" not in text_of(browser.get(at("/papers")))


def awaited(browser: TestClient, address: str) -> None:
    for _ in range(300):
        if browser.get(address, headers=SCRIPT).headers.get("hx-refresh"):
            return
    raise AssertionError(address)


def test_rows_that_were_corrected_are_told_as_turned_back_no_more(office: House) -> None:
    rows = "单位,岗位,面试官人数\n没有的单位,会计,1\n也没有的单位,会计,1\n"
    with browser_of(office) as browser:
        sent = browser.post(at("/booths/file"), files={"file": ("展位.csv", rows.encode())}).headers["location"]
        job = sent.rsplit("job=", 1)[1]
        awaited(browser, at(f"/jobs/{job}"))
        assert len(re.findall(r"<tr><td>\d", browser.get(sent).text)) == 2
        form = browser.get(f"/jobs/{job}/rows").text
        (name,) = re.findall(r'name="([^"]+)" value="也没有的单位"', form)
        browser.post(f"/jobs/{job}/rows", data={name: "泉城财务"})
        page = browser.get(sent).text
    assert len(re.findall(r"<tr><td>\d", page)) == 1
    assert "1 of those that were turned back were corrected and sent again." in page
    assert "Correct rows here (1)" in page
