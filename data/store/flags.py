"""Flags on adverts that look like traps: which posts bear one and since when, and how far the posts were looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Table, and_, delete, or_, select
from sqlalchemy.orm import Session

from data.store.changes import insert_missing, table_of, upsert
from data.store.posts import posts_by_id
from data.store.verdicts import Judgement, read_judgements
from data.tables import FactRow, TrapFlagRow, TrapVerdictRow
from matcher.records import Post
from matcher.traps import DOUBTFUL, doubt_of

CHUNK = 2_000  # ids named in one statement
SEEN = "traps_seen"  # the fact: by which rules the posts were looked at, and up to which change

FlagStatus = Literal["open", "cleared", "confirmed"]
Place = tuple[datetime, str]  # where a flag stands in its list: since when, which post


@dataclass(frozen=True, slots=True)
class Flag:
    """A post whose advert waits for an officer, or was judged by one."""

    post: Post
    since: datetime  # flagged, or judged
    judgement: Judgement | None  # None = open

    @property
    def place(self) -> Place:
        """Where it stands in its list."""
        return self.since, self.post.id


def flags_seen(session: Session, *, rules: str) -> int:
    """Give the change up to which the posts were looked at by *rules*; 0 = not at all."""
    told = session.execute(select(FactRow.value).where(FactRow.name == SEEN)).scalar_one_or_none() or ""
    by, _, sequence = told.partition(" ")
    return int(sequence) if by == rules else 0


def note_flags_seen(session: Session, sequence: int, *, rules: str) -> None:
    """Note up to which change the posts were looked at by *rules*."""
    upsert(session, FactRow, [{"name": SEEN, "value": f"{rules} {sequence}"}])


def put_flags(session: Session, flagged: Collection[str], unflagged: Collection[str], *, at: datetime) -> None:
    """Flag posts, those that bear a flag already keeping theirs, and take the flags of others away."""
    table, gone = table_of(TrapFlagRow), sorted(unflagged)
    for start in range(0, len(gone), CHUNK):
        session.execute(delete(table).where(table.c.post_id.in_(gone[start : start + CHUNK])))
    insert_missing(
        session, TrapFlagRow, [{"post_id": id, "flagged_at": at} for id in sorted(flagged)], unique=["post_id"]
    )


def list_flags(session: Session, status: FlagStatus, *, after: Place | None = None, limit: int) -> list[Flag]:
    """
    Give a page of flags, the oldest first: those that are open, or those that an officer cleared or confirmed.

    A verdict that lapsed, since the text is another now, is not listed; the flag is open again.

    Args:
        session: of a transaction.
        status: which flags.
        after: the place of the last one of the page before.
        limit: the most to give.
    """
    found: list[Flag] = []
    while len(found) < limit and (places := _places(session, status, after=after, limit=limit)):
        after = places[-1]
        found += _flags(session, status, places)
    return found[:limit]


def iter_flags(session: Session, status: FlagStatus) -> Iterator[Flag]:
    """Give all flags of a status, the oldest first."""
    after: Place | None = None
    while page := list_flags(session, status, after=after, limit=CHUNK):
        yield from page
        after = page[-1].place


def _places(session: Session, status: FlagStatus, *, after: Place | None, limit: int) -> list[Place]:
    table = table_of(TrapFlagRow if status == "open" else TrapVerdictRow)
    since = table.c.flagged_at if status == "open" else table.c.given_at
    statement = select(since, table.c.post_id).order_by(since, table.c.post_id).limit(limit)
    if status != "open":
        statement = statement.where(table.c.verdict == status)
    if after is not None:
        statement = statement.where(_behind(table, since, after))
    return [(row[0], row[1]) for row in session.execute(statement)]


def _behind(table: Table, since: ColumnElement[datetime], place: Place) -> ColumnElement[bool]:
    at, id = place
    return or_(since > at, and_(since == at, table.c.post_id > id))


def _flags(session: Session, status: FlagStatus, places: list[Place]) -> Iterator[Flag]:
    ids = [id for _, id in places]
    posts, judged = posts_by_id(session, ids), read_judgements(session, ids)
    for since, id in places:
        post = posts.get(id)
        if post is None:  # deleted, and not looked for since
            continue
        if status == "open" and doubt_of(post) == DOUBTFUL:
            yield Flag(post, since, None)
        elif post.trap_verdict == status:
            yield Flag(post, since, judged[id])
