"""The link in messages by which people refuse further ones: pages that hand messages out warn where nobody opens it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.house import House
from api.seating import plan_seats
from matcher.records import Role
from tests.api.browsing import browser_of as officer_of
from tests.api.fair_browser import at, browser_of, text_of
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, open_fair
from tests.api.push_office import approved, fill_for_push
from tests.api.signed_in import browser_for

TOLD = [
    pytest.param(None, "Ask the administrator to set it (MATCHER_PUBLIC_URL).", id="none is set"),
    pytest.param("http://127.0.0.1:8000", "127.0.0.1:8000: only this machine itself can open it", id="this machine's"),
    pytest.param("http://localhost", "ask the administrator to set a public address", id="this machine's name"),
    pytest.param("https://jobs.example.org", None, id="one that people reach"),
]


def reached_at(house: House, url: str | None) -> House:
    return replace(house, settings=house.settings.model_copy(update={"public_url": url}))


def warns(page: str, told: str | None) -> bool:
    return (told in page and page.count("MATCHER_PUBLIC_URL") == 1) if told else "MATCHER_PUBLIC_URL" not in page


@pytest.mark.parametrize(("url", "told"), TOLD)
def test_the_invitations_of_a_fair_warn_of_a_link_that_nobody_can_open(
    house: House, tmp_path: Path, url: str | None, told: str | None
) -> None:
    open_fair(house, tmp_path)
    plan_seats(generous(house), FAIR_ID, actor=ORGANISER, ids=["C1"])
    browser = browser_of(reached_at(generous(house), url))
    assert warns(text_of(browser.get(at("/invite"))), told)
    assert warns(text_of(browser.get(at())), told)


@pytest.mark.parametrize(("url", "told"), TOLD)
def test_a_push_warns_of_a_link_that_nobody_can_open(house: House, url: str | None, told: str | None) -> None:
    push = approved(fill_for_push(house)).push
    page = text_of(officer_of(reached_at(house, url)).get(f"/pushes/{push.id}"))
    assert warns(page, told)
    assert ("Take the file of messages" in page) is (url is not None)


@pytest.mark.parametrize(("url", "told"), TOLD)
def test_messages_warn_of_a_link_that_nobody_can_open(house: House, url: str | None, told: str | None) -> None:
    desk = browser_for(reached_at(house, url), "li", Role.CASEWORKER, district="历下区")
    assert warns(text_of(desk.get("/messages")), told)
