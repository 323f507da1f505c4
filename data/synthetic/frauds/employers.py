"""Planted stories of employers removed, or under inspection, while subsidy is claimed for their trainees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from data.synthetic.frauds.desk import DAY, LOOKING, Case, Desk, Story
from data.synthetic.frauds.files import Row
from matcher.months import add_months, first_of_month

BARRED = "employer_barred"
REMOVED, INSPECTED, DUE = "已清退", "检查中", "待复检"
SINCE = "状态日期"
FEW = 3  # trainees of an employer in such a story
LATELY = 4  # months


def _take(desk: Desk, stories: list[Story]) -> None:
    desk.taken |= {story.row["身份证号"] for story in stories} | {stories[0].row["统一社会信用代码"]}


def _houses(desk: Desk) -> Iterator[list[Story]]:
    """Give the stories of each employer of which no story is taken yet, the employers in an order of chance."""
    seen: set[str] = set()
    for story in desk.stories():
        code = story.row["统一社会信用代码"]
        rows = desk.files.of("placements", "统一社会信用代码", code)
        if code not in seen and story.employer["状态"] == "正常":
            seen.add(code)
            if not any(row["身份证号"] in desk.taken for row in rows):
                yield [desk.story(row) for row in rows]


def _monthly(stories: list[Story]) -> list[Row]:
    return sorted((row for story in stories for row in story.monthly), key=lambda row: row["月份"])


def _lump(stories: list[Story]) -> bool:
    return any(not row["月份"] for story in stories for row in story.claims)


def _set(employer: Row, state: str, since: date) -> None:
    employer["状态"], employer[SINCE] = state, since.isoformat()


def _case(stories: list[Story], note: str, *, fraud: bool) -> Case:
    claims = tuple(row for story in stories for row in story.claims)
    return Case(BARRED, fraud, note, tuple(story.row for story in stories), claims)


def _house(desk: Desk, *, months: int, over: bool = False, lately: bool = False) -> list[Story]:
    """
    Take an employer with few trainees, claimed for in at least so many months.

    *over* = none runs any more; *lately* = claimed for within the last months.
    """
    recent = f"{add_months(desk.on, -LATELY):%Y-%m}"
    for own in _houses(desk):
        claimed = {row["月份"] for row in _monthly(own)}
        ended = all(story.ended for story in own) or not over
        fresh = not lately or max(claimed, default="") >= recent
        if len(claimed) >= months and len(own) <= FEW and ended and fresh and not _lump(own):
            _take(desk, own)
            return own
    return _new_house(desk, months=months, over=over)


def _new_house(desk: Desk, *, months: int, over: bool) -> list[Story]:
    """Let an employer without trainees have one, in work until today or *over*."""
    start = first_of_month(add_months(desk.on, -months - (4 if over else 1)))
    employer = desk.other_employer(before=start, without="", idle=True)
    number = desk.spare(start, states=LOOKING)
    story = desk.place(number, employer, start, max(3, months if over else months + 2))
    story.claims.extend(desk.claim_term(story))
    _take(desk, [story])
    return [story]


def _middle(stories: list[Story], *, back: int) -> date:
    """Give a day within the month that is the *back*-th last of those claimed."""
    months = sorted({row["月份"] for row in _monthly(stories)})
    return date.fromisoformat(months[-back] + "-01") + timedelta(days=11)


def _quiet_on(stories: list[Story]) -> date:
    """Give the day on which all is over: practised, claimed and paid."""
    paid = [date.fromisoformat(row["发放日期"] or row["申领日期"]) for row in _monthly(stories)]
    return max(*paid, *(story.last for story in stories))


def plant_employer_barred(desk: Desk) -> Iterator[Case]:
    """Remove employers, or put them under inspection, before and after what is claimed."""
    if SINCE not in desk.files.columns["employers"]:
        desk.files.columns["employers"].append(SINCE)
    for months, back, state, note in (
        (4, 3, REMOVED, "removed, and claimed on for the two months after"),
        (3, 3, REMOVED, "removed in the first month of those claimed last"),
        (4, 4, INSPECTED, "under inspection, and claims are handed in all the same"),
        (3, 2, INSPECTED, "under inspection, and one month more is claimed"),
    ):
        own = _house(desk, months=months, lately=state == INSPECTED)
        _set(own[0].employer, state, _middle(own, back=back))
        yield _case(own, note, fraud=True)
    note = "somebody is placed anew and claimed for after the removal"
    own = _house(desk, months=2)
    removed = min(story.start for story in own) - timedelta(days=10)
    _set(own[0].employer, REMOVED, removed)
    yield _case(own, note, fraud=True)
    yield from _in_order(desk)


def _in_order(desk: Desk) -> Iterator[Case]:
    for days, note in (
        (40, "removed after the last claim was handed in and paid"),
        (95, "removed a quarter after the last claim"),
    ):
        own = _house(desk, months=2, over=True)
        _set(own[0].employer, REMOVED, min(_quiet_on(own) + timedelta(days=days), desk.on))
        yield _case(own, note, fraud=False)
    note = "removed between the last month and its claim"
    own = _house(desk, months=2, over=True)
    last = max(_monthly(own), key=lambda row: row["申领日期"])
    ended = max(story.last for story in own)
    _set(own[0].employer, REMOVED, ended + timedelta(days=2))
    claimed = max(date.fromisoformat(last["申领日期"]), ended + timedelta(days=5))
    last["申领日期"], last["发放日期"] = claimed.isoformat(), ""
    yield _case(own, note, fraud=False)
    note = "due for the yearly inspection, and claiming as ever"
    own = _house(desk, months=2)
    _set(own[0].employer, DUE, first_of_month(desk.on) - DAY)
    yield _case(own, note, fraud=False)
    note = "under inspection since after the last claim"
    own = _house(desk, months=2, over=True)
    _set(own[0].employer, INSPECTED, min(_quiet_on(own) + timedelta(days=14), desk.on))
    yield _case(own, note, fraud=False)
