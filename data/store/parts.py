"""The hashes by which people of an older version are found, made anew with the key where a part has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from data.store.changes import Noun, lock_sequence, table_of
from data.store.people import context
from data.tables import PersonalFieldRow
from data.vault import Vault, part_of
from matcher.errors import NotReady

AT_ONCE = 5_000  # values read, decrypted and written in one transaction: what a killed run loses
NO_PART = b""  # of a value that nothing can be found by


@dataclass(frozen=True, slots=True)
class Filled:
    """What one transaction came to: the values worked through, and the records of those that nobody can read."""

    n: int
    unreadable: tuple[tuple[Noun, str], ...]  # one for each value


def count_without_parts(session: Session) -> int:
    """Count the personal values whose parts have no hash yet: 0 unless the database is of an older version."""
    table = table_of(PersonalFieldRow)
    return session.execute(select(func.count()).select_from(table).where(table.c.part_lookup.is_(None))).scalar_one()


def fill_parts(session: Session, *, vault: Vault) -> Filled:
    """
    Hash some of the values that lack it, whole and in part, in one transaction; ``n`` = 0: none is left.

    A value that cannot be decrypted stays as it is, is not tried again, and is told.
    """
    lock_sequence(session)  # nobody writes another value meanwhile
    table = table_of(PersonalFieldRow)
    keys = [table.c[name] for name in ("noun", "id", "role", "field")]
    lacking = select(*keys, table.c.ciphertext, table.c.lookup).where(table.c.part_lookup.is_(None)).limit(AT_ONCE)
    made, unreadable = [], []
    for *key, ciphertext, lookup in session.connection().execute(lacking).all():
        noun, id, role, field = key
        try:
            value = vault.decrypt(ciphertext, context=context(noun, id, role, field))
        except NotReady:
            unreadable.append((cast(Noun, noun), id))
            hashes = {"whole": lookup, "part": NO_PART}
        else:
            part = vault.part_hash(field, part_of(field, value))
            hashes = {"whole": vault.keyed_hash(field, value), "part": part}
        made.append({f"at_{column.name}": one for column, one in zip(keys, key, strict=True)} | hashes)
    if made:
        same = [column == bindparam(f"at_{column.name}") for column in keys]
        written = update(table).where(*same).values(lookup=bindparam("whole"), part_lookup=bindparam("part"))
        session.connection().execute(written, made)
    return Filled(len(made), tuple(unreadable))
