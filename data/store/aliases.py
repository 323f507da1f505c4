"""Ids that candidates gave up, each leading to the one under which the person is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data.store.changes import table_of, upsert
from data.store.crossing import is_id
from data.store.sealed import delete_sealed
from data.tables import CandidateAliasRow, CandidateRow

CHUNK = 1_000


def current_ids(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Give those of *ids* that were given up, each with the current one; who is stored under one has it still."""
    table, stored, found = table_of(CandidateAliasRow), table_of(CandidateRow), dict[str, str]()
    asked = [id for id in dict.fromkeys(ids) if is_id(id)]
    for start in range(0, len(asked), CHUNK):
        chunk = asked[start : start + CHUNK]
        taken = select(stored.c.id).where(stored.c.id.in_(chunk))
        wanted = select(table.c.id, table.c.candidate_id).where(table.c.id.in_(chunk), table.c.id.not_in(taken))
        found |= {id: current for id, current in session.connection().execute(wanted)}
    return found


def current_id(session: Session, id: str) -> str:
    """Give the id under which the person of an id is stored; an id that leads nowhere is given as it is."""
    return current_ids(session, [id]).get(id, id)


def merged_ids(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Give those of *ids* that were given up in a merge which can be undone, each with the id of the merge."""
    table, found, asked = table_of(CandidateAliasRow), dict[str, str](), [id for id in dict.fromkeys(ids) if is_id(id)]
    for start in range(0, len(asked), CHUNK):
        wanted = select(table.c.id, table.c.merge_id).where(
            table.c.id.in_(asked[start : start + CHUNK]), table.c.merge_id.is_not(None)
        )
        found |= {id: merge for id, merge in session.connection().execute(wanted)}
    return found


def note_aliases(
    session: Session, given_up: Mapping[str, str], *, at: datetime, merge_id: str | None = None
) -> list[str]:
    """Let ids that were given up lead to others, but for those under which somebody is stored; give those noted."""
    table, noted = table_of(CandidateRow), list[str]()
    ids = [id for id, current in given_up.items() if id != current]
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        taken = set(session.execute(select(table.c.id).where(table.c.id.in_(chunk))).scalars())
        noted += [id for id in chunk if id not in taken]
    rows = [{"id": id, "candidate_id": given_up[id], "merge_id": merge_id, "given_up_at": at} for id in noted]
    upsert(session, CandidateAliasRow, rows)
    return noted


def lead_elsewhere(session: Session, ids: Sequence[str], candidate_id: str) -> None:
    """Let ids that were given up lead to another candidate."""
    table = table_of(CandidateAliasRow)
    for start in range(0, len(ids), CHUNK):
        chunk = table.c.id.in_(ids[start : start + CHUNK])
        session.execute(update(table).where(chunk).values(candidate_id=candidate_id))


def aliases_of(session: Session, candidate_id: str) -> dict[str, str | None]:
    """Give the ids that lead to a candidate, each with the merge in which it was given up, None = at an import."""
    table = table_of(CandidateAliasRow)
    rows = session.execute(select(table.c.id, table.c.merge_id).where(table.c.candidate_id == candidate_id))
    return {id: merge for id, merge in rows}


def drop_aliases(session: Session, ids: Sequence[str]) -> None:
    """Let ids lead nowhere any more."""
    for start in range(0, len(ids), CHUNK):
        session.execute(delete(CandidateAliasRow).where(CandidateAliasRow.id.in_(ids[start : start + CHUNK])))


def forget_merges(session: Session, candidate_id: str) -> None:
    """Forget which ids led to a candidate, and what was kept of those who were made one with it."""
    aliases = aliases_of(session, candidate_id)
    delete_sealed(session, "merge", sorted({merge for merge in aliases.values() if merge}))
    drop_aliases(session, sorted(aliases))
