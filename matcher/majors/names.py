"""Names of majors as people write them: what surrounds a name, and what differs without a difference in meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

CODE = re.compile(r"[a-z]?(\d{2}|\d{4}|\d{6,7})[tk]{0,2}", re.IGNORECASE)
"""A code as notices write it: B0809, 080902, 030101K."""

CODED = re.compile(rf"[（(\[【]\s*(?:专业代码)?[:：]?({CODE.pattern})\s*[)）\]】]", re.IGNORECASE)
"""A code in brackets."""

_NOTE = re.compile(r"[（(\[【〔][^（()）\[\]【】〔〕]*[)）\]】〕]")
_NUMBER = re.compile(r"^\d{1,2}[.．)）、]")
_LONG_CODE = r"[A-Za-z]?\d{4,7}[TKtk]{0,2}"
_TRAILING_CODE = re.compile(rf"(?<=[^\da-zA-Z])({_LONG_CODE})$")
_LEADING_CODE = re.compile(rf"^({_LONG_CODE})[-—\s]*(?=[\u4e00-\u9fff])(?![年届级])")
_APART = re.compile(rf"(?<=[\u4e00-\u9fff])[ \u3000]+({_LONG_CODE})(?![\dA-Za-z])")
_AHEAD = re.compile(rf"(?<![\dA-Za-z])({_LONG_CODE})[ \u3000]+(?=[\u4e00-\u9fff])")
_SURROUNDING = re.compile(r"^(?:专业要求|所学专业|专业)[:：为]?|(?:专业|方向|毕业生|毕业|等)+$")
_WILDCARD = "\0"


def bare(name: str) -> str:
    """Drop what surrounds the name of a major: spaces, a number before it, notes in brackets, a code, 专业, 方向."""
    plain = _NOTE.sub("", name).strip()
    if is_code(fold(plain)):
        return plain
    plain = _LEADING_CODE.sub("", _TRAILING_CODE.sub("", _NUMBER.sub("", plain)))
    return _SURROUNDING.sub("", plain).strip() or plain


def code_of(name: str) -> str:
    """Give the code that stands in brackets, behind or before a name, or alone; "" = there is none."""
    plain = fold(name)
    if is_code(plain):
        return plain
    found = CODED.search(name) or _TRAILING_CODE.search(name.strip()) or _LEADING_CODE.search(name.strip())
    return fold(found[1]) if found else ""


def with_codes_in_brackets(text: str) -> str:
    """Put a code that blanks part from its name in brackets, so that a list does not take it for one more major."""
    return _AHEAD.sub(r"\1", _APART.sub(r"（\1）", text))


def fold(name: str) -> str:
    """Write alike what means the same: width and case, spaces, 及 and 和 for 与, dots for commas."""
    plain = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    return plain.translate(_ALIKE)


_ALIKE = str.maketrans({"及": "与", "和": "与", ",": "、", "，": "、", "·": "、", "/": "、", "﹑": "、"})


def is_code(plain: str) -> bool:
    """Tell whether a folded name is nothing but a code."""
    return CODE.fullmatch(plain) is not None


def n_digits(code: str) -> int:
    """Count the digits of a code, which tell whether it is a discipline's (2), a class's (4) or a major's."""
    return sum(map(str.isdigit, code))


def spellings(plain: str) -> Iterator[str]:
    """Give the ways to write a folded name, the likeliest first: itself, with and without 学 and 类."""
    yield plain
    stem = plain.removesuffix("类").removesuffix("学")
    if len(stem) > 1:
        yield from (f"{stem}学类", f"{stem}类", f"{stem}学", stem)


def misspellings(plain: str) -> Iterator[str]:
    """
    Give a folded name with each letter in turn open, and with a letter open before each.

    Two names differ in one letter, by exchange, omission or addition, just where they share one of these.
    """
    for i in range(len(plain)):
        yield plain[:i] + _WILDCARD + plain[i + 1 :]
    for i in range(len(plain) + 1):
        yield plain[:i] + _WILDCARD + plain[i:]
