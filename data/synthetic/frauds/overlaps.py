"""Planted stories of two places at once: two traineeships, or a traineeship and a job elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from data.synthetic.frauds.desk import DAY, Case, Desk, Story
from data.synthetic.frauds.files import Row
from matcher.months import add_months

TERMS = (3, 3, 4, 6)  # months of those told anew
TWO, ELSEWHERE = "two_placements", "employed_elsewhere"


def _plain(story: Story) -> bool:
    """Tell whether somebody's only traineeship is over and claimed month by month, and nothing else is known."""
    claimed = len({row["月份"] for row in story.claims}) == len(story.monthly) == story.months_touched
    return story.ended is not None and claimed and story.alone and not story.spells and story.contract is None


def _full(story: Story) -> bool:
    return _plain(story) and story.ended == story.planned


def _second(desk: Desk, story: Story, start: date, months: int, *, same: bool = False) -> Story:
    code = story.employer["统一社会信用代码"]
    employer = story.employer if same else desk.other_employer(before=start, without=code)
    return desk.place(story.row["身份证号"], employer, start, months)


def _both(desk: Desk, kind: str, first: Story, second: Story, note: str, *, fraud: bool) -> Case:
    claims = desk.claim_term(second)
    return Case(kind, fraud, note, (first.row, second.row), (*first.claims, *claims))


def _early_end(desk: Desk, story: Story) -> date:
    """End a traineeship after its first two months, and take back what was claimed after."""
    ended = add_months(story.start, 2) + timedelta(days=desk.chance.between(0, 9))
    story.row["实际结束"] = ended.isoformat()
    for row in story.monthly:
        month = date.fromisoformat(row["月份"] + "-01")
        if add_months(month, 1) - DAY > ended:
            desk.files.drop("claims", row)
            story.claims.remove(row)
            if month <= ended:
                claimed = date.fromisoformat(row["申领日期"])
                story.claims.append(desk.claim(story, max(month, story.start), ended, claimed=claimed))
    return ended


def _lately_left(story: Story) -> bool:
    """Tell whether the person has long enough left under the window for another traineeship."""
    return story.months_out is not None and story.months_out < 20 and story.person[0]["毕业状态"] == "毕业"


def plant_two_placements(desk: Desk) -> Iterator[Case]:
    """Place people twice at once, and others one after the other."""
    over = desk.on - timedelta(days=70)

    def long(story: Story) -> bool:
        return _full(story) and story.planned <= over and (story.planned - story.start).days > 85

    for note, days, months, same in (
        ("a second traineeship elsewhere during the whole of the first", 0, 3, False),
        ("a second one elsewhere from the middle of the first", 40, 3, False),
        ("a second one elsewhere begins ten days before the first ends", -10, 3, False),
        ("two posts of the same employer at once", 5, 4, True),
        ("a second one elsewhere begins three weeks before the first ends", -21, 6, False),
    ):
        first = desk.find(long, months=TERMS)
        start = (first.planned if days < 0 else first.start) + timedelta(days=days)
        yield _both(desk, TWO, first, _second(desk, first, start, months, same=same), note, fraud=True)
    for months in (3, 4, 3):
        note = "the second begins the day after the first ended early, before its planned end"
        first = desk.find(lambda story: long(story) and _lately_left(story), months=TERMS)
        second = _second(desk, first, _early_end(desk, first) + DAY, months)
        yield _both(desk, TWO, first, second, note, fraud=False)
    note = "the second begins the day after the planned end of the first"
    first = desk.find(lambda story: long(story) and _lately_left(story), months=TERMS)
    yield _both(desk, TWO, first, _second(desk, first, first.planned + DAY, 3), note, fraud=False)
    note = "the agreement of the second is signed while the first still runs"
    first = desk.find(lambda story: long(story) and _lately_left(story), months=TERMS)
    second = _second(desk, first, first.planned + timedelta(days=4), 3)
    second.row["协议日期"] = (first.planned - timedelta(days=6)).isoformat()
    yield _both(desk, TWO, first, second, note, fraud=False)


def _job(desk: Desk, story: Story, since: date, until: date | None) -> Row:
    other = desk.other_employer(before=desk.on, without=story.employer["统一社会信用代码"])
    return desk.insure(story.row["身份证号"], other["单位名称"], since, until)


def _employed(story: Story, spell: Row, note: str, *, fraud: bool) -> Case:
    return Case(ELSEWHERE, fraud, note, (story.row,), tuple(story.claims), (spell,))


def plant_employed_elsewhere(desk: Desk) -> Iterator[Case]:
    """Insure trainees with others during their traineeships, and others before and after."""

    def over(story: Story) -> bool:
        return _full(story) and (story.planned - story.start).days > 85 and story.planned < desk.on - timedelta(days=60)

    note = "insured elsewhere long before the start and long after the end"
    story = desk.find(over, months=TERMS)
    begun, gone = story.start - timedelta(days=100), story.planned + timedelta(days=40)
    yield _employed(story, _job(desk, story, begun, gone), note, fraud=True)
    note = "insured elsewhere from the middle of the term on, to this day"
    story = desk.find(over, months=TERMS)
    yield _employed(story, _job(desk, story, story.start + timedelta(days=45), None), note, fraud=True)
    note = "insured elsewhere until a month after the start"
    story = desk.find(over, months=TERMS)
    begun = story.start - timedelta(days=80)
    yield _employed(story, _job(desk, story, begun, story.start + timedelta(days=33)), note, fraud=True)
    note = "insured elsewhere for some weeks in the middle of the term"
    story = desk.find(over, months=TERMS)
    begun = story.start + timedelta(days=31)
    yield _employed(story, _job(desk, story, begun, begun + timedelta(days=41)), note, fraud=True)
    note = "insured elsewhere from the very day of the start to that of the end"
    story = desk.find(over, months=TERMS)
    yield _employed(story, _job(desk, story, story.start, story.planned), note, fraud=True)
    yield from _employed_apart(desk)


def _employed_apart(desk: Desk) -> Iterator[Case]:
    for days in (60, 75):
        note = "insured elsewhere until the day before the start"
        story = desk.find(lambda one: _plain(one) and (one.months_out or 0) > 4, months=TERMS)
        begun = story.start - timedelta(days=days)
        yield _employed(story, _job(desk, story, begun, story.start - DAY), note, fraud=False)
    note = "insured elsewhere from the day after the end"
    story = desk.find(_plain, months=TERMS)
    job = _job(desk, story, story.last + DAY, min(story.last + timedelta(days=50), desk.on))
    yield _employed(story, job, note, fraud=False)
    for _ in range(2):
        note = "insured by the same employer from the day of the contract"
        story = desk.find(lambda one: one.contract is not None and len(one.spells) == 1 and bool(one.claims))
        yield _employed(story, story.spells[0], note, fraud=False)
