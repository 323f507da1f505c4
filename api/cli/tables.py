"""Tables on a terminal: columns as wide as what stands in them; a Chinese character takes two cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def table_lines(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Write rows under their header; a column in which nothing stands is left out."""
    from rich.cells import cell_len

    columns = [column for column in zip(header, *rows, strict=True) if any(column[1:])]
    widths = [max(map(cell_len, column)) for column in columns]
    for line in zip(*columns, strict=True):
        padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()
