from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.majors import admits
from matcher.records import Education, Status

NAMES = st.sampled_from(["会计学", "土木工程", "法语", "应用心理学", "数控技术", "政治学、经济学与哲学", "护理"])


@pytest.mark.parametrize(
    ("requirement", "major"),
    [
        pytest.param("会计学", "会计学", id="the same name"),
        pytest.param("审计学,会计学", "会计学", id="one of several"),
        pytest.param("审计学、会计学专业", "会计学", id="with the word for major"),
        pytest.param("会计学", "会计学（注册会计师方向）", id="a note in brackets"),
        pytest.param("专业不限", "会计学", id="any major"),
        pytest.param("", "会计学", id="nothing asked"),
        pytest.param("土木类", "土木工程", id="a class that the major's name begins with"),
        pytest.param("经济学类", "国民经济管理", id="a class whose stem stands in the major"),
        pytest.param("计算机相关专业", "计算机科学与技术", id="related to a stem of the major"),
        pytest.param("政治学、经济学与哲学", "政治学、经济学与哲学", id="a major with a comma of its own"),
        pytest.param("本科：会计学；研究生：金融学", "会计学", id="the part for one's own level"),
    ],
)
def test_a_requirement_admits(requirement, major):
    assert admits(requirement, education=Education.BACHELOR, major=major) is Status.MET


@pytest.mark.parametrize(
    ("requirement", "major"),
    [
        pytest.param("会计学", "土木工程", id="another name"),
        pytest.param("会计学，审计学", "护理", id="several other names"),
        pytest.param("本科：会计学；研究生：护理", "护理", id="named for another level only"),
    ],
)
def test_a_requirement_refuses(requirement, major):
    assert admits(requirement, education=Education.BACHELOR, major=major) is Status.NOT_MET


@pytest.mark.parametrize(
    ("requirement", "major"),
    [
        pytest.param("电子信息类", "通信工程", id="a class that words do not show"),
        pytest.param("工学", "通信工程", id="a discipline"),
        pytest.param("法学类", "法语", id="a class of one letter in common"),
        pytest.param("机械相关专业", "数控技术", id="related to something"),
        pytest.param("土木工程", "建筑工程技术", id="another name that shares a word"),
        pytest.param("会计学", None, id="major unknown"),
        pytest.param("会计学", " ", id="major blank"),
    ],
)
def test_words_alone_leave_it_open(requirement, major):
    assert admits(requirement, education=Education.BACHELOR, major=major) is Status.UNKNOWN


def test_without_a_level_every_part_counts():
    assert admits("本科：会计学；研究生：护理", education=None, major="护理") is Status.MET


@given(NAMES)
def test_every_major_is_admitted_by_its_own_name(name):
    assert admits(name, education=None, major=name) is Status.MET


@given(st.lists(NAMES, min_size=1, max_size=5), NAMES, NAMES)
def test_one_more_name_never_shuts_out(names, further, major):
    if admits("；".join(names), education=None, major=major) is Status.MET:
        assert admits("；".join([*names, further]), education=None, major=major) is Status.MET


@given(st.text(max_size=40), st.text(max_size=20) | st.none())
def test_any_text_gets_a_status(requirement, major):
    assert admits(requirement, education=None, major=major) in Status
