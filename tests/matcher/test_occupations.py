"""Occupations: what titles and wishes name, and how near two works are; on a table of a handful of families."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import BadInput
from matcher.occupations import Family, Field, Occupations

FIELDS = (
    Field(
        "信息技术",
        (
            Family("后端开发", ("Java", "C++", "程序员", "程序猿", "码农"), near=("产品经理",)),
            Family("产品经理", ("产品助理",)),
            Family("桌面支持", ("网管",)),
        ),
        titles=("IT", "软件"),
    ),
    Field("财务", (Family("会计", ("销售会计", "做账")), Family("出纳", ("收银会计",)))),
    Field(
        "销售",
        (
            Family("销售代表", ("销售", "跑业务"), near=("客服", "文员")),
            Family("客服", ("客服专员",)),
        ),
    ),
    Field(
        "办公",
        (
            Family("文员", ("助理", "打字员")),
            Family("前台", ("接待",), unlike=("前台开发",)),
            Family("安全管理", ("安全工程师",)),
            Family("网络安全", ("渗透测试",)),
            Family("电工", ("水电工",)),
        ),
        titles=("办公室",),
    ),
)
TABLE = Occupations.of(FIELDS)
JOBS = ["Java", "码农", "产品助理", "销售会计", "跑业务", "销售", "助理", "软件", "前台开发"]
TEXTS = st.lists(st.sampled_from([*JOBS, "高薪", "双休", "的", "a", "("]), max_size=5).map("".join)


@pytest.mark.parametrize(
    ("text", "families"),
    [
        pytest.param("急聘!高薪诚聘Java开发(双休)", {"后端开发"}, id="slogans around the title"),
        pytest.param("产品助理", {"产品经理"}, id="the longer word wins: no assistant"),
        pytest.param("销售会计", {"会计"}, id="the longer word wins: no salesman"),
        pytest.param("网络安全工程师", {"网络安全"}, id="of words that overlap the first wins"),
        pytest.param("前台开发", set(), id="a guarding word means nothing"),
        pytest.param("前台,前台开发", {"前台"}, id="a guarding word guards only its own place"),
        pytest.param("会计/出纳", {"会计", "出纳"}, id="two jobs in one title"),
        pytest.param("JAVA", {"后端开发"}, id="small and capital letters are one"),
        pytest.param("Ｊａｖａ", {"后端开发"}, id="full-width letters too"),
        pytest.param("JavaScript", set(), id="a Latin word stands free"),
        pytest.param("会计2名", {"会计"}, id="numbers beside Chinese words do no harm"),
        pytest.param("C++", {"后端开发"}, id="signs belong to a word"),
        pytest.param("会 计", {"会计"}, id="a space inside a Chinese word"),
        pytest.param("程续员", {"后端开发"}, id="a wrong sign of the same sound"),
        pytest.param("程度员", set(), id="a wrong sign of another sound"),
        pytest.param("快记", set(), id="two signs are too few for a slip"),
        pytest.param("IT", {"信息技术"}, id="a field as a whole"),
        pytest.param("销售(软件行业)", {"销售代表"}, id="a field beside something more exact is no wish"),
        pytest.param("软件、销售", {"信息技术", "销售代表"}, id="a field listed beside something else is"),
        pytest.param("水电工程", set(), id="engineering is no worker"),
        pytest.param("某某软件销售公司招聘文员", {"文员"}, id="who hires is not what is sought"),
        pytest.param("销售招聘", {"销售代表"}, id="nothing behind the word of hiring"),
        pytest.param("", set(), id="nothing"),
        pytest.param("早九晚五、五险一金", set(), id="no work"),
    ],
)
def test_a_text_names_its_families(text: str, families: set[str]) -> None:
    assert TABLE.families_of(text) == families


@pytest.mark.parametrize(
    ("wished", "offered", "relation"),
    [
        pytest.param("码农", "Java", 1.0, id="one family"),
        pytest.param("码农", "产品助理", 0.5, id="near"),
        pytest.param("产品助理", "码农", 0.5, id="near in the other direction"),
        pytest.param("产品助理", "网管", 0.25, id="one field"),
        pytest.param("想做IT", "网管", 0.5, id="a whole field and one of its families"),
        pytest.param("网管", "IT", 0.5, id="and the reverse"),
        pytest.param("IT", "软件", 1.0, id="a whole field twice"),
        pytest.param("会计", "网管", 0.0, id="other work"),
        pytest.param("会计、网管", "做账、销售", 1.0, id="the best of all pairs"),
        pytest.param("什么都行", "网管", None, id="the wish names nothing"),
        pytest.param("网管", "双休", None, id="the post names nothing"),
    ],
)
def test_two_works_are_so_near(wished: str, offered: str, relation: float | None) -> None:
    assert TABLE.relation(wished, offered) == relation


@given(TEXTS, TEXTS)
def test_of_works_side_by_side_each_counts_as_if_alone(one: str, other: str) -> None:
    assert TABLE.families_of(f"{one}、{other}") == TABLE.families_of(one) | TABLE.families_of(other)


@given(TEXTS, TEXTS)
def test_the_relation_is_symmetric(one: str, other: str) -> None:
    assert TABLE.relation(one, other) == TABLE.relation(other, one)


@given(TEXTS)
def test_a_text_is_the_same_work_as_itself_or_unknown(text: str) -> None:
    assert TABLE.relation(text, text) == (1.0 if TABLE.families_of(text) else None)


@given(TEXTS, st.lists(TEXTS, max_size=8))
def test_many_posts_at_once_get_what_each_gets_alone(wish: str, posts: list[str]) -> None:
    at_once = TABLE.relations(TABLE.bits([wish])[0], TABLE.bits(posts))
    alone = [np.nan if (one := TABLE.relation(wish, post)) is None else one for post in posts]
    np.testing.assert_array_equal(at_once, alone)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert TABLE.families_of(text) <= set(TABLE.names)


def test_families_beyond_the_first_64_keep_their_bits() -> None:
    table = Occupations.of(tuple(Field(f"行业{i:03}", (Family(f"家族{i:03}", (f"工种{i:03}",)),)) for i in range(100)))
    texts = [f"工种{i:03}" for i in range(100)]
    bits = table.bits(texts)
    assert bits.shape == (100, 4)  # 200 names, 64 to a word
    assert [table.named(one) for one in bits] == [{f"家族{i:03}"} for i in range(100)]
    assert table.relations(bits[70], bits).nonzero()[0].tolist() == [70]


def test_no_texts_give_no_rows() -> None:
    assert TABLE.bits([]).shape == (0, 1)


def test_words_that_sound_alike_and_differ_in_meaning_are_not_guessed_between() -> None:
    table = Occupations.of((Field("甲", (Family("一", ("收银员",)), Family("二", ("手印员",)))),))
    assert table.families_of("收因员") == set()


def test_a_change_of_the_table_changes_its_edition() -> None:
    changed = Occupations.of((*FIELDS[1:], FIELDS[0]))
    assert changed.edition != TABLE.edition
    assert Occupations.of(FIELDS).edition == TABLE.edition


def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="会计 stands twice"):
        Occupations.of((Field("财务", (Family("会计", ("会计",)),)), Field("会计", (Family("出纳", ("出纳",)),))))


def test_a_neighbour_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadInput, match="会计 is near to 审计"):
        Occupations.of((Field("财务", (Family("会计", ("会计",), near=("审计",)),)),))
