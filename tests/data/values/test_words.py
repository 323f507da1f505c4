"""Closed sets of words."""

from __future__ import annotations

import pytest

from data.values.words import (
    Keep,
    read_employment_status,
    read_keep,
    read_kind,
    read_night_shift,
    read_sex,
    read_yes_no,
)
from matcher.records import EmploymentStatus, Kind


@pytest.mark.parametrize(
    ("text", "board", "lodging"),
    [
        ("包吃包住", True, True),
        ("提供食宿", True, True),
        ("有", True, True),
        ("包吃不包住", True, False),
        ("提供住宿", None, True),
        ("免费工作餐", True, None),
        ("食宿自理", False, False),
        ("不提供食宿", False, False),
        ("无", False, False),
        ("提供午餐，住宿自理", True, False),
    ],
)
def test_meals_and_bed_are_read_from_one_cell(text: str, board: bool | None, lodging: bool | None) -> None:
    assert read_keep(text) == Keep(board, lodging)


@pytest.mark.parametrize(
    ("text", "night"),
    [
        ("无", False),
        ("否", False),
        ("有", True),
        ("三班倒", True),
        ("长白班", False),
        ("偶有夜班", True),
        ("无夜班", False),
    ],
)
def test_night_shifts_are_read(text: str, night: bool) -> None:
    assert read_night_shift(text) is night


@pytest.mark.parametrize(("text", "yes"), [("是", True), ("同意", True), ("√", True), ("否", False), ("不同意", False)])
def test_yes_and_no_are_read(text: str, yes: bool) -> None:
    assert read_yes_no(text) is yes


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("科研类", Kind.RESEARCH),
        ("技术技能类", Kind.TECHNICAL),
        ("管理岗", Kind.MANAGEMENT),
        ("社会服务类岗位", Kind.SOCIAL_SERVICE),
        ("不限", None),
    ],
)
def test_the_four_kinds_are_read(text: str, kind: Kind | None) -> None:
    assert read_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("离校未就业", EmploymentStatus.UNEMPLOYED),
        ("登记失业", EmploymentStatus.UNEMPLOYED),
        ("在读即将毕业", EmploymentStatus.STUDYING),
        ("灵活就业", EmploymentStatus.FLEXIBLE),
        ("已就业", EmploymentStatus.EMPLOYED),
    ],
)
def test_what_a_person_does_is_read(text: str, status: EmploymentStatus) -> None:
    assert read_employment_status(text) is status


@pytest.mark.parametrize(("text", "sex"), [("男", "male"), ("女性", "female"), ("1", "male"), ("未知", None)])
def test_sex_is_read(text: str, sex: str | None) -> None:
    assert read_sex(text) == sex
