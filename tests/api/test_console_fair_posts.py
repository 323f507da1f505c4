"""The posts of a booth in its form: named by title, and the employer's own told where one is not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.house import House
from data.store import get_fair, put_posts
from matcher.records import PostEntry
from tests.api.fair_browser import at, browser_of, text_of
from tests.api.fair_office import BOOTHS, FAIR_ID, ORGANISER, bring, open_fair, stated
from tests.api.outreach_office import POST
from tests.api.test_console_fair_booths import add_form


@pytest.fixture
def office(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path)
    return house


def add_posts(house: House, **titles: str) -> None:
    told = [PostEntry(replace(POST, id=id, title=title)) for id, title in titles.items()]
    with house.database.begin() as session:
        put_posts(session, told, actor=ORGANISER, source="岗位.csv", at=house.clock(), vault=house.vault)


def post_ids(house: House) -> tuple[str, ...]:
    with house.database.read() as session:
        return get_fair(session, FAIR_ID, vault=house.vault).fair.booths[0].post_ids


def posts_in_form(house: House) -> str:
    page = browser_of(house).get(at("?booth=01")).text
    return page.split('id="posts"')[1].split('value="')[1].split('"')[0]


def refusal(house: House) -> str:
    form = add_form(browser_of(house).get(at("?booth=01")))
    answer = browser_of(house).post(at("/booths"), data=form | {"employer": "安泰物业", "posts": "宇航员"})
    assert answer.status_code == 422
    return answer.text.split('id="posts-told" class="invalid-feedback">')[1].split("</div>")[0]


def test_a_post_that_is_not_there_is_answered_by_those_that_are(office: House) -> None:
    with office.database.begin() as session:
        over = PostEntry(replace(POST, id="P9", title="过期岗位", closes_on=stated().on.replace(day=15)))
        put_posts(session, [over], actor=ORGANISER, source="岗位.csv", at=office.clock(), vault=office.vault)
    assert refusal(office) == "此单位没有这个岗位：宇航员；此单位当天在招：会计、出纳"


def test_of_an_employer_with_many_posts_ten_are_told_and_how_many_more_there_are(office: House) -> None:
    add_posts(office, **{f"Q{n:02}": f"岗位{n:02}号" for n in range(1, 12)})
    told = refusal(office)
    assert told.startswith("此单位没有这个岗位：宇航员；此单位当天在招：会计、出纳、岗位01号、")
    assert told.endswith("岗位08号，另有3个岗位")


def test_the_form_of_a_booth_names_its_posts_by_title_and_keeps_them(office: House) -> None:
    browser, before = browser_of(office), post_ids(office)
    assert posts_in_form(office) == "会计、出纳"
    form = add_form(browser.get(at("?booth=01")))
    again = browser.post(at("/booths"), data=form | {"number": "01", "employer": "安泰物业", "posts": "会计、出纳"})
    assert again.status_code == 303
    assert post_ids(office) == before
    assert "会计, 出纳" in text_of(browser.get(at()))


def test_of_two_posts_of_one_title_the_form_says_which_it_means(office: House) -> None:
    add_posts(office, P0="出纳", P5="司机/保安")
    assert posts_in_form(office) == "会计、出纳（P2）"
    form = add_form(browser_of(office).get(at("?booth=01")))
    typed = {"number": "01", "employer": "安泰物业", "posts": "会计、出纳（P2）、P5"}
    assert browser_of(office).post(at("/booths"), data=form | typed).status_code == 303
    assert post_ids(office) == ("P1", "P2", "P5")
    assert posts_in_form(office) == "会计、出纳（P2）、P5"  # a stroke parts two titles


def close_post(house: House, id: str, title: str) -> None:
    """Let a post close on the day before the fair."""
    over = PostEntry(replace(POST, id=id, title=title, closes_on=stated().on - timedelta(days=1)))
    with house.database.begin() as session:
        put_posts(session, [over], actor=ORGANISER, source="岗位.csv", at=house.clock(), vault=house.vault)


def test_a_title_means_the_first_of_its_posts_that_is_open_on_the_day(office: House, tmp_path: Path) -> None:
    close_post(office, "P0", "出纳")
    add_posts(office, P8="出纳")
    form = add_form(browser_of(office).get(at("?booth=01")))
    typed = {"number": "01", "employer": "安泰物业", "posts": "出纳"}
    assert browser_of(office).post(at("/booths"), data=form | typed).status_code == 303
    assert post_ids(office) == ("P2",)
    assert bring(office, tmp_path, "booths", BOOTHS.replace("P1、P2", "会计、出纳")).n_rejected == 0
    assert post_ids(office) == ("P1", "P2")


def test_a_post_that_is_named_by_its_id_and_a_title_without_an_open_one_are_told_as_over(office: House) -> None:
    close_post(office, "P0", "出纳")
    close_post(office, "P7", "收银员")
    form = add_form(browser_of(office).get(at("?booth=01")))
    for named, told in (("P0", "出纳（P0）"), ("收银员", "收银员（P7）")):
        typed = {"number": "01", "employer": "安泰物业", "posts": named}
        answer = browser_of(office).post(at("/booths"), data=form | typed)
        assert answer.status_code == 422
        assert told in answer.text.split('id="posts-told"')[1].split("</div>")[0]
