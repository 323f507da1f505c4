"""Free texts and lists from which personal numbers are taken out."""

from __future__ import annotations

from data.values.lists import read_list
from data.values.text import Cell, hide_personal, prose, short


def open_label(cell: Cell) -> str | None:
    """Read a short text that others will see."""
    text = short(cell)
    return None if text is None else hide_personal(text)


def open_prose(cell: Cell) -> str | None:
    """Read a free text that others will see."""
    text = prose(cell)
    return None if text is None else hide_personal(text)


def open_list(cell: Cell) -> tuple[str, ...]:
    """Read several values that others will see."""
    return tuple(hide_personal(part) for part in read_list(cell))


HIDING = frozenset({open_label, open_prose, open_list})
