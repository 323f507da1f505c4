"""Who candidates and registry entries are, decrypted in bulk and in memory after one line in the log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from api.house import House
from data import log
from data.store import Session, candidate_ids, hash_of, iter_particulars, note_reveal
from data.store.extracts import entries_in_force
from data.store.particulars import COMPARED
from matcher.records import Actor, Identity, RegistryEntry

ROLE = "self"


def candidate_identities(
    house: House, *, actor: Actor, purpose: str, at: datetime, ids: Iterable[str] | None = None
) -> list[Identity]:
    """
    Give who candidates are, by id, after one line in the log: why, how many, and a hash of their ids.

    Args:
        house: with the key.
        actor: who reads.
        purpose: why, as it shall stand in the log.
        at: when.
        ids: of those wanted; None = all.

    Raises:
        BadInput: the purpose is blank or cannot be stored.
    """
    with house.database.begin() as session:
        wanted = candidate_ids(session) if ids is None else list(ids)
        reveal = note_reveal(session, "candidate", wanted, ROLE, fields=COMPARED, actor=actor, purpose=purpose, at=at)
    with house.database.read() as session:
        return list(iter_particulars(session, reveal, vault=house.vault))


def entry_identities(house: House, *, actor: Actor, purpose: str, at: datetime) -> list[RegistryEntry]:
    """Give all entries of registries in force, by id, after one line in the log as of ``candidate_identities``."""
    with house.database.begin() as session:
        entries = _entries(house, session)
        details = {"purpose": purpose, "n": len(entries), "ids_sha256": hash_of(one.id for one in entries)}
        log.record(session, actor=actor, action="reveal", noun="registry_entry", id=None, details=details, at=at)
    return entries


def _entries(house: House, session: Session) -> list[RegistryEntry]:
    return sorted(entries_in_force(session, vault=house.vault), key=lambda one: one.id)
