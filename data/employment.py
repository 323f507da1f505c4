"""Files of employment (social insurance): what their columns mean, and how a row becomes a spell of one person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from data.files import Limits
from data.frames import Column, Fault, Reading, Schema
from data.mentions import Mention, Told, made_id, to_mention
from data.naming import read_naming_nobody
from data.reading import Row, RowFault, Values, differing, titles
from data.reference import load_headers
from data.values.dates import read_date, read_first_day
from data.values.identifiers import read_id_number, read_identifier, read_uscc
from data.values.reasons import Reason
from data.values.text import short
from matcher.records import Employment, EmploymentEntry, Person

NEEDS = (("id_number",), ("employer", "uscc"), ("insured_from",))
COLUMN_OF = {"candidate_id": "id_number", "employer_id": "employer"}  # field of a spell → column, where they differ


@cache
def schema() -> Schema:
    """Say which columns a file of employment may have and how each is read."""
    return Schema(
        load_headers("employment", NEEDS),
        (
            Column("id", read_identifier),
            Column("id_number", read_id_number),
            Column("employer", short),
            Column("uscc", read_uscc),
            Column("insured_from", read_first_day),
            Column("insured_until", read_date),
        ),
    )


def read_employment(
    path: Path, *, identify: Callable[[str], str], limits: Limits | None = None, name: str | None = None
) -> Reading[Told[EmploymentEntry]]:
    """
    Read a file of employment.

    A spell without a number of its own is known by person, employer as written, and first day. The ids of person and
    employer in the entries are those that they have where nobody is stored.

    Args:
        identify: text → short id that does not give the text away.
        name: what to call the file where *path* is a copy of it.

    Raises:
        BadInput: the file as a whole cannot be read; one line says why.
    """

    def make(rows: list[Row]) -> Iterator[Told[EmploymentEntry] | RowFault]:
        seen: dict[str, tuple[int, Told[EmploymentEntry]]] = {}
        for row in rows:
            try:
                told = _told(row.values, to_mention(row.values), identify)
            except ValueError as fault:
                yield RowFault(Fault("employer", str(row.values["employer"]), str(fault)))
                continue
            yield _fault(told, row, seen) or told

    return read_naming_nobody(path, schema(), make=make, limits=limits or Limits(), name=name)


def _told(values: Values, mention: Mention, identify: Callable[[str], str]) -> Told[EmploymentEntry]:
    person, since = identify(mention.id_number), values["insured_from"]
    spell = Employment(
        id=values["id"] or made_id("I", person, mention.employer_id, since),
        candidate_id=person,
        employer_id=mention.employer_id,
        employer=values["employer"] or values["uscc"],
        insured_from=since,
        insured_until=values["insured_until"],
    )
    return Told(EmploymentEntry(spell, Person(id_number=mention.id_number)), mention)


def _fault(
    told: Told[EmploymentEntry], row: Row, seen: dict[str, tuple[int, Told[EmploymentEntry]]]
) -> RowFault | None:
    spell, headers = told.entry.employment, schema().headers
    if spell.insured_until and spell.insured_until < spell.insured_from:
        reason = Reason.DATES_ORDER.format(later=headers.title("insured_until"), earlier=headers.title("insured_from"))
        return RowFault(Fault("insured_until", spell.insured_until.isoformat(), reason))
    number, earlier = seen.setdefault(spell.id, (row.number, told))
    differs = differing(earlier.entry.employment, spell)
    if earlier is told or not differs:
        return None
    said = titles(headers, differs, COLUMN_OF)
    if row.values["id"]:
        return RowFault(
            Fault("id", spell.id, Reason.SAME_ID.format(field=headers.title("id"), row=number, differs=said))
        )
    return RowFault(Fault("id_number", "", Reason.SAME_PERSON.format(row=number, differs=said)))
