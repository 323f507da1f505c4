"""Levels of education, as people have them and as posts ask for them."""

from __future__ import annotations

import re

from data.values.reasons import Reason, because
from data.values.text import Cell, plain, written
from matcher.records import Education

# Longer words first. Graduates of 技工院校 count as 人社部 sets it: 高级工班 like 专科, 预备技师班 like 本科
# (人社部发〔2021〕30号).
_WORDS = (
    (r"博士研究生|博士后|博士|phd", Education.DOCTOR),
    (r"硕士研究生|研究生|硕士|mba", Education.MASTER),
    (
        r"(?:技工院校|技工学校|技师学院|技校)?(?:预备技师|技师)班?(?!学院)|专升本|大学本科|全日制本科|本科|学士|大本|大学(?!专)",
        Education.BACHELOR,
    ),
    (
        r"(?:技工院校|技工学校|技师学院|技校)?高级技?工班?|大学专科|高职高专|高等职业|高职|高专|大专|(?<!中等)(?<!中)专科",
        Education.COLLEGE,
    ),
    (
        r"中等专业(?:学校)?|中等职业(?:教育|学校)?|中等专科|中专|中职|中技|职业高中|职高|普通高中|普高|高中|技工院校|技工学校|技师学院|技校|中级技?工班?",
        Education.UPPER_SECONDARY,
    ),
    (r"初级中学|初中|小学", Education.JUNIOR_MIDDLE),
)
_LEVEL = re.compile("|".join(f"(?P<l{int(level)}>{words})" for words, level in _WORDS))
_ANY = re.compile(r"不限|无要求|不要求|无学历要求|均可|无限制")
_UNKNOWN = re.compile(r"其他|其它|未知|未说明|不详")
_CODES = {"1": Education.MASTER, "2": Education.BACHELOR, "3": Education.COLLEGE, "4": Education.UPPER_SECONDARY}
_CODES |= {"6": Education.UPPER_SECONDARY, "7": Education.JUNIOR_MIDDLE, "8": Education.JUNIOR_MIDDLE}  # GB/T 4658


def read_required_education(cell: Cell) -> Education | None:
    """Read the least level that a post asks for; of several words the lowest; 高中及以下 asks for none."""
    text = plain(written(cell)).lower()
    if text == "无" or _ANY.search(text):
        return Education.ANY
    level = _lowest(text)
    return Education.ANY if level and re.search(r"及?以下", text) else level


def read_attained_education(cell: Cell) -> Education | None:
    """Read the level that a person has; of several words the lowest; 小学 counts with 初中及以下."""
    return _lowest(plain(written(cell)).lower())


def _lowest(text: str) -> Education | None:
    found = [Education(int(str(match.lastgroup)[1:])) for match in _LEVEL.finditer(text)]
    if found:
        return min(found)
    if re.fullmatch(r"[1-8]\d", text):
        return Education.DOCTOR if text == "11" else _CODES.get(text[0])
    if _UNKNOWN.search(text):
        return None
    raise because(Reason.EDUCATION)
