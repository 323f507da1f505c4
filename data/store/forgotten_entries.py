"""Entries of registries that are of people who are forgotten: taken out of every extract that is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import update
from sqlalchemy.orm import Session

from data.store.changes import table_of
from data.store.extracts import LAPSING, list_extracts
from data.store.sealed import delete_sealed, find_sealed, get_sealed
from data.tables import ExtractRow
from data.values.identifiers import sound_id_number
from data.vault import Vault


def forget_entries(session: Session, entry_ids: Collection[str], numbers: Collection[str], *, vault: Vault) -> int:
    """
    Remove entries from all extracts, those of former versions too, and those that lapse; count them.

    Args:
        session: of ``Database.begin``.
        entry_ids: of entries that are surely the person's.
        numbers: the person's ID numbers in their one form; of a certificate the first eighteen signs tell.
        vault: with the key that the database was written with.
    """
    places = [f"{one.id}:{id}" for one in list_extracts(session) for id in sorted(entry_ids)]
    found = {one.id: one for one in get_sealed(session, "registry_entry", places, vault=vault).values()}
    for one in find_sealed(session, "registry_entry", [*numbers, *entry_ids], vault=vault):
        entry = one.content.get("entry", one.content)
        if entry["id"] in entry_ids or _number(entry["identity"].get("id_number")) in numbers:
            found[one.id] = one
    gone = {one.content["id"] for one in found.values() if "id" in one.content} - set(entry_ids)
    if gone:  # what lapses is found by the entry alone
        found |= {one.id: one for one in find_sealed(session, "registry_entry", sorted(gone), vault=vault)}
    delete_sealed(session, "registry_entry", sorted(found))
    _count_down(session, Counter(one.shelf for one in found.values() if not one.shelf.startswith(LAPSING)))
    return len(found)


def _number(written: str | None) -> str | None:
    return sound_id_number(written) or written


def _count_down(session: Session, by_extract: Counter[str]) -> None:
    table = table_of(ExtractRow)
    for id, n in by_extract.items():
        session.execute(update(table).where(table.c.id == id).values(n_entries=table.c.n_entries - n))
