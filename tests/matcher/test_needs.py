from __future__ import annotations

import pytest

from matcher.needs import (
    NEAR_HOME,
    NEEDS,
    clause_that_denies,
    clause_that_offers,
    need_names,
    read_needs,
    read_place,
    read_workplace,
)
from matcher.records import Candidate, Post

EVERY = (1 << len(NEEDS)) - 1
WRITTEN = "不靠听力和电话的沟通方式（如文字沟通）"


def _names(bits: int) -> set[str]:
    return {need.name for need in need_names(bits)}


def _post(description: str = "", *, title: str = "文员", accessibility: str | None = None) -> Post:
    return Post(id="P", title=title, employer="E", description=description, accessibility=accessibility)


@pytest.mark.parametrize(
    ("words", "stated", "firm"),
    [
        pytest.param(None, set(), set(), id="nothing"),
        pytest.param("需要单位提供住宿", set(), set(), id="lodging is a criterion of its own"),
        pytest.param("轮椅出行，通勤1小时以内", {"无障碍通行", "路近或固定的路线"}, set(), id="a wheelchair"),
        pytest.param("右腿不便，不能久站、搬重物", {"不用久站", "不用搬重物"}, {"不用久站", "不用搬重物"}, id="firm"),
        pytest.param("重体力活干不了", {"不用搬重物"}, {"不用搬重物"}, id="firm at the end"),
        pytest.param(
            "低视力，不能长时间看电脑",
            {"视力要求不高的工作", "不用长时间看电脑"},
            {"不用长时间看电脑"},
            id="firm in one clause",
        ),
        pytest.param("轻度色弱", {"不靠辨色的工作"}, set(), id="colours"),
        pytest.param("戴助听器，电话听不清", {WRITTEN}, set(), id="hearing"),
        pytest.param("对油漆稀料过敏", {"无粉尘和刺激气味的环境"}, set(), id="fumes"),
        pytest.param("希望用文字沟通", {WRITTEN}, set(), id="in writing"),
        pytest.param("说话不便，电话接不了", {WRITTEN}, {WRITTEN}, id="speech"),
        pytest.param("不能离家太远", {"离家近"}, set(), id="near home is never firm"),
    ],
)
def test_needs_are_read_from_the_persons_words(words: str | None, stated: set[str], firm: set[str]) -> None:
    found = read_needs(words)
    assert (_names(found[0]), _names(found[1])) == (stated, firm)


@pytest.mark.parametrize(
    ("description", "denied"),
    [
        pytest.param("能承受长时间站立工作", {"不用久站"}, id="standing"),
        pytest.param("有坐岗、站岗", set(), id="standing or sitting"),
        pytest.param("负责货物装卸", {"不用搬重物"}, id="lifting"),
        pytest.param("无大体力劳动", set(), id="no lifting"),
        pytest.param("监控仓储装卸环节", set(), id="others lift"),
        pytest.param("普工：质检、搬运工、储备干部", set(), id="one job among several"),
        pytest.param("无色盲、色弱", {"不靠辨色的工作"}, id="colours"),
        pytest.param("负责接听客户电话", {WRITTEN}, id="the telephone"),
        pytest.param("能长时间站立者优先", set(), id="liked, not asked"),
        pytest.param("生产高空作业平台，行业专家", set(), id="a product"),
    ],
)
def test_what_an_advert_denies_is_read(description: str, denied: set[str]) -> None:
    assert _names(read_workplace(_post(description))[0]) == denied


def test_the_title_of_a_hand_names_lifting() -> None:
    assert _names(read_workplace(_post(title="搬运工"))[0]) == {"不用搬重物"}


@pytest.mark.parametrize(
    ("written", "denied", "offered"),
    [
        pytest.param("有电梯、坡道", set(), {"无障碍通行"}, id="a lift"),
        pytest.param("一楼办公，轮椅可进出", set(), {"无障碍通行"}, id="ground floor"),
        pytest.param("无", {"无障碍通行"}, set(), id="none"),
        pytest.param("无无障碍电梯", {"无障碍通行"}, set(), id="no lift"),
        pytest.param("适合听力障碍人员", set(), {WRITTEN}, id="hearing"),
        pytest.param("可文字沟通", set(), {WRITTEN}, id="in writing"),
        pytest.param("良好的书面沟通能力", set(), set(), id="an ability asked for is no offer"),
    ],
)
def test_the_field_on_access_is_read(written: str, denied: set[str], offered: set[str]) -> None:
    found = read_workplace(_post(accessibility=written))
    assert (_names(found[0]), _names(found[1])) == (denied, offered)


def test_the_clause_that_decided_is_quoted() -> None:
    post = _post("整理凭证；需长时间站立；无大体力劳动", accessibility="有电梯")
    assert clause_that_denies(post, EVERY) == "需长时间站立"
    assert clause_that_offers(post, 1) == "无障碍条件：有电梯"
    assert clause_that_denies(post, 1) is None


@pytest.mark.parametrize(
    ("home", "named", "district", "said"),
    [
        pytest.param("历城区", (), "历城区", (0, NEAR_HOME), id="in the home district"),
        pytest.param("历城区", (), "章丘区", (NEAR_HOME, 0), id="in another one"),
        pytest.param("历城区", ("章丘区",), "章丘区", (0, NEAR_HOME), id="in one that the person named"),
        pytest.param("历城区", (), None, (0, 0), id="the place of the post is unknown"),
        pytest.param(None, (), "章丘区", (0, 0), id="the home is unknown"),
    ],
)
def test_work_near_home_is_told_by_the_districts(
    home: str | None, named: tuple[str, ...], district: str | None, said: tuple[int, int]
) -> None:
    person = Candidate(id="C", home_district=home, districts=named)
    assert read_place(person, Post(id="P", title="文员", employer="E", district=district)) == said
