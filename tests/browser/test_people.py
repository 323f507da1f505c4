"""A caseworker finds somebody and reads what fits, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from data.store import iter_candidates
from tests.browser.conftest import DISTRICT, Office
from tests.browser.judged import SEEN, faults_of


@SEEN
def test_somebody_is_found_and_has_posts_with_reasons(
    office: Office, shoot: Callable[[Page, str], None], language: str, size: str
) -> None:
    with office.house.database.read() as session:
        id = next(one.id for one in iter_candidates(session) if one.home_district == DISTRICT and one.wish)
    page = office.open("caseworker", language=language, size=size)
    page.goto("/candidates")
    page.keyboard.type(id)
    page.keyboard.press("Enter")
    page.wait_for_selector("#found table")
    shoot(page, f"found-{language}-{size}")
    assert faults_of(page) == []
    for _ in ("the button", "the table, which may scroll", "the name"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/candidates/{id}")
    expect(page.locator("article")).to_have_count(10)
    assert page.locator("article .signs li").count() > 30
    shoot(page, f"candidate-{language}-{size}")
    assert faults_of(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.locator("article a[href*='/posts/'][href*='/candidates/']").first.press("Enter")
    page.wait_for_url("**/posts/*")
    assert page.locator("tbody tr").count() > 20
