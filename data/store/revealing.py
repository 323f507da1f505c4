"""Many people of one noun read at once: masked, or revealed after one line in the log that says how many and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import log
from data.store.changes import Noun, table_of
from data.store.crossing import is_id
from data.store.people import FIELDS, context, refuse_other_key, sealed_by_id
from data.store.purposes import read_purpose
from data.store.shelves import CHUNK
from data.tables import CandidateRow, PersonalFieldRow
from data.values.initials import spelled
from data.values.text import hide_names
from data.vault import Vault, masked
from matcher.records import Actor, Person

FEW = 2_000  # ids that one query names; of more, all are read and the others passed over
MANY = 5_000  # ids from which on naming them takes longer than reading all


@dataclass(frozen=True, slots=True)
class Reveal:
    """The leave to read people, as it stands in the log."""

    noun: Noun
    role: str
    fields: tuple[str, ...]
    ids: frozenset[str]  # of the records whose people may be read


def candidate_ids(session: Session) -> list[str]:
    """Give the ids of all candidates, ascending."""
    table = table_of(CandidateRow)
    return list(session.execute(select(table.c.id).order_by(table.c.id)).scalars())


def note_reveal(
    session: Session,
    noun: Noun,
    ids: Iterable[str],
    role: str,
    *,
    fields: Sequence[str],
    actor: Actor,
    purpose: str,
    at: datetime,
    vault: Vault,
    beside: Mapping[str, Any] | None = None,
) -> Reveal:
    """
    Note in one line of the log that the people of many records are about to be read, and give the leave to do so.

    The line holds how many there are and a keyed hash of their ids, by which a list can be told to be the one;
    *session* must be committed before anybody is read.

    Args:
        session: of ``Database.begin``.
        noun: what the people belong to.
        ids: of those records.
        role: as in ``read_person``.
        fields: the personal fields that are read.
        actor: who reads.
        purpose: why, as it shall stand in the log; not blank.
        at: when.
        vault: its key is needed to tell whose ids were hashed, were it one alone.
        beside: what else the line tells of: counts and hashes.

    Raises:
        BadInput: no purpose is given, or one that cannot be stored.
    """
    why = read_purpose(purpose)
    listed = sorted(set(ids))
    if noun == log.PERSON:
        keyed = log.sealed_people(session, listed, seal=vault.seal)
    else:
        keyed = log.sealed_digest(listed, seal=vault.seal)
    told = {"role": role, "purpose": why, "fields": list(fields), "n": len(listed), "ids_keyed": keyed}
    details = told | dict(beside or {})
    log.record(session, actor=actor, action="reveal", noun=noun, id=None, details=details, at=at)
    return Reveal(noun, role, tuple(fields), frozenset(listed))


def iter_revealed(session: Session, reveal: Reveal, *, vault: Vault) -> Iterator[tuple[str, dict[str, str]]]:
    """Decrypt all people that a line in the log names, by id: (id, field → value); one pass, in memory."""
    refuse_other_key(session, vault)
    table = table_of(PersonalFieldRow)
    wanted = (
        select(table.c.id, table.c.field, table.c.ciphertext)
        .where(table.c.noun == reveal.noun, table.c.role == reveal.role, table.c.field.in_(reveal.fields))
        .order_by(table.c.id)
    )
    if len(reveal.ids) <= FEW:
        wanted = wanted.where(table.c.id.in_(reveal.ids))
    rows = session.connection().execute(wanted)
    for id, fields in groupby(rows, key=itemgetter(0)):
        if id in reveal.ids:
            yield (
                id,
                {
                    field: vault.decrypt(ciphertext, context=context(reveal.noun, id, reveal.role, field))
                    for _, field, ciphertext in fields
                },
            )


def revealed(session: Session, reveal: Reveal, ids: Sequence[str], *, vault: Vault) -> dict[str, Person]:
    """Decrypt the people of some of the records that a line in the log names; ids without anybody are left out."""
    return _opened(
        session, reveal.noun, [id for id in ids if id in reveal.ids], reveal.role, reveal.fields, vault=vault
    )


def masked_people(
    session: Session, noun: Noun, ids: Sequence[str], role: str, *, fields: Sequence[str] = FIELDS, vault: Vault
) -> dict[str, Person]:
    """Give people with every value covered, as ``masked_person`` does; ids without anybody are left out."""
    found = _opened(session, noun, ids, role, fields, vault=vault)
    return {id: masked(person) for id, person in found.items()}


def by_name(session: Session, noun: Noun, ids: Sequence[str], *, vault: Vault) -> list[str]:
    """Put records in the order of their people's names in pinyin, whoever has none first; no name leaves."""
    found = _opened(session, noun, ids, "self", ("name",), vault=vault)
    spelt = {id: spelled(person.name) for id, person in found.items() if person.name}
    return sorted(ids, key=lambda id: (spelt.get(id, ""), id))


def named_like(session: Session, noun: Noun, ids: Sequence[str], part: str, *, vault: Vault) -> list[str]:
    """
    Give those records whose person's name begins with a part, in characters or in pinyin; no name leaves.

    Of two characters or more the name may also hold them elsewhere: what somebody says at a door is often the given
    name. Of pinyin two letters are needed.
    """
    sought = "".join(part.split()).lower()
    found = _opened(session, noun, ids, "self", ("name",), vault=vault)
    return [id for id in ids if id in found and _is_like(found[id].name or "", sought)]


def without_name(session: Session, noun: Noun, id: str, text: str | None, *, vault: Vault) -> str | None:
    """Take the full name of a record's person out of a text that was typed about them; no name leaves."""
    if text is None:
        return None
    found = _opened(session, noun, [id], "self", ("name",), vault=vault)
    return hide_names(text, found.get(id, Person()).name)


def _is_like(name: str, sought: str) -> bool:
    if sought.isascii():
        return len(sought) > 1 and spelled(name).replace(" ", "").startswith(sought)
    return name.lower().startswith(sought) or (len(sought) > 1 and sought in name.lower())


def _opened(
    session: Session, noun: Noun, ids: Sequence[str], role: str, fields: Sequence[str], *, vault: Vault
) -> dict[str, Person]:
    refuse_other_key(session, vault)
    found: dict[str, Person] = {}
    for id, places in sealed_by_id(session, noun, ids).items():
        values = {
            field: vault.decrypt(sealed.ciphertext, context=context(noun, id, at, field))
            for (at, field), sealed in places.items()
            if at == role and field in fields
        }
        if values:
            found[id] = Person(**values)
    return found


def posts_with_mentors(session: Session) -> set[str]:
    """Give the ids of the posts that name a mentor; nobody is read."""
    table = table_of(PersonalFieldRow)
    named = select(table.c.id).where(table.c.noun == "post", table.c.role == "mentor", table.c.field == "name")
    return set(session.execute(named).scalars())


def candidates_with_phone(session: Session, ids: Sequence[str] | None = None) -> frozenset[str]:
    """Give the ids of the candidates, or at least of those of *ids*, of whom a phone is stored; nobody is read."""
    table = table_of(PersonalFieldRow)
    named = select(table.c.id).where(table.c.noun == "candidate", table.c.role == "self", table.c.field == "phone")
    if ids is None or len(ids) > MANY:  # of many it takes longer to name them than to read all
        return frozenset(session.execute(named).scalars())
    asked, found = sorted({id for id in ids if is_id(id)}), set[str]()
    for start in range(0, len(asked), CHUNK):
        found.update(session.execute(named.where(table.c.id.in_(asked[start : start + CHUNK]))).scalars())
    return frozenset(found)
