"""Planted stories of retention: contracts that end when the top-up is paid, and contracts that last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from data.synthetic.frauds.desk import DAY, LOOKING, Case, Desk, Story
from data.synthetic.frauds.files import Row
from data.synthetic.programme.claims import month_amount
from matcher.months import add_months, months_of

VANISHED = "vanished_retention"
UNREGISTERED = LOOKING[2:]
EXAMINED = 18  # days from a claim of a sum to its payment
PAID_BEFORE = 150  # days from the day on which a top-up was paid to today


def _parts(first: date, last: date) -> Iterator[tuple[date, date]]:
    for month in months_of(first, last):
        yield max(month, first), min(add_months(month, 1) - DAY, last)


def _sum(desk: Desk, story: Story, first: date, last: date, *, percent: int) -> Decimal:
    district = story.employer["所在区县"]
    return sum((month_amount(desk.edition, district, a, b, percent=percent) for a, b in _parts(first, last)), Decimal())


def _lump(desk: Desk, story: Story, amount: Decimal, *, kind: str, paid: date) -> Row:
    row = {
        "单位": story.employer["单位名称"],
        "身份证号": story.row["身份证号"],
        "月份": "",
        "金额": f"{amount:.2f}",
        "申领日期": (paid - timedelta(days=EXAMINED)).isoformat(),
        "发放日期": paid.isoformat(),
        "补贴类别": kind,
    }
    return desk.files.add("claims", row)


def _paid_on(desk: Desk) -> date:
    return desk.on - timedelta(days=PAID_BEFORE + desk.chance.between(0, 25))


def _sign(story: Story, contract: date) -> None:
    story.row["合同日期"] = contract.isoformat()


def _kept(desk: Desk, employer: Row, paid: date) -> tuple[Story, Row]:
    """Place somebody for a whole term of the year before, sign a contract, and pay the difference on a day."""
    start = date(paid.year - 1, 5, 1) + timedelta(days=desk.chance.between(0, 40))
    number = desk.spare(start, states=UNREGISTERED)
    story = desk.place(number, employer, start, desk.chance.pick((3, 4, 6)))
    _sign(story, story.planned + DAY)
    story.claims.extend(desk.claim_term(story))
    rule = desk.edition.subsidy
    raised = _sum(desk, story, start, story.planned, percent=rule.raised_percent)
    amount = raised - _sum(desk, story, start, story.planned, percent=rule.percent)
    top_up = _lump(desk, story, amount, kind="差额", paid=paid)
    story.claims.append(top_up)
    return story, top_up


def _house(desk: Desk, paid: date) -> Row:
    employer = desk.other_employer(before=date(paid.year - 1, 4, 1), without="", idle=True)
    desk.taken.add(employer["统一社会信用代码"])
    return employer


def _end(desk: Desk, story: Story, gone: date) -> Row:
    """End the contract, and the insurance with it."""
    story.row["合同终止"] = gone.isoformat()
    since = date.fromisoformat(story.row["合同日期"])
    since = max(since, story.last + DAY)
    return desk.insure(story.row["身份证号"], story.employer["单位名称"], since, gone)


def _case(stories: list[Story], spells: list[Row], note: str, *, fraud: bool) -> Case:
    claims = tuple(row for story in stories for row in story.claims)
    return Case(VANISHED, fraud, note, tuple(story.row for story in stories), claims, tuple(spells))


def _difference(desk: Desk, n: int, days: tuple[int, int], note: str, *, fraud: bool) -> Case:
    """Let n people of one employer go so many days after the difference was paid."""
    paid = _paid_on(desk)
    employer, stories, spells = _house(desk, paid), list[Story](), list[Row]()
    for _ in range(n):
        if desk.post_with_room(employer["统一社会信用代码"]):
            story, _top_up = _kept(desk, employer, paid)
            stories.append(story)
            spells.append(_end(desk, story, paid + timedelta(days=desk.chance.between(*days))))
    return _case(stories, spells, note, fraud=fraud)


def _remaining(desk: Desk, days: tuple[int, int], note: str, *, fraud: bool) -> Case:
    """Sign somebody after three months of six, pay the months left, and end the contract so many days after."""
    rule, paid = desk.edition.remainder, _paid_on(desk) + timedelta(days=40)
    signed = paid - timedelta(days=45)
    if rule is None or not rule.valid.covers(signed):
        return _difference(desk, 1, days, note, fraud=fraud)
    start = add_months(signed, -3) - timedelta(days=6)
    employer = _house(desk, paid)
    story = desk.place(desk.spare(start, states=UNREGISTERED), employer, start, 6, ended=signed - DAY)
    _sign(story, signed)
    story.claims.extend(desk.claim_term(story))
    amount = _sum(desk, story, signed, story.planned, percent=rule.percent)
    story.claims.append(_lump(desk, story, amount, kind="剩余期限", paid=paid))
    spell = _end(desk, story, paid + timedelta(days=desk.chance.between(*days)))
    return _case([story], [spell], note, fraud=fraud)


def _renewed(desk: Desk, gap: int) -> Case:
    """End a contract in the month after the difference, and go on with the same employer at once."""
    case = _difference(desk, 1, (20, 32), "the contract ended and another with the same employer followed", fraud=False)
    ended = date.fromisoformat(case.placements[0]["合同终止"])
    spell = case.spells[0]
    more = desk.insure(spell["身份证号"], spell["单位"], ended + timedelta(days=gap), None)
    for row in desk.person(spell["身份证号"]):
        row["就业状态"], row["失业登记日期"] = "已就业", ""
    return Case(case.kind, False, case.note, case.placements, case.claims, (*case.spells, more))


def plant_vanished_retention(desk: Desk) -> Iterator[Case]:
    """End contracts in the month after a top-up was paid, and others much later."""
    yield _difference(desk, 1, (6, 28), "the contract ended within a month after the difference was paid", fraud=True)
    yield _difference(
        desk, 2, (12, 27), "both contracts ended within a month after the difference was paid", fraud=True
    )
    yield _difference(desk, 1, (1, 4), "the contract ended in the days after the difference was paid", fraud=True)
    yield _remaining(desk, (9, 30), "the contract ended within a month after the months left were paid", fraud=True)
    yield _remaining(desk, (3, 15), "the contract ended two weeks after the months left were paid", fraud=True)
    for days in ((115, 125), (130, 140), (126, 145)):
        yield _difference(desk, 1, days, "the contract ended four months and more after the difference", fraud=False)
    yield _renewed(desk, 1)
    yield _renewed(desk, 1)
