"""The monthly summary as a paper: four tables, their charts, and the same figures for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from matcher.papers import Cell, Chart, Column, Form, Paper, Row, Sheet, total_row
from matcher.summary.figures import KINDS, Figures, Summary

MAIN, BY_KIND, BY_EMPLOYER, BY_PERSON, FUNNEL = "汇总表", "岗位类别", "单位类型", "见习人员", "服务过程"
KIND_TITLES: dict[str, str] = {
    "research": "科研类",
    "technical": "技术技能类",
    "management": "管理类",
    "social_service": "社会服务类",
    "unknown": "未定",
}
SOURCE_TITLES = {
    "graduates": "实名信息\n数据库",
    "mini_program": "求职登记\n小程序",
    "unemployment_register": "失业登记库",
    "other": "其他",
}
GROUP_TITLES = {"graduate": "毕业生", "youth": "失业青年", "unknown": "未定"}


@dataclass(frozen=True, slots=True)
class Funnel:
    """How far people came, from registered to retained, at a month's end."""

    registered: int
    eligible: int
    offered: int
    started: int
    finished: int
    retained: int


FUNNEL_TITLES = {
    "registered": "登记求职",
    "eligible": "符合条件",
    "offered": "推送岗位",
    "started": "参加见习",
    "finished": "见习结束",
    "retained": "留用",
}

Value = Callable[[Figures], Cell]

POSTS, PEOPLE, COURSE, MONEY = "募集岗位（个）", "见习人员（人）", "见习情况（人次）", "见习补贴（元）"
MAIN_COLUMNS: tuple[tuple[Column, Value], ...] = (
    (Column("district", "区县\n（功能区）"), lambda one: one.district),
    (Column("posts_target", "年度目标", Form.COUNT, POSTS, summed=True), lambda one: one.posts_target),
    (Column("posts_month", "本月", Form.COUNT, POSTS, summed=True), lambda one: one.posts_month),
    (Column("posts_last_month", "上月", Form.COUNT, POSTS, summed=True), lambda one: one.posts_last_month),
    (Column("posts", "本年累计", Form.COUNT, POSTS, summed=True), lambda one: one.posts),
    (Column("posts_rate", "完成率", Form.RATE, POSTS, ratio=("posts", "posts_target")), lambda one: None),
    (Column("adverts", "招募信息\n（条）", Form.COUNT, POSTS, summed=True), lambda one: one.adverts),
    (Column("trainees_target", "年度目标", Form.COUNT, PEOPLE, summed=True), lambda one: one.trainees_target),
    (Column("trainees_month", "本月", Form.COUNT, PEOPLE, summed=True), lambda one: one.trainees_month),
    (Column("trainees_last_month", "上月", Form.COUNT, PEOPLE, summed=True), lambda one: one.trainees_last_month),
    (Column("trainees", "本年累计", Form.COUNT, PEOPLE, summed=True), lambda one: one.trainees),
    (Column("trainees_rate", "完成率", Form.RATE, PEOPLE, ratio=("trainees", "trainees_target")), lambda one: None),
    (Column("placements", "本年开始", Form.COUNT, COURSE, summed=True), lambda one: one.placements),
    (Column("running", "月末在岗", Form.COUNT, COURSE, summed=True), lambda one: one.running),
    (Column("finished", "本年结束", Form.COUNT, COURSE, summed=True), lambda one: one.finished),
    (Column("counted", "计入\n留用率", Form.COUNT, COURSE, summed=True), lambda one: one.counted),
    (Column("retained", "留用", Form.COUNT, COURSE, summed=True), lambda one: one.retained),
    (Column("retention_rate", "留用率", Form.RATE, COURSE, ratio=("retained", "counted")), lambda one: None),
    (Column("subsidy_month_yuan", "本月支付", Form.YUAN, MONEY, summed=True), lambda one: one.subsidy_month_yuan),
    (Column("subsidy_last_month_yuan", "上月支付", Form.YUAN, MONEY, True), lambda one: one.subsidy_last_month_yuan),
    (Column("subsidy_yuan", "本年累计", Form.YUAN, MONEY, summed=True), lambda one: one.subsidy_yuan),
    (Column("employers", "见习单位\n（家）", Form.COUNT, summed=True), lambda one: one.employers),
)


def month_of(month: date) -> str:
    """Name a month as JSON has it."""
    return f"{month:%Y-%m}"


def summary_paper(summary: Summary, *, on: date, office: str | None, funnel: Funnel | None = None) -> Paper:
    """
    Lay out a month's summary.

    Args:
        summary: the figures.
        on: the day that the paper bears.
        office: who reports.
        funnel: how far people came; None = no table of it.
    """
    when = f"{summary.month.year}年{summary.month.month}月"
    sheets = [_main(summary, when), _kinds(summary), _employers(summary), _persons(summary)]
    charts = [
        Chart("募集岗位：年度目标与本年累计", "column", MAIN, "district", ("posts_target", "posts")),
        Chart("见习人员：年度目标与本年累计", "column", MAIN, "district", ("trainees_target", "trainees")),
        Chart("留用率", "column", MAIN, "district", ("retention_rate",)),
    ]
    if funnel is not None:
        sheets.append(_funnel(funnel))
        charts.append(Chart("从登记到留用", "bar", FUNNEL, "step", ("persons",)))
    return Paper(tuple(sheets), on=on, office=office, period=when, charts=tuple(charts))


def summary_as_plain(summary: Summary) -> dict[str, Any]:
    """Give the figures as JSON has them; amounts are exact decimals."""
    total = _plain(summary.total) | {"employers_target": summary.employers_target}
    del total["district"]
    return {
        "month": month_of(summary.month),
        "edition": summary.edition,
        "districts": [_plain(one) for one in summary.districts],
        "total": total,
    }


def _plain(figures: Figures) -> dict[str, Any]:
    values = {field.name: getattr(figures, field.name) for field in fields(Figures)}
    values["retention_rate"] = figures.retention_rate
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()}


def _main(summary: Summary, when: str) -> Sheet:
    columns = tuple(column for column, _ in MAIN_COLUMNS)
    rows = [_with_ratios(columns, [value(one) for _, value in MAIN_COLUMNS]) for one in summary.districts]
    given = {"posts_target": summary.total.posts_target, "trainees_target": summary.total.trainees_target}
    return Sheet(
        MAIN,
        f"见习工作情况汇总表（{when}）",
        columns,
        rows,
        total_row(columns, rows, given=given),
        "个、人、元",
        _notes(summary),
    )


def _with_ratios(columns: Sequence[Column], values: list[Cell]) -> Row:
    at = {column.key: n for n, column in enumerate(columns)}
    for n, column in enumerate(columns):
        if column.ratio is not None:
            part, whole = (values[at[key]] for key in column.ratio)
            values[n] = part / whole if isinstance(part, int) and isinstance(whole, int) and whole else None
    return values


def _notes(summary: Summary) -> tuple[str, ...]:
    total = summary.total
    target = summary.employers_target
    against = "" if target is None else f"，目标{target:,}家"
    n_unstated = total.adverts_without_headcount
    unstated = f"，其中{n_unstated:,}条未写人数，各计1个" if n_unstated else ""
    return (
        f"1. 募集岗位按招聘人数计（{total.adverts:,}条招募信息{unstated}），含已截止的，"
        "按发布日期归月，按工作地点归区县。",
        "2. 见习人员按本年首次参加见习的人计，每人每年计一次；见习情况按见习协议计人次。",
        f"3. 见习单位为本年有岗位或已认定、未清退的单位，每家计一次，全市{total.employers:,}家{against}。",
        f"4. 留用率＝留用÷计入留用率的人次；补贴按实际支付日期归月。规则版本：{summary.edition}。",
    )


def _kinds(summary: Summary) -> Sheet:
    columns = (
        Column("district", "区县\n（功能区）"),
        *(Column(f"month_{kind}", KIND_TITLES[kind], Form.COUNT, "本月募集岗位", True) for kind in KINDS),
        *(Column(kind, KIND_TITLES[kind], Form.COUNT, "本年累计募集岗位", True) for kind in KINDS),
        Column("posts", "合计", Form.COUNT, "本年累计募集岗位", True),
    )
    rows: list[Row] = [
        (
            one.district,
            *(one.posts_month_by_kind[kind] for kind in KINDS),
            *(one.posts_by_kind[kind] for kind in KINDS),
            one.posts,
        )
        for one in summary.districts
    ]
    return Sheet(BY_KIND, "募集见习岗位情况（按岗位类别）", columns, rows, total_row(columns, rows), "个")


def _employers(summary: Summary) -> Sheet:
    """Show openings by the employers' types, the most first, in each district."""
    total = summary.total.posts_by_employer_kind
    types = sorted(total, key=lambda name: (-total[name], name))
    columns = (
        Column("employer_kind", "单位类型"),
        *(Column(one.district, one.district, Form.COUNT, summed=True) for one in summary.districts),
        Column("posts", "合计", Form.COUNT, summed=True),
    )
    rows: list[Row] = [
        (name, *(one.posts_by_employer_kind.get(name, 0) for one in summary.districts), total[name]) for name in types
    ]
    title = "本年累计募集见习岗位情况（按单位类型）"
    return Sheet(BY_EMPLOYER, title, columns, rows, total_row(columns, rows), "个")


def _persons(summary: Summary) -> Sheet:
    source, group = "按信息来源", "按人员类别"
    columns = (
        Column("district", "区县\n（功能区）"),
        Column("trainees", "本年累计\n见习人员", Form.COUNT, summed=True),
        *(Column(key, title, Form.COUNT, source, True) for key, title in SOURCE_TITLES.items()),
        *(Column(f"group_{key}", title, Form.COUNT, group, True) for key, title in GROUP_TITLES.items()),
    )
    rows: list[Row] = [
        (
            one.district,
            one.trainees,
            *(one.trainees_by_source[key] for key in SOURCE_TITLES),
            *(one.trainees_by_group[key] for key in GROUP_TITLES),
        )
        for one in summary.districts
    ]
    return Sheet(BY_PERSON, "本年累计见习人员情况", columns, rows, total_row(columns, rows), "人")


def _funnel(funnel: Funnel) -> Sheet:
    columns = (Column("step", "环节"), Column("persons", "人数", Form.COUNT))
    rows = [(title, getattr(funnel, key)) for key, title in FUNNEL_TITLES.items()]
    return Sheet(FUNNEL, "从登记到留用（全市）", columns, rows, None, "人")
