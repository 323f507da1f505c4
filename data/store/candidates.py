"""Candidates in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from data.store import shelves
from data.store.bulk import Act, Item, Shelf, Tally, keep, merge, replace
from data.store.crossing import Crossing, Values, check_text
from data.tables import CandidateRow
from data.vault import Vault
from matcher.records import Actor, Candidate, CandidateEntry

SHELF = Shelf("candidate", CandidateRow, Crossing(Candidate), roles=("self",))


def from_candidate(candidate: Candidate) -> Values:
    """Give the values of the row that stores *candidate*."""
    return SHELF.crossing.from_record(candidate)


def to_candidate(row: Mapping[Any, Any]) -> Candidate:
    """Give the candidate that *row* stores."""
    return SHELF.crossing.to_record(row)


def put_candidates(
    session: Session, entries: Iterable[CandidateEntry], *, actor: Actor, source: str, at: datetime, vault: Vault
) -> Tally:
    """
    Store candidates as they are given: what an entry does not know is no longer known, people included.

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


def merge_candidates(
    session: Session, entries: Iterable[CandidateEntry], *, actor: Actor, source: str, at: datetime, vault: Vault
) -> Tally:
    """Store what the entries know and keep what they do not; otherwise as ``put_candidates``."""
    return keep(session, Act(SHELF, merge, "merge", actor, source, at, vault), map(_item, entries))


def _item(entry: CandidateEntry) -> Item[Candidate]:
    return Item(entry.candidate, {"self": entry.person}, entry.source)


def get_candidate(session: Session, id: str) -> Candidate:
    """Give a candidate, or raise NotFound."""
    return shelves.one(session, SHELF, id)


def candidates_by_id(session: Session, ids: Iterable[str]) -> dict[str, Candidate]:
    """Give the candidates of *ids* in their order; ids without a candidate are left out."""
    return shelves.by_id(session, SHELF, ids)


def list_candidates(
    session: Session, *, after: str | None = None, limit: int = 100, district: str | None = None
) -> list[Candidate]:
    """
    Give a page of candidates sorted by id.

    Args:
        session: of a transaction.
        after: the last id of the page before.
        limit: 1 to 10,000.
        district: only candidates who live in this district.
    """
    where = [] if district is None else [CandidateRow.home_district == check_text(district, "district")]
    return shelves.page(session, SHELF, *where, after=after, limit=limit)


def iter_candidates(session: Session, *, batch: int = 1000) -> Iterator[Candidate]:
    """Give all candidates sorted by id, reading *batch* at a time."""
    return shelves.every(session, SHELF, batch=batch)


def count_candidates(session: Session) -> int:
    """Count the candidates."""
    return shelves.count(session, SHELF)


def delete_candidate(session: Session, id: str, *, actor: Actor, at: datetime) -> None:
    """Delete a candidate and the people kept with it, or raise NotFound."""
    shelves.remove(session, SHELF, id, actor=actor, at=at)
