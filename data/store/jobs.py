"""Long jobs: what was asked for, who runs it, how far it is, and what came of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast, get_args
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from data.store.changes import table_of
from data.store.crossing import is_id
from data.tables import JobRow
from matcher.errors import Conflict, NotFound, Phrase
from matcher.records import Actor

State = Literal["queued", "running", "done", "failed"]

NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # as JSON writes it, and not a stroke before a word
LEASE = timedelta(seconds=30)  # a runner that has not reported for so long is taken for dead


@dataclass(frozen=True, slots=True)
class Job:
    """A long job; *total* None = not known yet, *result* of a job that is done, *problem* of one that failed."""

    id: str
    kind: str
    state: State
    actor: Actor
    arguments: dict[str, Any]
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    done: int = 0
    total: int | None = None
    result: dict[str, Any] | None = None
    problem: Phrase | None = None
    runner: str | None = None


def new_job_id() -> str:
    """Make an id for a job, for who needs it before the job is queued."""
    return uuid4().hex


def create_job(
    session: Session, *, kind: str, actor: Actor, arguments: dict[str, Any], at: datetime, id: str | None = None
) -> Job:
    """Queue a job; *arguments* is what JSON can hold, without personal data; *id* of ``new_job_id``, or a fresh one."""
    job = Job(id or new_job_id(), kind, "queued", actor, arguments, at)
    session.execute(
        insert(table_of(JobRow)).values(
            id=job.id,
            kind=kind,
            state=job.state,
            actor_id=actor.id,
            actor_role=actor.role,
            actor_district=actor.district,
            arguments=arguments,
            created_at=at,
            done=0,
        )
    )
    return job


def get_job(session: Session, id: str) -> Job:
    """Give a job, or raise NotFound."""
    row = session.scalar(select(JobRow).where(JobRow.id == id)) if is_id(id) else None
    if row is None:
        raise NotFound("there is no job {id!r}", id=id)
    return to_job(row)


def newest_job(session: Session, kind: str) -> Job | None:
    """Give the job of a kind that was asked for last; None = there never was one."""
    wanted = select(JobRow).where(JobRow.kind == kind).order_by(JobRow.created_at.desc(), JobRow.id).limit(1)
    row = session.scalar(wanted)
    return None if row is None else to_job(row)


def start_job(session: Session, id: str, *, runner: str, at: datetime, lease: timedelta = LEASE) -> Job:
    """
    Take a job for *runner*, which is queued or whose runner has gone silent; of several who try, one gets it.

    Raises:
        NotFound: there is no such job.
        Conflict: someone else runs it, or it has ended.
    """
    taken = {"state": "running", "runner": runner, "started_at": at, "lease_until": at + lease, "done": 0}
    if not _update(session, id, _is_free(at), taken):
        job = get_job(session, id)
        raise Conflict("job {id} is {state}; it cannot be started", id=id, state=job.state)
    return get_job(session, id)


def report_job(
    session: Session,
    id: str,
    *,
    runner: str,
    at: datetime,
    done: int | None = None,
    total: int | None = None,
    lease: timedelta = LEASE,
) -> None:
    """Say that *runner* is alive and how far it is; Conflict where the job was taken over or has ended."""
    progress = {name: n for name, n in (("done", done), ("total", total)) if n is not None}
    _update_own(session, id, runner, progress | {"lease_until": at + lease})


def finish_job(session: Session, id: str, *, runner: str, result: dict[str, Any], at: datetime) -> None:
    """End a job with its result; Conflict where it was taken over or has ended."""
    _update_own(session, id, runner, {"state": "done", "result": result, "ended_at": at, "lease_until": None})


def fail_job(session: Session, id: str, *, runner: str, problem: Phrase, at: datetime) -> None:
    """End a job with the phrase that says what went wrong; Conflict where it was taken over or has ended."""
    ended = {"state": "failed", "problem": _to_kept(problem), "ended_at": at, "lease_until": None}
    _update_own(session, id, runner, ended)


def unfinished_jobs(session: Session, *, at: datetime) -> list[Job]:
    """Give the jobs that wait for a runner, oldest first: queued ones, and those whose runner has gone silent."""
    rows = session.scalars(select(JobRow).where(_is_free(at)).order_by(JobRow.created_at, JobRow.id))
    return [to_job(row) for row in rows]


def count_jobs(session: Session) -> dict[str, int]:
    """Count the jobs in each state; a state in which none is, is 0."""
    found = session.execute(select(JobRow.state, func.count()).group_by(JobRow.state))
    return dict.fromkeys(get_args(State), 0) | {state: n for state, n in found}


def to_job(row: JobRow) -> Job:
    """Give the job that *row* stores."""
    return Job(
        id=row.id,
        kind=row.kind,
        state=cast(State, row.state),
        actor=Actor(row.actor_id, row.actor_role, row.actor_district),
        arguments=row.arguments,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        done=row.done,
        total=row.total,
        result=row.result,
        problem=None if row.problem is None else _to_problem(row.problem),
        runner=row.runner,
    )


def _to_kept(problem: Phrase) -> str:
    """Give the JSON that keeps a phrase; it may quote a file: what a database cannot keep must not hide the problem."""
    kept = json.dumps(problem.to_plain(), ensure_ascii=False)
    return NUL.sub(r"\1�", kept).encode("utf-8", "replace").decode()


def _to_problem(kept: str) -> Phrase:
    """Give the phrase that is kept; earlier versions kept a plain text."""
    try:
        return Phrase.from_plain(json.loads(kept))
    except (ValueError, TypeError, KeyError):
        return Phrase(kept)


def _is_free(at: datetime) -> ColumnElement[bool]:
    return or_(JobRow.state == "queued", and_(JobRow.state == "running", JobRow.lease_until < at))


def _update_own(session: Session, id: str, runner: str, values: dict[str, Any]) -> None:
    if not _update(session, id, and_(JobRow.state == "running", JobRow.runner == runner), values):
        get_job(session, id)
        raise Conflict("job {id} is no longer run by {runner}", id=id, runner=runner)


def _update(session: Session, id: str, where: ColumnElement[bool], values: dict[str, Any]) -> bool:
    if not is_id(id):
        return False
    table = table_of(JobRow)
    changed = session.execute(update(table).where(table.c.id == id, where).values(values).returning(table.c.id))
    return changed.scalar() is not None
