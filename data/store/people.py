"""Personal fields: kept encrypted beside the record that they belong to, found by keyed hashes, read with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from data import log
from data.store.changes import Noun, table_of, upsert
from data.store.crossing import check_text, is_id
from data.store.purposes import read_purpose
from data.store.ring import locked_ring, stored_ring
from data.tables import PersonalFieldRow
from data.vault import KeyRing, Vault, generation_of, masked, part_of
from matcher.errors import NotReady
from matcher.records import Actor, Person

FIELDS = Person.__slots__
_all_fields = attrgetter(*FIELDS)
Place = tuple[str, str]  # (role, field)
READ_WITH, WRITTEN_WITH = "ring", "locked ring"  # what a transaction knows of its keys


@dataclass(frozen=True, slots=True)
class Sealed:
    """A personal value as it is stored."""

    ciphertext: bytes
    lookup: bytes
    part_lookup: bytes | None


SEALED = Sealed.__slots__


def seal(field: str, value: str, *, lookup: bytes, place: bytes, vault: Vault) -> Sealed:
    """Encrypt a value for its one place, beside the hashes by which it is found."""
    return Sealed(vault.encrypt(value, context=place), lookup, vault.part_hash(field, part_of(field, value)))


def check_key(session: Session, vault: Vault) -> None:
    """
    Let *vault* write: with the keys of this database, which are not rotated until the transaction ends.

    A new database takes the vault's master as its own.

    Raises:
        NotReady: another key than the one that this database was first written with; nothing has been written.
    """
    refuse_other_key(session, vault)
    rings: dict[Vault, KeyRing] = session.info.setdefault(WRITTEN_WITH, {})
    if vault not in rings:
        rings[vault] = session.info[READ_WITH][vault] = locked_ring(session, vault)
    vault.use(rings[vault])


def refuse_other_key(session: Session, vault: Vault) -> None:
    """
    Let *vault* read with the keys of this database; writes nothing.

    Raises:
        NotReady: another key than the one that this database was first written with.
    """
    rings: dict[Vault, KeyRing] = session.info.setdefault(READ_WITH, {})
    if vault not in rings:
        rings[vault] = stored_ring(session, vault)
    vault.use(rings[vault])


def refuse_rotated(session: Session, ciphertexts: Iterable[bytes]) -> None:
    """
    Refuse ciphertexts under other keys than ``check_key`` let this transaction write with: nobody could read them.

    Raises:
        NotReady: the thread took up the keys of another transaction in between; everything must be undone.
    """
    rings: dict[Vault, KeyRing] = session.info[WRITTEN_WITH]
    known = {ring.active.generation for ring in rings.values()}
    if any(generation_of(one) not in known for one in ciphertexts):
        raise NotReady("the keys were rotated while this was being written; do it again")


def context(noun: str, id: str, role: str, field: str) -> bytes:
    """Name the one place where a ciphertext is valid; ids hold no NUL, so no two places share a name."""
    return f"{noun}\0{id}\0{role}\0{field}".encode()


def values_of(people: Mapping[str, Person | None]) -> dict[Place, str]:
    """
    Give the personal values of *people* by role, those that are known.

    Raises:
        BadInput: a value that cannot be stored; the text names its field and does not repeat it.
    """
    known = {
        (role, field): value
        for role, person in people.items()
        if person is not None
        for field, value in zip(FIELDS, _all_fields(person), strict=True)
        if value
    }
    for place, value in known.items():
        if not value.isascii() or "\0" in value:
            check_text(value, ".".join(place))
    return known


def sealed_by_id(session: Session, noun: Noun, ids: Sequence[str]) -> dict[str, dict[Place, Sealed]]:
    """Read what is stored for some records of one noun."""
    table = table_of(PersonalFieldRow)
    found: dict[str, dict[Place, Sealed]] = {}
    columns = [table.c[name] for name in ("id", "role", "field", *SEALED)]
    wanted = select(*columns).where(table.c.noun == noun, table.c.id.in_(ids))
    for id, role, field, *sealed in session.connection().execute(wanted).all():
        found.setdefault(id, {})[role, field] = Sealed(*sealed)
    return found


def is_same(sealed: Sealed | None, value: str | None, *, lookup: bytes | None, vault: Vault, place: bytes) -> bool:
    """Tell whether *value* is what is stored already, to the letter; the hash spares most of the decrypting."""
    if sealed is None or value is None:
        return sealed is None and value is None
    return sealed.lookup == lookup and vault.decrypt(sealed.ciphertext, context=place) == value


def write_sealed(session: Session, noun: Noun, changed: Mapping[str, Mapping[Place, Sealed | None]]) -> None:
    """Write personal values of some records of one noun; None removes one."""
    kept, gone = [], []
    for id, places in changed.items():
        for (role, field), sealed in places.items():
            key = {"noun": noun, "id": id, "role": role, "field": field}
            if sealed is None:
                gone.append({f"at_{name}": value for name, value in key.items()})
            else:
                kept.append(key | {name: getattr(sealed, name) for name in SEALED})
    if kept:
        refuse_rotated(session, (one["ciphertext"] for one in kept))
    upsert(session, PersonalFieldRow, kept)
    if gone:
        table = table_of(PersonalFieldRow)
        same = [table.c[name] == bindparam(f"at_{name}") for name in ("noun", "id", "role", "field")]
        session.connection().execute(delete(table).where(*same), gone)


def delete_people(session: Session, noun: Noun, id: str) -> None:
    """Remove every personal value of a record."""
    session.execute(delete(PersonalFieldRow).where(PersonalFieldRow.noun == noun, PersonalFieldRow.id == id))


def ids_with_person(session: Session, noun: Noun, role: str) -> frozenset[str]:
    """Give the ids of the records of a noun with which somebody is stored in a role; nothing is decrypted."""
    table = table_of(PersonalFieldRow)
    wanted = select(table.c.id).where(table.c.noun == noun, table.c.role == role).distinct()
    return frozenset(session.execute(wanted).scalars())


def _open(session: Session, noun: Noun, id: str, role: str, vault: Vault) -> Person | None:
    if not is_id(id):
        return None
    stored = sealed_by_id(session, noun, [id]).get(id, {})
    values = {
        field: vault.decrypt(sealed.ciphertext, context=context(noun, id, at, field))
        for (at, field), sealed in stored.items()
        if at == role
    }
    return Person(**values) if values else None


def read_person(
    session: Session, noun: Noun, id: str, role: str, *, vault: Vault, actor: Actor, purpose: str, at: datetime
) -> Person | None:
    """
    Decrypt a person for a stated *purpose*, with a line in the log, so within a transaction that may write.

    Args:
        session: of ``Database.begin``.
        noun: what the person belongs to.
        id: of that record.
        role: "self" of a candidate; "contact" or "mentor" of a post; "contact" of an employer.
        vault: with the key that the database was written with.
        actor: who reads.
        purpose: why, as it shall stand in the log.
        at: when.

    Returns:
        None where nobody is stored there.
    """
    refuse_other_key(session, vault)
    person = _open(session, noun, id, role, vault)
    if person is not None:
        shown = [field for field in FIELDS if getattr(person, field) is not None]
        details = {"role": role, "purpose": read_purpose(purpose), "fields": shown}
        log.record(session, actor=actor, action="reveal", noun=noun, id=id, details=details, at=at)
    return person


def masked_person(session: Session, noun: Noun, id: str, role: str, *, vault: Vault) -> Person | None:
    """Give a person with every value covered (``张**``, ``3701**********1234``); None where nobody is stored there."""
    refuse_other_key(session, vault)
    person = _open(session, noun, id, role, vault)
    return None if person is None else masked(person)


def is_person(session: Session, noun: Noun, id: str, role: str, person: Person, *, vault: Vault) -> bool:
    """Tell whether a person is stored just so, of whom nothing is shown."""
    refuse_other_key(session, vault)
    return _open(session, noun, id, role, vault) == person
