"""Whom of a fair's people to call, with their numbers for a purpose: whom no message reaches."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from api.contacting import moment_of
from api.house import House
from api.reaching import reachable
from api.situations import asking_on
from data.store import note_reveal, revealed
from matcher.records import Actor, Channel, Person

NEVER = frozenset({"opted_out", "no_basis", "no_matching", "forgotten"})
"""Codes of those who are not called either."""


def to_call(house: House, unwritten: Collection[str], against: Mapping[str, str]) -> list[str]:
    """
    Give whom to call, by id: who is to be told of a change that no file tells, and whom a message may not reach.

    Args:
        house: where people are.
        unwritten: who was told other meetings than they have now, and gets no message about it.
        against: why a channel may not write to some who are to be invited, id → code.
    """
    with house.database.read() as session:
        asking = replace(asking_on(house), at=moment_of(house))
        by_phone = reachable(house, session, set(unwritten), Channel.PHONE, asking).against
    changed = {id for id in unwritten if by_phone.get(id) not in NEVER}
    return sorted(changed | {id for id in against if against[id] not in NEVER})


def reveal_to_call(house: House, ids: Sequence[str], *, purpose: str, actor: Actor) -> dict[str, Person]:
    """
    Give names and numbers of people in full, after a line in the log.

    Raises:
        BadInput: no purpose is given.
    """
    with house.database.begin() as session:
        leave = note_reveal(
            session,
            "candidate",
            ids,
            "self",
            fields=("name", "phone"),
            actor=actor,
            purpose=purpose,
            at=house.clock(),
            vault=house.vault,
        )
    with house.database.read() as session:
        return revealed(session, leave, ids, vault=house.vault)
