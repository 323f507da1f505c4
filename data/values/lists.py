"""Several values in one cell, split as a reader would split them."""

from __future__ import annotations

import re

from data.values.text import Cell, label, says_none

LIMIT = 200
_STRONG = frozenset("、,，;；\n|｜")
_OPENING, _CLOSING = frozenset("（(【[《"), frozenset("）)】]》")
_NUMBERED = re.compile(r"^[(（]?\d{1,2}[.、)）]\s*(?=\D)")
# Names with a stroke in them.
_WHOLE = frozenset({"TCP/IP", "PL/SQL", "CI/CD", "A/B", "I/O", "B/S", "C/S", "UI/UX", "OS/2", "S/4HANA", "R/3", "DB/2"})


def read_list(cell: Cell) -> tuple[str, ...]:
    """
    Split at 、,，;； and line breaks outside brackets; at spaces only where there is none of these; then at strokes.

    A stroke stays where a piece beside it has one character (80字/分, A/B) or the whole is a known name (TCP/IP).
    Doubles go, order stays.
    """
    text = _text(cell)
    pieces = _outside_brackets(text)
    if len(pieces) == 1:
        pieces = _at_spaces(text)
    parts = (part for piece in pieces for part in _at_strokes(piece))
    clean = (_NUMBERED.sub("", part.strip(" 。.；;")) for part in parts)
    return tuple(dict.fromkeys(part for part in clean if part and not says_none(part)))[:LIMIT]


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return "\n".join(label(line) or "" for line in cell.splitlines()).strip()
    return label(cell) or ""


def _outside_brackets(text: str) -> list[str]:
    pieces, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth = max(0, depth - 1)
        elif sign in _STRONG and (depth == 0 or sign == "\n"):
            pieces.append(text[start:place])
            start, depth = place + 1, 0
    return [*pieces, text[start:]]


def _at_spaces(text: str) -> list[str]:
    words = text.split()
    chinese = any(re.search(r"[\u4e00-\u9fff]", word) for word in words)
    return words if chinese or len(words) > 2 else [text]


def _at_strokes(piece: str) -> list[str]:
    parts = piece.replace("／", "/").split("/")
    if len(parts) == 1 or piece.upper() in _WHOLE or any(len(part.strip()) < 2 for part in parts):
        return [piece]
    return parts
