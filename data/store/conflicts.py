"""Ids that a file gives to somebody or something else than the database does; offices number their own lists from 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.bulk import CHUNK
from data.store.changes import lock_sequence, table_of
from data.store.people import check_key, sealed_by_id
from data.tables import PostRow
from data.values.text import plain
from data.vault import Vault
from matcher.records import CandidateEntry, Post, PostEntry

_ID_NUMBER = ("self", "id_number")


def conflicting_candidates(session: Session, entries: Iterable[CandidateEntry], *, vault: Vault) -> set[str]:
    """
    Give the ids under which a person with another ID number is stored; no other writer changes that meanwhile.

    Args:
        session: of ``Database.begin``, the one that is to store the entries.
        entries: what is to be merged.
        vault: with the key that the database was written with.

    Raises:
        NotReady: another key.
    """
    check_key(session, vault)
    lock_sequence(session)
    lookups: dict[str, set[bytes]] = {}
    for entry in entries:
        if entry.person is not None and entry.person.id_number:
            lookup = vault.keyed_hash("id_number", entry.person.id_number)
            lookups.setdefault(entry.candidate.id, set()).add(lookup)
    return {
        id
        for ids in _chunks(list(lookups))
        for id, sealed in sealed_by_id(session, "candidate", ids).items()
        if _ID_NUMBER in sealed and lookups[id] != {sealed[_ID_NUMBER].lookup}
    }


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
