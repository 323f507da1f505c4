"""Open tasks as both ways in handle them: gathered from what is stored, and closed by persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.contacting import moment_of, setting_of
from api.house import House
from api.situations import asking_on, read_ledgers, situations
from data.store import (
    Session,
    attempts_by_candidate,
    candidates_by_id,
    caseloads,
    close_task,
    feedback_by_candidate,
    get_attempt,
    get_interest,
    get_invitation,
    interested_candidates,
    interests_of,
    invitations_of,
    invited_candidates,
    lock_sequence,
    reopen_task,
    tasks_done,
    told_by,
    told_candidates,
    without_name,
)
from matcher.errors import Conflict, NotFound
from matcher.outreach.attempts import Task
from matcher.outreach.situation import NAMING_A_DAY, in_local_time, promised_call_back
from matcher.outreach.tasks import ANSWERS, LEAVING_TASKS, Cause, OpenTask, TaskDone, open_tasks, task_id, task_ids
from matcher.records import Actor, Attempt


@dataclass(frozen=True, slots=True)
class Open:
    """The tasks that are open on a day, what is due first; of whom, the staff see."""

    as_of: date
    tasks: tuple[OpenTask, ...]


def tasks_on(house: House, session: Session, *, district: str | None = None, caseworker: str | None = None) -> Open:
    """
    List what contacts and employers' invitations left to be done.

    Args:
        house: with clock and reference data.
        session: of a transaction.
        district: only of people who live there; ``NO_DISTRICT`` = of whom no district is known; None = everybody.
        caseworker: only of whom this one looks after, or told of where nobody looks after them; None = everybody's.
    """
    ids = {
        *told_candidates(session, LEAVING_TASKS, district=district),
        *invited_candidates(session, district=district),
        *interested_candidates(session, district=district),
    }
    if caseworker is not None:
        ids &= _concerning(session, caseworker)
    found = tasks_of(house, session, sorted(ids))
    mine = [one for one in found if caseworker in (None, one.in_charge)]
    return Open(asking_on(house).day, tuple(sorted(mine, key=lambda one: one.place)))


def _concerning(session: Session, caseworker: str) -> set[str]:
    """Give the people whose tasks may be a caseworker's: of the caseload, or told of; of nobody else any is read."""
    looked_after = {one.candidate_id for one in caseloads(session, caseworker=caseworker)}
    return looked_after | told_by(session, caseworker) | set(interested_candidates(session, actor_id=caseworker))


def call_backs_due(
    house: House, session: Session, *, district: str | None = None, caseworker: str | None = None
) -> list[OpenTask]:
    """Give the call backs whose day has come, as ``tasks_on`` gives them among all; nobody else is judged."""
    on = asking_on(house).day
    ids = told_candidates(session, NAMING_A_DAY, district=district)
    promised = [promised_call_back(tried, house.outreach) for tried in attempts_by_candidate(session, ids).values()]
    due = [one.candidate_id for one in promised if one is not None and one.call_back_on and one.call_back_on <= on]
    found = [one for one in tasks_of(house, session, sorted(due)) if one.task is Task.CALL_BACK]
    return sorted((one for one in found if caseworker in (None, one.in_charge)), key=lambda one: one.place)


def tasks_of(house: House, session: Session, ids: Sequence[str]) -> list[OpenTask]:
    """List what contacts and invitations left to be done for some candidates, one person after the other."""
    people = candidates_by_id(session, ids)
    ledgers = read_ledgers(session, list(people))
    events, invitations = feedback_by_candidate(session, people, ANSWERS), invitations_of(session, people)
    interests = interests_of(session, people)
    setting = setting_of(house)
    found = [
        task
        for one in situations(house, people.values(), ledgers, asking=asking_on(house))
        for task in open_tasks(
            one,
            setting,
            events=events.get(one.candidate.id, ()),
            invitations=invitations.get(one.candidate.id, ()),
            interests=interests.get(one.candidate.id, ()),
        )
    ]
    closed = tasks_done(session, [one.id for one in found], vault=house.vault)
    return [one for one in found if one.id not in closed]


def finish(house: House, session: Session, id: str, *, actor: Actor, note: str | None = None) -> TaskDone:
    """
    Close a task on a person's word.

    Args:
        house: with clock and vault.
        session: of ``Database.begin``.
        id: of the task.
        actor: who says so.
        note: freed of personal numbers already.

    Raises:
        NotFound: no contact and no invitation left such a task.
        Conflict: somebody closed it before, what is stored tells that it is done, or it is a call back, which the
            attempt that keeps it closes.
    """
    lock_sequence(session)
    cause = _cause_of(session, id)
    before = tasks_done(session, [id], vault=house.vault).get(id)
    if before is not None:
        at = in_local_time(before.at, house.outreach)
        raise Conflict("{id}: {who} closed this task on {day:%Y-%m-%d}", id=id, who=before.actor.id, day=at)
    if id not in {one.id for one in tasks_of(house, session, [cause.candidate_id])}:
        raise Conflict("{id}: this task is not open: what came since settled it, or there never was one", id=id)
    if id == task_id(Task.CALL_BACK, cause):
        raise Conflict("{id}: a call back is done by making it: note the attempt, and the task is closed", id=id)
    note = without_name(session, "candidate", cause.candidate_id, note, vault=house.vault)
    done = TaskDone(id, cause.candidate_id, actor, moment_of(house), note)
    close_task(session, done, vault=house.vault)
    return done


def take_up_again(house: House, session: Session, id: str, *, actor: Actor) -> TaskDone:
    """
    Take back that somebody closed a task; it is open again unless what came since settled it.

    Raises:
        NotFound: no contact and no invitation left such a task, or of nobody whom the actor sees.
        Conflict: the task is not closed.
    """
    lock_sequence(session)
    _cause_of(session, id)
    done = tasks_done(session, [id], vault=house.vault).get(id)
    if done is None:
        raise Conflict("{id}: nobody closed this task", id=id)
    reopen_task(session, done, actor=actor, at=moment_of(house))
    return done


def _cause_of(session: Session, id: str) -> Cause:
    """Give what a task follows from, raising NotFound where there is no such task."""
    key = id.partition("-")[2]
    cause: Cause | None
    if id.startswith(f"{Task.ASK_INVITED}-"):
        cause = get_invitation(session, key)
    else:
        cause = get_attempt(session, key) or get_interest(session, key)
    if cause is None or id not in task_ids(cause.id if isinstance(cause, Attempt) else cause.key):
        raise NotFound("there is no task {id!r}", id=id)
    return cause
