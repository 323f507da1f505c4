"""The queue of outreach as a table for Excel or CSV: one person a row, as a caseworker works it off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from api.language import Translate
from api.outreach_names import basis_word, channel_word
from api.planned import EntryShown, OfferShown
from matcher.outreach.situation import NO_DISTRICT
from matcher.papers import Cell, Column, Form, Paper, Sheet

_FIRST = (
    Column("n", "序号", Form.COUNT),
    Column("name", "姓名"),
    Column("phone", "联系电话"),
    Column("id", "编号"),
    Column("district", "居住区县"),
    Column("priority", "重点帮扶"),
    Column("why_now", "为何现在联系", width=40),
    Column("channel", "联系方式"),
    Column("not_before", "最早时间"),
    Column("due_on", "最迟日期", Form.DATE),
    Column("basis", "联系依据"),
)
_LAST = (
    Column("advice", "可以谈什么", width=40),
    Column("points", "分值"),
)


def to_paper(entries: Sequence[EntryShown], *, n_offers: int, on: date, district: str | None, say: Translate) -> Paper:
    """Make the table of a queue, *n_offers* posts wide; people as the entries have them, masked or named."""
    area = None if district == NO_DISTRICT else district
    title = "居住区县未知人员联系名单" if district == NO_DISTRICT else f"{area or '全市'}联系名单"
    offers = (Column(f"offer_{n}", f"可推荐岗位{n}", width=50) for n in range(1, n_offers + 1))
    rows = [tuple(_row(n, one, say, n_offers=n_offers)) for n, one in enumerate(entries, 1)]
    sheet = Sheet("联系名单", title, (*_FIRST, *offers, *_LAST), rows)
    return Paper((sheet,), on, office=area, signed=())


def _row(n: int, one: EntryShown, say: Translate, *, n_offers: int) -> Iterator[Cell]:
    yield from (n, one.name, one.phone, one.id, one.district, "是" if one.priority else "", one.why_now)
    yield from (channel_word(one.channel, say), f"{one.not_before:%Y-%m-%d %H:%M}", one.due_on)
    yield basis_word(one.basis, say)
    for k in range(n_offers):
        yield _offer(one.offers[k]) if k < len(one.offers) else None
    yield from (one.advice, f"{one.points:.1f}")


def _offer(one: OfferShown) -> str:
    return f"{one.title}，{one.employer}（{one.post_id}）：{' '.join(one.reasons)}"
