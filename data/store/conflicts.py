"""Ids that a file gives to somebody or something else than the database does; offices number their own lists from 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from data.store.bulk import CHUNK
from data.store.changes import Noun, lock_sequence, table_of
from data.store.people import Place, Sealed, check_key, sealed_by_id
from data.tables import CandidateRow, EmployerRow, PostRow
from data.values.text import plain
from data.vault import Vault
from matcher.records import CandidateEntry, ClaimEntry, EmployerEntry, PostEntry

OTHERS = (("id_number",), ("name", "phone"), ("name", "birth_on"))  # what must differ for two people to be two


def conflicting_candidates(
    session: Session, entries: Iterable[CandidateEntry], *, vault: Vault
) -> dict[str, tuple[str, ...]]:
    """
    Give the ids under which another person is stored, each with the fields that show it.

    Another ID number is another person; so is another name with another phone or another birth date. A name alone may
    have been corrected, and a phone alone may be new. What one side does not know shows nothing. Afterwards no other
    writer changes what was compared until the transaction ends.

    Args:
        session: of ``Database.begin``, the one that is to store the entries.
        entries: what is to be stored; those of one id tell of one person.
        vault: with the key that the database was written with.

    Raises:
        NotReady: another key.
    """
    check_key(session, vault)
    lock_sequence(session)
    told: dict[str, list[CandidateEntry]] = {}
    for entry in entries:
        told.setdefault(entry.candidate.id, []).append(entry)
    found: dict[str, tuple[str, ...]] = {}
    for ids in _chunks(list(told)):
        stored = sealed_by_id(session, "candidate", ids)
        births = _births(session, ids)
        for id in ids:
            differs = _differing(told[id], stored.get(id, {}), births.get(id), vault=vault)
            if shown := next((fields for fields in OTHERS if differs.issuperset(fields)), None):
                found[id] = shown
    return found


def _births(session: Session, ids: Sequence[str]) -> dict[str, date | None]:
    table = table_of(CandidateRow)
    rows = session.connection().execute(select(table.c.id, table.c.birth_on).where(table.c.id.in_(ids)))
    return {row.id: row.birth_on for row in rows}


def _differing(
    entries: Sequence[CandidateEntry], sealed: Mapping[Place, Sealed], birth_on: date | None, *, vault: Vault
) -> set[str]:
    """Name the fields that both sides know and of which no entry has what is stored; none where the ID number is."""
    differing = set()
    for field in ("id_number", "name", "phone"):
        values = {getattr(one.person, field) for one in entries if one.person is not None} - {None}
        old = sealed.get(("self", field))
        if old is None or not values:
            continue
        if old.lookup not in {vault.keyed_hash(field, value) for value in values}:
            differing.add(field)
        elif field == "id_number":
            return set()
    births = {one.candidate.birth_on for one in entries} - {None}
    if birth_on is not None and births and birth_on not in births:
        differing.add("birth_on")
    return differing


def conflicting_claims(session: Session, entries: Iterable[ClaimEntry], *, vault: Vault) -> set[str]:
    """Give the ids under which a claim for another person is stored, told by the ID number; no writer changes that."""
    check_key(session, vault)
    lock_sequence(session)
    numbers = {one.claim.id: one.trainee.id_number for one in entries if one.trainee and one.trainee.id_number}
    found = set[str]()
    for ids in _chunks(list(numbers)):
        for id, stored in sealed_by_id(session, "claim", ids).items():
            old = stored.get(("trainee", "id_number"))
            if old is not None and old.lookup != vault.keyed_hash("id_number", numbers[id]):
                found.add(id)
    return found


def renamed_people(
    session: Session, noun: Noun, id: str, names: Mapping[str, str | None], *, vault: Vault
) -> frozenset[str]:
    """Give those roles of *names* in which somebody of another name is stored with a record; None = of no name."""
    stored = sealed_by_id(session, noun, [id]).get(id, {})
    hashes = {role: None if name is None else vault.keyed_hash("name", name) for role, name in names.items()}
    return frozenset(
        role for role, hash in hashes.items() if (old := stored.get((role, "name"))) is not None and old.lookup != hash
    )


def conflicting_posts(session: Session, entries: Iterable[PostEntry]) -> set[str]:
    """
    Give the ids under which a post of another employer is stored; no other writer changes that meanwhile.

    Credit codes tell employers apart where both are known, else names do.
    """
    units = {entry.post.id: Unit(entry.post.employer, entry.post.employer_uscc) for entry in entries}
    table = table_of(PostRow)
    return _taken(session, units, table.c.id, table.c.employer, table.c.employer_uscc)


def conflicting_employers(session: Session, entries: Iterable[EmployerEntry]) -> set[str]:
    """Give the ids under which another employer is stored, told apart as ``conflicting_posts`` does."""
    units = {entry.employer.id: Unit(entry.employer.name, entry.employer.uscc) for entry in entries}
    table = table_of(EmployerRow)
    return _taken(session, units, table.c.id, table.c.name, table.c.uscc)


@dataclass(frozen=True, slots=True)
class Unit:
    """What tells an employer from others."""

    name: str | None
    uscc: str | None

    def is_other(self, stored: Unit) -> bool:
        """Tell whether another employer is *stored*; what one side does not know shows nothing."""
        if self.uscc and stored.uscc:
            return self.uscc != stored.uscc
        return bool(self.name and stored.name) and _folded(self.name) != _folded(stored.name)


def _folded(name: str | None) -> str:
    return plain(name or "").casefold()


def _taken(session: Session, units: Mapping[str, Unit], *columns: ColumnElement[Any]) -> set[str]:
    """Give those ids of *units* under which another unit is stored: *columns* hold id, name and credit code."""
    lock_sequence(session)
    rows = (
        row
        for ids in _chunks(list(units))
        for row in session.connection().execute(select(*columns).where(columns[0].in_(ids)))
    )
    return {id for id, name, uscc in rows if units[id].is_other(Unit(name, uscc))}


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
