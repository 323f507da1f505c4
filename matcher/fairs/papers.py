"""The prints of a fair as tables for a workbook: one paper for each reader, so that nobody is handed another's."""

from __future__ import annotations

from datetime import date

from matcher.fairs.prints import EmployerPrint, FairPrints
from matcher.papers import Column, Form, Paper, Row, Sheet

NAME, NUMBER = Column("name", "姓名"), Column("id", "编号")
MEETING = (
    Column("time", "时间"),
    Column("desk", "席位", Form.COUNT),
    NAME,
    NUMBER,
    Column("post", "岗位"),
    Column("why", "推荐理由", width=48),
    Column("result", "结果", width=12),
)
STOP = (
    Column("number", "序号", Form.COUNT),
    NAME,
    NUMBER,
    Column("time", "时间"),
    Column("hall", "展厅"),
    Column("booth", "展位"),
    Column("employer", "单位"),
    Column("post", "岗位"),
    Column("way", "路线"),
)
DOOR = (
    Column("here", "签到", width=8),
    Column("number", "序号", Form.COUNT),
    NAME,
    NUMBER,
    Column("first", "首场"),
    Column("where", "首场展位"),
    Column("to_do", "接待"),
)
SIGN = (Column("booth", "展位"), Column("hall", "展厅"), Column("employer", "单位"), Column("posts", "岗位", width=48))


def employers_paper(told: FairPrints, on: date) -> Paper:
    """Give one sheet for each booth."""
    return Paper(tuple(_employer(one, told) for one in told.employers), on=on, signed=())


def booth_sheet(booth_id: str) -> str:
    """Name the sheet of a booth: a table that comes back without another word is known by it."""
    return f"展位{booth_id}"


def _employer(one: EmployerPrint, told: FairPrints) -> Sheet:
    rows = [(line.time, line.desk, line.name, line.candidate_id, line.post, line.why, "") for line in one.lines]
    waiting = "、".join(f"{line.name}（{line.candidate_id}）" for line in one.waiting)
    where = f"{one.booth.hall} " if one.booth.hall else ""
    return Sheet(
        booth_sheet(one.booth.id),
        f"{told.head.name}：{where}{one.booth.id}号展位 {one.booth.employer}",
        MEETING,
        rows,
        notes=(told.head.when + " " + told.head.place, f"候补（依次）：{waiting or '无'}"),
    )


def guests_paper(told: FairPrints, on: date) -> Paper:
    """Give the routes of all guests, one row a meeting."""
    rows = [
        (one.number, one.name, one.candidate_id, stop.time, stop.hall, stop.booth, stop.employer, stop.post, stop.way)
        for one in told.guests
        for stop in one.stops
    ]
    return Paper((Sheet("路线", f"{told.head.name}：来宾路线", STOP, rows, notes=(told.head.when,)),), on=on, signed=())


def door_paper(told: FairPrints, on: date) -> Paper:
    """Give the list at the door."""
    rows = []
    for one in told.guests:
        first = one.stops[0] if one.stops else None
        where = f"{first.hall} {first.booth}号".strip() if first else "候补" if one.waits else ""
        here = "√" if one.candidate_id in told.here else "□"
        rows.append(
            (here, one.number, one.name, one.candidate_id, first.time if first else "", where, "、".join(one.to_do))
        )
    return Paper((Sheet("签到", f"{told.head.name}：签到表", DOOR, rows, notes=(told.head.when,)),), on=on, signed=())


def signs_paper(told: FairPrints, on: date) -> Paper:
    """Give the booths as they are signposted."""
    rows = [(one.booth.id, one.booth.hall or "", one.booth.employer, "、".join(one.posts)) for one in told.employers]
    return Paper((Sheet("展位", f"{told.head.name}：展位", SIGN, rows, notes=(told.head.when,)),), on=on, signed=())


def overview_paper(told: FairPrints, on: date) -> Paper:
    """Give the organiser's grid, the lists of those who stand by, what the door does for whom, and the counts."""
    view = told.overview
    columns = (
        Column("booth", "展位"),
        Column("employer", "单位"),
        Column("hall", "展厅"),
        Column("n_places", "席位", Form.COUNT),
        *(Column(f"s{n}", at, width=7) for n, at in enumerate(view.times)),
        Column("waiting", "候补", width=40),
    )
    grid: list[Row] = [
        (
            one.booth.id,
            one.booth.employer,
            one.booth.hall or "",
            one.n_places,
            *(
                "休" if rest else f"{n}/{one.booth.n_interviewers}"
                for n, rest in zip(one.seated, one.is_break, strict=True)
            ),
            "、".join(one.waiting),
        )
        for one in view.rows
    ]
    title = f"{told.head.name}：总表"
    sheets = (
        Sheet("总表", title, columns, grid, notes=(told.head.when,)),
        Sheet("统计", title, (Column("what", "项目"), Column("n", "数量")), view.counts),
        Sheet("接待", title, (Column("number", "序号"), NAME, Column("to_do", "接待")), view.to_do),
        Sheet("没有面谈", title, (NAME, Column("why", "原因")), view.without),
    )
    return Paper(tuple(one for one in sheets if one.rows), on=on, signed=())
