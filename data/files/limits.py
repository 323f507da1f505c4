"""How large a file may be before it is refused unread."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that no honest file of a city reaches."""

    n_file_bytes: int = 512 << 20
    n_unpacked_bytes: int = 2 << 30  # of a workbook, all parts together
    n_rows: int = 1_000_000
    n_columns: int = 256
    n_cells: int = 40_000_000
    n_characters: int = 32_767  # in one cell; a spreadsheet holds no more
    n_html_bytes: int = 64 << 20
