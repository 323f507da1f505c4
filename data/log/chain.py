"""The chain of the log: each entry holds the hash of the one before, and the newest is kept apart under a seal."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Table, select, text, update
from sqlalchemy.orm import Session

from data.tables import FactRow, LogHeadRow
from matcher.errors import NotReady

HEAD = cast(Table, LogHeadRow.__table__)
HASHED = ("actor_id", "actor_role", "actor_district", "action", "noun", "record_id", "purpose", "origin", "details")
FIRST_ID = "first_database_id"  # the fact that a restored database keeps
AT_ONCE = 10_000
FIRST = -(2**62)  # before every number that a row can have

_TEXTS = {
    # as bytes: whoever edits the file may leave what is no text at all
    "sqlite": ", ".join(f"CAST({name} AS BLOB) AS {name}" for name in ("at", *HASHED)),
    "postgresql": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS at, "
    + ", ".join(f"{name}::text AS {name}" for name in HASHED),
}

Seal = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Link:
    """
    One entry as it stands in the table, letter by letter, with what chains it.

    Attributes:
        told: every column that is hashed, as text; None = it is empty.
        previous: the hash of the entry before.
        hash: of this one. None = a line that was never chained.
    """

    sequence: int
    told: Mapping[str, str | None]
    previous: bytes | None
    hash: bytes | None


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry: its number, how many there are, its hash, and the seal; None = never sealed."""

    sequence: int
    n: int
    hash: bytes
    seal: bytes | None

    @property
    def content(self) -> bytes:
        """Give what is sealed."""
        return f"log head\n{self.sequence}\n{self.n}\n{self.hash.hex()}".encode()

    def is_sealed_by(self, seal: Seal) -> bool:
        """Tell whether the seal is that of this house."""
        return self.seal is not None and hmac.compare_digest(self.seal, seal(self.content))


def entry_hash(sequence: int, told: Mapping[str, str | None], previous: bytes) -> bytes:
    """Hash an entry: SHA-256 of all its columns as JSON with sorted keys, the hash of the one before among them."""
    content = {**told, "sequence": sequence, "previous": previous.hex()}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).digest()


def genesis(database_id: str) -> bytes:
    """Give what stands in place of a hash before the first entry of a database."""
    return hashlib.sha256(f"jianxi-matcher log {database_id}".encode()).digest()


def genesis_of(session: Session) -> bytes:
    """Give the genesis of the database at hand: a restored one goes on with the chain of the one it was made from."""
    kept = select(FactRow.name, FactRow.value).where(FactRow.name.in_((FIRST_ID, "database_id")))
    facts = {row.name: row.value for row in session.execute(kept)}
    return genesis(facts.get(FIRST_ID, facts["database_id"]))


def read_head(session: Session) -> Head | None:
    """Give the head; None where somebody took it away."""
    return _to_head(session.execute(select(HEAD)).first())


def lock_head(session: Session) -> Head:
    """Take the head until the end of the transaction, so that one writer follows the other."""
    head = _to_head(session.execute(select(HEAD).with_for_update()).first())
    if head is None:
        raise NotReady("the head of the log is gone, somebody removed it; restore the database from a backup")
    return head


def move_head(session: Session, before: Head, *, sequence: int, n: int, hash: bytes, seal: Seal | None) -> None:
    """
    Set the head to the newest entry.

    It is sealed where it was before, or where the log was empty: a head that somebody changed stays found out.
    """
    if before.seal is not None and seal is None:
        raise NotReady("the log of this database is sealed: open it together with its key")
    sealed = before.seal
    after = Head(sequence, n, hash, None)
    if seal is not None and (before.is_sealed_by(seal) or (before.seal is None and before.n == 0)):
        sealed = seal(after.content)
    session.execute(update(HEAD).values(sequence=sequence, n=n, hash=hash, seal=sealed))


def seal_head(session: Session, *, seal: Seal) -> int | None:
    """Seal the head of a log that never was, and count its entries; None = it bears a seal already."""
    head = lock_head(session)
    if head.seal is not None:
        return None
    session.execute(update(HEAD).values(seal=seal(head.content)))
    return head.n


def links(connection: Connection, *, after: int = FIRST) -> Iterator[Link]:
    """Give the entries after a number as they stand, in order."""
    dialect = connection.dialect.name
    wanted = text(
        f"SELECT id, {_TEXTS[dialect]}, previous, hash FROM log WHERE id > :after ORDER BY id LIMIT {AT_ONCE}"
    )
    while rows := connection.execute(wanted, {"after": after}).all():
        for row in rows:
            sequence, *texts, previous, hash = row
            told = dict(zip(("at", *HASHED), map(_readable, texts), strict=True))
            yield Link(sequence, told, _bytes(previous), _bytes(hash))
        after = rows[-1][0]


def _to_head(row: Any) -> Head | None:
    return None if row is None else Head(row.sequence, row.n, bytes(row.hash), row.seal and bytes(row.seal))


def _readable(value: bytes | str | None) -> str | None:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


def _bytes(value: Any) -> bytes | None:
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value and bytes(value)
