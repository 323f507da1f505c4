"""Placements that were refused because their person was in another: kept in the log and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import log
from data.tables import LogRow
from matcher.placements import RefusedOverlap, Way
from matcher.records import Actor

ACTION = "refuse"


@dataclass(frozen=True, slots=True)
class OverlapKept:
    """A refused overlap as it was first tried: by whom, when, by which way; None = not known."""

    overlap: RefusedOverlap
    actor_id: str
    at: datetime
    way: Way | None


def note_refused_overlaps(
    session: Session, refused: Iterable[RefusedOverlap], *, way: Way, actor: Actor, at: datetime
) -> None:
    """Add a line to the log for each placement that was refused because its person was in another."""
    for one in refused:
        days = {"starts_on": one.starts_on.isoformat(), "last_day": one.last_day.isoformat()}
        details = asdict(one) | days | {"way": way.value}
        log.record(session, actor=actor, action=ACTION, noun="placement", id=one.placement_id, details=details, at=at)


def iter_refused_overlaps(session: Session) -> Iterator[OverlapKept]:
    """
    Give the overlaps that were refused, oldest first, each once however often its file was imported.

    What an officer typed is left out: who was told of the refusal at once has nothing to look into.
    """
    lines = select(LogRow).where(LogRow.action == ACTION, LogRow.noun == "placement").order_by(LogRow.id)
    seen = set[RefusedOverlap]()
    for line in log.read(session, lines):
        overlap, way = _read(line.details)
        if way is not Way.TYPED and overlap not in seen:
            seen.add(overlap)
            yield OverlapKept(overlap, line.actor.id, line.at, way)


def _read(details: Mapping[str, Any]) -> tuple[RefusedOverlap, Way | None]:
    """Read a line of the log; those of old say no way."""
    told = dict(details)
    way = told.pop("way", None)
    days = {name: date.fromisoformat(told[name]) for name in ("starts_on", "last_day")}
    overlap = RefusedOverlap(**(told | days | {"other_ids": tuple(told["other_ids"])}))
    return overlap, None if way is None else Way(way)
