"""A caseworker with somebody sitting before them: from log-in to the handout by keyboard alone, and every page looked at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from data.store import iter_candidates
from tests.browser.conftest import DISTRICT, Office
from tests.browser.judged import judge


def somebody(office: Office) -> str:
    with office.house.database.read() as session:
        return next(one.id for one in iter_candidates(session) if one.home_district == DISTRICT and one.wish)


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.slow
def test_every_page_of_a_talk_has_no_fault(
    office: Office, shoot: Callable[[Page, str], None], language: str, size: str
) -> None:
    id, page = "JN0000037", office.open("caseworker", language=language, size=size)
    page.goto(f"/candidates/{id}")
    judge(page, shoot, f"case-page-{language}-{size}")
    chosen = [one.get_attribute("value") for one in page.get_by_role("checkbox").all()[:3]]
    page.goto(f"/candidates/{id}?pay=2&place=-1")
    judge(page, shoot, f"case-weighed-{language}-{size}")
    page.goto(f"/candidates/{id}/compare?" + "&".join(f"post={one}" for one in chosen))
    judge(page, shoot, f"case-compare-{language}-{size}")
    page.goto(f"/candidates/{id}/posts/{chosen[2]}")
    judge(page, shoot, f"case-pair-{language}-{size}")
    page.goto(f"/candidates/{id}/openings")
    judge(page, shoot, f"case-openings-{language}-{size}")
    page.goto(f"/candidates/{id}/handout?" + "&".join(f"post={one}" for one in chosen))
    judge(page, shoot, f"case-handout-{language}-{size}")
    page.goto(f"/candidates/{id}/handout/own?" + "&".join(f"post={one}" for one in chosen))
    judge(page, shoot, f"case-own-{language}-{size}")
    page.goto(f"/candidates/{id}?min_pay=90000")
    judge(page, shoot, f"case-nobody-{language}-{size}")
