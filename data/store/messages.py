"""Messages that go out in batches: kept before anything leaves the house, so that nobody gets one twice."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from data import log
from data.store.changes import insert_missing, lock_sequence, table_of
from data.store.crossing import is_id
from data.store.feedback import refuse_unknown_candidates
from data.tables import MessageRow
from data.vault import Vault
from matcher.errors import NotFound
from matcher.records import Actor, Channel, Message

CHUNK = 1_000  # ids named in one statement
ID_DIGITS = 24


def message_id(batch: str, candidate_id: str, *, template: str, post_ids: Sequence[str]) -> str:
    """Make the id of a message of what it is; it tells none of it."""
    told = "\x1f".join((batch, candidate_id, template, *post_ids))
    return "M" + hashlib.sha256(told.encode()).hexdigest()[:ID_DIGITS]


def add_messages(session: Session, messages: Sequence[Message], *, details: dict[str, Any], vault: Vault) -> None:
    """
    Put messages into a new batch, with one line in the log.

    Args:
        session: of ``Database.begin``, in which the batch was found to be new under the writers' lock.
        messages: of one batch, at least one.
        details: what the line says beside the batch and how many there are; never of whom, or why.
        vault: hashes the ids for the line.

    Raises:
        NotFound: a candidate is gone; the transaction must be undone then.
    """
    lock_sequence(session)
    refuse_unknown_candidates(session, [one.candidate_id for one in messages])
    insert_missing(session, MessageRow, [_from_message(one) for one in messages], unique=["id"])
    first = messages[0]
    ids = [one.candidate_id for one in messages]
    keyed = log.sealed_people(session, ids, seal=vault.seal)
    said = {"batch": first.batch, "n": len(messages), "ids_keyed": keyed} | details
    log.record(session, actor=first.actor, action="message", noun="candidate", id=None, details=said, at=first.at)


def messages_of(session: Session, batch: str) -> list[Message]:
    """Give the messages of a batch by candidate, which tells nothing of anybody; [] = no such."""
    if not is_id(batch):
        return []
    table = table_of(MessageRow)
    wanted = select(table).where(table.c.batch == batch).order_by(table.c.candidate_id)
    return [_to_message(row) for row in session.execute(wanted).mappings()]


def get_batch(session: Session, batch: str) -> list[Message]:
    """Give the messages of a batch, or raise NotFound."""
    found = messages_of(session, batch)
    if not found:
        raise NotFound("there is no batch of messages {id!r}", id=batch)
    return found


def messages_by_id(session: Session, ids: Iterable[str]) -> dict[str, Message]:
    """Give some messages, each under its id; what is the id of none is left out."""
    table, found = table_of(MessageRow), dict[str, Message]()
    for chunk in _chunks(sorted({id for id in ids if is_id(id)})):
        rows = session.execute(select(table).where(table.c.id.in_(chunk))).mappings()
        found |= {row["id"]: _to_message(row) for row in rows}
    return found


def page_undelivered(session: Session, batch: str, *, after: str | None = None, limit: int) -> list[Message]:
    """Give the next messages of a batch that were not delivered, by candidate after one."""
    table = table_of(MessageRow)
    wanted = select(table).where(table.c.batch == batch, table.c.delivered_at.is_(None))
    if after is not None:
        wanted = wanted.where(table.c.candidate_id > after)
    rows = session.execute(wanted.order_by(table.c.candidate_id).limit(limit)).mappings()
    return [_to_message(row) for row in rows]


def undelivered_of(session: Session, batches: Collection[str]) -> dict[str, list[Message]]:
    """Give the messages of some batches that were not delivered, by batch; a batch without any is left out."""
    table, found = table_of(MessageRow), dict[str, list[Message]]()
    wanted = select(table).where(table.c.batch.in_(sorted(batches)), table.c.delivered_at.is_(None))
    for row in session.execute(wanted.order_by(table.c.batch, table.c.candidate_id)).mappings():
        found.setdefault(row["batch"], []).append(_to_message(row))
    return found


def count_messages(session: Session, batch: str) -> tuple[int, int]:
    """Count the messages of a batch, and those of them that were delivered."""
    table = table_of(MessageRow)
    counted = select(func.count(), func.count(table.c.delivered_at)).where(table.c.batch == batch)
    n, n_delivered = session.execute(counted).one()
    return n, n_delivered


@dataclass(frozen=True, slots=True)
class BatchKept:
    """How a batch of messages stands."""

    id: str
    channel: Channel
    template: str
    n: int
    n_delivered: int
    decided_at: datetime
    delivered_at: datetime | None  # the last
    delivered_by: str | None


def list_batches(session: Session, *, templates: Collection[str], since: datetime, limit: int) -> list[BatchKept]:
    """Give the batches of some templates that were decided since a moment, the newest first."""
    row = table_of(MessageRow).c
    counted = func.count(), func.count(row.delivered_at), func.max(row.at), func.max(row.delivered_at)
    wanted = (
        select(row.batch, row.channel, row.template, *counted, func.max(row.delivered_by))
        .where(row.template.in_(sorted(templates)), row.at >= since)
        .group_by(row.batch, row.channel, row.template)
        .order_by(func.max(row.at).desc(), row.batch)
        .limit(limit)
    )
    found = session.execute(wanted).all()
    return [BatchKept(id, Channel(channel), *told) for id, channel, *told in found]


def note_delivered(session: Session, ids: Collection[str], *, actor: Actor, at: datetime, vault: Vault) -> int:
    """Note that messages were delivered, with one line in the log; count those that were not before."""
    lock_sequence(session)
    table, asked, n = table_of(MessageRow), sorted(ids), 0
    for chunk in _chunks(asked):
        noted = (
            update(table)
            .where(table.c.id.in_(chunk), table.c.delivered_at.is_(None))
            .values(delivered_at=at, delivered_by=actor.id)
            .returning(table.c.id)
        )
        n += len(session.execute(noted).all())
    if n:
        details = {"n": n, "ids_keyed": log.sealed_digest(asked, seal=vault.seal)}
        log.record(session, actor=actor, action="deliver", noun="message", id=None, details=details, at=at)
    return n


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _from_message(one: Message) -> dict[str, Any]:
    return {
        "id": one.id,
        "batch": one.batch,
        "candidate_id": one.candidate_id,
        "channel": str(one.channel),
        "template": one.template,
        "post_ids": list(one.post_ids) or None,
        "to_register": one.to_register,
        "send_after": one.send_after,
        "delivered_at": one.delivered_at,
        "delivered_by": one.delivered_by,
        "actor_id": one.actor.id,
        "actor_role": one.actor.role,
        "actor_district": one.actor.district,
        "at": one.at,
    }


def _to_message(row: RowMapping) -> Message:
    return Message(
        id=row["id"],
        batch=row["batch"],
        candidate_id=row["candidate_id"],
        channel=Channel(row["channel"]),
        template=row["template"],
        post_ids=tuple(row["post_ids"] or ()),
        to_register=row["to_register"],
        send_after=row["send_after"],
        at=row["at"],
        actor=Actor(row["actor_id"], row["actor_role"], row["actor_district"]),
        delivered_at=row["delivered_at"],
        delivered_by=row["delivered_by"],
    )
