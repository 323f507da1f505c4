"""Whom to reach about a post or at an employer: masked, in full for a purpose, and to nobody who reaches nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.house import House
from data import log
from matcher.records import Role
from models import Encoder
from tests.api.signed_in import browser_for
from tests.api.test_console_casework import HERE, POST, SCRIPT, WISHES
from tests.api.test_console_talk import put

NAME, NUMBER, MENTOR = "赵主任", "0531-55501234", "孙师傅"
PAGES = ["/posts/P%2F1", "/employers/E1"]


@pytest.fixture
def city(tmp_path: Path, new_house: Callable[..., House], tiny: Encoder) -> House:
    house, contact = new_house(tmp_path, tiny), {"name": NAME, "phone": NUMBER}
    put(house, "posts/P%2F1", {**POST, "title": "会计", "contact": contact, "mentor": {"name": MENTOR}})
    put(house, "employers/E1", {"name": "安泰物业", "contact": contact})
    put(house, "candidates/C%2F1", WISHES)
    return house


@pytest.fixture
def desk(city: House) -> TestClient:
    return browser_for(city, "li.na", Role.CASEWORKER, district="历下区")


def reveals(city: House) -> list[tuple[str, str | None, str | None, str]]:
    with city.database.read() as session:
        lines = [one for one in log.entries(session) if one.action == "reveal"]
    return [(one.noun, one.id, one.purpose, one.actor.id) for one in lines]


@pytest.mark.parametrize("page", PAGES)
def test_a_contact_is_masked_until_somebody_says_what_for_and_the_log_keeps_it(
    desk: TestClient, city: House, page: str
) -> None:
    masked = desk.get(page).text
    assert (NAME in masked, NUMBER in masked, f'action="{page}/contact"' in masked) == (False, False, True)
    answer = desk.post(f"{page}/contact", data={"purpose": "介绍求职者"}, headers=HERE)
    assert answer.status_code == 200
    assert (NAME in answer.text, NUMBER in answer.text) == (True, True)
    noun, id = ("post", "P/1") if page == PAGES[0] else ("employer", "E1")
    assert reveals(city) == [(noun, id, "介绍求职者", "li.na")]
    assert MENTOR not in answer.text
    assert NUMBER not in desk.get(page).text


@pytest.mark.parametrize("page", PAGES)
def test_a_script_is_given_the_contact_alone(desk: TestClient, page: str) -> None:
    part = desk.post(f"{page}/contact", data={"purpose": "介绍求职者"}, headers=SCRIPT).text
    assert NUMBER in part
    assert "<html" not in part
    assert "会计" not in part


@pytest.mark.parametrize("page", PAGES)
def test_what_was_shown_is_covered_again_where_it_stands(desk: TestClient, page: str) -> None:
    part = desk.post(f"{page}/contact", data={"purpose": "介绍求职者"}, headers=SCRIPT).text
    cover = re.search(r'<a href="\S+" hx-get="(\S+)" hx-target="#contact-person">Cover again</a>', part)
    assert cover is not None
    covered = desk.get(cover[1], headers=SCRIPT).text
    assert (NUMBER in covered, "赵**" in covered, "<html" in covered) == (False, True, False)


@pytest.mark.parametrize("nothing", ["", "  ", "低保户"])
@pytest.mark.parametrize("page", PAGES)
def test_without_a_purpose_nobody_is_shown(desk: TestClient, city: House, page: str, nothing: str) -> None:
    refused = desk.post(f"{page}/contact", data={"purpose": nothing}, headers=HERE).text
    assert NUMBER not in refused
    assert 'id="purpose-told"' in refused
    assert reveals(city) == []


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.AUDITOR])
@pytest.mark.parametrize("page", PAGES)
def test_who_reaches_nobody_sees_the_mask_alone(city: House, role: Role, page: str) -> None:
    browser = browser_for(city, "other", role)
    shown = browser.get(page).text
    assert "赵**" in shown
    assert f"{page}/contact" not in shown
    assert browser.post(f"{page}/contact", data={"purpose": "看看"}, headers=HERE).status_code == 403
    assert reveals(city) == []


def test_what_is_not_there_or_has_no_contact_reveals_nothing(desk: TestClient, city: House) -> None:
    put(city, "posts/P2", {**POST, "title": "出纳"})
    assert "/contact" not in desk.get("/posts/P2").text
    assert desk.post("/posts/P2/contact", data={"purpose": "介绍求职者"}, headers=HERE).status_code == 200
    for page in ("/posts/P9", "/employers/E9"):
        assert desk.post(f"{page}/contact", data={"purpose": "介绍求职者"}, headers=HERE).status_code == 404
    assert reveals(city) == []
