"""What follows traineeships without a contract, in the database; the newest word counts, the log keeps each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import log
from data.store.changes import lock_sequence, upsert
from data.store.crossing import check_text, is_id
from data.store.shelves import CHUNK
from data.tables import AftercareRow
from matcher.records import Actor, Aftercare, AftercareOutcome, NextStep


def put_aftercare(session: Session, told: Aftercare, *, actor: Actor, at: datetime) -> None:
    """Record what somebody wants and what became of it, in place of what was recorded before."""
    lock_sequence(session)
    row = {
        "placement_id": told.placement_id,
        "candidate_id": told.candidate_id,
        "wants": None if told.wants is None else str(told.wants),
        "outcome": None if told.outcome is None else str(told.outcome),
        "outcome_on": told.outcome_on,
        "note": None if told.note is None else check_text(told.note, "note"),
        "actor_id": actor.id,
        "actor_role": actor.role,
        "actor_district": actor.district,
        "at": at,
    }
    upsert(session, AftercareRow, [row])
    details = {"wants": row["wants"], "outcome": row["outcome"]}
    log.record(session, actor=actor, action="follow", noun="placement", id=told.placement_id, details=details, at=at)


def iter_aftercare(session: Session) -> Iterator[Aftercare]:
    """Give everything recorded, by placement."""
    for row in session.scalars(select(AftercareRow).order_by(AftercareRow.placement_id)):
        yield _to_aftercare(row)


def aftercare_of(session: Session, candidate_ids: Iterable[str]) -> dict[str, list[Aftercare]]:
    """Give what is recorded of some people, by candidate; of whom nothing is, is left out."""
    found: dict[str, list[Aftercare]] = {}
    asked = sorted({id for id in candidate_ids if is_id(id)})
    for start in range(0, len(asked), CHUNK):
        chunk = AftercareRow.candidate_id.in_(asked[start : start + CHUNK])
        for row in session.scalars(select(AftercareRow).where(chunk).order_by(AftercareRow.placement_id)):
            found.setdefault(row.candidate_id, []).append(_to_aftercare(row))
    return found


def _to_aftercare(row: AftercareRow) -> Aftercare:
    return Aftercare(
        placement_id=row.placement_id,
        candidate_id=row.candidate_id,
        wants=None if row.wants is None else NextStep(row.wants),
        outcome=None if row.outcome is None else AftercareOutcome(row.outcome),
        outcome_on=row.outcome_on,
        note=row.note,
    )
