"""Whom of the stored people tombstones mean: for a database that is older than the forgettings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.changes import Noun, table_of
from data.store.people import context, refuse_other_key
from data.store.tombstones import Forgetting, Marks, marks_of
from data.tables import CandidateRow, ClaimRow, EmploymentRow, PersonalFieldRow
from data.vault import Vault
from matcher.records import Person

TELLING = ("id_number", "phone")
PLACES: tuple[tuple[Noun, str, type[ClaimRow] | type[EmploymentRow]], ...] = (
    ("claim", "trainee", ClaimRow),
    ("employment", "self", EmploymentRow),
)


def people_meant(session: Session, forgettings: Sequence[Forgetting], *, vault: Vault) -> dict[str, list[str]]:
    """Give for the id of each of some forgettings the ids under which its person is stored; nobody is shown."""
    refuse_other_key(session, vault)
    by_hash: dict[bytes, list[Forgetting]] = {}
    for one in forgettings:
        for _kind, hash in one.marks.to_hashes():
            by_hash.setdefault(hash, []).append(one)
    found: dict[str, dict[str, None]] = {}
    for id, marks in _everybody(session, vault):
        for one in (near for _kind, hash in marks.to_hashes() for near in by_hash.get(hash, ())):
            if one.marks.meet(marks):
                found.setdefault(one.id, {})[id] = None
    return {id: list(ids) for id, ids in found.items()}


def _everybody(session: Session, vault: Vault) -> Iterator[tuple[str, Marks]]:
    table = table_of(CandidateRow)
    births: dict[str, date | None] = {id: born for id, born in session.execute(select(table.c.id, table.c.birth_on))}
    told = dict(_people(session, "candidate", "self", vault))
    for id, born in births.items():
        yield id, marks_of([id], [(told.get(id), born)], vault=vault)
    for noun, role, row in PLACES:
        own = table_of(row)
        owners = {id: owner for id, owner in session.execute(select(own.c.id, own.c.candidate_id))}
        for id, person in _people(session, noun, role, vault):
            if id in owners and owners[id] not in births:
                yield owners[id], marks_of([owners[id]], [(person, None)], vault=vault)


def _people(session: Session, noun: Noun, role: str, vault: Vault) -> Iterator[tuple[str, Person]]:
    table = table_of(PersonalFieldRow)
    wanted = (
        select(table.c.id, table.c.field, table.c.ciphertext)
        .where(table.c.noun == noun, table.c.role == role, table.c.field.in_(TELLING))
        .order_by(table.c.id)
    )
    for id, fields in groupby(session.connection().execute(wanted), key=lambda row: row.id):
        values = {
            field: vault.decrypt(ciphertext, context=context(noun, id, role, field))
            for _id, field, ciphertext in fields
        }
        yield id, Person(**values)
