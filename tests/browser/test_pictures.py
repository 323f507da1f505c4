"""The pictures of the README: taken of the synthetic city, of pages that are there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from api.house import House
from api.matching import candidate_vectors, posts_for
from data.store import iter_candidates
from matcher.records import PostFilter
from tests.browser.conftest import DISTRICT, SHOTS, Office
from tests.browser.judged import faults_of

DOCS = Path(__file__).parents[2] / "docs" / "pictures"
GOOD_CHANCE = 0.5


def somebody(house: House) -> str:
    """Give whoever of the district has a post that fits well."""
    with house.database.read() as session:
        people = [one for one in iter_candidates(session) if one.home_district == DISTRICT and one.wish]
    on = house.today()
    for one in people:
        best = posts_for(house, one, candidate_vectors(house, one), on=on, limit=1, where=PostFilter())
        if best and best[0].match.chance >= GOOD_CHANCE:
            return one.id
    raise LookupError("no post fits anybody well")


@dataclass(frozen=True)
class Picture:
    """A page of the README: whose it is, where it is, what must be there, and what it is scrolled to."""

    name: str
    user: str
    address: str
    shown: str
    scrolled_to: str = "h1"


def pictures(person: str) -> tuple[Picture, ...]:
    """Give what the README shows."""
    return (
        Picture("candidate", "caseworker", f"/candidates/{person}", "article.post"),
        Picture("today", "caseworker", "/today", "a[href^='/calls/']"),
        Picture("push", "officer", "/pushes", "figure.chart img", "figure.chart >> nth=1"),
        Picture("fair", "organiser", "/fairs/2023-09/grid", "a[href*='/guests/']"),
        Picture("programme", "officer", "/programme", "figure.chart img", "#targets"),
    )


@pytest.mark.slow
def test_the_pictures_of_the_readme_are_of_pages_without_fault(office: Office, pytestconfig: pytest.Config) -> None:
    folder = DOCS if pytestconfig.getoption("--rewrite-golden") else SHOTS
    folder.mkdir(parents=True, exist_ok=True)
    for one in pictures(somebody(office.house)):
        page = office.open(one.user)
        page.goto(one.address)
        if one.name == "push":
            page.locator("main table a, main article a").first.click()
        page.locator(one.shown).first.wait_for()
        assert faults_of(page) == []
        page.locator(one.scrolled_to).first.evaluate("one => one.scrollIntoView({behavior: 'instant'})")
        page.screenshot(path=folder / f"{one.name}.png")
