"""The year's account: figures against targets and against the year before, and what was achieved by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from matcher.papers import Cell, Column, Form, Row, Sheet, quotient

Plain = Mapping[str, Any]

INDICATORS: tuple[tuple[str, str, str | None], ...] = (
    ("见习单位（家）", "employers", "employers_target"),
    ("募集岗位（个）", "posts", "posts_target"),
    ("招募信息（条）", "adverts", None),
    ("见习人员（人）", "trainees", "trainees_target"),
    ("见习结束（人次）", "finished", None),
    ("留用（人次）", "retained", None),
    ("支付补贴（元）", "subsidy_yuan", None),
)
FEWEST_COUNTED = 5  # traineeships ended, under which a rate of an employer says nothing
MOST_EMPLOYERS = 50


@dataclass(frozen=True, slots=True)
class EmployerYear:
    """What an employer did in a year."""

    name: str
    district: str | None
    placements: int
    counted: int
    retained: int


def indicators_sheet(plain: Plain, before: Plain) -> Sheet:
    """Set the city's figures of a year beside its targets and the year before; amounts and counts alike."""
    columns = (
        Column("indicator", "指标"),
        Column("target", "年度目标", Form.COUNT),
        Column("actual", "本年完成", Form.COUNT),
        Column("rate", "完成率", Form.RATE, ratio=("actual", "target")),
        Column("before", "上年", Form.COUNT),
        Column("more", "增减", Form.COUNT),
    )
    rows: list[Row] = []
    for title, key, target_key in INDICATORS:
        actual, earlier = plain["total"][key], before["total"][key]
        target = plain["total"][target_key] if target_key else None
        rows.append((title, target, actual, quotient(actual, target), earlier, _difference(actual, earlier)))
    return Sheet("年度情况", "就业见习工作年度情况", columns, rows, None, "家、个、人、元", _achieved(plain))


def _difference(now: Cell, before: Cell) -> Cell:
    if isinstance(now, Decimal) and isinstance(before, Decimal):
        return now - before
    return now - before if isinstance(now, int) and isinstance(before, int) else None


def _achieved(plain: Plain) -> tuple[str, ...]:
    """Say which districts reached their targets."""
    notes = []
    for title, key, target_key in (("募集岗位", "posts", "posts_target"), ("见习人员", "trainees", "trainees_target")):
        aimed = [one for one in plain["districts"] if one[target_key]]
        names = [one["district"] for one in aimed if isinstance(one[key], int) and one[key] >= one[target_key]]
        told = "、".join(names) if names else "无"
        notes.append(f"{title}完成年度目标的区县（{len(names)}个，共{len(aimed)}个）：{told}。")
    return tuple(notes)


def employers_sheet(employers: Sequence[EmployerYear]) -> Sheet:
    """List the employers with the highest retention, the most retained first where rates are equal."""
    columns = (
        Column("employer", "见习单位"),
        Column("district", "区县\n（功能区）"),
        Column("placements", "本年开始", Form.COUNT),
        Column("counted", "计入\n留用率", Form.COUNT),
        Column("retained", "留用", Form.COUNT),
        Column("rate", "留用率", Form.RATE, ratio=("retained", "counted")),
    )
    telling = [one for one in employers if one.counted >= FEWEST_COUNTED]
    telling.sort(key=lambda one: (-one.retained / one.counted, -one.retained, one.name))
    rows: list[Row] = [
        (one.name, one.district, one.placements, one.counted, one.retained, one.retained / one.counted)
        for one in telling[:MOST_EMPLOYERS]
    ]
    notes = (f"本年结束、计入留用率{FEWEST_COUNTED}人次以上的单位，按留用率排列，最多{MOST_EMPLOYERS}家。",)
    return Sheet("单位成效", "留用成效较好的见习单位", columns, rows, None, "人次", notes)
