"""Messages as a file for the office's sender: CSV that Excel opens, without formulas."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import TextIO

from api.handing_out import Ready, as_dict
from data.papers.plain import harmless

COLUMNS = ("id", "candidate_id", "name", "phone", "text", "send_after", "send_before", "handed_out_at")


def write_csv(stream: TextIO, ready: Sequence[Ready]) -> None:
    """Write messages in the order in which they come."""
    writer = csv.DictWriter(stream, COLUMNS)
    writer.writeheader()
    writer.writerows({name: harmless(cell) for name, cell in as_dict(one).items()} for one in ready)
