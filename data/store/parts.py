"""The hashes of parts (initials, last four) of people stored before there were any: made up for, with the key."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from data.store.changes import lock_sequence, table_of
from data.store.people import context
from data.tables import PersonalFieldRow
from data.vault import Vault, part_of

AT_ONCE = 5_000  # values read, decrypted and written in one transaction: what a killed run loses


def count_without_parts(session: Session) -> int:
    """Count the personal values whose parts have no hash yet: 0 unless the database is of an older version."""
    table = table_of(PersonalFieldRow)
    return session.execute(select(func.count()).select_from(table).where(table.c.part_lookup.is_(None))).scalar_one()


def fill_parts(session: Session, *, vault: Vault) -> int:
    """Hash the parts of some of the values that lack it, in one transaction; 0 = none is left."""
    lock_sequence(session)  # nobody writes another value meanwhile
    table = table_of(PersonalFieldRow)
    keys = [table.c[name] for name in ("noun", "id", "role", "field")]
    lacking = select(*keys, table.c.ciphertext).where(table.c.part_lookup.is_(None)).limit(AT_ONCE)
    made = []
    for *key, ciphertext in session.connection().execute(lacking).all():
        noun, id, role, field = key
        value = vault.decrypt(ciphertext, context=context(noun, id, role, field))
        made.append(
            {f"at_{column.name}": part for column, part in zip(keys, key, strict=True)}
            | {"made": vault.part_hash(field, part_of(field, value))}
        )
    if made:
        same = [column == bindparam(f"at_{column.name}") for column in keys]
        session.connection().execute(update(table).where(*same).values(part_lookup=bindparam("made")), made)
    return len(made)
