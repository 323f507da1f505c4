"""Files of booths: what their columns mean, and how a row becomes an employer's place at a fair, not settled yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data.files import Limits
from data.frames import Column, Fault, Reading, Schema
from data.mentions import uscc_or_name
from data.reading import Row, RowFault, Values, read_entries
from data.reference import load_headers
from data.values.identifiers import read_identifier, read_uscc
from data.values.lists import read_list
from data.values.numbers import read_headcount
from data.values.reasons import Reason
from data.values.text import short
from data.values.texts import open_label
from data.values.words import read_yes_no

NEEDS = (("employer", "uscc"),)


@dataclass(frozen=True, slots=True)
class BoothRow:
    """
    An employer's place at a fair as its row tells it; only the database tells which fair, employer and posts are meant.

    Attributes:
        fair: id or name as written; None = the row does not say.
        posts: titles or ids as written; () = all of the employer that are open.
        n_interviewers: None = not said.
        number: of the booth; None = it gets the next one.
    """

    fair: str | None
    employer: str | None
    uscc: str | None
    posts: tuple[str, ...]
    n_interviewers: int | None
    hall: str | None
    step_free: bool | None
    number: str | None


@cache
def schema() -> Schema:
    """Say which columns a file of booths may have and how each is read."""
    return Schema(
        load_headers("booths", NEEDS),
        (
            Column("id", read_identifier),
            Column("fair", short),
            Column("employer", short),
            Column("uscc", read_uscc),
            Column("posts", read_list),
            Column("n_interviewers", read_headcount),
            Column("hall", open_label),
            Column("step_free", read_yes_no, lenient=True, quoted=True),
        ),
    )


def read_booths(path: Path, *, limits: Limits | None = None, name: str | None = None) -> Reading[BoothRow]:
    """
    Read a file of booths.

    An employer has one booth at a fair, and a booth has one employer: the second row of either is refused.

    Args:
        name: what to call the file where *path* is a copy of it.

    Raises:
        BadInput: the file as a whole cannot be read; one line says why.
    """

    def make(rows: list[Row]) -> Iterator[BoothRow | RowFault]:
        seen: dict[tuple[str | None, ...], int] = {}
        for row in rows:
            try:
                one = _booth(row.values)
            except ValueError as fault:
                yield RowFault(Fault("employer", str(row.values["employer"]), str(fault)))
                continue
            yield _twice(one, row, seen) or one

    return read_entries(path, schema(), make=make, limits=limits or Limits(), name=name)


def _booth(values: Values) -> BoothRow:
    uscc, name = uscc_or_name(values["uscc"], values["employer"])
    return BoothRow(
        fair=values["fair"],
        employer=name,
        uscc=uscc,
        posts=values["posts"] or (),
        n_interviewers=values["n_interviewers"],
        hall=values["hall"],
        step_free=values["step_free"],
        number=values["id"],
    )


def _twice(one: BoothRow, row: Row, seen: dict[tuple[str | None, ...], int]) -> RowFault | None:
    """Refuse the second row of an employer, or of a booth, at the same fair."""
    faults = []
    known_as = [("employer", one.employer, Reason.EMPLOYER_TWICE), ("uscc", one.uscc, Reason.EMPLOYER_TWICE)]
    for field, value, reason in [*known_as, ("id", one.number, Reason.BOOTH_TWICE)]:
        earlier = row.number if value is None else seen.setdefault((one.fair, field, value), row.number)
        if earlier != row.number:
            faults.append(Fault(field, value or "", reason.format(row=earlier)))
    return RowFault(*faults) if faults else None
