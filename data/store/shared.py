"""Bank cards and phones that several trainees have, told apart by keyed hashes: no number is decrypted."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.changes import table_of
from data.tables import PersonalFieldRow, PlacementRow
from matcher.fraud import Shared

MARK_DIGITS = 8


def shared_numbers(session: Session) -> Iterator[Shared]:
    """Give each bank card of placements and each phone of their candidates that more than one trainee has."""
    fields, placements = table_of(PersonalFieldRow), table_of(PlacementRow)
    cards = select(fields.c.lookup, placements.c.candidate_id).where(
        fields.c.noun == "placement", fields.c.field == "bank_card", fields.c.id == placements.c.id
    )
    phones = select(fields.c.lookup, placements.c.candidate_id).where(
        fields.c.noun == "candidate",
        fields.c.role == "self",
        fields.c.field == "phone",
        fields.c.id == placements.c.candidate_id,
    )
    owners: defaultdict[tuple[str, bytes], set[str]] = defaultdict(set)
    for lookup, id in session.execute(cards):
        owners["bank_card", lookup].add(id)
    for lookup, id in session.execute(phones):
        owners["phone", lookup].add(id)
    marked = Counter[str]()
    for (field, _lookup), ids in sorted(owners.items()):
        if len(ids) > 1:
            mark = _mark(field, sorted(ids))
            marked[mark] += 1
            told = mark if marked[mark] == 1 else f"{mark}-{marked[mark]}"  # the same people share another number too
            yield Shared("bank_card" if field == "bank_card" else "phone", told, tuple(sorted(ids)))


def _mark(field: str, ids: Sequence[str]) -> str:
    """Mark a number by those who have it: unlike a keyed hash of it, the mark outlives a rotation of the keys."""
    return hashlib.sha256("\0".join([field, *ids]).encode()).hexdigest()[:MARK_DIGITS]
