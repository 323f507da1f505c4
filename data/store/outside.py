"""Ids that stand for somebody or something outside of a scope: that they are taken may be told, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import Table
from sqlalchemy.orm import Session

from data.scope import lifted
from data.store.changes import stored_ids, table_of
from data.store.crossing import is_id
from data.tables import CandidateAliasRow, CandidateRow, ClaimRow, PlacementRow

Taking = Literal["candidate", "placement", "claim"]

TABLES: dict[Taking, tuple[Table, ...]] = {
    "candidate": (table_of(CandidateRow), table_of(CandidateAliasRow)),
    "placement": (table_of(PlacementRow),),
    "claim": (table_of(ClaimRow),),
}


def taken_outside(session: Session, noun: Taking, ids: Iterable[str]) -> set[str]:
    """Give those of *ids* under which something is stored, or was, that the scope of the session does not meet."""
    asked = sorted(id for id in set(ids) if is_id(id))
    found = set[str]()
    for table in TABLES[noun]:
        here = stored_ids(session, table, asked)
        with lifted(session, why="an id is one in the whole city; of those outside only that they are taken is told"):
            found |= stored_ids(session, table, asked) - here
    return found
