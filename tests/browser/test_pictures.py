"""The pictures of the README: taken of the synthetic city, of pages that are there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from data.store import Session, iter_candidates
from tests.browser.conftest import DISTRICT, SHOTS, Office
from tests.browser.judged import faults_of

DOCS = Path(__file__).parents[2] / "docs" / "pictures"


def somebody(session: Session) -> str:
    """Give whoever of the district says what they want."""
    return next(one.id for one in iter_candidates(session) if one.home_district == DISTRICT and one.wish)


def ways(person: str) -> Iterable[tuple[str, str, str, tuple[str, ...]]]:
    """Give each picture's name, whose page it is, where it begins, and which links lead on from there."""
    return (
        ("candidate", "caseworker", f"/candidates/{person}", ()),
        ("today", "caseworker", "/today", ()),
        ("push", "officer", "/pushes", ("main table a, main article a",)),
        ("fair", "organiser", "/fairs/2023-09/grid", ()),
        ("programme", "officer", "/programme", ()),
    )


@pytest.mark.slow
def test_the_pictures_of_the_readme_are_of_pages_without_fault(office: Office, pytestconfig: pytest.Config) -> None:
    folder = DOCS if pytestconfig.getoption("--rewrite-golden") else SHOTS
    folder.mkdir(parents=True, exist_ok=True)
    with office.house.database.read() as session:
        person = somebody(session)
    for name, user, address, links in ways(person):
        page = office.open(user, language="zh")
        assert page.goto(address).status == 200, address  # type: ignore[union-attr]
        for link in links:
            page.locator(link).first.click()
        _settle(page)
        assert faults_of(page) == []
        page.screenshot(path=folder / f"{name}.png")


def _settle(page: Page) -> None:
    page.wait_for_load_state("networkidle")
