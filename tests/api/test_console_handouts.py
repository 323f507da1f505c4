"""The sheet that a person takes home: what is ruled out says so first, and counts as offered nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from api.console import handouts
from api.house import House
from data.store import iter_feedback
from matcher.records import Role, Status
from models import Encoder
from tests.api.signed_in import browser_for
from tests.api.test_console_casework import C1, HERE, POST, POSTS, WISHES, text_of
from tests.api.test_console_talk import put

RULED_OUT = "As things stand we cannot put you forward for this post."
TRAP = {"title": "软件测试员", "employer": "春晓软件", "description": "测试软件，编写用例。入职先交押金500元"}


@pytest.fixture
def city(tmp_path: Path, new_house: Callable[..., House], tiny: Encoder) -> House:
    house = new_house(tmp_path, tiny)
    for id, post in POSTS.items():
        put(house, f"posts/{id.replace('/', '%2F')}", {**POST, **post})
    put(house, "posts/P5", TRAP)
    put(house, "candidates/C%2F1", WISHES)
    return house


@pytest.fixture
def desk(city: House) -> TestClient:
    return browser_for(city, "li.na", Role.CASEWORKER, district="历下区")


def test_a_post_that_is_ruled_out_says_so_first_and_why(desk: TestClient) -> None:
    leaf = text_of(desk.get(f"{C1}/handout?post=P4").text.partition('<section class="leaf">')[2])
    assert RULED_OUT in leaf
    assert leaf.index("Education is too low") < leaf.index("Employer")
    assert leaf.count("Education is too low") == 1
    assert RULED_OUT not in text_of(desk.get(f"{C1}/handout?post=P2").text)


def test_what_would_tell_a_group_is_left_to_be_asked(desk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handouts, "is_telling", lambda _: True)
    leaf = text_of(desk.get(f"{C1}/handout?post=P4").text)
    assert f"{RULED_OUT} Ask us why." in leaf
    assert "Education is too low" not in leaf


@pytest.mark.parametrize(("code", "weighed", "told"), [("work", 0.2, False), ("work", -0.2, True), ("pay", 0.2, True)])
def test_what_speaks_for_a_post_and_nobody_can_answer_is_nothing_to_ask(
    desk: TestClient, monkeypatch: pytest.MonkeyPatch, code: str, weighed: float, told: bool
) -> None:
    reason = SimpleNamespace(code=code, sentence="Not clear", status=Status.UNKNOWN, contribution=weighed)
    monkeypatch.setattr(handouts, "telling_reasons", lambda *_: {Status.UNKNOWN: [reason]})
    assert ("Not clear" in desk.get(f"{C1}/handout?post=P2").text) == told


def test_neither_a_post_that_is_ruled_out_nor_a_doubtful_one_counts_as_shown(desk: TestClient, city: House) -> None:
    answer = desk.post(f"{C1}/handout", data={"post": ["P2", "P4", "P5"]}, headers=HERE)
    assert answer.headers["location"] == f"{C1}/handout?post=P2&post=P4&post=P5"
    with city.database.read() as session:
        assert [one.post_id for one in iter_feedback(session)] == ["P2"]


def test_a_certificate_that_only_the_duties_name_is_to_be_brought(desk: TestClient, city: House) -> None:
    put(city, "posts/P6", {**POST, **POSTS["P2"], "description": "包装饼干。任职要求：有健康证。"})
    assert "bring what you have: 健康证" in text_of(desk.get(f"{C1}/handout?post=P6").text)


def test_posts_of_one_title_are_told_apart_by_number_and_work(desk: TestClient, city: House) -> None:
    duties = {"P6": "岗位职责：\n1、登记凭证；\n2、开具发票。", "P7": "整理档案！残疾人优先。接听电话", "P8": None}
    for id, description in duties.items():
        put(city, f"posts/{id}", POST | {"title": "会计", "description": description})
    page = desk.get(f"{C1}/handout?post=P6&post=P7&post=P8").text
    first, second, third = (text_of(leaf) for leaf in page.split('<section class="leaf">')[1:4])
    assert "Employer 安泰物业 P6 The work 1、登记凭证；2、开具发票。" in first
    assert "Employer 安泰物业 P7 The work 整理档案！接听电话 Pay" in second  # what would tell a group is left out
    assert "P8" in third
    assert "The work" not in third


@pytest.mark.parametrize(
    ("written", "told"),
    [
        pytest.param("甲" * 50 + "。" + "乙" * 40 + "。", "甲" * 50 + "。", id="sentences that do not fit any more"),
        pytest.param("登记\n开票", "登记 开票", id="lines"),
        pytest.param("甲" * 60 + "，" + "乙" * 60, "甲" * 60 + "…", id="one long sentence"),
        pytest.param("甲" * 200, "甲" * 80 + "…", id="no mark at all"),
        pytest.param("任职要求\n1.大专\n工作内容\n登记、开票。", "登记、开票。", id="below its heading"),
        pytest.param("本公司做包装。任职要求：大专。", "本公司做包装。", id="before the first heading"),
        pytest.param("招聘要求：大专。工资待遇：面议。", "", id="nothing of the work"),
        pytest.param("职责：登记；开票；任职要求：大专。", "登记；开票…", id="a list that goes on"),
        pytest.param(" \n ", "", id="nothing"),
    ],
)
def test_of_the_work_the_first_sentences_are_told(written: str, told: str) -> None:
    assert handouts.work_of(written) == told
