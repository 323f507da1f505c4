"""The sectors of an old workbook (.xls, a compound file): whether each chain of them comes to an end."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

_FREE = 0xFFFFFFFA  # numbers from here on are no sectors
_HEADER, _IN_HEADER = 512, 109  # bytes of the header, and sectors of the table that it names itself
_SHIFTS = (9, 12)  # sectors of 512 or 4,096 bytes


def refuse_endless(content: bytes) -> None:
    """
    Refuse a compound file in which a chain of sectors leads back into itself: a reader would follow it for ever.

    Args:
        content: the whole file.

    Raises:
        ValueError: it does, or the file has no whole header.
    """
    shift = int.from_bytes(content[30:32], "little")
    if len(content) < _HEADER or shift not in _SHIFTS:
        raise ValueError("no compound file")
    size = 1 << shift
    table = array("I")
    for sector in _sectors_of_table(content, size):
        table.extend(_numbers(content, sector, size))
    small = array("I")
    if not _is_endless(table):
        for sector in _follow(table, _number(content, 60)):
            small.extend(_numbers(content, sector, size))
    if _is_endless(table) or _is_endless(small):
        raise ValueError("a chain of sectors has no end")


def _number(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "little")


def _numbers(content: bytes, sector: int, size: int) -> Sequence[int]:
    start = (sector + 1) * size
    part = content[start : start + size]
    return [_number(part, at) for at in range(0, len(part) - 3, 4)]


def _sectors_of_table(content: bytes, size: int) -> list[int]:
    found = [_number(content, 76 + 4 * n) for n in range(_IN_HEADER)]
    seen, sector = set[int](), _number(content, 68)
    while sector < _FREE:
        if sector in seen:
            raise ValueError("the list of tables has no end")
        seen.add(sector)
        numbers = _numbers(content, sector, size)
        if not numbers:
            break
        found += numbers[:-1]
        sector = numbers[-1]
    return [one for one in found if one < _FREE]


def _follow(table: Sequence[int], sector: int) -> list[int]:
    found = []
    while sector < len(table):
        found.append(sector)
        sector = table[sector]
    return found


def _is_endless(table: Sequence[int]) -> bool:
    walks = array("I", bytes(4 * len(table)))  # which walk came to each sector first; 0 = none
    for walk in range(1, len(table) + 1):
        at = walk - 1
        while at < len(table) and not walks[at]:
            walks[at] = walk
            at = table[at]
        if at < len(table) and walks[at] == walk:
            return True
    return False
