"""Levels of education, asked for and attained."""

from __future__ import annotations

import pytest

from data.values.education import read_attained_education, read_required_education
from data.values.reasons import Reason
from matcher.records import Education


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("大专", Education.COLLEGE),
        ("专科", Education.COLLEGE),
        ("大专及以上", Education.COLLEGE),
        ("本科及以上", Education.BACHELOR),
        ("统招本科", Education.BACHELOR),
        ("全日制大学本科", Education.BACHELOR),
        ("大学", Education.BACHELOR),
        ("大学专科", Education.COLLEGE),
        ("硕士研究生", Education.MASTER),
        ("博士研究生", Education.DOCTOR),
        ("研究生及以上学历", Education.MASTER),
        ("不限", Education.ANY),
        ("学历不限", Education.ANY),
        ("无", Education.ANY),
        ("初中及以下", Education.ANY),
        ("中专/中技", Education.UPPER_SECONDARY),
        ("中技/中专", Education.UPPER_SECONDARY),
        ("高中", Education.UPPER_SECONDARY),
        ("技工院校高级工班", Education.COLLEGE),
        ("高级技工", Education.COLLEGE),
        ("技工院校预备技师班", Education.BACHELOR),
        ("大专或本科", Education.COLLEGE),
        ("中专、大专", Education.UPPER_SECONDARY),
        ("21", Education.BACHELOR),
    ],
)
def test_the_least_education_asked_for_is_read(text: str, level: Education) -> None:
    assert read_required_education(text) is level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("初中及以下", Education.JUNIOR_MIDDLE),
        ("小学", Education.JUNIOR_MIDDLE),
        ("专升本", Education.BACHELOR),
        ("技师学院", Education.UPPER_SECONDARY),
        ("中等专科", Education.UPPER_SECONDARY),
        ("其他", None),
    ],
)
def test_the_education_of_a_person_is_read(text: str, level: Education | None) -> None:
    assert read_attained_education(text) == level


def test_an_education_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match=Reason.EDUCATION.value):
        read_attained_education("三好学生")
