"""Files of claims: what their columns mean, and how a row becomes a claim of subsidy for one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

from data.files import Limits
from data.frames import Column, Fault, Reading, Schema
from data.mentions import Mention, Told, made_id, to_mention
from data.naming import read_naming_nobody
from data.reading import Row, RowFault, Values, differing, titles
from data.reference import load_headers
from data.values.claims import read_amount, read_claim_kind, read_month
from data.values.dates import read_date
from data.values.identifiers import read_id_number, read_identifier, read_uscc
from data.values.reasons import Reason
from data.values.text import short
from matcher.records import Claim, ClaimEntry, ClaimKind, Person

NEEDS = (("employer", "uscc"), ("id_number",), ("month", "kind"), ("amount_yuan",))
COLUMN_OF = {"candidate_id": "id_number", "employer_id": "employer"}  # field of a claim → column, where they differ


@cache
def schema() -> Schema:
    """Say which columns a file of claims may have and how each is read."""
    return Schema(
        load_headers("claims", NEEDS),
        (
            Column("id", read_identifier),
            Column("employer", short),
            Column("uscc", read_uscc),
            Column("id_number", read_id_number),
            Column("month", read_month),
            Column("amount_yuan", read_amount),
            Column("claimed_on", read_date),
            Column("paid_on", read_date),
            Column("kind", read_claim_kind),
        ),
    )


def read_claims(
    path: Path, *, identify: Callable[[str], str], limits: Limits | None = None, name: str | None = None
) -> Reading[Told[ClaimEntry]]:
    """
    Read a file of claims.

    A claim without a number of its own is known by person, employer as written, part of the subsidy, month, day of the
    claim, and which of its kind it is in the file: the same month claimed twice stays two claims. The ids of person and
    employer in the entries are those that they have where nobody is stored.

    Args:
        identify: text → short id that does not give the text away.
        name: what to call the file where *path* is a copy of it.

    Raises:
        BadInput: the file as a whole cannot be read; one line says why.
    """

    def make(rows: list[Row]) -> Iterator[Told[ClaimEntry] | RowFault]:
        seen: dict[str, tuple[int, Told[ClaimEntry]]] = {}
        alike: Counter[str] = Counter()
        for row in rows:
            try:
                told = _told(row.values, to_mention(row.values), identify, alike)
            except ValueError as fault:
                yield RowFault(Fault("employer", str(row.values["employer"]), str(fault)))
                continue
            yield _fault(told, row, seen) or told

    return read_naming_nobody(path, schema(), make=make, limits=limits or Limits(), name=name)


def _told(values: Values, mention: Mention, identify: Callable[[str], str], alike: Counter[str]) -> Told[ClaimEntry]:
    kind, month = _part(values)
    claimed_on, person = values["claimed_on"], identify(mention.id_number)
    known_by = made_id("S", person, mention.employer_id, kind, month, claimed_on)
    alike[known_by] += 1
    claim = Claim(
        id=values["id"] or made_id("S", known_by, alike[known_by]),
        candidate_id=person,
        employer_id=mention.employer_id,
        kind=kind,
        month=month,
        amount_yuan=values["amount_yuan"],
        claimed_on=claimed_on,
        paid_on=values["paid_on"],
    )
    return Told(ClaimEntry(claim, Person(id_number=mention.id_number)), mention)


def _part(values: Values) -> tuple[ClaimKind, date | None]:
    """Tell the part of the subsidy and, of one by months, the month; the column that names the part goes first."""
    month = values["month"]
    if values["kind"] is None and isinstance(month, ClaimKind):
        return month, None
    kind = values["kind"] or ClaimKind.MONTHLY
    return kind, month if kind is ClaimKind.MONTHLY and isinstance(month, date) else None


def _fault(told: Told[ClaimEntry], row: Row, seen: dict[str, tuple[int, Told[ClaimEntry]]]) -> RowFault | None:
    claim, title = told.entry.claim, schema().headers.title
    if claim.kind is ClaimKind.MONTHLY and claim.month is None:
        return RowFault(Fault("month", "", Reason.MISSING.format(fields=title("month"))))
    if claim.paid_on and claim.claimed_on and claim.paid_on < claim.claimed_on:
        reason = Reason.DATES_ORDER.format(later=title("paid_on"), earlier=title("claimed_on"))
        return RowFault(Fault("paid_on", claim.paid_on.isoformat(), reason))
    number, earlier = seen.setdefault(claim.id, (row.number, told))
    differs = differing(earlier.entry.claim, claim)
    if earlier is told or not differs:
        return None
    said = titles(schema().headers, differs, COLUMN_OF)
    return RowFault(Fault("id", claim.id, Reason.SAME_ID.format(field=title("id"), row=number, differs=said)))
