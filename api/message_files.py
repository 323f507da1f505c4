"""Messages that leave the house as a file: a table that spreadsheets open."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from api.handing_out import Ready, as_dict
from data.papers.plain import harmless

COLUMNS = ("id", "candidate_id", "name", "phone", "text", "send_after", "send_before", "handed_out_at")


def to_csv(ready: Sequence[Ready]) -> bytes:
    """Write messages in the order in which they come; no cell begins what a spreadsheet would work out."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS)
    writer.writeheader()
    writer.writerows({name: harmless(cell) for name, cell in as_dict(one).items()} for one in ready)
    return stream.getvalue().encode("utf-8-sig")
