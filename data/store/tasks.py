"""Tasks that persons closed: sealed, by the id of the task; what is open is read off elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from data import log
from data.store.changes import lock_sequence
from data.store.sealed import SealedRecord, delete_sealed, get_sealed, put_sealed
from data.vault import Vault
from matcher.outreach.tasks import TaskDone, task_ids
from matcher.records import Actor

SHELF = "done"


def close_task(session: Session, done: TaskDone, *, vault: Vault) -> None:
    """Keep that a person closed a task, with a line in the log that does not hold the note."""
    lock_sequence(session)
    content = {
        "candidate_id": done.candidate_id,
        "by": [done.actor.id, done.actor.role, done.actor.district],
        "at": done.at.isoformat(),
        "note": done.note,
    }
    put_sealed(session, [SealedRecord("task", done.task_id, SHELF, content)], vault=vault)
    details = {"task": done.task_id}
    log.record(
        session,
        actor=done.actor,
        action="close_task",
        noun="candidate",
        id=done.candidate_id,
        details=details,
        at=done.at,
    )


def reopen_task(session: Session, done: TaskDone, *, actor: Actor, at: datetime) -> None:
    """Take back that a task was closed, and its note with it, with a line in the log."""
    lock_sequence(session)
    delete_sealed(session, "task", [done.task_id])
    details = {"task": done.task_id}
    log.record(
        session, actor=actor, action="reopen_task", noun="candidate", id=done.candidate_id, details=details, at=at
    )


def tasks_done(session: Session, ids: Sequence[str], *, vault: Vault) -> dict[str, TaskDone]:
    """Give those of some tasks that a person closed, by id."""
    return {id: _from_sealed(one) for id, one in get_sealed(session, "task", ids, vault=vault).items()}


def drop_tasks(session: Session, causes: Iterable[str]) -> None:
    """Forget what was closed of the tasks that followed from attempts, by their ids, or invitations, by their keys."""
    delete_sealed(session, "task", [id for one in causes for id in task_ids(one)])


def _from_sealed(one: SealedRecord) -> TaskDone:
    told = one.content
    return TaskDone(one.id, told["candidate_id"], Actor(*told["by"]), datetime.fromisoformat(told["at"]), told["note"])
