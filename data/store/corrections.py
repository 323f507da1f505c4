"""Which fields of candidates stand by the person's own correction."""

from __future__ import annotations

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from data.store.changes import table_of
from data.tables import CandidateRow

CORRECTION = "correction"  # the source of a value that the person corrected


def corrected_fields(session: Session) -> dict[str, frozenset[str]]:
    """Give the fields that stand by their person's own correction, by candidate; few candidates have any."""
    table = table_of(CandidateRow)
    wanted = select(table.c.id, table.c.sources).where(cast(table.c.sources, Text).contains(f'"{CORRECTION}"'))
    return {
        id: frozenset(name for name, (source, _at) in sources.items() if source == CORRECTION)
        for id, sources in session.execute(wanted)
    }
