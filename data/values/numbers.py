"""Small numbers with their words: headcounts, months of a term, years of experience, Chinese numerals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from data.values.reasons import Reason, because
from data.values.text import Cell, plain, says_none, written

_DIGIT = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMERAL = re.compile("[零〇一二两三四五六七八九]?十[一二三四五六七八九]?|[零〇一二两三四五六七八九]")
_TO = r"(?:-|~|—|–|−|至|到|、)+"
_NUMBER = r"(\d+(?:\.\d+)?)"


@dataclass(frozen=True, slots=True)
class Span:
    """From least to most; None = open."""

    least: float | None
    most: float | None


def read_headcount(cell: Cell) -> int | None:
    """Read how many are wanted; of a range the lower number, which is the one promised; 若干 is unknown."""
    text = _arabic(plain(written(cell)))
    if says_none(text) or re.fullmatch(r"若干(?:名|人)?|不限|多名|多人|长期|数名|面议", text):
        return None
    match = re.fullmatch(rf"(?:约|共|招)?(\d+)(?:\.0+)?(?:{_TO}\d+)?(?:名|人|个|位)?(?:以上|左右|以内)?", text)
    if not match or not 1 <= int(match.group(1)) <= 100_000:
        raise because(Reason.HEADCOUNT)
    return int(match.group(1))


def read_term(cell: Cell) -> Span | None:
    """Read a term in months; a spreadsheet that took 3-6 for the sixth of March is undone."""
    if isinstance(cell, date):
        return _ordered(Span(cell.month, cell.day), Reason.TERM)
    text = _arabic(plain(written(cell)).replace("半年", "6个月"))
    if says_none(text) or re.fullmatch(r"不限|面议|协商|待定|按规定|视情况", text):
        return None
    text = re.sub(r"(\d+)年", lambda match: f"{12 * int(match.group(1))}个月", text)
    text = re.sub(r"^(\d{1,2})月(\d{1,2})日$", r"\1-\2", text)
    text = re.sub(r"个?月(?:份)?", "", text)
    if match := re.fullmatch(rf"(\d+)(?:\.0)?{_TO}(\d+)(?:\.0)?", text):
        return _months(int(match.group(1)), int(match.group(2)))
    if match := re.fullmatch(r"(?:不超过|最长|不多于|≤|<=)(\d+)|(\d+)(?:以内|以下|之内)", text):
        return _months(None, int(match.group(1) or match.group(2)))
    if match := re.fullmatch(r"(?:不少于|至少|≥|>=)(\d+)|(\d+)(?:以上|起)", text):
        return _months(int(match.group(1) or match.group(2)), None)
    if match := re.fullmatch(r"(\d+)(?:\.0)?", text):
        return _months(int(match.group(1)), int(match.group(1)))
    raise because(Reason.TERM)


def read_experience(cell: Cell) -> Span | None:
    """Read the years of experience asked for; none asked for is 0; words without a number are unknown."""
    text = _arabic(plain(written(cell))).replace("半年", "6个月")
    if says_none(text) or not text:
        return Span(0, None) if text == "无" else None
    if re.search(r"不限|无需|不需|无要求|不要求|应届|在校|零经验|无经验|优先", text):
        return Span(0, None)
    text = re.sub(r"(\d+)个月", lambda match: f"{round(int(match.group(1)) / 12, 2):g}年", text)
    if match := re.search(rf"{_NUMBER}年?{_TO}{_NUMBER}年?", text):
        return _ordered(Span(float(match.group(1)), float(match.group(2))), Reason.EXPERIENCE)
    if match := re.search(rf"{_NUMBER}年?(?:\(含\))?(?:及)?(?:以下|以内|之内)", text):
        return Span(0, float(match.group(1)))
    if match := re.search(rf"{_NUMBER}年|^{_NUMBER}$|{_NUMBER}(?:\+|以上)", text):
        return _ordered(Span(float(next(filter(None, match.groups()))), None), Reason.EXPERIENCE)
    if re.search(r"\d", text):
        raise because(Reason.EXPERIENCE)
    return None


def read_years(cell: Cell) -> float | None:
    """Read how many years a person has worked."""
    span = read_experience(cell)
    return span.least if span else None


def _arabic(text: str) -> str:
    return _NUMERAL.sub(lambda match: str(_numeral(match.group())), text)


def _numeral(word: str) -> int:
    if "十" not in word:
        return _DIGIT[word]
    tens, _, ones = word.partition("十")
    return 10 * (_DIGIT[tens] if tens else 1) + (_DIGIT[ones] if ones else 0)


def _months(least: int | None, most: int | None) -> Span:
    if not all(1 <= bound <= 60 for bound in (least, most) if bound is not None):
        raise because(Reason.TERM)
    return _ordered(Span(least, most), Reason.TERM)


def _ordered(span: Span, reason: Reason) -> Span:
    least, most = span.least, span.most
    if (least is not None and most is not None and least > most) or (least or 0) > 60:
        raise because(reason)
    return span
