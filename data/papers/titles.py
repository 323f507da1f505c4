"""Names of sheets: what a workbook lets stand, and no two alike."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import chain, count

LONGEST_TITLE = 31
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")


def sheet_title(wanted: str, *, taken: Collection[str]) -> str:
    """
    Name a sheet as *wanted*, as far as a workbook allows.

    Args:
        wanted: may hold anything.
        taken: names of the other sheets; capitals make no other name.
    """
    plain = "".join(character for character in _NOT_IN_TITLES.sub("", wanted) if character.isprintable())
    first = plain.strip()[:LONGEST_TITLE] or "1"
    known = {title.casefold() for title in taken}
    numbered = (f"{first[: LONGEST_TITLE - 8]} {n}" for n in count(2))
    return next(title for title in chain([first], numbered) if title.casefold() not in known)
