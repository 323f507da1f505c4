"""Feedback in the database: events between candidates and posts, added and read, gone with either of the two."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, select
from sqlalchemy.orm import Session

from data import log
from data.store.aliases import current_ids
from data.store.changes import CALLED, Noun, insert_missing, lock_sequence, table_of
from data.store.crossing import check_texts, is_id
from data.store.scoped_tables import AGREED
from data.store.shelves import CHUNK
from data.store.tasks import drop_tasks
from data.tables import CandidateRow, FeedbackRow, PostRow
from matcher.errors import NotFound
from matcher.records import Actor, DeclineReason, Feedback, FeedbackEvent, event_key

BATCH = 10_000  # events read at a time
SAME = ("candidate_id", "post_id", "event", "happened_on", "actor_id")
TEXTS = ("note", "list_id")


def add_feedback(session: Session, told: Sequence[Feedback], *, actor: Actor, at: datetime) -> int:
    """
    Keep events, and count those that are new: the same event of a pair on a day, told by the same actor, is known.

    Raises:
        NotFound: there is no such candidate or post; of several events the text names the place in *told*.
        BadInput: a text cannot be stored. The transaction must be undone then, as after NotFound.
    """
    lock_sequence(session)  # neither record is deleted meanwhile
    led = current_ids(session, {one.candidate_id for one in told})
    told = [replace(one, candidate_id=led.get(one.candidate_id, one.candidate_id)) for one in told]
    _refuse_unknown(session, told)
    rows = [_from_feedback(one) for one in told]
    for row in rows:
        check_texts(row, TEXTS)
    _drop_overtaken(session, rows)
    last = session.execute(select(func.max(FeedbackRow.id))).scalar() or 0
    insert_missing(session, FeedbackRow, rows, unique=SAME)
    added = select(func.count()).select_from(table_of(FeedbackRow)).where(FeedbackRow.id > last)
    n_new = session.execute(added).scalar_one()
    details = {"told": len(rows), "new": n_new}
    log.record(session, actor=actor, action="add", noun="feedback", id=None, details=details, at=at)
    return n_new


def _drop_overtaken(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """
    Take out refusals that are told again after the person came round: the same refusal of a day then counts anew.

    Not so an agreement: a file that is read again must not open what was closed since.
    """
    for row in rows:
        if row["event"] != FeedbackEvent.DECLINED:
            continue
        later = table_of(FeedbackRow).alias()
        since = exists().where(
            later.c.candidate_id == row["candidate_id"],
            later.c.post_id == row["post_id"],
            later.c.event.in_(AGREED),
            later.c.happened_on <= row["happened_on"],
            later.c.id > FeedbackRow.id,
        )
        session.execute(delete(FeedbackRow).where(*(getattr(FeedbackRow, name) == row[name] for name in SAME), since))


def withdraw_feedback(session: Session, told: Sequence[Feedback], *, actor: Actor, at: datetime) -> int:
    """Take back events that turned out not to have happened, of whoever told each, and count them."""
    lock_sequence(session)
    n = 0
    for one in map(_from_feedback, told):
        same = [getattr(FeedbackRow, name) == one[name] for name in SAME]
        drop_tasks(session, cause_keys(session, and_(*same)))
        n += len(session.execute(delete(FeedbackRow).where(*same).returning(FeedbackRow.id)).all())
    if n:
        log.record(session, actor=actor, action="withdraw", noun="feedback", id=None, details={"n": n}, at=at)
    return n


def list_feedback(
    session: Session, candidate_id: str, *, after: int | None = None, limit: int = 100
) -> list[tuple[int, Feedback]]:
    """Give a page of a candidate's events in the order in which they were told, each with its number."""
    wanted = select(FeedbackRow).where(FeedbackRow.candidate_id == candidate_id, FeedbackRow.id > (after or 0))
    rows = session.scalars(wanted.order_by(FeedbackRow.id).limit(limit))
    return [(row.id, _to_feedback(row)) for row in rows]


def feedback_by_candidate(
    session: Session, ids: Iterable[str], events: Collection[FeedbackEvent]
) -> dict[str, list[Feedback]]:
    """Give what became of posts that were offered to some candidates, of some kinds of events, as it was told."""
    found: dict[str, list[Feedback]] = {}
    asked, kinds = sorted({id for id in ids if is_id(id)}), [str(one) for one in events]
    for start in range(0, len(asked), CHUNK):
        wanted = select(FeedbackRow).where(FeedbackRow.candidate_id.in_(asked[start : start + CHUNK]))
        for row in session.scalars(wanted.where(FeedbackRow.event.in_(kinds)).order_by(FeedbackRow.id)):
            found.setdefault(row.candidate_id, []).append(_to_feedback(row))
    return found


def iter_feedback(session: Session) -> Iterator[Feedback]:
    """Give all events in the order in which they were told."""
    after = 0
    while True:
        page = select(FeedbackRow).where(FeedbackRow.id > after).order_by(FeedbackRow.id).limit(BATCH)
        rows = session.scalars(page).all()
        yield from map(_to_feedback, rows)
        if len(rows) < BATCH:
            return
        after = rows[-1].id
        session.expunge_all()


def drop_feedback(session: Session, noun: Noun, id: str) -> None:
    """Forget every event of a candidate or a post."""
    column = FeedbackRow.candidate_id if noun == "candidate" else FeedbackRow.post_id
    drop_tasks(session, cause_keys(session, column == id))
    session.execute(delete(FeedbackRow).where(column == id))


def cause_keys(session: Session, where: ColumnElement[bool]) -> list[str]:
    """Give what the tasks that follow from some events are named by."""
    causes = [str(FeedbackEvent.INVITED), str(FeedbackEvent.INTERESTED)]
    wanted = select(FeedbackRow.id).where(where, FeedbackRow.event.in_(causes))
    return [event_key(number) for number in session.execute(wanted).scalars()]


def refuse_unknown_candidates(session: Session, ids: Iterable[str]) -> None:
    """
    Refuse ids of no candidate.

    Raises:
        NotFound: one of them, the text names it.
    """
    asked = dict.fromkeys(ids)
    there = _there(session, CandidateRow, asked)
    for id in asked:
        if id not in there:
            raise NotFound("there is no {noun} {id!r}", noun=CALLED["candidate"], id=id)


def _refuse_unknown(session: Session, told: Sequence[Feedback]) -> None:
    candidates = _there(session, CandidateRow, {one.candidate_id for one in told})
    posts = _there(session, PostRow, {one.post_id for one in told})
    for n, one in enumerate(told):
        sides: tuple[tuple[Noun, str, set[str]], ...] = (
            ("candidate", one.candidate_id, candidates),
            ("post", one.post_id, posts),
        )
        for noun, id, there in sides:
            if id in there:
                continue
            if len(told) == 1:
                raise NotFound("there is no {noun} {id!r}", noun=CALLED[noun], id=id)
            raise NotFound("[{n}]: there is no {noun} {id!r}; nothing is stored", n=n, noun=CALLED[noun], id=id)


def _there(session: Session, row: type[CandidateRow] | type[PostRow], ids: Iterable[str]) -> set[str]:
    table, asked, there = table_of(row), [id for id in ids if is_id(id)], set[str]()
    for start in range(0, len(asked), CHUNK):
        there |= set(session.execute(select(table.c.id).where(table.c.id.in_(asked[start : start + CHUNK]))).scalars())
    return there


def _from_feedback(one: Feedback) -> dict[str, Any]:
    return {
        "candidate_id": one.candidate_id,
        "post_id": one.post_id,
        "event": str(one.event),
        "happened_on": one.happened_on,
        "actor_id": one.actor.id,
        "actor_role": one.actor.role,
        "actor_district": one.actor.district,
        "at": one.at,
        "reason": None if one.reason is None else str(one.reason),
        "note": one.note,
        "position": one.position,
        "list_id": one.list_id,
        "automatic": one.automatic,
    }


def _to_feedback(row: FeedbackRow) -> Feedback:
    return Feedback(
        candidate_id=row.candidate_id,
        post_id=row.post_id,
        event=FeedbackEvent(row.event),
        happened_on=row.happened_on,
        actor=Actor(row.actor_id, row.actor_role, row.actor_district),
        at=row.at,
        reason=None if row.reason is None else DeclineReason(row.reason),
        note=row.note,
        position=row.position,
        list_id=row.list_id,
        automatic=row.automatic,
    )
