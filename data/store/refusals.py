"""Placements that were refused because their person was in another: kept in the log and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import log
from data.tables import LogRow
from matcher.placements import RefusedOverlap
from matcher.records import Actor

ACTION = "refuse"


def note_refused_overlaps(session: Session, refused: Iterable[RefusedOverlap], *, actor: Actor, at: datetime) -> None:
    """Add a line to the log for each placement that was refused because its person was in another."""
    for one in refused:
        details = asdict(one) | {"starts_on": one.starts_on.isoformat(), "last_day": one.last_day.isoformat()}
        log.record(session, actor=actor, action=ACTION, noun="placement", id=one.placement_id, details=details, at=at)


def iter_refused_overlaps(session: Session) -> Iterator[RefusedOverlap]:
    """Give every overlap that was refused, oldest first, each once however often its file was imported."""
    lines = select(LogRow.details).where(LogRow.action == ACTION, LogRow.noun == "placement").order_by(LogRow.id)
    seen = set[RefusedOverlap]()
    for details in session.execute(lines).scalars():
        days = {name: date.fromisoformat(details[name]) for name in ("starts_on", "last_day")}
        one = RefusedOverlap(**(details | days | {"other_ids": tuple(details["other_ids"])}))
        if one not in seen:
            seen.add(one)
            yield one
