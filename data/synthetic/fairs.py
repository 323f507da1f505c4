"""Fairs of the synthetic city: one that is to come, with its booths, and one that was, with who came to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from data.synthetic.chance import Chance, fill_bag
from data.synthetic.programme import Vacancy

BOOTH_COLUMNS = ("展位", "单位", "统一社会信用代码", "岗位", "面试官人数", "展厅", "无障碍")
ATTENDANCE_COLUMNS = ("活动", "编号", "到场", "结果", "单位")
PAST_NAME, NAME = "夏季见习对接会", "秋季见习对接会"
N_BOOTHS = 30
MOST_POSTS = 4  # of one booth
SATURDAY = 5
GUESTS_SHARE, MOST_GUESTS = 0.2, 600  # of the fair that was
RESULTS = fill_bag(
    [
        ("面谈", 4.0),
        ("有意向", 3.0),
        ("无意向", 1.5),
        ("不合适", 1.5),
        ("邀约面试", 1.0),
        ("已上岗", 0.3),
        ("未面谈", 0.5),
    ]
)

_STATED = """name = "{name}"
place = "市人力资源市场一楼、二楼"
on = {on}
since = "09:00"
until = "12:00"
slot_min = 10
n_interpreters = 1
most_visits = 3
breaks = [{{ since = "10:20", until = "10:40" }}]
quiet = [{{ since = "11:00", until = "12:00" }}]
walks = [
    {{ hall = "A厅", other = "B厅", minutes = 4 }},
    {{ hall = "A厅", other = "二楼", minutes = 7 }},
    {{ hall = "B厅", other = "二楼", minutes = 6 }},
]
"""


def state_fair(*, on: date) -> str:
    """State the fair that is to come: the third Saturday from a day on."""
    return _STATED.format(name=NAME, on=fair_day(on=on).isoformat())


def fair_day(*, on: date) -> date:
    """Give the day of the fair that is to come."""
    return _saturday(on + timedelta(days=14))


def state_past_fair(*, on: date) -> str:
    """State the fair that was: on a Saturday some two months ago."""
    return _STATED.format(name=PAST_NAME, on=_saturday(on - timedelta(days=60)).isoformat())


def _saturday(day: date) -> date:
    return day + timedelta(days=(SATURDAY - day.weekday()) % 7)


def booth_rows(chance: Chance, vacancies: Sequence[Vacancy], *, on: date) -> list[tuple[str, ...]]:
    """Write one row for each booth of the fair that is to come: the employers with most posts that are open then."""
    by_unit: dict[str, list[Vacancy]] = defaultdict(list)
    for one in vacancies:
        if one.closes_on is None or one.closes_on >= fair_day(on=on):
            by_unit[one.unit.uscc].append(one)
    units = sorted(by_unit.values(), key=lambda posts: (-len(posts), posts[0].post_id))[:N_BOOTHS]
    return [tuple(_booth(chance, n, posts)) for n, posts in enumerate(units, 1)]


def _booth(chance: Chance, n: int, posts: Sequence[Vacancy]) -> Iterator[str]:
    chosen = chance.some_in_order(posts, min(MOST_POSTS, len(posts)))
    hall = chance.pick(("A厅", "A厅", "B厅", "二楼"))
    yield f"{n:02}"
    yield posts[0].unit.name
    yield posts[0].unit.uscc
    yield "、".join(one.post_id for one in chosen)
    yield str(chance.pick((1, 1, 2, 2, 3)))
    yield hall
    yield "否" if hall == "二楼" else "是"


def attendance_rows(chance: Chance, booths: Sequence[tuple[str, ...]], *, candidates: int) -> Iterator[tuple[str, ...]]:
    """Write who came to the fair that was, and what came of it, in the order of ATTENDANCE_COLUMNS."""
    n = min(MOST_GUESTS, int(GUESTS_SHARE * candidates)) if booths else 0
    for number in sorted(chance.some(range(1, candidates + 1), n)):
        id = f"JN{number:07d}"
        if not chance.happens(0.68):
            yield PAST_NAME, id, "未到", "", ""
            continue
        for booth in chance.some(booths, chance.pick((1, 1, 2, 3))):
            yield PAST_NAME, id, "到场", chance.draw(RESULTS), booth[1]
