"""The settlements of all employers as one paper: a row for each employer, and every line behind its sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from matcher.papers import Cell, Column, Form, Paper, Row, Sheet, total_row
from matcher.records import ClaimKind
from matcher.subsidy.comparison import Settlement
from matcher.subsidy.lines import Line
from matcher.subsidy.paper import KIND_WORDS

Say = Callable[[str], str]

DUE, OF_IT, CLAIMED, RETAINED = "应发补贴", "其中", "申领和支付", "本年留用"
EMPLOYERS = (
    Column("employer_id", "单位编号"),
    Column("employer", "见习单位"),
    Column("district", "区县\n（功能区）"),
    Column("placements", "见习\n（人次）", Form.COUNT, summed=True),
    Column("months", "计发\n（人月）", Form.COUNT, summed=True),
    Column("monthly", "按月补贴", Form.YUAN, DUE, True),
    Column("remaining", "剩余期限", Form.YUAN, DUE, True),
    Column("difference", "差额", Form.YUAN, DUE, True),
    Column("total", "合计", Form.YUAN, DUE, True),
    Column("payable", "可发", Form.YUAN, OF_IT, True),
    Column("held", "暂缓", Form.YUAN, OF_IT, True),
    Column("claimed", "申领", Form.YUAN, CLAIMED, True),
    Column("paid", "已发", Form.YUAN, CLAIMED, True),
    Column("over_claimed", "多申领", Form.YUAN, CLAIMED, True),
    Column("ended", "计入\n留用率", Form.COUNT, RETAINED, True),
    Column("retained", "留用", Form.COUNT, RETAINED, True),
    Column("retention_rate", "留用率", Form.RATE, RETAINED, ratio=("retained", "ended")),
)
LINES = (
    Column("employer_id", "单位编号"),
    Column("employer", "见习单位"),
    Column("placement", "见习编号"),
    Column("candidate", "见习人员编号"),
    Column("kind", "补贴项目"),
    Column("month", "月份"),
    Column("days", "天数", Form.COUNT),
    Column("wage", "月最低工资", Form.YUAN),
    Column("percent", "比例\n（%）", Form.COUNT),
    Column("amount", "应发金额", Form.YUAN, summed=True),
    Column("payable", "其中可发", Form.YUAN, summed=True),
    Column("clause", "依据"),
    Column("held_because", "暂缓原因", width=48),
)


def overview_paper(
    settlements: Sequence[Settlement],
    *,
    year: int,
    as_of: date,
    edition: str,
    areas: Sequence[str],
    say: Say = str,
    office: str | None = None,
) -> Paper:
    """
    Make the paper of what all employers have due in a year.

    It names employers and no person. Employers stand by district and id; one of which nothing concerns the year is
    left out.

    Args:
        settlements: of that year and day, each employer once.
        year: of the settlements.
        as_of: the day as of which they are worked out.
        edition: by which they are worked out.
        areas: districts and zones in the order in which they stand.
        say: translates reasons and notes.
        office: that hands it in.
    """
    order = {area: n for n, area in enumerate(areas)}
    shown = sorted(
        filter(_concerns_year, settlements),
        key=lambda one: (order.get(one.employer.district or "", len(order)), one.employer.id),
    )
    title = f"{year}年就业见习补贴核算"
    notes = (
        f"规则版本：{edition}；核算截至{as_of}。共{len(shown):,}家单位，本年无核算、申领和见习结束的不列。",
        "多申领为逐人、逐项、逐月申领高于应发的部分之和，与少申领的不相抵；已发只计截至日前支付的。",
        *dict.fromkeys(note.told(say) for one in shown for note in one.statement.notes),
    )
    tables = (
        _sheet("单位汇总", f"{title}汇总表", EMPLOYERS, [_employer(one) for one in shown], "人次、人月、元", notes),
        _sheet("核算明细", f"{title}明细表", LINES, [row for one in shown for row in _lines(one, say)], "元"),
    )
    return Paper(sheets=tables, on=as_of, office=office, period=f"{year}年")


def _concerns_year(one: Settlement) -> bool:
    retention = one.statement.retention
    return bool(one.statement.lines or one.compared or retention.n_ended or retention.n_left_out)


def _sheet(
    name: str, title: str, columns: tuple[Column, ...], rows: list[Row], unit: str, notes: tuple[str, ...] = ()
) -> Sheet:
    total = total_row(columns, rows) if rows else None
    return Sheet(name, title, columns, rows, total, unit, notes)


def _employer(one: Settlement) -> Row:
    statement, retention = one.statement, one.statement.retention
    by_kind = statement.by_kind
    return (
        one.employer.id,
        one.employer.name,
        one.employer.district,
        len(statement.by_placement),
        len({(line.placement_id, line.month) for line in statement.lines}),
        by_kind[ClaimKind.MONTHLY],
        by_kind[ClaimKind.REMAINING],
        by_kind[ClaimKind.DIFFERENCE],
        statement.total_yuan,
        statement.payable_yuan,
        statement.total_yuan - statement.payable_yuan,
        sum((part.claimed_yuan for part in one.compared), Decimal(0)),
        sum((part.paid_yuan for part in one.compared), Decimal(0)),
        sum((max(part.over_claimed_yuan, Decimal(0)) for part in one.compared), Decimal(0)),
        retention.n_ended,
        retention.n_retained,
        retention.n_retained / retention.n_ended if retention.n_ended else None,
    )


def _lines(one: Settlement, say: Say) -> Iterator[Row]:
    for line in one.statement.lines:
        yield (one.employer.id, one.employer.name, *_line(line, say))


def _line(line: Line, say: Say) -> tuple[Cell, ...]:
    return (
        line.placement_id,
        line.candidate_id,
        KIND_WORDS[line.kind],
        f"{line.month:%Y-%m}",
        line.days,
        line.wage_yuan,
        line.percent,
        line.amount_yuan,
        line.payable_yuan,
        line.clause,
        say("; ").join(hold.reason.told(say) for hold in line.holds) or None,
    )
