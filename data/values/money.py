"""Pay, from ways of writing it to yuan a month."""

from __future__ import annotations

import re

from data.values.numbers import Span
from data.values.reasons import Reason, because
from data.values.text import Cell, plain, written

DAYS_A_MONTH = 21.75  # 月计薪天数, 人社部发〔2025〕2号, as before 劳社部发〔2008〕3号: (365 − 104) / 12
HOURS_A_DAY = 8
WEEKS_A_MONTH = 52 / 12
LEAST_LIKELY, MOST_LIKELY = 300, 1_000_000  # yuan a month; outside it the unit is not what the cell says

_TIMES = {"万": 10_000.0, "w": 10_000.0, "千": 1_000.0, "k": 1_000.0, "元": 1.0, "块": 1.0}
_AMOUNT = r"[¥￥]?(\d+(?:\.\d+)?)(万|千|k|w)?(?:元|块|人民币)?"
_PER = r"(?:人民币)?(?:[/每]?(?:人|个?月))*"
_RANGE = re.compile(rf"{_AMOUNT}{_PER}(?:-|~|—|–|−|至|到)+{_AMOUNT}")
_SINGLE = re.compile(_AMOUNT)
_BONUS = re.compile(r"[·•.,，*×xX+]?\(?\d{2}(?:-\d{2})?薪\)?")
_ABOVE = re.compile(r"以上|及以上|起|\+|不低于|至少|≥|>|最低|保底")
_BELOW = re.compile(r"以下|以内|不超过|最高|至多|≤|<|封顶")
_PIECE = re.compile(r"/(?:次|单|件|节|课时|场|吨|方|台)|计件")
_PERIODS = (
    (re.compile(r"/(?:小?时|h)|每小?时|小时|时薪|元时"), HOURS_A_DAY * DAYS_A_MONTH),
    (re.compile(r"/[天日]|每[天日]|一天|日薪|日结|元天"), DAYS_A_MONTH),
    (re.compile(r"/周|每周|周薪|/星期"), WEEKS_A_MONTH),
    (re.compile(r"/年|每年|年薪|一年|元年"), 1 / 12),
)


def read_pay(cell: Cell, *, unit: str = "") -> Span | None:
    """
    Read pay in yuan a month.

    Args:
        unit: of the column, where its header names one (元/天); for cells that name none.

    Returns:
        None where nothing is promised (面议), or pay goes by the piece. 0 is no promise either.
    """
    text = re.sub(r"(?<=\d),(?=\d{3})", "", plain(written(cell)).lower())
    text = _BONUS.sub("", text)
    if not re.search(r"\d", text) or _PIECE.search(text):
        return None
    if unit and not re.search(r"[万千kw元块/年天日时周薪]", text):
        text += plain(unit).lower()
    factor = next((times for pattern, times in _PERIODS if pattern.search(text)), 1.0)
    return _likely(_amounts(text), factor)


def _amounts(text: str) -> Span:
    if match := _RANGE.search(text):
        low, low_unit, high, high_unit = match.groups()
        tail = _unit_after(text, match.end()) or high_unit
        return Span(_scaled(low, low_unit or _inherited(low, tail)), _scaled(high, high_unit or tail or low_unit))
    match = _SINGLE.search(text)
    if match is None:
        raise because(Reason.PAY)
    amount = _scaled(match.group(1), match.group(2) or _unit_after(text, match.end()))
    if _ABOVE.search(text):
        return Span(amount, None)
    return Span(None, amount) if _BELOW.search(text) else Span(amount, amount)


def _unit_after(text: str, end: int) -> str | None:
    found = re.match(r"[(\s]*(万|千|k|w)", text[end:])
    return found.group(1) if found else None


def _inherited(low: str, unit: str | None) -> str | None:
    return unit if float(low) < 100 else None  # 4-6千 but 8000-1.2万


def _scaled(number: str, unit: str | None) -> float:
    return float(number) * _TIMES.get(unit or "元", 1.0)


def _likely(span: Span, factor: float) -> Span | None:
    low, high = (round(bound * factor, 2) if bound else None for bound in (span.least, span.most))
    if low is None and high is None:
        return None
    if low is not None and high is not None and low > high:
        raise because(Reason.PAY_ORDER)
    if not all(LEAST_LIKELY <= bound <= MOST_LIKELY for bound in (low, high) if bound is not None):
        raise because(Reason.PAY_UNLIKELY)
    return Span(low, high)
