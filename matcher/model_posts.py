"""Model posts: those that an office may hold up as examples (三(三)), by rules that anybody can check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from matcher.papers import Column, Form, Row
from matcher.records import Education, Employer, Kind, Post
from matcher.traps import trap_signs

SHORTEST_TEXT = 60  # characters of a description that says what the work is

COLUMNS = (
    Column("n", "序号", Form.COUNT, width=7.5),
    Column("model", "示范岗位", width=10),
    Column("title", "岗位名称", width=24),
    Column("employer", "见习单位", width=28),
    Column("kind", "岗位类别", width=12),
    Column("headcount", "招聘人数", Form.COUNT, width=10),
    Column("education", "学历要求", width=12),
    Column("majors", "专业要求", width=20),
    Column("district", "区县\n（功能区）", width=12),
    Column("place", "工作地点", width=24),
    Column("pay", "生活补贴\n（元/月）", width=12),
    Column("term", "见习期限\n（月）", width=10),
    Column("closes_on", "截止日期", Form.DATE, width=12),
    Column("id", "岗位编号", width=12),
)
KINDS = {
    Kind.RESEARCH: "科研类",
    Kind.TECHNICAL: "技术技能类",
    Kind.MANAGEMENT: "管理类",
    Kind.SOCIAL_SERVICE: "社会服务类",
}
LEVELS = {
    Education.ANY: "不限",
    Education.JUNIOR_MIDDLE: "初中",
    Education.UPPER_SECONDARY: "高中、中专",
    Education.COLLEGE: "大专",
    Education.BACHELOR: "本科",
    Education.MASTER: "硕士",
    Education.DOCTOR: "博士",
}


@dataclass(frozen=True, slots=True)
class Opening:
    """An open post with what decides whether it is a model one."""

    post: Post
    employer: Employer | None  # as stored
    has_mentor: bool
    wage_month_yuan: Decimal  # the minimum in force at its place


def not_recognised(one: Opening) -> str | None:
    """Want an employer that is recognised; one that is removed has no openings here."""
    return "单位未认定" if one.employer is None or one.employer.recognised_on is None else None


def incomplete(one: Opening) -> str | None:
    """Want a text that says what, where, how many, how long and for how much."""
    post = one.post
    told = (post.headcount, post.kind, post.district or post.zone, post.pay_min_month_yuan, post.term_max_months)
    is_whole = all(fact is not None for fact in told) and len(post.description or "") >= SHORTEST_TEXT
    return None if is_whole else "内容不全"


def without_mentor(one: Opening) -> str | None:
    """Want a mentor who is named."""
    return None if one.has_mentor else "未写带教老师"


def underpaid(one: Opening) -> str | None:
    """Want an allowance of at least the minimum wage; one that is not stated is incomplete already."""
    pay = one.post.pay_min_month_yuan
    return None if pay is None or Decimal(str(pay)) >= one.wage_month_yuan else "补贴低于最低工资标准"


def suspicious(one: Opening) -> str | None:
    """Want no sign of a trap, not even one that is too weak to flag the advert."""
    return "有待核实的内容" if trap_signs(one.post) else None


RULES: tuple[Callable[[Opening], str | None], ...] = (
    not_recognised,
    incomplete,
    without_mentor,
    underpaid,
    suspicious,
)


def shortcomings(one: Opening) -> tuple[str, ...]:
    """Say what a post lacks to be a model one; nothing for a model post."""
    return tuple(reason for rule in RULES if (reason := rule(one)) is not None)


def is_open(post: Post, on: date) -> bool:
    """Tell whether a post takes applications on a day, as far as is known."""
    return (post.closes_on is None or post.closes_on >= on) and (post.published_on is None or post.published_on <= on)


def opening_row(n: int, one: Opening) -> Row:
    """Give the row of the *n*-th opening, without anybody's name."""
    post = one.post
    return (
        n,
        None if shortcomings(one) else "★",
        post.title,
        post.employer,
        None if post.kind is None else KINDS[post.kind],
        post.headcount,
        None if post.education is None else LEVELS[post.education],
        "、".join(post.majors) or None,
        post.zone or post.district,
        post.place,
        _span(post.pay_min_month_yuan, post.pay_max_month_yuan),
        _span(post.term_min_months, post.term_max_months),
        post.closes_on,
        post.id,
    )


def _span(least: float | None, most: float | None) -> str | None:
    told = sorted({value for value in (least, most) if value is not None})
    return "-".join(f"{value:g}" for value in told) or None
