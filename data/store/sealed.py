"""Records that only the key can read: kept whole in one ciphertext, found by at most two keyed hashes."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, Literal

from sqlalchemy import delete, func, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from data.scope import WHOLE_CITY, lifted, scope_of, unscoped
from data.store.changes import table_of, upsert
from data.store.crossing import check_id
from data.store.people import check_key, context, refuse_other_key, refuse_rotated
from data.store.sealed_people import refuse_sealing, refuse_unsealing, visible
from data.tables import SealedRecordRow
from data.vault import DataKey, Vault

SealedNoun = Literal[
    "registry_entry",
    "link",
    "membership",
    "parameters",
    "merge",
    "duplicate",
    "push",
    "push_share",
    "refusal_code",
    "fair",
    "fair_guest",
    "fair_dropped",
    "fair_visit",
    "task",
    "restricted",
]
ROLE, FIELD = "sealed", "record"  # the place of the ciphertext within its record
CHUNK = 2_000
NO_KEY = b""
WHY = "whom a sealed record is about is told once it is open; what is not within the scope is passed over then"
WHOLE = unscoped(why=WHY)


@dataclass(frozen=True, slots=True, repr=False)
class SealedRecord:
    """
    A record with what it is found by.

    Attributes:
        shelf: open at rest, so it says nothing of a person: the id of an extract, the state of a link.
        content: values of JSON, sealed.
        keys: up to two texts that it is found by, sealed, and hashed with the key.
    """

    noun: SealedNoun
    id: str
    shelf: str
    content: dict[str, Any]
    keys: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        """Show which record it is and nothing of what it holds."""
        return f"SealedRecord({self.noun!r}, {self.id!r}, {self.shelf!r})"


def put_sealed(session: Session, records: Iterable[SealedRecord], *, vault: Vault) -> int:
    """Store records in place of those of the same noun and id, and count them."""
    check_key(session, vault)
    left, n = iter(records), 0
    while chunk := list(islice(left, CHUNK)):
        _refuse_outside(session, chunk, vault)
        rows = [_sealed(one, vault) for one in chunk]
        refuse_rotated(session, (row["ciphertext"] for row in rows))
        with lifted(session, why=WHY):
            upsert(session, SealedRecordRow, rows)
        n += len(chunk)
    return n


def _sealed(one: SealedRecord, vault: Vault) -> dict[str, Any]:
    text = json.dumps([list(one.keys), one.content], ensure_ascii=False, separators=(",", ":"))
    lookup, second = lookups(one.noun, one.keys, vault)
    return {
        "noun": one.noun,
        "id": check_id(one.id),
        "shelf": one.shelf,
        "ciphertext": vault.encrypt(text, context=context(one.noun, one.id, ROLE, FIELD)),
        "lookup": lookup,
        "second_lookup": second,
    }


def lookups(noun: str, keys: Sequence[str], key: Vault | DataKey) -> tuple[bytes, bytes]:
    """Hash what a record is found by; b"" stands for no such key."""
    first, second = (*keys, "", "")[:2]
    return (
        key.keyed_hash(noun, first) if first else NO_KEY,
        key.keyed_hash(noun, second) if second else NO_KEY,
    )


def get_sealed(session: Session, noun: SealedNoun, ids: Sequence[str], *, vault: Vault) -> dict[str, SealedRecord]:
    """Give those of the records *ids* that are stored."""
    table, found = table_of(SealedRecordRow), dict[str, SealedRecord]()
    refuse_other_key(session, vault)
    for start in range(0, len(ids), CHUNK):
        wanted = select(table).where(table.c.noun == noun, table.c.id.in_(ids[start : start + CHUNK]))
        rows = session.connection().execute(wanted, execution_options=WHOLE)
        found |= {one.id: one for one in _visible(session, rows, vault)}
    return found


def iter_sealed(
    session: Session,
    noun: SealedNoun,
    *,
    shelf: str | None = None,
    after: str = "",
    limit: int | None = None,
    vault: Vault,
) -> Iterator[SealedRecord]:
    """Give the records of a noun, or of one shelf of it, by id; those that come *after* an id, at most *limit*."""
    table = table_of(SealedRecordRow)
    refuse_other_key(session, vault)
    wanted = select(table).where(table.c.noun == noun, table.c.id > after).order_by(table.c.id)
    if shelf is not None:
        wanted = wanted.where(table.c.shelf == shelf)
    if scope_of(session) == WHOLE_CITY:  # else those that are passed over do not count
        wanted = wanted.limit(limit)
    rows = session.connection().execute(wanted, execution_options=WHOLE)
    yield from islice(_visible(session, rows, vault), limit)


def count_sealed(session: Session, noun: SealedNoun, *, shelf: str, vault: Vault) -> int:
    """Count the records of a shelf that may be seen; for the whole city none is opened for it."""
    if scope_of(session) != WHOLE_CITY:
        return sum(1 for _ in iter_sealed(session, noun, shelf=shelf, vault=vault))
    table = table_of(SealedRecordRow)
    wanted = select(func.count()).where(table.c.noun == noun, table.c.shelf == shelf)
    return int(session.connection().execute(wanted, execution_options=WHOLE).scalar_one())


def find_sealed(session: Session, noun: SealedNoun, keys: Iterable[str], *, vault: Vault) -> list[SealedRecord]:
    """Give the records of a noun that have one of *keys*, by id."""
    table, found = table_of(SealedRecordRow), dict[str, SealedRecord]()
    refuse_other_key(session, vault)
    hashes = sorted({vault.keyed_hash(noun, key) for key in keys if key})
    for start in range(0, len(hashes), CHUNK):
        chunk = hashes[start : start + CHUNK]
        has = or_(table.c.lookup.in_(chunk), table.c.second_lookup.in_(chunk))
        # the hashes are of the noun too; named beside them, SQLite would read all records of the noun
        rows = session.connection().execute(select(table).where(has), execution_options=WHOLE)
        found |= {one.id: one for one in _visible(session, rows, vault)}
    return [found[id] for id in sorted(found)]


def iter_sealed_of(
    session: Session, noun: SealedNoun, keys: Collection[str], *, vault: Vault
) -> Iterator[SealedRecord]:
    """Give the records of a noun that have one of *keys*, however many, in no order; no other is decrypted."""
    if len(keys) <= CHUNK:
        yield from find_sealed(session, noun, keys, vault=vault)
        return
    table = table_of(SealedRecordRow)
    refuse_other_key(session, vault)
    hashes = {vault.keyed_hash(noun, key) for key in keys if key}
    rows = session.connection().execute(select(table).where(table.c.noun == noun), execution_options=WHOLE)
    near = (row for row in rows if row.lookup in hashes or row.second_lookup in hashes)
    yield from _visible(session, near, vault)


def sealed_ids(session: Session, noun: SealedNoun, *, shelf: str, vault: Vault) -> list[str]:
    """Give the ids of the records on a shelf; nothing is decrypted unless the session holds to a scope."""
    if scope_of(session) != WHOLE_CITY:
        return [one.id for one in iter_sealed(session, noun, shelf=shelf, vault=vault)]
    table = table_of(SealedRecordRow)
    return list(session.execute(select(table.c.id).where(table.c.noun == noun, table.c.shelf == shelf)).scalars())


def delete_sealed(session: Session, noun: SealedNoun, ids: Sequence[str]) -> None:
    """Remove records; those that are not there are passed over."""
    refuse_unsealing(session, noun, ids)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        session.execute(
            delete(SealedRecordRow).where(SealedRecordRow.noun == noun, SealedRecordRow.id.in_(chunk)),
            execution_options={"synchronize_session": False} | WHOLE,
        )


def _visible(session: Session, rows: Iterable[Row[Any]], vault: Vault) -> Iterator[SealedRecord]:
    """Open records and pass over those that the scope of the session does not leave."""
    return visible(session, (_opened(row, vault) for row in rows), linked=partial(_linked, session, vault))


def _linked(session: Session, vault: Vault, entries: Sequence[str]) -> set[str]:
    return {link.content["entry_id"] for link in find_sealed(session, "link", entries, vault=vault)}


def _refuse_outside(session: Session, chunk: Sequence[SealedRecord], vault: Vault) -> None:
    if scope_of(session) == WHOLE_CITY:
        return
    table, stored = table_of(SealedRecordRow), list[SealedRecord]()
    for noun in {one.noun for one in chunk}:
        wanted = select(table).where(table.c.noun == noun, table.c.id.in_([o.id for o in chunk if o.noun == noun]))
        stored += [_opened(row, vault) for row in session.connection().execute(wanted, execution_options=WHOLE)]
    refuse_sealing(session, chunk, stored, linked=partial(_linked, session, vault))


def _opened(row: Row[Any], vault: Vault) -> SealedRecord:
    text = vault.decrypt(row.ciphertext, context=context(row.noun, row.id, ROLE, FIELD))
    keys, content = json.loads(text)
    return SealedRecord(row.noun, row.id, row.shelf, content, tuple(keys))
