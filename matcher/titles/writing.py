"""How a title is written: as it is compared."""

from __future__ import annotations

import re

from matcher.text import clean

_MARKS = re.compile(r"(?<=[\u4e00-\u9fff])(?:L/S|S|L)$")
"""The official classification marks digital (S, 数字职业) and green (L, 绿色职业) occupations behind their names."""


def plain_title(text: str | None) -> str:
    """Clean a title, and take off the marks of the official classification (信息安全工程技术人员S); None gives ""."""
    return _MARKS.sub("", clean(text))
