"""Read from a person's own words what is ruled out, what is needed, and how much has been worked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcher.records import Candidate
from matcher.text.clauses import clauses, is_refusal
from matcher.text.cleaning import clean
from matcher.work import spoken_work

_ONLY = r"(?:只(?!要)|就想|就在|仅|必须|一定要|非.{1,8}不)"
_ONLY_PLACE = re.compile(
    rf"{_ONLY}.{{0,8}}(?:本地|附近|家门口|市区|[区县](?!别))|(?:不接受|不考虑|不去|不想去)(?:其他|别的|外)?(?:区|县|外地|外区|远)"
)
_PAY_FLOOR = re.compile(
    r"(?:以下|低于\S{1,8}?|少于\S{1,8}?|不到\S{1,8}?)(?:就|的|都|一律)*(?:不考虑|不接受|不去|不干|免谈|勿扰|不谈)|不接受(?:低于|少于)|只接受\S{1,8}以上"
)
_NO_NIGHT = re.compile(
    r"(?:不|别|拒绝|无法|没法)[^,，。;；]{0,6}(?:夜班|倒班|两班倒|三班倒|大夜|熬夜)|只[^,，。;；]{0,4}(?:白班|长白班)"
)
_NEEDS_LODGING = re.compile(
    r"(?:需要?|要求|希望|必须|最好|想要?|得)[^,，。;；]{0,8}(?:住宿|宿舍|包住|住处)|(?:住宿|宿舍|包住)(?:最好|优先)"
)
_NO_TRAVEL = re.compile(r"(?:不|别|拒绝|无法|受不了)[^,，。;；]{0,6}(?:出差|驻外|外派|外省|派驻)")
_FIRM = re.compile(r"只(?!要)|不接受|必须|一定|拒绝|不考虑")

_DURATION = re.compile(
    r"(?P<n>\d{1,2}(?:\.\d)?|[一二两三四五六七八九十半]|十[一二])\s*(?P<unit>年|个月|月|周)(?P<half>半)?(?:零(?P<m>\d{1,2}|[一二两三四五六七八九十]+)个月)?"
)
_NUMERALS = {
    "一": 1.0,
    "二": 2.0,
    "两": 2.0,
    "三": 3.0,
    "四": 4.0,
    "五": 5.0,
    "六": 6.0,
    "七": 7.0,
    "八": 8.0,
    "九": 9.0,
    "十": 10.0,
    "半": 0.5,
    "十一": 11.0,
    "十二": 12.0,
}
_PER_YEAR = {"年": 1.0, "个月": 1 / 12, "月": 1 / 12, "周": 1 / 52}
_NOT_WORK = re.compile(
    r"考编|备考|没考上|考了|考研|学了|念|大学[一二三四]年|寒暑?假|歇|待业|在家|课题|毕业论文|毕业设计|校|支教|志愿"
)
_PRACTICE = re.compile(r"实习|见习|学徒|兼职|联合培养|轮岗|跟班|大[三四]|在读")
_PRACTICE_YEARS = 1.0


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person's wish, needs and experience say in words."""

    only_place: bool
    pay_floor: bool
    refuses_night: bool
    needs_lodging: bool
    insists_lodging: bool
    refuses_travel: bool
    refused_work: int  # bits of matcher.work
    asked_work: int  # spoken of in the wish without refusing it, or in what the person has learnt
    experience_years: float | None


def read_stated(candidate: Candidate) -> Stated:
    """Read the free texts of *candidate*."""
    words = f"{clean(candidate.wish)}。{clean(candidate.needs)}"
    lodging = next((c for c in clauses(words) if _NEEDS_LODGING.search(c)), None)
    return Stated(
        only_place=_ONLY_PLACE.search(words) is not None,
        pay_floor=_PAY_FLOOR.search(words) is not None,
        refuses_night=_NO_NIGHT.search(words) is not None,
        needs_lodging=lodging is not None,
        insists_lodging=lodging is not None and _FIRM.search(lodging) is not None,
        refuses_travel=_NO_TRAVEL.search(words) is not None,
        refused_work=_refused_work(words),
        asked_work=_asked_work(candidate),
        experience_years=_experience_years(candidate),
    )


def _refused_work(words: str) -> int:
    return spoken_work("。".join(clause for clause in clauses(words) if is_refusal(clause)))


def _asked_work(candidate: Candidate) -> int:
    wished = [clause for clause in clauses(clean(candidate.wish)) if not is_refusal(clause)]
    learnt = clean(" ".join(filter(None, (candidate.major, *candidate.skills, *candidate.certificates))))
    return spoken_work("。".join((*wished, learnt)))


def _experience_years(candidate: Candidate) -> float | None:
    """
    Give years worked; practice (internship, apprenticeship, side job) stands for a year, however long it was.

    A text without either counts as none; no text is unknown.
    """
    if candidate.experience_years is not None:
        return candidate.experience_years
    told = clean(candidate.experience)
    if not told:
        return None
    practised = _PRACTICE_YEARS if _PRACTICE.search(told) else 0.0
    return min(practised + sum(map(_worked, clauses(told))), 10.0)


def _worked(clause: str) -> float:
    if _NOT_WORK.search(clause) or _PRACTICE.search(clause):
        return 0.0
    return sum(map(_length, _DURATION.finditer(clause)))


def _length(duration: re.Match[str]) -> float:
    years = _count(duration["n"]) * _PER_YEAR[duration["unit"]]
    if duration["half"]:
        years += 0.5 * _PER_YEAR[duration["unit"]]
    return years + (_count(duration["m"]) / 12 if duration["m"] else 0.0)


def _count(written: str) -> float:
    return _NUMERALS[written] if written in _NUMERALS else float(written)
