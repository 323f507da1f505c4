"""The candidate's page and what belongs to it: places in the list, links, warnings, and what is never told wrongly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import app_over
from api.house import House
from matcher.records import Role
from models import Encoder
from tests.api.signed_in import browser_for, token_for
from tests.api.test_console_casework import C1, POST, POSTS, WISHES, text_of, titles


@pytest.fixture
def city(tmp_path: Path, new_house: Callable[..., House], tiny: Encoder) -> House:
    house = new_house(tmp_path, tiny)
    for id, post in POSTS.items():
        put(house, f"posts/{id.replace('/', '%2F')}", POST | post)
    for id, own in {"C%2F1": {}, "C2": {"ranking_consent": False}}.items():
        put(house, f"candidates/{id}", WISHES | own)
    return house


@pytest.fixture
def desk(city: House) -> TestClient:
    return browser_for(city, "li.na", Role.CASEWORKER, district="历下区")


def put(house: House, path: str, body: dict[str, Any]) -> None:
    programs = TestClient(app_over(house), headers={"Authorization": f"Bearer {token_for(house)}"})
    assert programs.put(f"/v1/{path}", json=body).status_code in {200, 201}


def test_the_page_of_one_pair_tells_the_place_that_the_list_shows(desk: TestClient) -> None:
    ids = {"会计": "P%2F1", "会计助理": "P2", "出纳": "P3"}
    for view in ("", "?pay=2&work=-2"):
        for n, title in enumerate(titles(desk.get(f"{C1}{view}").text), start=1):
            page = text_of(desk.get(f"{C1}/posts/{ids[title]}{view}").text)
            assert f"It is number {n} of the person's list." in page
            assert "not among the ten" not in page
    assert "as it is narrowed now" in desk.get(f"{C1}/posts/P2?district=%E5%8E%86%E4%B8%8B%E5%8C%BA").text
    assert "person&#39;s list" not in desk.get(f"{C1}/posts/P4").text
    assert "person&#39;s list" not in desk.get("/candidates/C2/posts/P2").text  # refuses; has no list


def test_a_post_behind_another_for_the_same_job_is_told_so(desk: TestClient, city: House) -> None:
    put(city, "posts/P5", POST | POSTS["P2"])
    pages = [text_of(desk.get(f"{C1}/posts/{id}").text) for id in ("P2", "P5")]
    assert sum("The list shows another post for the same job" in page for page in pages) == 1


def test_a_certificate_asked_for_is_told_alike_on_the_page_and_on_the_handout(desk: TestClient, city: House) -> None:
    put(city, "posts/P2", POST | POSTS["P2"] | {"certificates": ["食品检验员四级"]})
    page = text_of(desk.get(f"{C1}/posts/P2").text)
    assert "asks for 食品检验员四级, which the person's records do not tell" in page
    assert "requires no certificate" not in page
    assert "bring what you have: 食品检验员四级" in text_of(desk.get(f"{C1}/handout?post=P2").text)
