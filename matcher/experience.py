"""How long a person has worked and practised, read from what the person tells of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcher.text.clauses import clauses
from matcher.text.cleaning import clean

USUAL_YEARS = 0.5
"""What practice or work stands for where no length is told."""

LONGEST_YEARS = 10.0
"""More than this is not told apart."""

_SENTENCE = re.compile(r"[。;；!！?？\n]+")
_NUMERALS = {numeral: float(n) for n, numeral in enumerate("一二三四五六七八九十", start=1)}
_NUMERALS |= {"两": 2.0, "半": 0.5, "十一": 11.0, "十二": 12.0}
_DURATION = re.compile(
    r"(?<![\d.第每大学年前去今])(?P<n>\d{1,2}(?:\.\d)?|十[一二]|[一二两三四五六七八九十半])\s*(?P<unit>年|个?月|周|个?学期)"
    r"(?!级|制|前|后|内|底|初|入|毕|到头|四季|一[次趟回]|份)"
    r"(?P<half>半)?(?:零?(?P<m>\d{1,2}|十[一二]|[一二两三四五六七八九十])个月)?"
)
_OFTEN = re.compile(r"(?:每|一)个?(?:年|月|周)[^,，。]{0,6}(?:趟|次|回(?!国|来|老)|遍|天)")
"""How often, not how long: 一年回家两趟."""

_PER_YEAR = {"年": 1.0, "月": 1 / 12, "周": 1 / 52, "学期": 0.4}
_MOST_YEARS = 10  # 22年 is a date
_UNPAID = re.compile(r"支教|志愿|志原|义工|社团|学生会|三下乡|比赛|竞赛")
_NOT_WORK = re.compile(r"考编|备考|没考上|考了|考研|学了|念|大学|歇|待业|在家|课题|毕业论文|毕业设计|校|照顾|照料过")
_PRACTICE = re.compile(r"实习|见习|学徒|兼职|联合培养|轮岗|跟班|跟岗|顶岗|大[三四](?=在)")
_HOLIDAYS = re.compile(r"[寒暑]假|[寒暑]期")
_HOLIDAY_YEARS = 1 / 6
_WORK = re.compile(
    r"干过|当过?(?![地时然初前中天年])|上过?班|打过?工|任职|担任|就职|入职|工作过|打理|接单|上门|学过徒|卖[过了]|开过?(?:店|出租|货车|网约车)"
    r"|做(?:过|了|的)?[^,，。]{0,10}(?:员|师|前台|行政|教练|主管|店长|助理|管家|服务)"
)


@dataclass(frozen=True, slots=True)
class Experience:
    """How long somebody has worked and practised, in years; practice is an internship, apprenticeship or side job."""

    work_years: float
    practice_years: float
    work_told: bool = True  # False = there was work, and its length is the usual one
    practice_told: bool = True

    @property
    def years(self) -> float:
        """Give both together."""
        return min(self.work_years + self.practice_years, LONGEST_YEARS)


def read_experience(told: str | None) -> Experience | None:
    """
    Read what a person *told*; None = nothing told.

    A text without work or practice is none of either. Where practice or work is named and no length of it anywhere,
    a usual one is taken. In a sentence that names practice, the first length that follows is the practice's.
    """
    text = _OFTEN.sub(" ", clean(told))
    if not clean(told):
        return None
    spans = [_spans(sentence) for sentence in _SENTENCE.split(text)]
    work, practice = sum(span.work for span in spans), sum(span.practice for span in spans)
    worked, practised = any(span.worked for span in spans), any(span.practised for span in spans)
    return Experience(
        work_years=work or (USUAL_YEARS if worked else 0.0),
        practice_years=practice or (USUAL_YEARS if practised else 0.0),
        work_told=bool(work) or not worked,
        practice_told=bool(practice) or not practised,
    )


@dataclass(slots=True)
class _Spans:
    work: float = 0.0
    practice: float = 0.0
    worked: bool = False
    practised: bool = False


def _spans(sentence: str) -> _Spans:
    found, open_practice = _Spans(), False
    for clause in clauses(sentence):
        years = sum(map(_length, _DURATION.finditer(clause)))
        if _UNPAID.search(clause):
            continue
        if _HOLIDAYS.search(clause):
            found.practice += _HOLIDAY_YEARS
        elif _PRACTICE.search(clause):
            found.practised, open_practice = True, not years
            found.practice += years
        elif _NOT_WORK.search(clause):
            continue
        elif open_practice and years:
            found.practice, open_practice = found.practice + years, False
        else:
            found.work += years
            found.worked |= bool(years) or (not open_practice and _WORK.search(clause) is not None)
    return found


def _length(duration: re.Match[str]) -> float:
    unit = duration["unit"].removeprefix("个")
    if duration["unit"] == "月" or (unit == "年" and _count(duration["n"]) > _MOST_YEARS):
        return 0.0  # a month of the calendar, a year of the calendar
    years = _count(duration["n"]) * _PER_YEAR[unit]
    if duration["half"]:
        years += 0.5 * _PER_YEAR[unit]
    return years + (_count(duration["m"]) / 12 if duration["m"] else 0.0)


def _count(written: str) -> float:
    return _NUMERALS[written] if written in _NUMERALS else float(written)
