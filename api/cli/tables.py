"""Texts in the cells of a terminal, where a Chinese character takes two: tables, and long lines broken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from api.language import Translate

# what is not torn apart: a Latin word, an amount with its unit, a character with the signs around it
_PIECE = re.compile(r" *(?:[!-~]+(?:元/月)?|[“‘（〔《]*[^ ])[，。、；：！？”’）〕》…]*")


def table_lines(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Write rows under their header; a column in which nothing stands is left out."""
    from rich.cells import cell_len

    columns = [column for column in zip(header, *rows, strict=True) if any(column[1:])]
    widths = [max(map(cell_len, column)) for column in columns]
    for line in zip(*columns, strict=True):
        padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()


def broken(line: str, *, width: int, indent: int) -> Iterator[str]:
    """Break a line that is wider than *width* cells; the rest stands *indent* cells in."""
    from rich.cells import cell_len

    part = ""
    for piece in _PIECE.findall(line):
        if part.strip() and cell_len(part + piece) > width:
            yield part
            part = " " * indent + piece.lstrip()
        else:
            part += piece
    yield part


def first_lines(lines: Sequence[str], _: Translate, *, has_more: bool) -> Iterator[str]:
    """Write the first lines of a list that may go on, or say that it is empty."""
    yield from lines or [_("There are none.")]
    if has_more:
        yield _("… and more; --limit shows them")
