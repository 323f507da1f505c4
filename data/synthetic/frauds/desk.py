"""The desk of the planter: the files of an innocent programme, opened so that single stories can be changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from data.synthetic.chance import Chance
from data.synthetic.frauds.files import Files, Row
from data.synthetic.people import invent_elder_name
from data.synthetic.programme.claims import month_amount
from data.synthetic.programme.terms import write_card
from matcher.editions import Edition
from matcher.errors import BadInput
from matcher.months import add_months, last_day_of, months_of

DAY = timedelta(days=1)
LOOKING = ("失业", "登记失业", "未就业", "离校未就业")
NEW_CARDS = 10**9  # cards of people whom the planter places are numbered from here


@dataclass(frozen=True, slots=True)
class Case:
    """One planted story; the rows are those of the files, told apart as objects."""

    kind: str
    fraud: bool
    note: str
    placements: tuple[Row, ...]
    claims: tuple[Row, ...] = ()
    spells: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """A traineeship with what the files know of it."""

    row: Row
    employer: Row
    person: list[Row]  # of the candidates' file: one from each register
    claims: list[Row]
    spells: list[Row]
    start: date
    planned: date
    ended: date | None
    contract: date | None
    alone: bool  # the person's only one

    @property
    def monthly(self) -> list[Row]:
        """List the claims by months."""
        return [row for row in self.claims if row["月份"]]

    @property
    def last(self) -> date:
        """Give the last day of practice, as it was or as it is planned."""
        return self.ended or self.planned

    @property
    def months_out(self) -> int | None:
        """Count the months from leaving school to the start; None = the day of leaving is not known."""
        left = [int(part) for part in re.findall(r"\d+", self.person[0]["毕业日期"])[:2]]
        return (self.start.year - left[0]) * 12 + self.start.month - left[1] if left else None

    @property
    def months_touched(self) -> int:
        """Count the calendar months from the start to the end, planned where none is known."""
        return len(list(months_of(self.start, self.last)))


def too_small() -> BadInput:
    """Say that a story found nobody to be told of."""
    return BadInput("the city is too small to plant frauds in: give it more posts and candidates")


def to_day(cell: str) -> date | None:
    """Read a day of the synthetic files."""
    return date.fromisoformat(cell) if cell else None


@dataclass(slots=True)
class Desk:
    """All files on one desk; *taken* holds the ID numbers and credit codes of stories that are planted already."""

    files: Files
    chance: Chance
    edition: Edition
    on: date
    taken: set[str] = field(default_factory=set)
    _order: list[Row] = field(default_factory=list)
    n_new: int = 0

    def stories(self) -> Iterator[Story]:
        """Give the innocent traineeships whose person and employer are not taken, in an order of chance."""
        if not self._order:
            placements = self.files.rows["placements"]
            self._order = self.chance.some(placements, len(placements))
        for row in self._order:
            if not {row["身份证号"], row["统一社会信用代码"]} & self.taken:
                yield self.story(row)

    def find(self, fits: Callable[[Story], bool], *, months: tuple[int, ...] = ()) -> Story:
        """
        Take the first story that fits; where there is none, tell a new one of so many *months* that went as agreed.

        Raises:
            BadInput: there is none: the city is too small.
        """
        for story in self.stories():
            if fits(story):
                self.taken.add(story.row["身份证号"])
                return story
        new = self._finished(self.chance.pick(months)) if months else None
        if new and fits(new):
            return new
        raise too_small()

    def _finished(self, months: int) -> Story:
        """Tell of a traineeship of the last year and a half that ended as planned and was claimed month by month."""
        start = self.on - timedelta(days=self.chance.between(31 * months + 125, 31 * months + 330))
        start = start.replace(day=max(2, min(start.day, 27)))
        employer = self.other_employer(before=start, without="")
        story = self.place(self.spare(start, states=LOOKING), employer, start, months)
        story.claims.extend(self.claim_term(story))
        return story

    def story(self, row: Row) -> Story:
        """Gather what the files know of a traineeship."""
        number, code = row["身份证号"], row["统一社会信用代码"]
        employer = self.files.of("employers", "统一社会信用代码", code)[0]
        name, start = employer["单位名称"], date.fromisoformat(row["开始日期"])
        return Story(
            row=row,
            employer=employer,
            person=self.person(number),
            claims=[one for one in self.files.of("claims", "身份证号", number) if one["单位"] == name],
            spells=list(self.files.of("employment", "身份证号", number)),
            start=start,
            planned=date.fromisoformat(row["计划结束"]),
            ended=to_day(row["实际结束"]),
            contract=to_day(row["合同日期"]),
            alone=len(self.files.of("placements", "身份证号", number)) == 1,
        )

    def claim(self, story: Story, first: date, last: date, *, claimed: date, kind: str = "按月") -> Row:
        """Claim days of one month for the person of a story, at the usual rate; paid within weeks."""
        paid = claimed + timedelta(days=self.chance.between(8, 26))
        amount = month_amount(
            self.edition, story.employer["所在区县"], first, last, percent=self.edition.subsidy.percent
        )
        row = {
            "单位": story.employer["单位名称"],
            "身份证号": story.row["身份证号"],
            "月份": f"{first:%Y-%m}",
            "金额": f"{amount:.2f}",
            "申领日期": claimed.isoformat(),
            "发放日期": paid.isoformat() if paid <= self.on else "",
            "补贴类别": kind,
        }
        return self.files.add("claims", row)

    def claim_month(self, story: Story, month: date) -> Row:
        """Claim a whole month, in the days after it."""
        after = add_months(month, 1)
        return self.claim(story, month, after - DAY, claimed=after + timedelta(days=self.chance.between(1, 10)))

    def claim_term(self, story: Story) -> list[Row]:
        """Claim every month of a story that is over."""
        rows: list[Row] = []
        for month in months_of(story.start, min(story.last, self.on)):
            after = add_months(month, 1)
            claimed = after + timedelta(days=self.chance.between(1, 10))
            if claimed <= self.on:
                last = min(after - DAY, story.last)
                rows.append(self.claim(story, max(month, story.start), last, claimed=claimed))
        return rows

    def insure(self, number: str, employer: str, since: date, until: date | None) -> Row:
        """Add a spell of insurance."""
        row = {
            "身份证号": number,
            "单位": employer,
            "参保起": since.isoformat(),
            "参保止": until.isoformat() if until else "",
        }
        return self.files.add("employment", row)

    def other_employer(self, *, before: date, without: str, idle: bool = False) -> Row:
        """Take an employer in good standing with a post that has room; *idle* = without any traineeship."""
        raised = {row["单位"] for row in self.files.rows["claims"] if row["补贴类别"] == "差额"}
        employers = [row for row in self.files.rows["employers"] if row["单位名称"] not in raised]
        for row in self.chance.some(employers, len(employers)):
            code = row["统一社会信用代码"]
            known = date.fromisoformat(row["认定日期"]) < before and row["状态"] in ("正常", "")
            free = (
                code not in self.taken
                and code != without
                and not (idle and self.files.of("placements", "统一社会信用代码", code))
            )
            if known and free and self.post_with_room(code):
                return row
        raise too_small()

    def post_with_room(self, code: str) -> str | None:
        """Give a post of an employer that may take one more; None = all are full."""
        for post in self.files.of("posts", "统一社会信用代码", code):
            if len(self.files.of("placements", "岗位编号", post["岗位编号"])) < int(post["需求人数"]):
                return post["岗位编号"]
        return None

    def place(self, number: str, employer: Row, start: date, months: int, *, ended: date | None = None) -> Story:
        """Place somebody anew; *ended* None = at the planned end where that is past."""
        planned = last_day_of(start, months)
        code = employer["统一社会信用代码"]
        cards = [row["银行卡号"] for row in self.files.of("placements", "身份证号", number)]
        self.n_new += 1
        row = dict.fromkeys(self.files.columns["placements"], "") | {
            "身份证号": number,
            "统一社会信用代码": code,
            "岗位编号": self.post_with_room(code) or "",
            "协议日期": min(start - timedelta(days=self.chance.between(1, 9)), self.on).isoformat(),
            "开始日期": start.isoformat(),
            "计划结束": planned.isoformat(),
            "实际结束": (ended or planned).isoformat() if (ended or planned) < self.on else "",
            "带教老师": invent_elder_name(self.chance),
            "保险日期": start.isoformat() if start <= self.on else "",
            "银行卡号": cards[0] if cards else write_card(NEW_CARDS + self.n_new),
        }
        self.files.add("placements", row)
        self.taken.add(number)
        return self.story(row)

    def spare(self, start: date, *, states: tuple[str, ...]) -> str:
        """Take a graduate who was never placed, and may start on that day; give the ID number."""
        candidates = self.files.rows["candidates"]
        for _ in range(40 * len(candidates)):
            row = self.chance.pick(candidates)
            left = [int(part) for part in re.findall(r"\d+", row["毕业日期"])[:2]]
            waited = (start.year - left[0]) * 12 + start.month - left[1] if left else 0
            graduate = row["毕业状态"] == "毕业" and row["毕业院校"] and 5 <= waited <= 18
            number = row["身份证号"]
            first = self.files.of("candidates", "编号", row["编号"])[0] is row
            new = number not in self.taken and not self.files.of("placements", "身份证号", number)
            if graduate and row["院校类型"] and row["就业状态"] in states and first and new:
                return number
        raise too_small()

    def person(self, number: str) -> list[Row]:
        """Give the rows of somebody in the file of candidates, one from each register."""
        first = self.files.of("candidates", "身份证号", number)[0]
        return self.files.of("candidates", "编号", first["编号"])
