from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.records import Education
from matcher.requirements import degree_asked, years_asked


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("3年以上Java开发经验", 3),
        ("1、三年以上工作经验", 3),
        ("1-3年相关工作经验", 1),
        ("至少5年施工管理经历", 5),
        ("从事相关工作1年及以上", 1),
        ("半年以上客服经验", 0.5),
        ("具有1年以上合同管理工作经验", 1),
        ("5年以上工作经验，其中2年以上管理经验", 5),
        ("经验不限，公司培训", 0),
        ("2年以上经验，优秀应届毕业生也可", 0),
        ("3年以上经验者优先", None),
        ("公司成立于2004年，入职满1年享受5天年假", None),
        ("一年四季的工作服装", None),
        ("驾龄3年以上", None),
        ("2024年应届毕业生", None),
        ("有工作经验", None),
        ("", None),
    ],
    ids=lambda value: str(value) or "empty",
)
def test_years_are_read_where_experience_is_asked_for(text: str, years: float | None) -> None:
    assert years_asked(text) == years


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("大专及以上学历", Education.COLLEGE),
        ("计算机相关专业，本科及以上学历", Education.BACHELOR),
        ("硕士研究生及以上学历", Education.MASTER),
        ("学历：统招本科", Education.BACHELOR),
        ("1、中专（含）以上学历", Education.UPPER_SECONDARY),
        ("本科及以上学历，优秀者可放宽至大专", Education.COLLEGE),
        ("大专或本科学历", Education.COLLEGE),
        ("学历不限，吃苦耐劳", Education.ANY),
        ("本科及以上学历优先", None),
        ("负责高中学生的管理", None),
        ("研究生补贴1500元/月", None),
        ("", None),
    ],
    ids=lambda value: str(value) or "empty",
)
def test_the_least_degree_is_read_where_one_is_asked_for(text: str, degree: Education | None) -> None:
    from matcher.text import clean

    assert degree_asked(clean(text)) == degree


@given(st.text(max_size=200))
def test_no_text_stops_the_reading(text: str) -> None:
    years = years_asked(text)
    assert years is None or 0 <= years <= 15
    assert degree_asked(text) is None or degree_asked(text) in Education
