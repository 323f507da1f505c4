"""Clauses of free Chinese text: where they end, which ones refuse something, which ones speak of conditions only."""

from __future__ import annotations

import re
from functools import lru_cache

_END = re.compile(r"[,，。.;；!！?？…~\n|]+|\s+|(?<=[)）])(?=\d+[、.])")
_LISTED = re.compile(r"^[(（]?[0-9一二三四五六七八九十]{1,2}[)）、.:：]+")
_REFUSAL = re.compile(
    r"不(?:想|愿|做|去|干|考虑|接受|要|能|会|喜欢|适合|行|太想|打算|碰)|(?<![个特级类识性区分差告])别(?!墅|的)|拒绝|受不了|不再|除外|免谈|勿扰|讨厌|以外都"
    r"|除了?[^,，。;；]{1,10}(?:都|均|外)"
)
_CONDITION = re.compile(
    r"离家|双休|单休|工资|薪|待遇|加班|社保|五险|通勤|出差|交通|稳定|固定工位|地铁|师傅带|肯学|从头学|学东西|氛围|强求"
    r"|业绩压力|住工地|有编|编制|男|女(?!装|鞋|包)|年龄|岁|身高|未婚|已婚"
)
_PREFERENCE = re.compile(r"优先|最好|更佳|为佳|佳$|加分|者优|从优|优选|优秀|不限于")


def clauses(text: str) -> list[str]:
    """Split *text* where a clause ends; list numbers at the front are dropped."""
    return list(_clauses(text))


@lru_cache(maxsize=16)  # one text is asked for many things in a row
def _clauses(text: str) -> tuple[str, ...]:
    parts = (_LISTED.sub("", part.strip()) for part in _END.split(text))
    return tuple(part for part in parts if part)


def is_refusal(clause: str) -> bool:
    """Tell whether a clause says what somebody does not want or cannot do."""
    return _REFUSAL.search(clause) is not None


def is_condition(clause: str) -> bool:
    """Tell whether a clause speaks of terms, place or person rather than of work."""
    return _CONDITION.search(clause) is not None


def is_preference(clause: str) -> bool:
    """Tell whether a clause of an advert says what is liked rather than what is required."""
    return _PREFERENCE.search(clause) is not None
