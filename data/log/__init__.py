"""The one log of what was done, by whom and when; lines are only ever added, and none holds personal data.

It names people by random names (``data.log.names``), so that a person can be forgotten and the lines stay whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from data.log.names import PERSON as PERSON
from data.log.names import forget_name as forget_name
from data.log.names import hide, people_behind, show
from data.log.names import name_of as name_of
from data.log.names import names_of as names_of
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
    """
    Add a line; *details* holds counts, names of fields, sources and purposes, never a personal value.

    Ids of people in *id* and *details* are written as the log's names of them.
    """
    id, details = hide(session, noun, id, details)
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


def sealed_people(session: Session, ids: Iterable[str], *, seal: Callable[[bytes], bytes]) -> str:
    """Give the keyed hash of candidates by the log's names: it tells nobody once the link to the person is gone."""
    return sealed_digest(names_of(session, PERSON, ids).values(), seal=seal)


def entries(session: Session, *, after: int = 0, limit: int = 100) -> list[Entry]:
    """Give the lines after number *after*, oldest first; whoever was forgotten stands there by the log's name."""
    rows = session.scalars(select(LogRow).where(LogRow.id > after).order_by(LogRow.id).limit(limit))
    return to_entries(session, rows.all())


def newest(session: Session) -> Entry | None:
    """Give the last line; None where nothing was done yet."""
    rows = session.scalars(select(LogRow).order_by(LogRow.id.desc()).limit(1)).all()
    return next(iter(to_entries(session, rows)), None)


def to_entries(session: Session, rows: Sequence[LogRow]) -> list[Entry]:
    """Give the lines that *rows* store, with the people whom they name."""
    people = people_behind(session, ((row.record_id, row.details) for row in rows))
    return [_to_entry(row, people) for row in rows]


def _to_entry(row: LogRow, people: Mapping[str, str]) -> Entry:
    actor = Actor(row.actor_id, row.actor_role, row.actor_district)
    id = None if row.record_id is None else people.get(row.record_id, row.record_id)
    return Entry(row.id, row.at, actor, row.action, row.noun, id, show(row.details, people))
