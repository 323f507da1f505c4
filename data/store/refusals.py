"""What bars a placement and what was refused: removals of employers as decided, and overlaps kept in the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import log
from data.store.crossing import is_id
from data.store.shelves import CHUNK
from data.tables import LogRow, StandingRow
from matcher.placements import RefusedOverlap
from matcher.records import Actor, Standing

ACTION = "refuse"


def standings_of(session: Session, employer_ids: Iterable[str]) -> dict[str, list[tuple[date, Standing]]]:
    """Give what persons decided on employers, each with the day from which it holds, in the order of deciding."""
    found = defaultdict[str, list[tuple[date, Standing]]](list)
    asked = sorted({id for id in employer_ids if is_id(id)})
    for start in range(0, len(asked), CHUNK):
        rows = session.execute(
            select(StandingRow.employer_id, StandingRow.effective_on, StandingRow.standing)
            .where(StandingRow.employer_id.in_(asked[start : start + CHUNK]))
            .order_by(StandingRow.id)
        )
        for id, effective_on, standing in rows:
            found[id].append((effective_on, Standing(standing)))
    return dict(found)


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
