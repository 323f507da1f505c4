"""The worked statement as a paper: its lines with their formulas, its sums, and the claims beside what is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from matcher.errors import Phrase
from matcher.papers import Column, Form, Paper, Row, Sheet, total_row
from matcher.records import ClaimKind, Employer
from matcher.subsidy.comparison import Compared
from matcher.subsidy.lines import Line
from matcher.subsidy.statement import Statement

Say = Callable[[str], str]

KIND_WORDS = {ClaimKind.MONTHLY: "按月补贴", ClaimKind.DIFFERENCE: "差额补贴", ClaimKind.REMAINING: "剩余期限补贴"}
LINES = (
    Column("placement", "见习编号"),
    Column("candidate", "见习人员编号"),
    Column("kind", "补贴项目"),
    Column("month", "月份"),
    Column("from_to", "计发日期"),
    Column("days", "天数", Form.COUNT),
    Column("month_days", "当月天数", Form.COUNT),
    Column("district", "区县"),
    Column("wage", "月最低工资", Form.YUAN),
    Column("percent", "比例（%）", Form.COUNT),
    Column("amount", "应发金额", Form.YUAN, summed=True),
    Column("payable", "其中可发", Form.YUAN, summed=True),
    Column("formula", "算式", width=58),
    Column("clause", "依据"),
)
HELD = (
    Column("placement", "见习编号"),
    Column("candidate", "见习人员编号"),
    Column("kind", "补贴项目"),
    Column("month", "月份"),
    Column("reason", "暂缓原因", width=64),
    Column("clause", "依据"),
)
SUMS = (
    Column("of", "项目"),
    Column("n", "行数", Form.COUNT, summed=True),
    Column("amount", "应发金额", Form.YUAN, summed=True),
    Column("payable", "其中可发", Form.YUAN, summed=True),
)
COMPARED = (
    Column("candidate", "见习人员编号"),
    Column("kind", "补贴项目"),
    Column("month", "月份"),
    Column("due", "应发", Form.YUAN, summed=True),
    Column("payable", "其中可发", Form.YUAN, summed=True),
    Column("claimed", "申领", Form.YUAN, summed=True),
    Column("paid", "已发", Form.YUAN, summed=True),
    Column("over_claimed", "申领减应发", Form.YUAN, summed=True),
    Column("over_paid", "已发减应发", Form.YUAN, summed=True),
)


def paper_of(
    statement: Statement,
    compared: Sequence[Compared],
    *,
    employer: Employer,
    say: Say = str,
    office: str | None = None,
) -> Paper:
    """
    Make the paper of a statement: lines, sums by kind, by month and by placement, and the comparison.

    It names the employer and no person; why a line is not payable stands on a sheet of its own.

    Args:
        statement: of the employer.
        compared: its claims set against what is due.
        employer: whom it is for.
        say: translates reasons and notes.
        office: that hands it in.
    """
    title = f"{employer.name}{statement.year}年就业见习补贴核算"
    lines = rows_of(statement)
    tables = (
        _sheet("核算明细", f"{title}明细表", LINES, lines, notes=tuple(_notes(statement, say))),
        Sheet("暂缓明细", f"{title}暂缓明细表", HELD, _held(statement, say)),
        _sheet(
            "项目汇总", f"{title}汇总表（按项目）", SUMS, _sums(statement.lines, lambda line: KIND_WORDS[line.kind])
        ),
        _sheet("月份汇总", f"{title}汇总表（按月份）", SUMS, _sums(statement.lines, _month)),
        _sheet("人员汇总", f"{title}汇总表（按见习）", SUMS, _sums(statement.lines, lambda line: line.placement_id)),
        _sheet("申领对照", f"{title}与申领对照表", COMPARED, [_compared(one) for one in compared]),
    )
    return Paper(sheets=tables, on=statement.settled_on, office=office, period=f"{statement.year}年")


def rows_of(statement: Statement) -> list[Row]:
    """Give the lines of a statement as rows under ``LINES``."""
    return [_line(line) for line in statement.lines]


def _sheet(
    name: str, title: str, columns: tuple[Column, ...], rows: list[Row], *, notes: tuple[str, ...] = ()
) -> Sheet:
    total = total_row(columns, rows) if rows else None
    return Sheet(name=name, title=title, columns=columns, rows=rows, total=total, unit="元", notes=notes)


def _line(line: Line) -> Row:
    return (
        line.placement_id,
        line.candidate_id,
        KIND_WORDS[line.kind],
        _month(line),
        f"{line.first:%m-%d}至{line.last:%m-%d}",
        line.days,
        line.month_days,
        line.district,
        line.wage_yuan,
        line.percent,
        line.amount_yuan,
        line.payable_yuan,
        line.formula,
        line.clause,
    )


def _held(statement: Statement, say: Say) -> list[Row]:
    """Give a row for each reason why a line is not payable."""
    return [
        (line.placement_id, line.candidate_id, KIND_WORDS[line.kind], _month(line), hold.reason.told(say), hold.clause)
        for line in statement.lines
        for hold in line.holds
    ]


def _month(line: Line) -> str:
    return f"{line.month:%Y-%m}"


def _sums(lines: Sequence[Line], cut: Callable[[Line], str]) -> list[Row]:
    cuts: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda line: line.month):
        cuts.setdefault(cut(line), []).append(line)
    return [
        (
            name,
            len(members),
            sum((line.amount_yuan for line in members), Decimal(0)),
            sum((line.payable_yuan for line in members), Decimal(0)),
        )
        for name, members in cuts.items()
    ]


def _compared(one: Compared) -> Row:
    return (
        one.candidate_id,
        KIND_WORDS[one.kind],
        None if one.month is None else f"{one.month:%Y-%m}",
        one.due_yuan,
        one.payable_yuan,
        one.claimed_yuan,
        one.paid_yuan,
        one.over_claimed_yuan,
        one.over_paid_yuan,
    )


def _notes(statement: Statement, say: Say) -> Iterator[str]:
    yield f"规则版本：{statement.edition}；核算截至 {statement.settled_on}。"
    yield retention_phrase(statement).told(say)
    yield from (note.told(say) for note in statement.notes)
    for one in statement.omitted:
        yield f"{one.placement_id}：{one.reason.told(say)}"


def retention_phrase(statement: Statement) -> Phrase:
    """Tell the retention rate, and whether it is enough for the raised rate."""
    found = statement.retention
    if found.percent is None:
        return Phrase.of("no traineeship that counts ended in {year}: there is no retention rate", year=found.year)
    counted = Phrase.of(
        "retention in {year}: {n_retained} of {n_ended} ended = {percent}%, {n_left_out} left out; {threshold}% wanted",
        year=found.year,
        n_retained=found.n_retained,
        n_ended=found.n_ended,
        percent=found.percent,
        n_left_out=found.n_left_out,
        threshold=found.threshold_percent,
    )
    return Phrase.of("{counted}: reached" if found.reached else "{counted}: not reached", counted=counted)
