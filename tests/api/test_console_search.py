"""The searches of the console: whom and what a text finds, and what is told where it finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.house import House
from data.store import sought_as
from matcher.records import Role
from models import Encoder
from tests.api.signed_in import browser_for
from tests.api.test_console_casework import C1, HERE, PERSON, POST, POSTS, SCRIPT, WISHES, text_of
from tests.api.test_console_talk import put

NOT_HERE = "cannot be entered on this page"


@pytest.fixture
def city(tmp_path: Path, new_house: Callable[..., House], tiny: Encoder) -> House:
    house = new_house(tmp_path, tiny)
    for id in ("P2", "P3"):
        put(house, f"posts/{id}", {**POST, **POSTS[id]})
    put(house, "posts/P6", {**POST, **POSTS["P2"], "employer": "济阳机场"})
    put(house, "candidates/C%2F1", {**WISHES, "person": PERSON})
    return house


@pytest.fixture
def desk(city: House) -> TestClient:
    return browser_for(city, "li.na", Role.CASEWORKER, district="历下区")


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("138 1234 5678", "number"),
        ("11010519491231002x", "number"),
        ("１３８１２３４５６７８", "number"),
        ("002X", "ending"),
        ("5678", "ending"),
        ("张三", "name"),
        ("zs", "name"),
        ("JN0000760", "name"),
    ],
)
def test_what_is_sought_is_told_from_the_text(text: str, sought: str) -> None:
    assert sought_as(text) == sought


def test_who_is_not_found_is_told_what_was_searched_and_who_takes_people_in(desk: TestClient, city: House) -> None:
    told = text_of(desk.post("/candidates", data={"text": "13900000000"}, headers=HERE).text)
    assert "Nobody was found under this number" in told
    assert "names are encrypted" not in told
    assert "Searched were the people of 历下区" in told
    assert NOT_HERE in told
    assert "ends in this" in desk.post("/candidates", data={"text": "9999"}, headers=SCRIPT).text
    assert "names are encrypted" in desk.post("/candidates", data={"text": "王五"}, headers=SCRIPT).text
    office = browser_for(city, "boss", Role.PROGRAMME)
    page = office.post("/candidates", data={"text": "13900000000"}, headers=HERE).text
    assert 'href="/imports/candidates"' in page
    assert NOT_HERE not in page
    assert "Searched were" not in page


def test_phone_and_id_number_stand_under_the_name_on_a_phone(desk: TestClient) -> None:
    row = desk.post("/candidates", data={"text": "5678"}, headers=SCRIPT).text.partition("<tbody>")[2]
    name = text_of(row.partition("</th>")[0])
    assert "Phone 138****5678" in name
    assert "ID number 1101" in name


@pytest.mark.parametrize(
    ("text", "found"),
    [("会计 济阳", ["P6"]), ("济阳　助理", ["P6"]), ("会计 安泰", ["P2"]), ("会计", ["P2", "P6"]), ("会计 出纳", [])],
)
def test_words_of_title_and_employer_together_find_a_post(desk: TestClient, text: str, found: list[str]) -> None:
    page = desk.post(f"{C1}/posts", data={"text": text}, headers=SCRIPT).text
    assert [id for id in ("P2", "P3", "P6") if f"{C1}/posts/{id}" in page] == found


def test_a_number_that_no_post_has_is_told_as_one(desk: TestClient) -> None:
    assert "no post of this number" in desk.post(f"{C1}/posts", data={"text": "JX000999"}, headers=SCRIPT).text
    assert "No post has these words" in desk.post(f"{C1}/posts", data={"text": "安检"}, headers=SCRIPT).text
