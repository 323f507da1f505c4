"""The pages of a fair in the console: who may see and do what, on which day, and what none of them tells."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from api.house import House
from api.seating import plan_seats
from data.store import create_job
from matcher.records import Actor, Role
from tests.api.fair_browser import at, at_time, browser_of, text_of
from tests.api.fair_office import FAIR_ID, NAMES, ORGANISER, generous, on_the_day, open_fair

READ = ("", "/plan", "/grid", "/booths/01", "/guests/C1", "/papers", "/results")
MOVE = "/guests/C1/move?booth=01"
ORGANISERS = ("/edit", MOVE, "/invite", "/door", "/door/missing")
MOMENTS = {"before": "2023-09-02", "on the day": "2023-09-16", "past": "2023-09-17"}


@pytest.fixture
def office(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path, until="11:00")
    return generous(house)


@pytest.fixture
def planned(office: House) -> House:
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    return office


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())
def test_every_page_of_a_fair_is_there_before_it_on_its_day_and_after(
    planned: House, moment: str, closed: bool
) -> None:
    if closed:
        assert browser_of(on_the_day(planned), name="qian").post(at("/close")).status_code == 303
    house = replace(planned, settings=planned.settings.model_copy(update={"today": date.fromisoformat(moment)}))
    browser = browser_of(at_time(house, "08:30"))
    paths = ("/fairs", *map(at, (*READ, *ORGANISERS)))
    wanted = dict.fromkeys(paths, 200)
    if closed:
        wanted[at(MOVE)] = 409  # with a page that says so
    if closed or moment == MOMENTS["past"]:
        wanted[at("/edit")] = 303  # to the fair, which says so
    assert {path: browser.get(path).status_code for path in paths} == wanted


def test_a_caseworker_reads_fairs_and_changes_nothing(planned: House) -> None:
    browser = browser_of(planned, Role.CASEWORKER, "li.na")
    assert {path: browser.get(at(path)).status_code for path in READ} == dict.fromkeys(READ, 200)
    assert {path: browser.get(at(path)).status_code for path in ORGANISERS} == dict.fromkeys(ORGANISERS, 403)
    for path in ("/booths", "/plan", "/moves", "/arrivals", "/visits", "/close", "/invite", "/booths/remove"):
        data: dict[str, Any] = {"candidate": "C1", "booth": "01", "result": "met"}
        assert browser.post(at(path), data=data).status_code == 403, path


def test_a_caseworker_is_led_to_nothing_that_is_refused(planned: House) -> None:
    browser, organiser = browser_of(planned, Role.CASEWORKER, "li.na"), browser_of(planned)
    for path in ("/fairs", *map(at, READ)):
        links = set(re.findall(r'<a [^>]*href="(/fairs[^"#]*)', browser.get(path).text))
        assert {link: browser.get(unescape(link)).status_code for link in links} == dict.fromkeys(links, 200), path
    assert at("/invite") in organiser.get(at("/grid")).text
    assert "Invitations" in text_of(browser.get(at("/grid")))  # as a step that others take


def test_an_auditor_sees_no_fair(planned: House) -> None:
    browser = browser_of(planned, Role.AUDITOR, "shen")
    assert browser.get("/fairs").status_code == 403
    assert browser.get(at("/grid")).status_code == 403


@pytest.mark.parametrize(
    "path", ["/fairs/none", "/fairs/none/grid", at("/booths/99"), at("/guests/C99"), at("/jobs/x")]
)
def test_what_is_not_there_is_a_page_that_says_so(planned: House, path: str) -> None:
    answer = browser_of(planned).get(path)
    assert (answer.status_code, answer.headers["content-type"][:9]) == (404, "text/html")


def test_nobody_watches_another_ones_job(planned: House) -> None:
    with planned.database.begin() as session:
        job = create_job(session, kind="fair plan", actor=Actor("wang", "organiser"), arguments={}, at=planned.clock())
    assert browser_of(planned).get(at(f"/jobs/{job.id}")).status_code == 404


def test_no_page_of_a_fair_bears_a_name_in_its_title_or_address(planned: House) -> None:
    browser = browser_of(planned)
    for path in READ:
        page = browser.get(at(path)).text
        title = re.search(r"<title>(.*?)</title>", page)
        assert title
        assert "*" not in title[1]
        assert not any(name in address for name in NAMES for address in re.findall(r'(?:href|action)="([^"]*)"', page))
