"""Rotation of the data key: every value made anew beside the old one, then all taken over in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Table, bindparam, delete, func, or_, select, tuple_, update
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from data import log
from data.store.changes import table_of
from data.store.people import check_key, context
from data.store.ring import DATA_KEY, add_wraps, lock_ring, masters, wraps_of
from data.store.sealed import FIELD, ROLE, lookups
from data.tables import Base, FactRow, KeptRow, PersonalFieldRow, SealedRecordRow, WrappedKeyRow
from data.vault import KEPT_BYTES, DataKey, Vault, data_name, part_of
from matcher.errors import Conflict, NotReady
from matcher.records import Actor

AT_ONCE = 5_000  # values made anew in one transaction: what a killed run loses, and how long other writers wait
UNREADABLE = b""  # stands for the new ciphertext of a value that cannot be decrypted: it stays as it is

Pair = tuple[bytes, bytes]  # the two hashes that a row is found by


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of values that one data key encrypts, with how a row of it is hashed and placed."""

    row: type[Base]
    keys: tuple[str, ...]
    second: str  # the column of the hash beside the look-up
    place: Callable[[Row[*tuple[Any, ...]]], bytes]
    hashed: Callable[[Row[*tuple[Any, ...]], str, DataKey], Pair]

    @property
    def table(self) -> Table:
        """The table."""
        return table_of(self.row)

    def unfilled(self) -> ColumnElement[bool]:
        """Ask for rows that were written after they were last made anew, or never were."""
        of = self.table.c.next_of
        return or_(of.is_(None), of != func.substr(self.table.c.ciphertext, 1, KEPT_BYTES, type_=LargeBinary))


def _hashed_field(row: Row[*tuple[Any, ...]], value: str, key: DataKey) -> Pair:
    return key.keyed_hash(row.field, value), key.part_hash(row.field, part_of(row.field, value))


def _hashed_record(row: Row[*tuple[Any, ...]], value: str, key: DataKey) -> Pair:
    keys, _content = json.loads(value)
    return lookups(row.noun, keys, key)


FIELDS = Kept(
    PersonalFieldRow,
    ("noun", "id", "role", "field"),
    "part_lookup",
    lambda row: context(row.noun, row.id, row.role, row.field),
    _hashed_field,
)
RECORDS = Kept(
    SealedRecordRow,
    ("noun", "id"),
    "second_lookup",
    lambda row: context(row.noun, row.id, ROLE, FIELD),
    _hashed_record,
)
KEPT = (FIELDS, RECORDS)


@dataclass(frozen=True, slots=True)
class Refilled:
    """What one transaction came to: the values made anew, and after which key the next one goes on."""

    n: int
    last: tuple[str, ...] | None  # None = there is nothing further on


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a finished rotation came to."""

    generation: int
    n_fields: int
    n_records: int
    unreadable: tuple[tuple[str, str], ...]  # noun and id of records with a value that the old key could not decrypt


def begin_rotation(session: Session, *, vault: Vault, at: datetime) -> DataKey:
    """
    Give the data key that is to come: the one of a rotation that was begun, or a new one.

    Raises:
        Conflict: the master is being rotated; that comes first, for the new key is wrapped under one master only.
        NotReady: another key.
    """
    lock_ring(session)
    check_key(session, vault)
    generation = vault.ring.active.generation + 1
    name = data_name(generation)
    if (wrapped := wraps_of(session, vault.check).get(name)) is not None:
        return DataKey(generation, vault.master.unwrap(name, wrapped))
    if masters(session) != [vault.check]:
        raise Conflict("a rotation of the master key is under way; finish it with 'matcher vault rotate --master'")
    key = DataKey.made(generation)
    add_wraps(session, {name: vault.master.wrap(name, key.key)}, master=vault.check, at=at)
    return key


def refill(
    session: Session, kept: Kept, key: DataKey, *, vault: Vault, after: tuple[str, ...] | None = None
) -> Refilled:
    """
    Make some values of a table anew under the *key* that is to come, beside what stands there.

    Args:
        session: of ``Database.begin``; other writers may be at work.
        kept: the table.
        key: what ``begin_rotation`` gave.
        vault: of this database.
        after: ``last`` of the call before.
    """
    check_key(session, vault)
    if vault.ring.active.generation >= key.generation:
        return Refilled(0, None)  # another process has finished
    table, columns = kept.table, [kept.table.c[name] for name in kept.keys]
    asked = select(*columns, table.c.ciphertext).where(kept.unfilled()).order_by(*columns).limit(AT_ONCE)
    if after is not None:
        asked = asked.where(tuple_(*columns) > tuple_(*after))
    rows = session.connection().execute(asked).all()
    if rows:
        _write(session, kept, [_anew(kept, row, key, vault) for row in rows])
    return Refilled(len(rows), tuple(rows[-1])[:-1] if rows else None)


def _anew(kept: Kept, row: Row[*tuple[Any, ...]], key: DataKey, vault: Vault) -> dict[str, Any]:
    place, hashes = kept.place(row), (UNREADABLE, UNREADABLE)
    try:
        value = vault.decrypt(row.ciphertext, context=place)
    except NotReady:
        made = UNREADABLE
    else:
        made, hashes = key.encrypt(value, context=place), kept.hashed(row, value, key)
    at = {f"at_{name}": value for name, value in zip(kept.keys, row, strict=False)}
    new = {"made": made, "first": hashes[0], "second": hashes[1]}
    return at | new | {"was": row.ciphertext, "of": row.ciphertext[:KEPT_BYTES]}


def _write(session: Session, kept: Kept, made: Sequence[dict[str, Any]]) -> None:
    table = kept.table
    same = [table.c[name] == bindparam(f"at_{name}") for name in kept.keys]
    written = {"next_of": "of", "next_ciphertext": "made", "next_lookup": "first", f"next_{kept.second}": "second"}
    # where somebody has written another value meanwhile, it is left for the next time
    statement = update(table).where(*same, table.c.ciphertext == bindparam("was"))
    session.connection().execute(
        statement.values({column: bindparam(name) for column, name in written.items()}), list(made)
    )


def finish_rotation(session: Session, key: DataKey, *, vault: Vault, actor: Actor, at: datetime) -> Rotated | None:
    """
    Take over every value that was made anew, make *key* the one in use and forget the old one; None = done before.

    Until the transaction ends nobody else writes a personal value; whoever reads goes on under the old key.
    """
    lock_ring(session)
    check_key(session, vault)
    old = vault.ring.active
    if old.generation >= key.generation:
        return None
    unreadable = list[tuple[str, str]]()
    for kept in KEPT:
        while refill(session, kept, key, vault=vault).n:
            pass  # what was written since the last look
        left = select(kept.table.c.noun, kept.table.c.id).where(kept.table.c.next_ciphertext == UNREADABLE)
        unreadable += [(noun, id) for noun, id in session.connection().execute(left.distinct()).all()]
    done = Rotated(key.generation, _take_over(session, FIELDS), _take_over(session, RECORDS), tuple(unreadable))
    for row in KeptRow.__subclasses__():
        table = table_of(row)
        session.execute(update(table).where(table.c.digest.is_not(None)).values(digest=None))
    session.execute(update(FactRow).where(FactRow.name == DATA_KEY).values(value=key.stamp))
    gone = [data_name(n) for n in range(key.generation)]
    session.execute(delete(WrappedKeyRow).where(WrappedKeyRow.name.in_(gone)))
    counts = {"fields": done.n_fields, "records": done.n_records, "unreadable": len(unreadable)}
    details = {"key": "data", "generation": done.generation} | counts
    log.record(session, actor=actor, action="rotate", noun="vault", id=None, details=details, at=at)
    return done


def _take_over(session: Session, kept: Kept) -> int:
    table, none = kept.table, {name: None for name in _shadows(kept)}
    session.execute(update(table).where(table.c.next_ciphertext == UNREADABLE).values(none))
    columns = ("ciphertext", "lookup", kept.second)
    taken = {column: table.c[f"next_{column}"] for column in columns}
    done = session.connection().execute(update(table).where(table.c.next_of.is_not(None)).values(taken | none))
    return done.rowcount


def _shadows(kept: Kept) -> tuple[str, ...]:
    return ("next_of", "next_ciphertext", "next_lookup", f"next_{kept.second}")


def _count(session: Session, kept: Kept, *where: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).select_from(kept.table).where(*where)).scalar_one()


@dataclass(frozen=True, slots=True)
class RingState:
    """What may be told of the keys: nothing that helps to guess one."""

    generation: int
    made_at: datetime | None  # None = the database was last written by an older version
    n_fields: int
    n_records: int
    n_refilled: int | None  # values that a rotation under way has made anew; None = there is none
    n_masters: int  # more than one = a rotation of the master is under way


def ring_state(session: Session, *, vault: Vault) -> RingState:
    """Tell how the keys of this database stand."""
    generation = vault.ring.active.generation
    table = table_of(WrappedKeyRow)
    made = {
        name: at
        for name, at in session.execute(select(table.c.name, table.c.made_at).where(table.c.master == vault.check))
    }
    n_all = sum(_count(session, kept) for kept in KEPT)
    n_left = sum(_count(session, kept, kept.unfilled()) for kept in KEPT)
    return RingState(
        generation,
        made.get(data_name(generation)),
        _count(session, FIELDS),
        _count(session, RECORDS),
        n_all - n_left if data_name(generation + 1) in made else None,
        len(masters(session)),
    )
