"""Rotation of the master key: the ring wrapped under a second master, until the first is forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data import log
from data.store.people import check_key
from data.store.ring import KEY_CHECK, add_wraps, lock_ring, wraps_of
from data.tables import FactRow, WrappedKeyRow
from data.vault import Master, Vault
from matcher.errors import Conflict, NotReady
from matcher.records import Actor


def add_master(session: Session, master: Master, *, vault: Vault, at: datetime) -> None:
    """
    Let *master* open this database too; nothing happens where it does already.

    Raises:
        Conflict: the data key is still the old master's own bytes: whoever had that would go on reading everything.
        NotReady: *vault* holds another key.
    """
    lock_ring(session)
    check_key(session, vault)
    if vault.ring.active.generation == 0:
        raise Conflict("the data key comes from the master key still; rotate it first with 'matcher vault rotate'")
    wraps = wraps_of(session, vault.check)
    again = {name: master.wrap(name, vault.master.unwrap(name, wrapped)) for name, wrapped in wraps.items()}
    add_wraps(session, again, master=master.check, at=at)


def drop_other_masters(session: Session, *, vault: Vault, actor: Actor, at: datetime) -> int:
    """
    Let no master but the vault's own open this database any more, and count those that did.

    Raises:
        NotReady: the vault's master does not open every key of the database, so that another is still needed.
    """
    lock_ring(session)
    check_key(session, vault)
    names = set(session.execute(select(WrappedKeyRow.name)).scalars())
    if missing := names - wraps_of(session, vault.check).keys():
        raise NotReady("{file}: this key does not open {names}", file=vault.source, names=sorted(missing))
    others = set(session.execute(select(WrappedKeyRow.master).where(WrappedKeyRow.master != vault.check)).scalars())
    if others:
        session.execute(delete(WrappedKeyRow).where(WrappedKeyRow.master != vault.check))
        session.execute(update(FactRow).where(FactRow.name == KEY_CHECK).values(value=vault.check))
        details = {"key": "master", "dropped": len(others)}
        log.record(session, actor=actor, action="rotate", noun="vault", id=None, details=details, at=at)
    return len(others)
