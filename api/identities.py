"""Who candidates are, decrypted in bulk and in memory after one line in the log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from api.house import House
from data.store import candidate_ids, iter_particulars, note_reveal
from data.store.particulars import COMPARED
from matcher.records import Actor, Identity

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
        reveal = note_reveal(
            session, "candidate", wanted, ROLE, fields=COMPARED, actor=actor, purpose=purpose, at=at, vault=house.vault
        )
    with house.database.read() as session:
        return list(iter_particulars(session, reveal, vault=house.vault))
