"""Files of results: what their columns mean, and how a row tells what became of a post or of a contact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from data.files import Limits
from data.frames import Column, Fault, Reading, Schema
from data.reading import Row, RowFault, read_entries
from data.reference import load_headers
from data.values.dates import read_day
from data.values.identifiers import read_identifier
from data.values.reasons import Reason
from data.values.results import Outcome, read_decline_reason, read_outcome
from data.values.texts import open_label
from matcher.records import DeclineReason, FeedbackEvent

NEEDS = (("id", "message"), ("result",))


@dataclass(frozen=True, slots=True)
class ResultRow:
    """
    What a row tells, as written; only the database tells which person, message and post are meant.

    Attributes:
        candidate_id: None = whoever the message went to.
        message_id: None = the row is of no message.
        post_id: None = the one in the message, or the result is of no post.
        on: None = not said.
    """

    candidate_id: str | None
    message_id: str | None
    post_id: str | None
    result: Outcome
    reason: DeclineReason | None
    on: date | None
    note: str | None


@cache
def schema() -> Schema:
    """Say which columns a file of results may have and how each is read."""
    return Schema(
        load_headers("results", NEEDS),
        (
            Column("id", read_identifier),
            Column("message", read_identifier),
            Column("post", read_identifier),
            Column("result", read_outcome),
            Column("reason", read_decline_reason, lenient=True),
            Column("on", read_day),
            Column("note", open_label),
        ),
    )


def read_results(path: Path, *, limits: Limits | None = None, name: str | None = None) -> Reading[ResultRow]:
    """
    Read a file of results.

    Args:
        name: what to call the file where *path* is a copy of it.

    Raises:
        BadInput: the file as a whole cannot be read; one line says why.
    """

    def make(rows: list[Row]) -> Iterator[ResultRow | RowFault]:
        return map(_result, rows)

    return read_entries(path, schema(), make=make, limits=limits or Limits(), name=name)


def _result(row: Row) -> ResultRow | RowFault:
    told = row.values
    if told["reason"] is not None and told["result"] is not FeedbackEvent.DECLINED:
        return RowFault(Fault("reason", "", Reason.REASON_ALONE.value))
    return ResultRow(
        candidate_id=told["id"],
        message_id=told["message"],
        post_id=told["post"],
        result=told["result"],
        reason=told["reason"],
        on=told["on"],
        note=told["note"],
    )
