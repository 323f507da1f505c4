"""The desk of one colleague in the database: whom somebody has taken, tried and told of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.changes import table_of
from data.store.outreach import to_attempt, to_claimed
from data.tables import AttemptRow, ContactClaimRow
from matcher.records import Attempt, Claimed, ContactResult


def claims_held_by(session: Session, actor_id: str, *, at: datetime) -> list[Claimed]:
    """Give the claims that somebody has at a moment, the one that ends first before the others."""
    table = table_of(ContactClaimRow)
    held = select(table).where(table.c.actor_id == actor_id, table.c.at <= at, table.c.until > at)
    rows = session.execute(held.order_by(table.c.until, table.c.candidate_id)).mappings()
    return [to_claimed(row) for row in rows]


def attempts_by_actor(session: Session, actor_id: str, *, since: datetime, until: datetime) -> list[Attempt]:
    """Give what somebody tried from one moment until before another, the oldest first; messages are left out."""
    table = table_of(AttemptRow)
    on_the_day = table.c.at >= since, table.c.at < until, table.c.result != str(ContactResult.SENT)
    told = select(table).where(table.c.actor_id == actor_id, *on_the_day).order_by(table.c.at, table.c.id)
    return [to_attempt(row) for row in session.execute(told).mappings()]


def told_by(session: Session, actor_id: str) -> set[str]:
    """Give the ids of the candidates whom somebody told of."""
    table = table_of(AttemptRow)
    return set(session.execute(select(table.c.candidate_id).where(table.c.actor_id == actor_id).distinct()).scalars())
