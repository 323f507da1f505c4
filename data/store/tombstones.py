"""Tombstones: by which keyed hashes a person who is forgotten is known again, and how that is lifted."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, cast

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from data.store.changes import insert_missing, table_of
from data.store.people import refuse_other_key
from data.tables import ForgettingRow, TombstoneRow
from data.vault import Vault, normalise
from matcher.records import Person

State = Literal["erased", "restricted", "lifted"]
Kind = Literal["number", "reached", "id"]

ID_BYTES = 12


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells who somebody is, as keyed hashes: ID number, phone with birth date, ids of records."""

    numbers: frozenset[bytes] = frozenset()
    reached: frozenset[bytes] = frozenset()
    ids: frozenset[bytes] = frozenset()

    def meet(self, other: Marks) -> bool:
        """
        Tell whether both are one person's.

        The ID number decides where both have one, then phone with birth date; an id alone says so only where the other
        side says nothing of who it is, for offices give their numbers to other people too.
        """
        if self.numbers and other.numbers:
            return bool(self.numbers & other.numbers)
        if self.reached & other.reached:
            return True
        says_who = (self.numbers or self.reached) and (other.numbers or other.reached)
        return not says_who and bool(self.ids & other.ids)

    def to_hashes(self) -> list[tuple[Kind, bytes]]:
        """Give the hashes one by one."""
        told: list[tuple[Kind, frozenset[bytes]]] = [
            ("number", self.numbers),
            ("reached", self.reached),
            ("id", self.ids),
        ]
        return [(kind, hash) for kind, hashes in told for hash in sorted(hashes)]

    @classmethod
    def of_hashes(cls, hashes: Iterable[tuple[str, bytes]]) -> Marks:
        """Put together what ``to_hashes`` gave."""
        known: dict[str, set[bytes]] = {"number": set(), "reached": set(), "id": set()}
        for kind, hash in hashes:
            known[kind].add(hash)
        return cls(frozenset(known["number"]), frozenset(known["reached"]), frozenset(known["id"]))


@dataclass(frozen=True, slots=True)
class Forgetting:
    """One forgetting: when it was, what it came to, and under which name records of money are kept."""

    id: str
    at: datetime
    state: State
    pseudonym: str | None
    scrubbed_at: datetime | None
    marks: Marks


def new_forgetting_id() -> str:
    """Make an id that tells nothing."""
    return secrets.token_hex(ID_BYTES)


def marks_of(ids: Iterable[str], people: Iterable[tuple[Person | None, date | None]], *, vault: Vault) -> Marks:
    """Hash what tells who somebody is: ids, and each known person with the birth date."""
    numbers, reached = set[bytes](), set[bytes]()
    for person, birth_on in people:
        if person is not None and person.id_number:
            numbers.add(vault.tombstone("number", normalise("id_number", person.id_number)))
        if person is not None and person.phone and birth_on is not None:
            reached.add(vault.tombstone("reached", normalise("phone", person.phone), birth_on.isoformat()))
    hashed = (vault.tombstone("id", id) for id in ids)
    return Marks(frozenset(numbers), frozenset(reached), frozenset(hashed))


def put_forgetting(session: Session, forgetting: Forgetting) -> None:
    """Keep a forgetting with its tombstones; one of its id stays."""
    row = {name: getattr(forgetting, name) for name in ("id", "at", "state", "pseudonym", "scrubbed_at")}
    insert_missing(session, ForgettingRow, [row], unique=["id"])
    stones = [
        {"forgetting_id": forgetting.id, "kind": kind, "hash": hash} for kind, hash in forgetting.marks.to_hashes()
    ]
    insert_missing(session, TombstoneRow, stones, unique=["forgetting_id", "kind", "hash"])


def list_forgettings(session: Session, *, state: State | None = None) -> list[Forgetting]:
    """Give all forgettings, or those of one state, the oldest first."""
    stones: dict[str, list[tuple[str, bytes]]] = {}
    for row in session.execute(select(TombstoneRow.forgetting_id, TombstoneRow.kind, TombstoneRow.hash)):
        stones.setdefault(row.forgetting_id, []).append((row.kind, row.hash))
    wanted = select(ForgettingRow).order_by(ForgettingRow.at, ForgettingRow.id)
    if state is not None:
        wanted = wanted.where(ForgettingRow.state == state)
    return [_to_forgetting(row, stones.get(row.id, ())) for row in session.scalars(wanted)]


def _to_forgetting(row: ForgettingRow, hashes: Iterable[tuple[str, bytes]]) -> Forgetting:
    marks = Marks.of_hashes(hashes)
    return Forgetting(row.id, row.at, cast(State, row.state), row.pseudonym, row.scrubbed_at, marks)


def standing_forgettings(session: Session) -> list[Forgetting]:
    """Give the forgettings that were not lifted; few or none in most houses, so that they are asked for at once."""
    if not session.execute(select(func.count()).select_from(TombstoneRow)).scalar_one():
        return []
    return [one for one in list_forgettings(session) if one.state != "lifted"]


def forgotten_among(
    session: Session, told: Mapping[str, Sequence[tuple[str, Person | None, date | None]]], *, vault: Vault
) -> dict[str, Forgetting]:
    """
    Give those keys of *told* whose person is forgotten, each with the forgetting.

    Args:
        session: of a transaction.
        told: of each key what is said of one person: id, person, birth date; several sayings count together.
        vault: with the key that the database was written with.
    """
    standing = standing_forgettings(session)
    if not standing:
        return {}
    refuse_other_key(session, vault)
    by_hash: dict[bytes, list[Forgetting]] = {}
    for one in standing:
        for _kind, hash in one.marks.to_hashes():
            by_hash.setdefault(hash, []).append(one)
    found: dict[str, Forgetting] = {}
    for key, sayings in told.items():
        marks = marks_of((id for id, *_ in sayings), ((who, born) for _, who, born in sayings), vault=vault)
        near = (one for _kind, hash in marks.to_hashes() for one in by_hash.get(hash, ()))
        known = next((one for one in near if one.marks.meet(marks)), None)
        if known is not None:
            found[key] = known
    return found


def numbers_forgotten(session: Session, numbers: Iterable[str], *, vault: Vault) -> dict[str, Forgetting]:
    """Give those ID numbers that are of forgotten people, each with the forgetting."""
    told = {number: [("", Person(id_number=number), None)] for number in numbers}
    return forgotten_among(session, told, vault=vault)


def set_state(session: Session, id: str, state: State, *, pseudonym: str | None) -> None:
    """Let a forgetting be of another state."""
    session.execute(update(ForgettingRow).where(ForgettingRow.id == id).values(state=state, pseudonym=pseudonym))


def drop_tombstones(session: Session, id: str) -> None:
    """Let nothing of a forgetting stop the person from coming back."""
    session.execute(delete(TombstoneRow).where(TombstoneRow.forgetting_id == id))


def note_scrubbed(session: Session, *, at: datetime) -> None:
    """Note that what deleted rows left behind is cleared."""
    session.execute(update(ForgettingRow).where(ForgettingRow.scrubbed_at.is_(None)).values(scrubbed_at=at))


def count_unscrubbed(session: Session) -> int:
    """Count the forgettings of which traces may be left in freed pages, the index or vectors."""
    wanted = select(func.count()).select_from(table_of(ForgettingRow)).where(ForgettingRow.scrubbed_at.is_(None))
    return session.execute(wanted).scalar_one()
