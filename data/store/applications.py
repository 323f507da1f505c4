"""Employers' applications in the database: kept with their steps, and read by id or page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from data import log
from data.store.changes import table_of
from data.store.crossing import Crossing, check_text, is_id
from data.tables import ApplicationEventRow, ApplicationRow
from matcher.errors import NotFound
from matcher.records import Actor, Application, ApplicationEvent, ApplicationKind, ApplicationState

CROSSING = Crossing(Application, beside=("events",))
CHUNK = 1_000  # applications whose steps are read in one query


def add_application(session: Session, application: Application, *, at: datetime) -> None:
    """
    Keep a new application with its first step; the log names kind and edition, not the note.

    Raises:
        BadInput: a text cannot be stored.
    """
    session.execute(insert(table_of(ApplicationRow)).values(**CROSSING.from_record(application)))
    event = application.events[0]
    _add_event(session, application.id, event)
    details = {"kind": str(application.kind), "edition": application.edition, "on": f"{event.on}"}
    log.record(
        session, actor=event.actor, action="submit", noun="application", id=application.id, details=details, at=at
    )


def add_step(session: Session, application: Application, *, at: datetime) -> None:
    """Keep the last step of an application that is stored up to the one before, and the documents that came with it."""
    event = application.events[-1]
    table = table_of(ApplicationRow)
    documents = CROSSING.from_record(application)["documents"]
    session.execute(update(table).where(table.c.id == application.id).values(documents=documents))
    _add_event(session, application.id, event)
    details = {"state": str(event.state), "on": f"{event.on}", "edition": application.edition}
    log.record(session, actor=event.actor, action="step", noun="application", id=application.id, details=details, at=at)


def get_application(session: Session, id: str) -> Application:
    """Give one application with its steps, or raise NotFound."""
    table = table_of(ApplicationRow)
    row = session.execute(select(table).where(table.c.id == id)).mappings().first() if is_id(id) else None
    if row is None:
        raise NotFound("there is no application {id!r}", id=id)
    return _to_applications(session, [row])[0]


def list_applications(
    session: Session,
    *,
    after: str | None = None,
    limit: int = 100,
    kind: ApplicationKind | None = None,
    employer_id: str | None = None,
) -> list[Application]:
    """
    Give a page of applications sorted by id.

    Args:
        session: of a transaction.
        after: the last id of the page before.
        limit: the most to give.
        kind: only these.
        employer_id: only of this employer.
    """
    table = table_of(ApplicationRow)
    statement = select(table).order_by(table.c.id).limit(limit)
    if after is not None:
        statement = statement.where(table.c.id > check_text(after, "after"))
    if kind is not None:
        statement = statement.where(table.c.kind == str(kind))
    if employer_id is not None:
        statement = statement.where(table.c.employer_id == check_text(employer_id, "employer_id"))
    return _to_applications(session, session.execute(statement).mappings().all())


def iter_applications(session: Session, *, batch: int = CHUNK) -> Iterator[Application]:
    """Give all applications sorted by id."""
    after: str | None = None
    while page := list_applications(session, after=after, limit=batch):
        yield from page
        after = page[-1].id


def _add_event(session: Session, id: str, event: ApplicationEvent) -> None:
    session.execute(
        insert(table_of(ApplicationEventRow)).values(
            application_id=id,
            state=str(event.state),
            on=event.on,
            note=None if event.note is None else check_text(event.note, "note"),
            actor_id=event.actor.id,
            actor_role=event.actor.role,
            actor_district=event.actor.district,
            at=event.at,
        )
    )


def _to_applications(session: Session, rows: Sequence[Mapping[Any, Any]]) -> list[Application]:
    events: dict[str, list[ApplicationEvent]] = {row["id"]: [] for row in rows}
    table, ids = table_of(ApplicationEventRow), list(events)
    for start in range(0, len(ids), CHUNK):
        asked = table.c.application_id.in_(ids[start : start + CHUNK])
        for row in session.execute(select(table).where(asked).order_by(table.c.id)).mappings():
            events[row["application_id"]].append(_to_event(row))
    return [CROSSING.to_record(row, events=tuple(events[row["id"]])) for row in rows]


def _to_event(row: Mapping[Any, Any]) -> ApplicationEvent:
    actor = Actor(row["actor_id"], row["actor_role"], row["actor_district"])
    return ApplicationEvent(ApplicationState(row["state"]), row["on"], actor, row["at"], row["note"])
