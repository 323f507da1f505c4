"""A guest of a fair: why each meeting was planned, in the words of the cards, and the way to its post."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.house import House
from data.store import delete_post, guests_of
from tests.api.fair_browser import at, browser_of
from tests.api.fair_office import FAIR_ID, ORGANISER, planned_office


@pytest.fixture
def planned(house: House, tmp_path: Path) -> House:
    return planned_office(house, tmp_path)


def posts_of(house: House) -> list[str]:
    with house.database.read() as session:
        own = next(one for one in guests_of(session, FAIR_ID, vault=house.vault) if one.candidate_id == "C1")
    return [one.post_id for one in sorted(own.seats, key=lambda one: one.slot)]


def test_each_meeting_of_a_guest_says_why_and_leads_to_its_post(planned: House) -> None:
    page = browser_of(planned).get(at("/guests/C1"))
    why = re.findall(r"<details.*?</details>", page.text, re.DOTALL)
    assert len(why) == len(posts_of(planned)) > 0
    assert all("Why this post" in one and '<span class="sign met"' in one for one in why)
    for id in posts_of(planned):
        assert f'href="/posts/{id}">' in page.text
        assert browser_of(planned).get(f"/posts/{id}").status_code == 200


def test_of_a_post_that_is_gone_no_reasons_are_told(planned: House) -> None:
    gone = posts_of(planned)[0]
    with planned.database.begin() as session:
        delete_post(session, gone, actor=ORGANISER, at=planned.clock())
    page = browser_of(planned).get(at("/guests/C1"))
    assert f'href="/posts/{gone}"' not in page.text
    assert page.text.count("Why this post") == len(posts_of(planned)) - 1
