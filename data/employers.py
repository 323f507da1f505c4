"""Files of employers: what their columns mean, and how a row becomes an employer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from data.files import Limits
from data.frames import Column, Fault, Reading, Schema
from data.reading import Row, RowFault, Values, differing, read_entries, titles
from data.reference import load_headers
from data.values.dates import read_date
from data.values.identifiers import read_identifier, read_phone, read_uscc
from data.values.reasons import Reason
from data.values.text import person_name, plain, short
from matcher.places import Gazetteer
from matcher.records import Employer, EmployerEntry, Person

NEEDS = (("name",),)


@cache
def schema() -> Schema:
    """Say which columns a file of employers may have and how each is read."""
    return Schema(
        load_headers("employers", NEEDS),
        (
            Column("id", read_identifier),
            Column("name", short),
            Column("uscc", read_uscc),
            Column("kind", short),
            Column("district_written", short),
            Column("recognised_on", read_date),
            Column("status", short),
            Column("status_on", read_date),
            Column("contact", person_name),
            Column("contact_phone", read_phone, lenient=True),
        ),
    )


def read_employers(
    path: Path, *, gazetteer: Gazetteer, limits: Limits | None = None, name: str | None = None
) -> Reading[EmployerEntry]:
    """
    Read a file of employers.

    An employer is known by its number where the file gives one, else by its credit code, else by its name.

    Args:
        name: what to call the file where *path* is a copy of it.

    Raises:
        BadInput: the file as a whole cannot be read; one line says why.
    """

    def make(rows: list[Row]) -> Iterator[EmployerEntry | RowFault]:
        seen: dict[str, tuple[int, EmployerEntry]] = {}
        for row in rows:
            entry = _entry(row.values, gazetteer)
            yield _fault(entry, row, seen) or entry

    return read_entries(path, schema(), make=make, limits=limits or Limits(), name=name)


def _entry(values: Values, gazetteer: Gazetteer) -> EmployerEntry:
    place = gazetteer.recognise(values["district_written"] or "")
    employer = Employer(
        id=values["id"] or employer_id(uscc=values["uscc"], name=values["name"]),
        name=values["name"],
        uscc=values["uscc"],
        kind=values["kind"],
        district=place.zone or place.district,
        recognised_on=values["recognised_on"],
        status=values["status"],
        status_on=values["status_on"],
    )
    name, phone = values["contact"], values["contact_phone"]
    return EmployerEntry(employer, Person(name=name, phone=phone) if name or phone else None)


def employer_id(*, uscc: str | None, name: str) -> str:
    """Give the id of an employer without a number of its own: the credit code, else one made of the name."""
    return uscc or "E" + hashlib.sha256(plain(name).casefold().encode()).hexdigest()[:12]


def _fault(entry: EmployerEntry, row: Row, seen: dict[str, tuple[int, EmployerEntry]]) -> RowFault | None:
    number, earlier = seen.setdefault(entry.employer.id, (row.number, entry))
    differs = differing(earlier.employer, entry.employer)
    if earlier is entry or not differs:
        return None
    field = "id" if row.values["id"] else "uscc" if row.values["uscc"] else "name"
    said = titles(schema().headers, differs, {"district": "district_written"})
    reason = Reason.SAME_ID.format(field=schema().headers.title(field), row=number, differs=said)
    return RowFault(Fault(field, str(row.values[field]), reason))
