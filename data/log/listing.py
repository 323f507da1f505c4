"""The log as somebody asks for it: by what was done, by whom, on what, and when; the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Text, cast, or_, select
from sqlalchemy.orm import Session

from data.log import Entry, name_of, read
from data.log.names import PERSON
from data.tables import LogRow


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    Which lines are asked for; None = whatever stands there.

    Attributes:
        id: of a record. Of a person also the lines that name that one among others.
        since: and later.
        until: before it.
    """

    action: str | None = None
    actor: str | None = None
    noun: str | None = None
    id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def page(session: Session, wanted: Wanted, *, before: int | None = None, limit: int = 50) -> list[Entry]:
    """Give up to *limit* of the lines that are asked for, the newest first, from before number *before* on."""
    lines = _filtered(session, wanted).order_by(LogRow.id.desc()).limit(limit)
    return read(session, lines if before is None else lines.where(LogRow.id < before))


def newest_on(session: Session, noun: str, id: str) -> Entry | None:
    """Give the newest line on one record; None = there is none."""
    return next(iter(page(session, Wanted(noun=noun, id=id), limit=1)), None)


def _filtered(session: Session, wanted: Wanted) -> Select[LogRow]:
    lines = select(LogRow)
    same = (LogRow.action, wanted.action), (LogRow.actor_id, wanted.actor), (LogRow.noun, wanted.noun)
    for column, value in same:
        lines = lines if value is None else lines.where(column == value)
    if wanted.since is not None:
        lines = lines.where(LogRow.at >= wanted.since)
    if wanted.until is not None:
        lines = lines.where(LogRow.at < wanted.until)
    if wanted.id is not None:
        name = name_of(session, PERSON, wanted.id)
        own = LogRow.record_id == wanted.id
        lines = lines.where(own if name is None else or_(own, _names(name)))
    return lines


def _names(name: str) -> ColumnElement[bool]:
    return or_(LogRow.record_id == name, cast(LogRow.details, Text).contains(name, autoescape=True))
