"""Planted stories of certificates: of graduation after the start of a traineeship, or in time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from data.synthetic.frauds.desk import DAY, Case, Desk, Story
from matcher.months import add_months

LATER = "late_graduation"


def _registered(story: Story) -> date | None:
    days = [[int(part) for part in re.findall(r"\d+", row["失业登记日期"])] for row in story.person]
    return next((date(*parts) for parts in days if len(parts) == 3), None)


def _graduate(story: Story) -> bool:
    """Tell whether somebody came as a graduate alone, and has claims and a school."""
    certified = all(row["毕业状态"] in ("毕业", "") for row in story.person) and bool(story.person[0]["毕业院校"])
    return (
        story.alone
        and certified
        and _registered(story) is None
        and bool(story.claims)
        and bool(story.person[0]["院校类型"])
    )


def _young(story: Story) -> bool:
    """Tell whether somebody was registered as unemployed, and under 25, before the start."""
    registered, born = _registered(story), int(story.row["身份证号"][6:10])
    early = registered is not None and registered <= story.start
    return story.alone and early and 17 <= story.start.year - born <= 23 and bool(story.claims)


def _write(story: Story, left: str, *, status: str = "毕业") -> None:
    for row in story.person:
        row["毕业日期"], row["毕业状态"] = left, status


def plant_late_graduation(desk: Desk) -> Iterator[Case]:
    """Date certificates after the start, and in time."""

    def case(story: Story, note: str, *, fraud: bool) -> Case:
        return Case(LATER, fraud, note, (story.row,), tuple(story.claims))

    def started(days: int) -> Story:
        last = desk.on - timedelta(days=days)
        return desk.find(lambda story: _graduate(story) and story.start < last)

    for note, days in (
        ("graduated two months and a half after the start", 75),
        ("graduated ten days after the start", 10),
        ("graduated half a year after the start", 190),
    ):
        story = started(days)
        _write(story, (story.start + timedelta(days=days)).isoformat())
        yield case(story, note, fraud=True)
    note = "graduated in the month after the next, no day given"
    story = started(100)
    later = add_months(story.start, 2)
    _write(story, f"{later:%Y-%m}")
    yield case(story, note, fraud=True)
    note = "still in study, to graduate next summer"
    story = started(40)
    _write(story, date(desk.on.year + 1, 6, 30).isoformat(), status="在读")
    for row in story.person:
        row["就业状态"] = "在读"
    yield case(story, note, fraud=True)
    yield from _in_time(desk)


def _in_time(desk: Desk) -> Iterator[Case]:
    for note in ("graduated the day before the start", "graduated in the month of the start", "graduated on its day"):

        def fits(story: Story, note: str = note) -> bool:
            return _graduate(story) and ("month" not in note or story.start.day > 14)

        story = desk.find(fits)
        day = story.start if "its day" in note else story.start - DAY
        _write(story, f"{story.start:%Y-%m}" if "month" in note else day.isoformat())
        yield Case(LATER, False, note, (story.row,), tuple(story.claims))
    note = "came as an unemployed young person, and graduated part-time since"
    story = desk.find(lambda one: _young(one) and one.start < desk.on - timedelta(days=80))
    _write(story, (story.start + timedelta(days=70)).isoformat())
    yield Case(LATER, False, note, (story.row,), tuple(story.claims))
    note = "came as an unemployed young person who left school without graduating"
    story = desk.find(_young)
    _write(story, story.person[0]["毕业日期"], status="肄业")
    yield Case(LATER, False, note, (story.row,), tuple(story.claims))
