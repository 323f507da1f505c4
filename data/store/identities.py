"""People who are stored already under another id: found by what tells a person from all others, many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.bulk import CHUNK
from data.store.changes import lock_sequence, table_of
from data.store.people import Place, Sealed, check_key, sealed_by_id
from data.tables import CandidateRow, PersonalFieldRow
from data.vault import Vault
from matcher.records import CandidateEntry

Reached = tuple[bytes, bytes, date]  # hashes of phone and name, and the birth date


@dataclass(slots=True)
class Told:
    """What the entries of one id tell of who it is."""

    numbers: set[bytes] = field(default_factory=set)  # hashes of ID numbers
    reached: set[Reached] = field(default_factory=set)


def known_elsewhere(
    session: Session, entries: Iterable[CandidateEntry], *, vault: Vault, taken: Collection[str] = ()
) -> dict[str, str]:
    """
    Give those ids of *entries* whose person is stored under another one, each with that other.

    A person is known by the ID number; or, unless the ID numbers differ, by phone, birth date and name together, where
    nobody is stored under the entry's own id. Afterwards no other writer changes that until the transaction ends.

    Args:
        session: of ``Database.begin``, the one that is to store the entries.
        entries: what is to be stored; those of one id tell of one person.
        vault: with the key that the database was written with.
        taken: ids under which somebody else is stored.

    Raises:
        NotReady: another key.
    """
    check_key(session, vault)
    lock_sequence(session)
    told: dict[str, Told] = {}
    for entry in entries:
        _add(told.setdefault(entry.candidate.id, Told()), entry, vault)
    found: dict[str, str] = {}
    ids = list(told)
    for start in range(0, len(ids), CHUNK):
        chunk = {id: told[id] for id in ids[start : start + CHUNK]}
        found |= dict(_by_number(session, chunk))
        rest = {id: one for id, one in chunk.items() if id not in found}
        found |= dict(_by_phone(session, rest, taken=taken))
    return found


def _add(told: Told, entry: CandidateEntry, vault: Vault) -> None:
    person, birth_on = entry.person, entry.candidate.birth_on
    if person is None:
        return
    if person.id_number:
        told.numbers.add(vault.keyed_hash("id_number", person.id_number))
    if person.phone and person.name and birth_on:
        told.reached.add((vault.keyed_hash("phone", person.phone), vault.keyed_hash("name", person.name), birth_on))


def _by_number(session: Session, told: Mapping[str, Told]) -> Iterator[tuple[str, str]]:
    owners = _owners(session, "id_number", {hash for one in told.values() for hash in one.numbers})
    for id, one in told.items():
        known = {owner for hash in one.numbers for owner in owners.get(hash, ())}
        if known and id not in known:
            yield id, min(known)  # more than one stems from a time when nobody looked


def _by_phone(session: Session, told: Mapping[str, Told], *, taken: Collection[str]) -> Iterator[tuple[str, str]]:
    owners = _owners(session, "phone", {phone for one in told.values() for phone, _name, _birth in one.reached})
    if not owners:
        return
    near = sorted({id for ids in owners.values() for id in ids})
    sealed, births = sealed_by_id(session, "candidate", near), _births(session, [*near, *told])
    for id, one in told.items():
        if id in births and id not in taken:
            continue  # stored, and told apart from nobody: a phone may be new
        known = {
            owner
            for phone, name, birth_on in one.reached
            for owner in owners.get(phone, ())
            if births.get(owner) == birth_on and _agrees(sealed.get(owner, {}), name, one.numbers)
        }
        if len(known) == 1:
            yield id, known.pop()


def _agrees(stored: Mapping[Place, Sealed], name: bytes, numbers: set[bytes]) -> bool:
    own_name, number = stored.get(("self", "name")), stored.get(("self", "id_number"))
    if own_name is None or own_name.lookup != name:
        return False
    return number is None or not numbers or number.lookup in numbers


def _owners(session: Session, field: str, hashes: set[bytes]) -> dict[bytes, list[str]]:
    """Give the candidates who have one of *hashes* in a personal field."""
    table, owners = table_of(PersonalFieldRow), dict[bytes, list[str]]()
    wanted = select(table.c.lookup, table.c.id).where(
        table.c.field == field, table.c.lookup.in_(hashes), table.c.noun == "candidate", table.c.role == "self"
    )
    for hash, id in session.connection().execute(wanted) if hashes else ():
        owners.setdefault(hash, []).append(id)
    return owners


def _births(session: Session, ids: Sequence[str]) -> dict[str, date | None]:
    table = table_of(CandidateRow)
    rows = session.connection().execute(select(table.c.id, table.c.birth_on).where(table.c.id.in_(ids)))
    return {row.id: row.birth_on for row in rows}
