"""Provenance: which source each field of a stored record came from, and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.bulk import SAME_SOURCE
from data.store.changes import CALLED, Noun, table_of
from data.store.crossing import is_id
from data.store.people import sealed_by_id
from data.tables import (
    CandidateRow,
    ClaimRow,
    CourseRow,
    EmployerRow,
    EmploymentRow,
    KeptRow,
    PlacementRow,
    PostRow,
)
from matcher.errors import NotFound

ROWS: dict[Noun, type[KeptRow]] = {
    "post": PostRow,
    "candidate": CandidateRow,
    "employer": EmployerRow,
    "placement": PlacementRow,
    "claim": ClaimRow,
    "employment": EmploymentRow,
    "course": CourseRow,
}
CHUNK = 1_000  # ids asked for in one query
OWN = ("sources", "added_at", "changed_at", "digest")  # columns that are not fields of the record


def field_sources(session: Session, noun: Noun, id: str) -> dict[str, tuple[str, str]]:
    """
    Tell for each known field of a record the source and the moment (ISO, UTC) of its value.

    Personal fields are named with their role: ``self.phone``, ``contact.name``.

    Raises:
        NotFound: there is no such record.
    """
    table = table_of(ROWS[noun])
    row = session.execute(select(table).where(table.c.id == id)).mappings().one_or_none() if is_id(id) else None
    if row is None:
        raise NotFound("there is no {noun} {id!r}", noun=CALLED[noun], id=id)
    fields = [name for name, value in row.items() if value is not None and name not in OWN]
    fields += [".".join(place) for place in sealed_by_id(session, noun, [id]).get(id, {})]
    sources = row["sources"]
    origins = {name: sources.get(name) or sources.get(SAME_SOURCE) for name in fields if name != "id"}
    return {name: (origin[0], origin[1]) for name, origin in origins.items() if origin}


def field_moments(session: Session, noun: Noun, ids: Iterable[str], field: str) -> dict[str, datetime]:
    """Tell since when the value of a field stands in some records that know it, by id."""
    table, found = table_of(ROWS[noun]), dict[str, datetime]()
    asked = sorted({id for id in ids if is_id(id)})
    for start in range(0, len(asked), CHUNK):
        wanted = select(table.c.id, table.c.sources).where(table.c.id.in_(asked[start : start + CHUNK]))
        for id, sources in session.execute(wanted):
            origin = sources.get(field) or sources.get(SAME_SOURCE)
            if origin:
                found[id] = datetime.fromisoformat(origin[1])
    return found
