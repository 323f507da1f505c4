"""Disability as registries write it: kinds and grades, by word or by digit, in one cell or in two."""

from __future__ import annotations

import re

from data.values.reasons import Reason, because
from data.values.text import Cell, plain, written

KINDS = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")  # 1 to 7
_ALSO = {"视障": 1, "盲": 1, "低视": 1, "听障": 2, "聋": 2, "语言": 3, "肢残": 4, "智残": 5, "智障": 5, "精残": 6}
_WORDS = {**{word: n for n, word in enumerate(KINDS, 1)}, **_ALSO}
_GRADES = {
    "一": 1,
    "壹": 1,
    "Ⅰ": 1,
    "I": 1,
    "二": 2,
    "贰": 2,
    "II": 2,
    "三": 3,
    "叁": 3,
    "III": 3,
    "四": 4,
    "肆": 4,
    "IV": 4,
}
_GRADE = re.compile(r"([1-4一二三四壹贰叁肆]|IV|I{1,3})级?")
_GRADE_WITHIN = re.compile(r"([1-4一二三四壹贰叁肆]|IV|I{1,3})级")


def read_disability_kind(cell: Cell) -> int:
    """Read the kind of a disability, 1 视力 to 7 多重; several kinds are 多重."""
    text = plain(written(cell))
    if re.fullmatch("[1-7]", text):
        return int(text)
    found = {n for word, n in _WORDS.items() if word in text}
    if not found:
        raise because(Reason.DISABILITY_KIND)
    return found.pop() if len(found) == 1 else len(KINDS)


def read_disability_grade(cell: Cell) -> int:
    """Read the grade of a disability, 1 (the gravest) to 4; of several the gravest."""
    text = plain(written(cell)).upper()
    whole = _GRADE.fullmatch(text)
    found = [whole[1]] if whole else _GRADE_WITHIN.findall(text)
    if not found:
        raise because(Reason.DISABILITY_GRADE)
    return min(int(one) if one.isdigit() else _GRADES[one] for one in found)
