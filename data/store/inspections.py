"""Yearly inspections of employers and what persons decided on them, in the database; both are only ever added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data import log
from data.store.changes import lock_sequence, table_of
from data.store.crossing import check_text, is_id
from data.store.employers import get_employer
from data.store.shelves import CHUNK
from data.tables import EmployerRow, InspectionRow, StandingRow
from matcher.records import (
    Actor,
    EmployerFault,
    Inspection,
    InspectionOutcome,
    Standing,
    StandingDecision,
)


def add_inspection(session: Session, inspection: Inspection) -> None:
    """Record an inspection, or raise NotFound where there is no such employer."""
    lock_sequence(session)
    get_employer(session, inspection.employer_id)
    row = _told(inspection) | {
        "inspected_on": inspection.inspected_on,
        "outcome": str(inspection.outcome),
        "faults": [str(fault) for fault in inspection.faults] or None,
    }
    session.execute(table_of(InspectionRow).insert(), [row])
    details = {"outcome": str(inspection.outcome), "on": inspection.inspected_on.isoformat()}
    _record(session, inspection, "inspect", details)


def add_standing(session: Session, decision: StandingDecision) -> None:
    """Record a decision on an employer, or raise NotFound where there is no such employer."""
    lock_sequence(session)
    get_employer(session, decision.employer_id)
    row = _told(decision) | {
        "standing": str(decision.standing),
        "effective_on": decision.effective_on,
        "reasons": [str(reason) for reason in decision.reasons] or None,
    }
    session.execute(table_of(StandingRow).insert(), [row])
    _record(session, decision, str(decision.standing), {"effective_on": decision.effective_on.isoformat()})


def iter_inspections(session: Session, employer_id: str | None = None) -> Iterator[Inspection]:
    """Give inspections in the order in which they were recorded; of one employer or of all."""
    wanted = select(InspectionRow).order_by(InspectionRow.id)
    if employer_id is not None:
        wanted = wanted.where(InspectionRow.employer_id == employer_id)
    for row in session.scalars(wanted):
        yield Inspection(
            employer_id=row.employer_id,
            inspected_on=row.inspected_on,
            outcome=InspectionOutcome(row.outcome),
            edition=row.edition,
            actor=Actor(row.actor_id, row.actor_role, row.actor_district),
            at=row.at,
            faults=tuple(EmployerFault(fault) for fault in row.faults or ()),
            note=row.note,
        )


def iter_standings(session: Session, employer_id: str | None = None) -> Iterator[StandingDecision]:
    """Give decisions in the order in which they were made; on one employer or on all."""
    wanted = select(StandingRow).order_by(StandingRow.id)
    if employer_id is not None:
        wanted = wanted.where(StandingRow.employer_id == employer_id)
    yield from map(_to_decision, session.scalars(wanted))


def standings_of(session: Session, employer_ids: Iterable[str]) -> dict[str, list[StandingDecision]]:
    """Give what persons decided on some employers, in the order of deciding; nothing for those without a decision."""
    found = defaultdict[str, list[StandingDecision]](list)
    asked = sorted({id for id in employer_ids if is_id(id)})
    for start in range(0, len(asked), CHUNK):
        those = StandingRow.employer_id.in_(asked[start : start + CHUNK])
        for row in session.scalars(select(StandingRow).where(those).order_by(StandingRow.id)):
            found[row.employer_id].append(_to_decision(row))
    return dict(found)


def _to_decision(row: StandingRow) -> StandingDecision:
    return StandingDecision(
        employer_id=row.employer_id,
        standing=Standing(row.standing),
        effective_on=row.effective_on,
        edition=row.edition,
        actor=Actor(row.actor_id, row.actor_role, row.actor_district),
        at=row.at,
        reasons=tuple(EmployerFault(reason) for reason in row.reasons or ()),
        note=row.note,
    )


def employers_once_removed(session: Session, words: Iterable[str]) -> list[str]:
    """
    Give the ids of the employers of which a removal is on record, in effect or not, ascending.

    Args:
        session: of a transaction.
        words: any of which in a status says that an employer is removed.
    """
    decided = select(StandingRow.employer_id).where(StandingRow.standing == str(Standing.REMOVED))
    told = select(EmployerRow.id).where(or_(*(EmployerRow.status.contains(word) for word in words)))
    return sorted({*session.execute(decided).scalars(), *session.execute(told).scalars()})


def _told(one: Inspection | StandingDecision) -> dict[str, Any]:
    return {
        "employer_id": one.employer_id,
        "edition": one.edition,
        "note": None if one.note is None else check_text(one.note, "note"),
        "actor_id": one.actor.id,
        "actor_role": one.actor.role,
        "actor_district": one.actor.district,
        "at": one.at,
    }


def _record(session: Session, one: Inspection | StandingDecision, action: str, details: dict[str, Any]) -> None:
    log.record(session, actor=one.actor, action=action, noun="employer", id=one.employer_id, details=details, at=one.at)
