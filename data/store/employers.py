"""Employers in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from data.store import shelves
from data.store.bulk import Act, Item, Shelf, Tally, keep, merge, replace
from data.store.crossing import Crossing, Values, check_text
from data.tables import EmployerRow
from data.vault import Vault
from matcher.records import Actor, Employer, EmployerEntry

SHELF = Shelf("employer", EmployerRow, Crossing(Employer), roles=("contact",))


def from_employer(employer: Employer) -> Values:
    """Give the values of the row that stores *employer*."""
    return SHELF.crossing.from_record(employer)


def to_employer(row: Mapping[Any, Any]) -> Employer:
    """Give the employer that *row* stores."""
    return SHELF.crossing.to_record(row)


def put_employers(
    session: Session, entries: Iterable[EmployerEntry], *, actor: Actor, source: str, at: datetime, vault: Vault
) -> Tally:
    """
    Store employers as they are given: what an entry does not know is no longer known, people included.

    Args:
        session: of ``Database.begin``.
        entries: in any order; the last one of an id counts.
        actor: who does it.
        source: where the values come from; kept with each field that changes.
        at: when.
        vault: with the key that the database was written with.

    Raises:
        BadInput: a value cannot be stored; the transaction must then be undone.
        NotReady: another key.
    """
    return keep(session, Act(SHELF, replace, "put", actor, source, at, vault), map(_item, entries))


def merge_employers(
    session: Session, entries: Iterable[EmployerEntry], *, actor: Actor, source: str, at: datetime, vault: Vault
) -> Tally:
    """Store what the entries know and keep what they do not; otherwise as ``put_employers``."""
    return keep(session, Act(SHELF, merge, "merge", actor, source, at, vault), map(_item, entries))


def _item(entry: EmployerEntry) -> Item[Employer]:
    return Item(entry.employer, {"contact": entry.contact})


def get_employer(session: Session, id: str) -> Employer:
    """Give an employer, or raise NotFound."""
    return shelves.one(session, SHELF, id)


def employers_by_id(session: Session, ids: Iterable[str]) -> dict[str, Employer]:
    """Give the employers of *ids* in their order; ids without an employer are left out."""
    return shelves.by_id(session, SHELF, ids)


def list_employers(
    session: Session, *, after: str | None = None, limit: int = 100, district: str | None = None
) -> list[Employer]:
    """
    Give a page of employers sorted by id.

    Args:
        session: of a transaction.
        after: the last id of the page before.
        limit: 1 to 10,000.
        district: only employers of this district.
    """
    where = [] if district is None else [EmployerRow.district == check_text(district, "district")]
    return shelves.page(session, SHELF, *where, after=after, limit=limit)


def iter_employers(session: Session, *, batch: int = 1000) -> Iterator[Employer]:
    """Give all employers sorted by id, reading *batch* at a time."""
    return shelves.every(session, SHELF, batch=batch)


def count_employers(session: Session) -> int:
    """Count the employers."""
    return shelves.count(session, SHELF)


def delete_employer(session: Session, id: str, *, actor: Actor, at: datetime) -> None:
    """Delete an employer and the people kept with it, or raise NotFound."""
    shelves.remove(session, SHELF, id, actor=actor, at=at)
