"""A shelf: the records of one noun, stored, merged, read by id or page by page, counted and deleted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import Session

from data import log
from data.store.bulk import Act, Item, Layout, Settle, Tally, keep, merge, replace
from data.store.changes import CALLED, lock_sequence, note_changes, table_of
from data.store.crossing import check_text, is_id
from data.store.people import Place, delete_people
from data.vault import Vault
from matcher.errors import BadInput, NotFound
from matcher.records import Actor


class Record(Protocol):
    """Whatever is kept on a shelf has an id."""

    @property
    def id(self) -> str:
        """The id of the record."""


R = TypeVar("R", bound=Record)
E = TypeVar("E")

CHUNK = 1_000  # ids asked for in one query
LONGEST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Shelf(Layout[R], Generic[R, E]):
    """
    The records of one noun.

    Attributes:
        take_apart: turns an entry, as it is handed in, into its record and the people kept with it.
        areas: the columns of which one must be the district that a page is narrowed to.
    """

    take_apart: Callable[[E], Item[R]]
    areas: tuple[str, ...]

    def put(
        self,
        session: Session,
        entries: Iterable[E],
        *,
        actor: Actor,
        source: str,
        at: datetime,
        vault: Vault,
        kept: Collection[Place] = (),
    ) -> Tally:
        """
        Store entries as they are given: what an entry does not know is no longer known, people included.

        A refused consent stays refused until an entry says yes.

        Args:
            session: of ``Database.begin``.
            entries: in any order; the last one of an id counts.
            actor: who does it.
            source: where the values come from; kept with each field that changes.
            at: when.
            vault: with the key that the database was written with.
            kept: the personal fields, as (role, field), that stay as they are stored.

        Raises:
            BadInput: a value cannot be stored; the transaction must then be undone.
            NotReady: another key.
        """
        settle: Settle[R] = partial(replace, kept=frozenset(kept))
        return keep(session, Act(self, settle, "put", actor, source, at, vault), map(self.take_apart, entries))

    def merge(
        self, session: Session, entries: Iterable[E], *, actor: Actor, source: str, at: datetime, vault: Vault
    ) -> Tally:
        """Store what the entries know and keep what they do not, a refused consent always; otherwise as ``put``."""
        return keep(session, Act(self, merge, "merge", actor, source, at, vault), map(self.take_apart, entries))

    def get(self, session: Session, id: str) -> R:
        """Give one record, or raise NotFound."""
        found = self.by_id(session, [id])
        if id not in found:
            raise NotFound("there is no {noun} {id!r}", noun=CALLED[self.noun], id=id)
        return found[id]

    def by_id(self, session: Session, ids: Iterable[str]) -> dict[str, R]:
        """Give the records of *ids* in their order; ids without a record are left out."""
        asked = [id for id in dict.fromkeys(ids) if is_id(id)]
        table, found = table_of(self.row), dict[str, R]()
        for start in range(0, len(asked), CHUNK):
            for record in self._records(session, self._columns().where(table.c.id.in_(asked[start : start + CHUNK]))):
                found[record.id] = record
        return {id: found[id] for id in asked if id in found}

    def districts(self, session: Session, ids: Iterable[str]) -> dict[str, str | None]:
        """Give the district of the records of *ids*, and nothing else of them; ids without a record are left out."""
        asked = [id for id in dict.fromkeys(ids) if is_id(id)]
        table, found = table_of(self.row), dict[str, str | None]()
        for start in range(0, len(asked), CHUNK):
            wanted = select(table.c.id, table.c[self.areas[0]]).where(table.c.id.in_(asked[start : start + CHUNK]))
            found.update({id: district for id, district in session.connection().execute(wanted)})
        return found

    def page(
        self,
        session: Session,
        *,
        after: str | None = None,
        limit: int = 100,
        district: str | None = None,
        where: Sequence[ColumnElement[bool]] = (),
    ) -> list[R]:
        """
        Give a page of records sorted by id (by code point, on every database).

        Args:
            session: of a transaction.
            after: the last id of the page before.
            limit: 1 to 10,000.
            district: only records of this district or functional zone.
            where: what else must hold.
        """
        if not 1 <= limit <= LONGEST_PAGE:
            raise BadInput("limit: {limit} is not between 1 and {most}", field="limit", limit=limit, most=LONGEST_PAGE)
        table = table_of(self.row)
        statement = self._columns().where(*where).order_by(table.c.id).limit(limit)
        if after is not None:
            statement = statement.where(table.c.id > check_text(after, "after"))
        if district is not None:
            check_text(district, "district")
            statement = statement.where(or_(*(table.c[name] == district for name in self.areas)))
        return list(self._records(session, statement))

    def every(self, session: Session, *, batch: int = 1000) -> Iterator[R]:
        """Give all records sorted by id, reading *batch* at a time."""
        after: str | None = None
        while records := self.page(session, after=after, limit=batch):
            yield from records
            after = records[-1].id

    def count(self, session: Session) -> int:
        """Count the records."""
        return session.execute(select(func.count()).select_from(table_of(self.row))).scalar_one()

    def delete(self, session: Session, id: str, *, actor: Actor, at: datetime) -> None:
        """Delete a record and the people kept with it, or raise NotFound."""
        lock_sequence(session)
        self.get(session, id)
        table = table_of(self.row)
        session.execute(delete(table).where(table.c.id == id))
        delete_people(session, self.noun, id)
        note_changes(session, self.noun, "delete", [id])
        log.record(session, actor=actor, action="delete", noun=self.noun, id=id, details={}, at=at)

    def _columns(self) -> Select[Any]:
        """Select the fields of the record and not what is kept beside them: sources are as much to read as the rest."""
        table = table_of(self.row)
        return select(*(table.c[name] for name in self.crossing.names))

    def _records(self, session: Session, statement: Select[Any]) -> Iterator[R]:
        return map(self.crossing.to_record, session.connection().execute(statement).mappings().all())
