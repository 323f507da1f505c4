"""
The one log of what was done, by whom and when; lines are only ever added, and none holds personal data.

It names people by random names (``data.log.names``), so that a person can be forgotten and the lines stay whole, and
each line holds the hash of the one before (``data.log.chain``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from data.log.chain import Seal as Seal
from data.log.chain import entry_hash, lock_head, move_head
from data.log.chain import read_head as read_head
from data.log.chain import seal_head as seal_head
from data.log.names import PERSON as PERSON
from data.log.names import forget_name as forget_name
from data.log.names import hide, people_behind, show
from data.log.names import known_names as known_names
from data.log.names import name_of as name_of
from data.log.names import names_of as names_of
from data.scope import lifted
from data.tables import LogRow, write_json
from matcher.records import Actor

ORIGIN: ContextVar[str | None] = ContextVar("origin", default=None)
"""From where whoever acts does so: "cli", or the address of a client; None = the service by itself."""

PENDING = "log lines"


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
    purpose: str | None = None
    origin: str | None = None
    hash: str = field(default="", compare=False)


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
    Add a line; *details* holds counts, names of fields, sources and a purpose, never a personal value.

    Ids of people in *id* and *details* are written as the log's names of them, ``purpose`` in a column of its own. The
    line is written when the transaction ends, which is when writers of the log wait for each other.
    """
    told = dict(details)
    line = {
        "at": at,
        "actor_id": actor.id,
        "actor_role": actor.role,
        "actor_district": actor.district,
        "action": action,
        "noun": noun,
        "record_id": id,
        "purpose": told.pop("purpose", None),
        "origin": ORIGIN.get(),
        "details": told,
    }
    session.info.setdefault(PENDING, []).append(line)


def write(session: Session) -> None:
    """Write the lines that ``record`` was given in this transaction; whoever commits calls it last."""
    pending: list[dict[str, Any]] = session.info.pop(PENDING, [])
    if pending:
        with lifted(session, why="whoever does something adds to the one chain, and is told nothing of it"):
            _append(session, pending)


def _append(session: Session, pending: list[dict[str, Any]]) -> None:
    head, clock = lock_head(session), session.info.get("clock")
    hide(session, pending)
    sequence, hash = head.sequence, head.hash
    for line in pending:
        sequence += 1
        line |= {"id": sequence, "previous": hash}
        if clock is not None:
            line["at"] = clock()
        hash = line["hash"] = entry_hash(sequence, _as_stored(line), hash)
    session.connection().execute(insert(LogRow.__table__), pending)  # type: ignore[arg-type]  # is a Table
    move_head(session, head, sequence=sequence, n=head.n + len(pending), hash=hash, seal=session.info.get("seal"))


def _as_stored(line: Mapping[str, Any]) -> dict[str, str | None]:
    at: datetime = line["at"]
    told = {name: line[name] for name in line if name not in ("id", "previous", "hash")}
    moment = at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return told | {"at": moment, "details": write_json(line["details"])}


def sealed_digest(ids: Iterable[str], *, seal: Callable[[bytes], bytes]) -> str:
    """Give the keyed hash by which a line tells ids, few or many: whoever has list and key sees that it is the one."""
    return seal("\n".join(sorted(set(ids))).encode()).hex()


def sealed_people(session: Session, ids: Iterable[str], *, seal: Callable[[bytes], bytes]) -> str:
    """Give the keyed hash of candidates by the log's names: it tells nobody once the link to the person is gone."""
    with lifted(session, why="a hash of names tells nobody who they are"):
        return sealed_digest(names_of(session, PERSON, ids).values(), seal=seal)


def entries(session: Session, *, after: int = 0, limit: int = 100) -> list[Entry]:
    """Give the lines after number *after*, oldest first; whoever was forgotten stands there by the log's name."""
    return read(session, select(LogRow).where(LogRow.id > after).order_by(LogRow.id).limit(limit))


def newest(session: Session) -> Entry | None:
    """Give the last line; None where nothing was done yet."""
    return next(iter(read(session, select(LogRow).order_by(LogRow.id.desc()).limit(1))), None)


def newest_of(session: Session, *, action: str, noun: str) -> Entry | None:
    """Give the last line of an action that concerns many records of a noun; None = there is none."""
    wanted = select(LogRow).where(LogRow.noun == noun, LogRow.record_id.is_(None), LogRow.action == action)
    return next(iter(read(session, wanted.order_by(LogRow.id.desc()).limit(1))), None)


def read(session: Session, wanted: Select[LogRow]) -> list[Entry]:
    """Give the lines that a statement selects, those of this transaction among them, with the people they name."""
    write(session)
    rows = session.scalars(wanted).all()
    people = people_behind(session, ((row.record_id, row.details) for row in rows))
    return [_to_entry(row, people) for row in rows]


def _to_entry(row: LogRow, people: Mapping[str, str]) -> Entry:
    actor = Actor(row.actor_id, row.actor_role, row.actor_district)
    id = None if row.record_id is None else people.get(row.record_id, row.record_id)
    told = show(row.details, people)
    hash = "" if row.hash is None else row.hash.hex()
    return Entry(row.id, row.at, actor, row.action, row.noun, id, told, row.purpose, row.origin, hash)
