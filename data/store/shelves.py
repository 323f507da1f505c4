"""What all nouns have in common when they are read: by id, page by page, one after the other, counted, deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import Session

from data import log
from data.store.bulk import Shelf
from data.store.changes import Noun, lock_sequence, note_changes, table_of
from data.store.crossing import check_text, is_id
from data.store.people import delete_people
from data.tables import CandidateRow, EmployerRow, PostRow
from matcher.errors import BadInput, NotFound
from matcher.records import Actor

R = TypeVar("R")

CHUNK = 1_000  # ids asked for in one query
LONGEST_PAGE = 10_000
ROWS: dict[Noun, type[PostRow] | type[CandidateRow] | type[EmployerRow]] = {
    "post": PostRow,
    "candidate": CandidateRow,
    "employer": EmployerRow,
}


def by_id(session: Session, shelf: Shelf[R], ids: Iterable[str]) -> dict[str, R]:
    """Give the records of *ids* in their order; ids without a record are left out."""
    asked = [id for id in dict.fromkeys(ids) if is_id(id)]
    found: dict[str, R] = {}
    for start in range(0, len(asked), CHUNK):
        table = table_of(shelf.row)
        for record in _records(session, shelf, select(table).where(table.c.id.in_(asked[start : start + CHUNK]))):
            found[record.id] = record  # type: ignore[attr-defined]  # every record has an id
    return {id: found[id] for id in asked if id in found}


def one(session: Session, shelf: Shelf[R], id: str) -> R:
    """Give one record, or raise NotFound."""
    found = by_id(session, shelf, [id])
    if id not in found:
        raise NotFound(f"there is no {shelf.noun} {id!r}")
    return found[id]


def page(session: Session, shelf: Shelf[R], *where: ColumnElement[bool], after: str | None, limit: int) -> list[R]:
    """Give up to *limit* records with ids beyond *after*, sorted by id (by code point, on every database)."""
    if not 1 <= limit <= LONGEST_PAGE:
        raise BadInput(f"limit: {limit} is not between 1 and {LONGEST_PAGE}", field="limit")
    table = table_of(shelf.row)
    statement = select(table).where(*where).order_by(table.c.id).limit(limit)
    if after is not None:
        statement = statement.where(table.c.id > check_text(after, "after"))
    return list(_records(session, shelf, statement))


def every(session: Session, shelf: Shelf[R], *, batch: int) -> Iterator[R]:
    """Give all records sorted by id, reading *batch* at a time."""
    after: str | None = None
    while records := page(session, shelf, after=after, limit=batch):
        yield from records
        after = records[-1].id  # type: ignore[attr-defined]  # every record has an id


def count(session: Session, shelf: Shelf[Any]) -> int:
    """Count the records."""
    return session.execute(select(func.count()).select_from(table_of(shelf.row))).scalar_one()


def remove(session: Session, shelf: Shelf[Any], id: str, *, actor: Actor, at: datetime) -> None:
    """Delete a record and the people kept with it, or raise NotFound."""
    lock_sequence(session)
    one(session, shelf, id)
    table = table_of(shelf.row)
    session.execute(delete(table).where(table.c.id == id))
    delete_people(session, shelf.noun, id)
    note_changes(session, shelf.noun, "delete", [id])
    log.record(session, actor=actor, action="delete", noun=shelf.noun, id=id, details={}, at=at)


def _records(session: Session, shelf: Shelf[R], statement: Select[Any]) -> Iterator[R]:
    return (shelf.crossing.to_record(row) for row in session.connection().execute(statement).mappings().all())
