"""What claims of subsidy say: the amount to the fen, the month, and which part of the subsidy it is."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from data.values.dates import read_partial
from data.values.reasons import Reason, because
from data.values.text import Cell, plain, written
from matcher.records import ClaimKind

FEN = Decimal("0.01")
MOST_YUAN = Decimal(10) ** 10

_AMOUNT = re.compile(r"[¥￥]?(-?\d+(?:\.\d+)?)(万)?(?:元|圆|块)?(?:整|人民币)?")
_TEN_THOUSAND = 10_000
_KINDS = (
    (re.compile(r"差额|提标|补差"), ClaimKind.DIFFERENCE),
    (re.compile(r"剩余"), ClaimKind.REMAINING),
    (re.compile(r"按?月度?|每月|月补贴|见习补贴|monthly"), ClaimKind.MONTHLY),
)


def read_amount(cell: Cell, *, unit: str = "") -> Decimal:
    """
    Read an amount of money in yuan, exact to the fen.

    Args:
        unit: of the column, where its header names one (万元); for cells that name none.
    """
    text = re.sub(r"(?<=\d),(?=\d{3})", "", plain(written(cell)))
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise because(Reason.AMOUNT)
    amount = Decimal(match.group(1)) * (_TEN_THOUSAND if match.group(2) or _counts_ten_thousands(text, unit) else 1)
    if amount < 0:
        raise because(Reason.AMOUNT_BELOW)
    if amount >= MOST_YUAN or amount != amount.quantize(FEN):
        raise because(Reason.AMOUNT)
    return amount.quantize(FEN)


def _counts_ten_thousands(text: str, unit: str) -> bool:
    return "万" in unit and not re.search(r"[元圆块]", text)


def read_claim_kind(cell: Cell) -> ClaimKind:
    """Read which part of the subsidy is claimed."""
    text = plain(written(cell)).lower()
    for pattern, kind in _KINDS:
        if pattern.search(text):
            return kind
    raise because(Reason.CLAIM_KIND)


def read_month(cell: Cell) -> date | ClaimKind | None:
    """Read the month of a claim as its first day; a word in its place tells a part that goes by no month."""
    text = plain(written(cell))
    for pattern, kind in _KINDS[:2]:
        if pattern.search(text):
            return kind
    try:
        partial = read_partial(cell)
    except ValueError as fault:
        raise because(Reason.MONTH) from fault
    return partial.first.replace(day=1) if partial else None
