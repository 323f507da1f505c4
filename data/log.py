"""The one log of what was done, by whom and when; lines are only ever added, and none holds personal data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from data.tables import LogRow
from matcher.records import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    sequence: int
    at: datetime
    actor: Actor
    action: str
    noun: str
    id: str | None  # None = the action concerns many
    details: dict[str, Any]


def record(
    session: Session,
    *,
    actor: Actor,
    action: str,
    noun: str,
    id: str | None,
    details: dict[str, Any],
    at: datetime,
) -> None:
    """Add a line; *details* holds counts, names of fields, sources and purposes, never a personal value."""
    session.execute(
        insert(LogRow.__table__).values(  # type: ignore[arg-type]  # typed as FromClause, is a Table
            at=at,
            actor_id=actor.id,
            actor_role=actor.role,
            actor_district=actor.district,
            action=action,
            noun=noun,
            record_id=id,
            details=details,
        )
    )


def sealed_digest(ids: Iterable[str], *, seal: Callable[[bytes], bytes]) -> str:
    """Give the keyed hash by which a line tells ids, few or many: whoever has list and key sees that it is the one."""
    return seal("\n".join(sorted(set(ids))).encode()).hex()


def entries(session: Session, *, after: int = 0, limit: int = 100) -> list[Entry]:
    """Give the lines after number *after*, oldest first."""
    rows = session.scalars(select(LogRow).where(LogRow.id > after).order_by(LogRow.id).limit(limit))
    return [to_entry(row) for row in rows]


def newest(session: Session) -> Entry | None:
    """Give the last line; None where nothing was done yet."""
    row = session.scalars(select(LogRow).order_by(LogRow.id.desc()).limit(1)).first()
    return None if row is None else to_entry(row)


def to_entry(row: LogRow) -> Entry:
    """Give the line that *row* stores."""
    actor = Actor(row.actor_id, row.actor_role, row.actor_district)
    return Entry(row.id, row.at, actor, row.action, row.noun, row.record_id, row.details)
