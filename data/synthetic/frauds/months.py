"""Planted stories of months: more of them claimed than the term has, or claimed after the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from data.synthetic.frauds.desk import Case, Desk, Story
from data.synthetic.frauds.files import Row
from matcher.months import add_months, first_of_month, last_day_of

TERMS = (3, 3, 4, 6, 6)  # months of those told anew
BEYOND, AFTER = "beyond_term", "after_end"


def _claimed(story: Story) -> bool:
    """Tell whether each month of a traineeship that is over was claimed once, and nothing else."""
    months = [row["月份"] for row in story.monthly]
    return story.ended is not None and len(set(months)) == len(months) == story.months_touched and story.alone


def _over(desk: Desk, story: Story) -> bool:
    settled = story.planned < desk.on - timedelta(days=110) and story.contract is None and not story.spells
    return _claimed(story) and story.ended == story.planned and settled and len(story.claims) == len(story.monthly)


def _again(desk: Desk, row: Row, *, days: int) -> Row:
    """Hand a claim in once more, some days later."""
    claimed = date.fromisoformat(row["申领日期"]) + timedelta(days=days)
    copy = row | {"申领日期": claimed.isoformat(), "发放日期": (claimed + timedelta(days=15)).isoformat()}
    return desk.files.add("claims", copy)


def _early(desk: Desk, story: Story, *, n: int) -> list[Row]:
    """Claim the n months before that of the start."""
    month = first_of_month(story.start)
    return [desk.claim_month(story, add_months(month, -k)) for k in range(n, 0, -1)]


def _late(desk: Desk, story: Story, *, n: int, gap: int = 0) -> list[Row]:
    """Claim n months after that of the end, *gap* months later still."""
    month = first_of_month(story.last)
    return [desk.claim_month(story, add_months(month, gap + k)) for k in range(1, n + 1)]


def plant_beyond_term(desk: Desk) -> Iterator[Case]:
    """Claim more months than a term has, and as many as it touches."""
    first = min(wage.valid.since for wage in desk.edition.wages)

    def room(story: Story) -> bool:
        return _over(desk, story) and story.start > last_day_of(first, 2)

    def case(story: Story, extra: list[Row], note: str) -> Case:
        return Case(BEYOND, True, note, (story.row,), (*story.claims, *extra))

    yield from _as_many(desk)
    note = "two months before the start claimed as well"
    story = desk.find(room, months=TERMS)
    yield case(story, _early(desk, story, n=2), note)
    note = "two months claimed a second time, weeks later"
    story = desk.find(room, months=TERMS)
    yield case(story, [_again(desk, row, days=37) for row in story.monthly[:2]], note)
    note = "one month before the start, and one claimed twice"
    story = desk.find(room, months=TERMS)
    yield case(story, [*_early(desk, story, n=1), _again(desk, story.monthly[-1], days=64)], note)
    note = "one month before the start and one after the end"
    story = desk.find(room, months=TERMS)
    yield case(story, [*_early(desk, story, n=1), *_late(desk, story, n=1)], note)
    note = "every month claimed twice"
    story = desk.find(room, months=TERMS)
    yield case(story, [_again(desk, row, days=21) for row in story.monthly], note)


def _as_many(desk: Desk) -> Iterator[Case]:
    for months in (3, 3, 6, 6):
        note = "a term that begins within a month touches one calendar month more, and all are claimed"

        def across(story: Story, months: int = months) -> bool:
            return _over(desk, story) and story.start.day > 1 and last_day_of(story.start, months) == story.planned

        story = desk.find(across, months=(months,))
        yield Case(BEYOND, False, note, (story.row,), tuple(story.claims))
    note = "a term of whole months, each claimed once"
    story = desk.find(lambda one: _over(desk, one) and one.start.day == 1)
    yield Case(BEYOND, False, note, (story.row,), tuple(story.claims))


def plant_after_end(desk: Desk) -> Iterator[Case]:
    """Claim months after the end, and months before it late."""

    def case(story: Story, extra: list[Row], note: str) -> Case:
        return Case(AFTER, True, note, (story.row,), (*story.claims, *extra))

    for _ in range(2):
        note = "left early, and claimed for until the planned end"
        story = desk.find(lambda one: _over(desk, one) and (one.planned - one.start).days > 85, months=TERMS)
        yield _left(desk, story, note)
    note = "one month claimed after the planned end"
    story = desk.find(lambda one: _over(desk, one), months=TERMS)
    yield case(story, _late(desk, story, n=1), note)
    note = "a month claimed when the person had been gone for two"
    story = desk.find(lambda one: _over(desk, one), months=TERMS)
    yield case(story, _late(desk, story, n=1, gap=1), note)
    note = "two months claimed on after the contract that followed the whole term"

    def kept(story: Story) -> bool:
        settled = story.planned < desk.on - timedelta(days=110) and story.ended == story.planned
        return _claimed(story) and settled and story.contract is not None

    story = desk.find(kept)
    yield case(story, _late(desk, story, n=2), note)
    yield from _in_time(desk)


def _left(desk: Desk, story: Story, note: str) -> Case:
    """Let somebody leave in the first half of a term of which all was claimed."""
    ended = story.start + timedelta(days=desk.chance.between(22, (story.planned - story.start).days // 2))
    story.row["实际结束"] = ended.isoformat()
    return Case(AFTER, True, note, (story.row,), tuple(story.claims))


def _in_time(desk: Desk) -> Iterator[Case]:
    for days in (75, 100, 60):
        note = "the last month claimed long after the end"
        story = desk.find(lambda one: _over(desk, one), months=TERMS)
        claimed = story.last + timedelta(days=days)
        story.monthly[-1]["申领日期"] = claimed.isoformat()
        story.monthly[-1]["发放日期"] = (claimed + timedelta(days=9)).isoformat()
        yield Case(AFTER, False, note, (story.row,), tuple(story.claims))
    for _ in range(2):
        note = "the months left claimed in one sum after a contract before the end"
        story = desk.find(lambda one: any(row["补贴类别"] == "剩余期限" for row in one.claims))
        yield Case(AFTER, False, note, (story.row,), tuple(story.claims))
