"""The key ring of a database: data keys kept under the master, opened for whoever holds it, and found only once."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, Select, func, inspect, select
from sqlalchemy.orm import Session

from data.store.changes import insert_missing
from data.tables import FactRow, WrappedKeyRow
from data.vault import IDENTITY, KeyRing, Master, Vault, read_ring
from matcher.errors import NotReady

KEY_CHECK = "key_check"  # the fact that tells the master of this database
DATA_KEY = "data_key"  # the fact that tells the data key in use; whoever writes under it holds a lock on this row
FACTS = select(FactRow.name, FactRow.value).where(FactRow.name.in_((KEY_CHECK, DATA_KEY)))


def stored_ring(session: Session, vault: Vault) -> KeyRing:
    """
    Give the ring of this database; one that has none yet is of an older version, or new.

    Raises:
        NotReady: the vault holds another master.
    """
    return _ring(session, vault, FACTS) or vault.of_master


def locked_ring(session: Session, vault: Vault) -> KeyRing:
    """
    Give the ring of this database and keep it from being rotated until the transaction ends.

    A database that has none gets one: random keys where it is new, and the master's own bytes as the first data key
    where an older version has written under them.

    Raises:
        NotReady: the vault holds another master; nothing has been written.
    """
    locking = FACTS.with_for_update(read=True)
    return _ring(session, vault, locking) or _found(session, vault) or _ring(session, vault, locking) or vault.of_master


def _ring(session: Session, vault: Vault, asking: Select[str, str]) -> KeyRing | None:
    facts = {row.name: row.value for row in session.execute(asking)}
    if (stamp := facts.get(DATA_KEY)) is not None:
        return vault.opened(stamp) or _opened(session, vault, stamp)
    if facts.get(KEY_CHECK, vault.check) != vault.check:
        raise another_key(vault)
    return None


def _opened(session: Session, vault: Vault, stamp: str) -> KeyRing:
    """Open the ring with the vault's master, or with what stands in its file by now."""
    wraps = wraps_of(session, vault.check)
    if not wraps and vault.read_again():
        wraps = wraps_of(session, vault.check)
    if not wraps:
        raise another_key(vault)
    return read_ring(stamp, wraps, master=vault.master)


def _found(session: Session, vault: Vault) -> KeyRing | None:
    """Begin the ring of a database without one; None = somebody else was faster."""
    is_new = session.execute(select(FactRow.value).where(FactRow.name == KEY_CHECK)).scalar() is None
    ring = KeyRing.made() if is_new else vault.of_master
    facts = {KEY_CHECK: vault.check, DATA_KEY: ring.active.stamp}
    insert_missing(session, FactRow, [{"name": name, "value": facts[name]} for name in facts], unique=["name"])
    if session.execute(select(FactRow.value).where(FactRow.name == DATA_KEY)).scalar() != ring.active.stamp:
        return None
    add_wraps(session, ring.to_wraps(vault.master), master=vault.check, at=datetime.now(UTC))
    return ring


def refuse_unopened(connection: Connection, master: Master) -> None:
    """Raise NotReady where *master* does not open this database, which may be of an older version; writes nothing."""
    asked = select(FactRow.value).where(FactRow.name == KEY_CHECK)
    known = set(connection.execute(asked).scalars())
    if known and inspect(connection).has_table(WrappedKeyRow.__tablename__):
        known |= set(connection.execute(select(WrappedKeyRow.master)).scalars())
    if known and master.check not in known:
        raise another_key(master)


def wraps_of(session: Session, master: str) -> dict[str, bytes]:
    """Give the keys that are wrapped under the master with this check value, by name."""
    asked = select(WrappedKeyRow.name, WrappedKeyRow.wrapped).where(WrappedKeyRow.master == master)
    return {row.name: row.wrapped for row in session.execute(asked)}


def add_wraps(session: Session, wraps: dict[str, bytes], *, master: str, at: datetime) -> None:
    """Keep wrapped keys under a master; those that are there stay, and a data key keeps its day under a new master."""
    earlier = select(WrappedKeyRow.name, func.min(WrappedKeyRow.made_at)).where(WrappedKeyRow.name != IDENTITY)
    made = {name: made_at for name, made_at in session.execute(earlier.group_by(WrappedKeyRow.name))}
    rows = [
        {"name": name, "master": master, "wrapped": wrapped, "made_at": made.get(name, at)}
        for name, wrapped in wraps.items()
    ]
    insert_missing(session, WrappedKeyRow, rows, unique=["name", "master"])


def lock_ring(session: Session) -> None:
    """Let nobody write with the ring, or rotate it, until the transaction ends; those at work are waited for."""
    session.execute(select(FactRow.value).where(FactRow.name == DATA_KEY).with_for_update())


def masters(session: Session) -> list[str]:
    """Give the check values of the masters that open this database, the oldest first."""
    asked = select(WrappedKeyRow.master).where(WrappedKeyRow.name == IDENTITY).order_by(WrappedKeyRow.made_at)
    return list(session.execute(asked).scalars())


def another_key(vault: Vault | Master) -> NotReady:
    """Say that this is not the key of the database."""
    return NotReady(
        "{file}: the database was written with another key; set MATCHER_KEY_FILE or MATCHER_KEY to that one",
        file=vault.source,
    )
