"""Model posts: each thing that one must have, and what the public list shows of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from matcher.model_posts import COLUMNS, Opening, is_open, opening_row, shortcomings
from matcher.records import Employer, Kind, Post

EMPLOYER = Employer("E1", "甲公司", recognised_on=date(2022, 1, 1), status="正常")
POST = Post(
    "P1",
    "档案管理见习生",
    "甲公司",
    kind=Kind.MANAGEMENT,
    headcount=2,
    description="整理和装订业务档案，按年度编目入库；每周核对借阅登记，协助部门查找资料；学习档案管理系统的录入和检索，"
    "带教老师逐项指导，三个月后独立完成一个年度的归档。",
    district="历下区",
    pay_min_month_yuan=2100,
    term_min_months=3,
    term_max_months=6,
)
MODEL = Opening(POST, EMPLOYER, has_mentor=True, wage_month_yuan=Decimal("2100"))


def test_a_post_with_everything_is_a_model_post() -> None:
    assert shortcomings(MODEL) == ()


@pytest.mark.parametrize(
    ("opening", "reason"),
    [
        pytest.param(replace(MODEL, employer=None), "单位未认定", id="no employer stored"),
        pytest.param(replace(MODEL, employer=replace(EMPLOYER, recognised_on=None)), "单位未认定", id="not recognised"),
        pytest.param(replace(MODEL, post=replace(POST, headcount=None)), "内容不全", id="no headcount"),
        pytest.param(replace(MODEL, post=replace(POST, kind=None)), "内容不全", id="no kind"),
        pytest.param(replace(MODEL, post=replace(POST, pay_min_month_yuan=None)), "内容不全", id="no allowance"),
        pytest.param(replace(MODEL, post=replace(POST, description="档案")), "内容不全", id="two characters"),
        pytest.param(replace(MODEL, has_mentor=False), "未写带教老师", id="no mentor"),
        pytest.param(replace(MODEL, wage_month_yuan=Decimal("2200")), "补贴低于最低工资标准", id="a wage above"),
    ],
)
def test_what_a_model_post_lacks_is_said(opening: Opening, reason: str) -> None:
    assert shortcomings(opening) == (reason,)


def test_a_sign_of_a_trap_makes_it_no_model_post() -> None:
    post = replace(POST, description=f"{POST.description}入职需先交押金500元。")
    assert shortcomings(replace(MODEL, post=post)) == ("有待核实的内容",)


def test_the_list_marks_a_model_post_and_names_nobody() -> None:
    told = dict(zip((column.key for column in COLUMNS), opening_row(1, MODEL), strict=True))
    assert (told["model"], told["kind"], told["pay"], told["term"]) == ("★", "管理类", "2100", "3-6")


@pytest.mark.parametrize(
    ("closes_on", "published_on", "is_listed"),
    [
        (None, None, True),
        (date(2023, 9, 1), None, True),
        (date(2023, 8, 31), None, False),
        (None, date(2023, 9, 2), False),
    ],
)
def test_a_post_is_listed_from_its_publication_to_its_last_day(
    closes_on: date | None, published_on: date | None, is_listed: bool
) -> None:
    assert is_open(replace(POST, closes_on=closes_on, published_on=published_on), date(2023, 9, 1)) is is_listed
