"""Names of majors as people write them: what surrounds a name, and what differs without a difference in meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

CODE = re.compile(r"[a-z]?(\d{2}|\d{4}|\d{6,7})[tk]{0,2}", re.IGNORECASE)
"""A code as notices write it: B0809, 080902, 030101K."""

_NOTE = re.compile(r"[（(\[【〔][^（()）\[\]【】〔〕]*[)）\]】〕]")
_NUMBER = re.compile(r"^\d{1,2}[.．)）、]")
_TRAILING_CODE = re.compile(r"(?<=[^\da-zA-Z])[A-Za-z]?\d{4,7}[TKtk]{0,2}$")
_SURROUNDING = re.compile(r"^(?:专业要求|所学专业|专业)[:：为]?|(?:专业|方向|毕业生|毕业|等)+$")
_WILDCARD = "\0"


def bare(name: str) -> str:
    """Drop what surrounds the name of a major: spaces, a number before it, notes in brackets, a code, 专业, 方向."""
    plain = _NOTE.sub("", name).strip()
    plain = _TRAILING_CODE.sub("", _NUMBER.sub("", plain))
    return _SURROUNDING.sub("", plain).strip() or plain


def fold(name: str) -> str:
    """Write alike what means the same: width and case, spaces, 及 and 和 for 与, dots for commas."""
    plain = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    return plain.translate(_ALIKE)


_ALIKE = str.maketrans({"及": "与", "和": "与", ",": "、", "，": "、", "·": "、", "/": "、", "﹑": "、"})


def is_code(plain: str) -> bool:
    """Tell whether a folded name is nothing but a code."""
    return CODE.fullmatch(plain) is not None


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
