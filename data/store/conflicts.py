"""Ids that a file gives to somebody or something else than the database does; offices number their own lists from 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.bulk import CHUNK
from data.store.changes import lock_sequence, table_of
from data.store.people import Place, Sealed, check_key, sealed_by_id
from data.tables import CandidateRow, PostRow
from data.values.text import plain
from data.vault import Vault
from matcher.records import CandidateEntry, Post, PostEntry

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


def conflicting_posts(session: Session, entries: Iterable[PostEntry]) -> set[str]:
    """
    Give the ids under which a post of another employer is stored; no other writer changes that meanwhile.

    Credit codes tell employers apart where both are known, else names do.
    """
    lock_sequence(session)
    posts = {entry.post.id: entry.post for entry in entries}
    return {
        id
        for ids in _chunks(list(posts))
        for id, employer, uscc in _employers(session, ids)
        if _is_other(posts[id], employer, uscc)
    }


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _employers(session: Session, ids: Sequence[str]) -> list[tuple[str, str | None, str | None]]:
    table = table_of(PostRow)
    rows = session.connection().execute(
        select(table.c.id, table.c.employer, table.c.employer_uscc).where(table.c.id.in_(ids))
    )
    return [(row.id, row.employer, row.employer_uscc) for row in rows]


def _is_other(post: Post, employer: str | None, uscc: str | None) -> bool:
    if post.employer_uscc and uscc:
        return post.employer_uscc != uscc
    return (
        bool(post.employer and employer) and plain(post.employer or "").casefold() != plain(employer or "").casefold()
    )
