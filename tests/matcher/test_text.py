from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.records import Candidate, Post
from matcher.text import candidate_texts, clean, post_texts, title_text
from matcher.text.cleaning import MAX_CHARACTERS

ANY_TEXT = st.text(alphabet=st.characters(), max_size=300)  # lone surrogates and controls too


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT)
def test_a_clean_text_has_no_controls_and_encodes(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert not any(ord(sign) < 32 or 0xD800 <= ord(sign) <= 0xDFFF for sign in cleaned)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        pytest.param("ＵＧ编程　４轴", "UG编程 4轴", id="full-width signs become plain ones"),
        pytest.param(
            "岗位职责：<br/>装配\u200b调试", "岗位职责: 装配 调试", id="markup and invisible signs are dropped"
        ),
        pytest.param(None, "", id="unknown is empty"),
        pytest.param("\ud800工程师\x00", "工程师", id="a lone surrogate and NUL are dropped"),
    ],
)
def test_a_text_becomes_plain(written: str | None, plain: str) -> None:
    assert clean(written) == plain


def test_an_endless_text_is_cut() -> None:
    assert len(clean("\ufdfa" * 20_000)) <= MAX_CHARACTERS


@pytest.mark.parametrize(
    ("written", "title"),
    [
        pytest.param("急聘行政专员+双休+五险一金", "行政专员", id="slogans go"),
        pytest.param("焊工（济南）(J12970)", "焊工", id="codes and the city go"),
        pytest.param("C++开发工程师", "C++开发工程师", id="the plus of C++ stays"),
        pytest.param("日薪300元！包吃住", "日薪300元!包吃住", id="a title of slogans only stays as written"),
        pytest.param("测试工程师（银行）", "测试工程师 银行", id="what brackets tell about the work stays"),
    ],
)
def test_a_title_keeps_the_work_only(written: str, title: str) -> None:
    assert post_texts(Post(id="P", title=written, employer="E"))[0] == title


def test_duties_come_before_requirements_and_the_offer_is_left_out() -> None:
    text = "任职要求：1、熟悉电路，2、男女不限；福利待遇：五险一金，带薪年假。岗位职责：1、装配电机；2、调试设备。"
    body = post_texts(Post(id="P", title="电工", employer="E", description=text))[1]
    assert body == "电工 装配电机,调试设备,熟悉电路"


def test_a_wish_loses_what_it_refuses() -> None:
    wish = "食品研发助理优先，品控次之，不做业务，别让我打电话。"
    assert candidate_texts(Candidate(id="C", wish=wish))[0] == "食品研发助理 品控"


def test_a_wish_loses_the_districts_named() -> None:
    candidate = Candidate(id="C", wish="就想在章丘本地找个网管，章丘区最好", districts=("章丘区",))
    assert candidate_texts(candidate)[0] == "网管"


def test_without_a_wish_the_major_and_the_skills_stand_for_it() -> None:
    candidate = Candidate(id="C", major="会计学", skills=("Excel",))
    assert candidate_texts(candidate) == ("会计学 Excel", "会计学。Excel")


def test_nothing_known_gives_empty_texts() -> None:
    assert candidate_texts(Candidate(id="C")) == ("", "")


def test_sex_age_needs_and_pay_are_in_no_text() -> None:
    candidate = Candidate(
        id="C",
        sex="female",
        needs="轮椅出行",
        wish="文员，工资三千以上",
        pay_min_month_yuan=3000,
        home_district="历下区",
    )
    assert candidate_texts(candidate) == ("文员", "文员")


@given(ANY_TEXT, ANY_TEXT)
def test_any_record_gives_texts(title: str, description: str) -> None:
    texts = post_texts(Post(id="P", title=title, employer="", description=description))
    texts += candidate_texts(Candidate(id="C", wish=title, experience=description))
    assert all(isinstance(text, str) and len(text) <= 500 for text in texts)


def test_the_title_alone_is_that_of_both_texts() -> None:
    post = Post(id="P", title="急聘会计（五险一金）", employer="单位", description="原标题：《成本会计》记账")
    assert title_text(post) == post_texts(post)[0]
