"""The monthly summary as a paper: four tables, their charts, and the same figures for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from matcher.papers import Cell, Chart, Column, Form, Paper, Row, Sheet, quotient
from matcher.summary.figures import KINDS, Figures, Summary
from matcher.suppression import COVERED, SMALL, THRESHOLD

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

Plain = Mapping[str, Any]  # the figures of a district as JSON has them; a count that is suppressed is a text

POSTS, PEOPLE, COURSE, MONEY = "募集岗位（个）", "见习人员（人）", "见习情况（人次）", "见习补贴（元）"
MAIN_COLUMNS = (
    Column("district", "区县\n（功能区）"),
    Column("posts_target", "年度目标", Form.COUNT, POSTS, summed=True),
    Column("posts_month", "本月", Form.COUNT, POSTS, summed=True),
    Column("posts_last_month", "上月", Form.COUNT, POSTS, summed=True),
    Column("posts", "本年累计", Form.COUNT, POSTS, summed=True),
    Column("posts_rate", "完成率", Form.RATE, POSTS, ratio=("posts", "posts_target")),
    Column("adverts", "招募信息\n（条）", Form.COUNT, POSTS, summed=True),
    Column("trainees_target", "年度目标", Form.COUNT, PEOPLE, summed=True),
    Column("trainees_month", "本月", Form.COUNT, PEOPLE, summed=True),
    Column("trainees_last_month", "上月", Form.COUNT, PEOPLE, summed=True),
    Column("trainees", "本年累计", Form.COUNT, PEOPLE, summed=True),
    Column("trainees_rate", "完成率", Form.RATE, PEOPLE, ratio=("trainees", "trainees_target")),
    Column("placements", "本年开始", Form.COUNT, COURSE, summed=True),
    Column("running", "月末在岗", Form.COUNT, COURSE, summed=True),
    Column("finished", "本年结束", Form.COUNT, COURSE, summed=True),
    Column("counted", "计入\n留用率", Form.COUNT, COURSE, summed=True),
    Column("retained", "留用", Form.COUNT, COURSE, summed=True),
    Column("retention_rate", "留用率", Form.RATE, COURSE, ratio=("retained", "counted")),
    Column("subsidy_due_yuan", "本月应发", Form.YUAN, MONEY, summed=True),
    Column("subsidy_month_yuan", "本月支付", Form.YUAN, MONEY, summed=True),
    Column("subsidy_last_month_yuan", "上月支付", Form.YUAN, MONEY, True),
    Column("subsidy_yuan", "本年累计", Form.YUAN, MONEY, summed=True),
    Column("employers", "见习单位\n（家）", Form.COUNT, summed=True),
)


def month_of(month: date) -> str:
    """Name a month as JSON has it."""
    return f"{month:%Y-%m}"


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


def summary_paper(plain: Plain, *, on: date, office: str | None, funnel: Funnel | None = None) -> Paper:
    """
    Lay out a month's summary.

    Args:
        plain: the figures, as ``summary_as_plain`` or ``public_summary`` gives them; a column of which the total is
            left out there is left out here.
        on: the day that the paper bears.
        office: who reports.
        funnel: how far people came; None = no table of it.
    """
    year, month = plain["month"].split("-")
    when = f"{year}年{int(month)}月"
    sheets = [_main(plain, when), _kinds(plain), _employers(plain), _persons(plain)]
    charts = [
        Chart("募集岗位：年度目标与本年累计", "column", MAIN, "district", ("posts_target", "posts")),
        Chart("见习人员：年度目标与本年累计", "column", MAIN, "district", ("trainees_target", "trainees")),
        Chart("留用率", "column", MAIN, "district", ("retention_rate",)),
    ]
    if funnel is not None:
        sheets.append(_funnel(funnel))
        charts.append(Chart("从登记到留用", "bar", FUNNEL, "step", ("persons",)))
    return Paper(tuple(sheets), on=on, office=office, period=when, charts=tuple(charts))


def _table(name: str, title: str, columns: Sequence[Column], plain: Plain, unit: str, notes: tuple[str, ...]) -> Sheet:
    """Lay out a table of districts; a column's key leads to its figure, through a dot where it stands by name."""
    shown = tuple(one for one in columns if one.key == "district" or one.ratio or _is_told(plain["total"], one.key))
    rows = [_row(shown, one) for one in plain["districts"]]
    total = _row(shown, {**plain["total"], "district": "合计"})
    return Sheet(name, title, shown, rows, total, unit, notes)


def _is_told(figures: Plain, key: str) -> bool:
    name, _, part = key.partition(".")
    return name in figures and (not part or part in figures[name])


def _row(columns: Sequence[Column], figures: Plain) -> Row:
    return [
        _figure(figures, one.key) if one.ratio is None else quotient(*(_figure(figures, key) for key in one.ratio))
        for one in columns
    ]


def _figure(figures: Plain, key: str) -> Cell:
    name, _, part = key.partition(".")
    value: Cell = figures[name].get(part, 0) if part else figures[name]
    return value


def _main(plain: Plain, when: str) -> Sheet:
    return _table(MAIN, f"见习工作情况汇总表（{when}）", MAIN_COLUMNS, plain, "个、人、元", _notes(plain))


def _notes(plain: Plain) -> tuple[str, ...]:
    total = plain["total"]
    target = total["employers_target"]
    against = "" if target is None else f"，目标{target:,}家"
    n_unstated = total.get("adverts_without_headcount")
    unstated = f"，其中{n_unstated:,}条未写人数，各计1个" if n_unstated else ""
    return (
        f"1. 募集岗位按招聘人数计（{_told(total['adverts'])}条招募信息{unstated}），含已截止的，"
        "按发布日期归月，按工作地点归区县。",
        "2. 见习人员按本年首次参加见习的人计，每人每年计一次；见习情况按见习协议计人次。",
        f"3. 见习单位为本年有岗位或已认定、未清退的单位，每家计一次，全市{_told(total['employers'])}家{against}。",
        f"4. 留用率＝留用÷计入留用率的人次；支付的补贴按支付日期归月。规则版本：{plain['edition']}。",
        *_of_due(total),
        *((f"5. “{SMALL}”为小于{THRESHOLD}的数，“{COVERED}”为不予公布的数。",) if plain.get("public") else ()),
    )


def _of_due(total: Plain) -> Iterator[str]:
    if "subsidy_due_yuan" not in total:
        return
    if total["subsidy_due_yuan"] is None:
        yield "5. 本月应发补贴不能核算：规则版本中没有较早月份的最低工资标准。"
    else:
        yield "5. 本月应发为按规则核算的本月日期的补贴，含暂缓支付的。"


def _told(figure: Cell) -> str:
    return f"{figure:,}" if isinstance(figure, int) else str(figure)


def _kinds(plain: Plain) -> Sheet:
    month, year = "本月募集岗位", "本年累计募集岗位"
    columns = (
        Column("district", "区县\n（功能区）"),
        *(Column(f"posts_month_by_kind.{kind}", KIND_TITLES[kind], Form.COUNT, month, True) for kind in KINDS),
        *(Column(f"posts_by_kind.{kind}", KIND_TITLES[kind], Form.COUNT, year, True) for kind in KINDS),
        Column("posts", "合计", Form.COUNT, year, True),
    )
    return _table(BY_KIND, "募集见习岗位情况（按岗位类别）", columns, plain, "个", ())


def _employers(plain: Plain) -> Sheet:
    """Show openings by the employers' types, the most first, in each district."""
    total: dict[str, Cell] = plain["total"]["posts_by_employer_kind"]
    districts: list[Plain] = plain["districts"]
    types = sorted(total, key=lambda name: (-total[name] if isinstance(total[name], int) else 0, name))  # type: ignore[operator]  # an int by then
    columns = (
        Column("employer_kind", "单位类型"),
        *(Column(one["district"], one["district"], Form.COUNT, summed=True) for one in districts),
        Column("posts", "合计", Form.COUNT, summed=True),
    )
    rows: list[Row] = [
        (name, *(one["posts_by_employer_kind"].get(name, 0) for one in districts), total[name]) for name in types
    ]
    sums = ("合计", *(one["posts"] for one in districts), plain["total"]["posts"])
    return Sheet(BY_EMPLOYER, "本年累计募集见习岗位情况（按单位类型）", columns, rows, sums, "个")


def _persons(plain: Plain) -> Sheet:
    source, group = "按信息来源", "按人员类别"
    columns = (
        Column("district", "区县\n（功能区）"),
        Column("trainees", "本年累计\n见习人员", Form.COUNT, summed=True),
        *(Column(f"trainees_by_source.{key}", title, Form.COUNT, source, True) for key, title in SOURCE_TITLES.items()),
        *(Column(f"trainees_by_group.{key}", title, Form.COUNT, group, True) for key, title in GROUP_TITLES.items()),
    )
    return _table(BY_PERSON, "本年累计见习人员情况", columns, plain, "人", ())


def _funnel(funnel: Funnel) -> Sheet:
    columns = (Column("step", "环节"), Column("persons", "人数", Form.COUNT))
    rows = [(title, getattr(funnel, key)) for key, title in FUNNEL_TITLES.items()]
    return Sheet(FUNNEL, "从登记到留用（全市）", columns, rows, None, "人")
