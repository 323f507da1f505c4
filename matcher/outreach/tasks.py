"""What is still to be done after contacts: read off what came since, and not kept a second time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from matcher.outreach.attempts import Setting, Task, follow
from matcher.outreach.situation import (
    Situation,
    closed_to,
    has_opted_out,
    in_local_time,
    local_day,
    promised_call_back,
)
from matcher.records import Actor, Attempt, ContactResult, Feedback, FeedbackEvent, Interest, Invitation

Cause = Attempt | Invitation | Interest
"""What leaves a task."""

SPOKEN = (ContactResult.REACHED, ContactResult.CALL_BACK, ContactResult.INTERESTED, ContactResult.DECLINED)
"""Results after which the person has been spoken with."""

TOLD = (ContactResult.INTERESTED, ContactResult.DECLINED)
"""Results by which the person says something of a post."""

ENDING = (ContactResult.STARTED, ContactResult.OPTED_OUT)
LEAVING_TASKS = (
    *SPOKEN,
    ContactResult.NOT_REACHED,
    ContactResult.WRONG_NUMBER,
    ContactResult.STARTED,
)
"""Results from which a task can follow."""

INTRODUCED = (FeedbackEvent.APPLIED, FeedbackEvent.INTERVIEWED, FeedbackEvent.STARTED, FeedbackEvent.RETAINED)
"""Events that tell that person and employer met."""

SETTLING = (*INTRODUCED, FeedbackEvent.DECLINED)
"""Events after which nobody need be introduced any more."""

ANSWERS = (FeedbackEvent.INTERESTED, *SETTLING)
"""Events after which nobody need be asked any more what they say to an employer's wish to meet them."""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """
    Something that a contact, an invitation or an interest left to be done.

    Attributes:
        id: of its kind and of what it follows from: the same as long as it is open.
        post_id: which post it is about; None = none.
        since: the local day of the attempt or invitation.
        due_on: the last day.
        caseworker: id of who looks after the person; None = nobody: it is the district's.
        told_by: id of who told the attempt or invitation.
        note: of the attempt.
    """

    id: str
    task: Task
    candidate_id: str
    district: str | None
    post_id: str | None
    since: date
    due_on: date
    caseworker: str | None
    told_by: str
    note: str | None

    @property
    def place(self) -> str:
        """Give what tasks are sorted by: the day by which, so that what is late comes first; then the oldest."""
        return f"{self.due_on} {self.since} {self.id}"

    @property
    def in_charge(self) -> str:
        """Give the id of whose task it is: who looks after the person, else who told the attempt."""
        return self.caseworker or self.told_by

    def is_overdue(self, *, on: date) -> bool:
        """Tell whether its last day is past."""
        return self.due_on < on


@dataclass(frozen=True, slots=True)
class TaskDone:
    """A person's word that a task is done, or need not be any more."""

    task_id: str
    candidate_id: str
    actor: Actor
    at: datetime
    note: str | None = None  # without personal numbers


def open_tasks(
    situation: Situation,
    setting: Setting,
    *,
    events: Iterable[Feedback] = (),
    invitations: Iterable[Invitation] = (),
    interests: Iterable[Interest] = (),
    done: Collection[str] = (),
) -> list[OpenTask]:
    """
    List what is still to be done for a person, what is due first.

    A task is done when what is stored tells it: a later attempt, an event of the post, a traineeship, another number, a
    fact that is known now. What queue and caps bring back by themselves (try again, offer posts) is no task.

    Args:
        situation: with all attempts at the person.
        setting: policy, figures and working days.
        events: what became of posts that were offered to the person.
        invitations: employers' wishes to meet the person, the oldest first.
        interests: what caseworkers heard of interest in posts, told on cards, the oldest first.
        done: ids of the tasks that a person closed.
    """
    usable = replace(setting, closed=closed_to(situation.candidate, has_phone=situation.has_phone))
    told = list(events)
    left: list[tuple[Task, Cause]] = [*_left(situation, usable, told)]
    left += _invitations(situation, invitations, told, setting)
    left += _interests(situation, interests, told, setting)
    found = [_task(task, one, situation, setting) for task, one in left if task_id(task, one) not in done]
    return sorted(found, key=lambda one: one.place)


def task_id(task: Task, cause: Cause) -> str:
    """Name the task that follows from an attempt or an invitation."""
    return f"{task}-{cause.id if isinstance(cause, Attempt) else cause.key}"


def task_ids(cause: str) -> list[str]:
    """Name every task that could follow from an attempt, by its id, or from an invitation, by its key."""
    return [f"{task}-{cause}" for task in Task]


def _task(task: Task, cause: Cause, situation: Situation, setting: Setting) -> OpenTask:
    since = in_local_time(cause.at, setting.policy).date()
    return OpenTask(
        id=task_id(task, cause),
        task=task,
        candidate_id=cause.candidate_id,
        district=situation.candidate.home_district,
        post_id=cause.post_id,
        since=since,
        due_on=_due(task, cause, since, setting),
        caseworker=None if situation.caseload is None else situation.caseload.caseworker,
        told_by=cause.actor.id,
        note=cause.note if isinstance(cause, Attempt) else None,
    )


def _due(task: Task, cause: Cause, since: date, setting: Setting) -> date:
    if task is Task.CALL_BACK and isinstance(cause, Attempt) and cause.call_back_on is not None:
        return cause.call_back_on
    following = setting.following
    within = {
        Task.INTRODUCE: following.introduce_within,
        Task.PROPOSE_PLACEMENT: following.record_within,
        Task.TELL_DISTRICT_HEAD: following.tell_within,
    }
    return setting.workdays.after(since, within.get(task, following.ask_within))


def _left(situation: Situation, setting: Setting, events: Sequence[Feedback]) -> Iterator[tuple[Task, Attempt]]:
    yield from _placements(situation, setting)
    if has_opted_out(situation.candidate, situation.attempts, consented_at=situation.consented_at):
        return  # nothing that wants another contact
    promised = promised_call_back(situation.attempts, setting.policy)
    if promised is not None:
        yield Task.CALL_BACK, promised
    yield from _introductions(situation, setting, events)
    yield from _numbers(situation)
    yield from _heads(situation, setting)
    yield from _facts(situation)


def _placements(situation: Situation, setting: Setting) -> Iterator[tuple[Task, Attempt]]:
    """Give the start that no traineeship on record follows."""
    started = [one for one in situation.attempts if one.result is ContactResult.STARTED and one.post_id is not None]
    if started and not _placed_since(local_day(started[-1], setting.policy), situation):
        yield Task.PROPOSE_PLACEMENT, started[-1]


def _placed_since(day: date, situation: Situation) -> bool:
    last_days = (situation.placed_until, situation.placed_last)
    return any(last is not None and last >= day for last in last_days)


def _introductions(
    situation: Situation, setting: Setting, events: Sequence[Feedback]
) -> Iterator[tuple[Task, Attempt]]:
    """Give for each post the last interest that nothing followed: no application, no start, no refusal."""
    interested = {
        one.post_id: (n, one) for n, one in enumerate(situation.attempts) if one.result is ContactResult.INTERESTED
    }
    for n, one in interested.values():
        day = local_day(one, setting.policy)
        later = any(
            other.result in ENDING or (other.result is ContactResult.DECLINED and other.post_id == one.post_id)
            for other in situation.attempts[n + 1 :]
        )
        if not later and not _placed_since(day, situation) and not any(_settles(event, one, day) for event in events):
            yield Task.INTRODUCE, one


def _settles(event: Feedback, interest: Attempt | Interest, day: date) -> bool:
    if event.post_id != interest.post_id:
        return False
    if event.event is FeedbackEvent.DECLINED:
        return event.at > interest.at
    return event.event in INTRODUCED and event.happened_on >= day


def _invitations(
    situation: Situation, invitations: Iterable[Invitation], events: Sequence[Feedback], setting: Setting
) -> Iterator[tuple[Task, Invitation]]:
    """Give for each post the last invitation that was not answered; who wants no contact is not asked."""
    if has_opted_out(situation.candidate, situation.attempts, consented_at=situation.consented_at):
        return
    open_: dict[str, Invitation] = {}
    for one in invitations:
        day = in_local_time(one.at, setting.policy).date()
        if not _placed_since(day, situation) and not _is_answered(one, events):
            open_[one.post_id] = one
    yield from ((Task.ASK_INVITED, one) for one in open_.values())


def _interests(
    situation: Situation, interests: Iterable[Interest], events: Sequence[Feedback], setting: Setting
) -> Iterator[tuple[Task, Interest]]:
    """Give for each post the last interest that was told on a card, where no contact tells it and nothing followed."""
    if has_opted_out(situation.candidate, situation.attempts, consented_at=situation.consented_at):
        return
    noted = {attempt.post_id for _, attempt in _introductions(situation, setting, events)}
    last = {one.post_id: one for one in interests if one.post_id not in noted}
    for one in last.values():
        day = in_local_time(one.at, setting.policy).date()
        overtaken = any(
            other.at >= one.at and (other.result in ENDING or (other.post_id == one.post_id and other.result in TOLD))
            for other in situation.attempts
        )
        if not overtaken and not _placed_since(day, situation) and not any(_settles(e, one, day) for e in events):
            yield Task.INTRODUCE, one


def _is_answered(one: Invitation, events: Sequence[Feedback]) -> bool:
    return any(told.post_id == one.post_id and told.event in ANSWERS and told.at > one.at for told in events)


def _numbers(situation: Situation) -> Iterator[tuple[Task, Attempt]]:
    """Give the first wrong number since which neither another number came nor the person was spoken with."""
    since, wrong = situation.phone_since, _first_of_run(situation.attempts, ContactResult.WRONG_NUMBER)
    if wrong is not None and (since is None or since <= wrong.at):
        yield Task.ASK_OTHER_SOURCE, wrong


def _heads(situation: Situation, setting: Setting) -> Iterator[tuple[Task, Attempt]]:
    """Give the first attempt of the last failures after which no way to reach the person is left."""
    for n in range(_run_from(situation.attempts), len(situation.attempts)):
        one = situation.attempts[n]
        if one.result is not ContactResult.NOT_REACHED:
            continue
        if follow(one, situation.attempts[:n], setting).task is Task.TELL_DISTRICT_HEAD:
            yield Task.TELL_DISTRICT_HEAD, one
            return


def _facts(situation: Situation) -> Iterator[tuple[Task, Attempt]]:
    """Give the last talk with somebody of whom a fact is missing that would decide about eligibility."""
    spoken = [one for one in situation.attempts if one.result in SPOKEN]
    if spoken and situation.eligibility.missing and not situation.to_register:
        yield Task.ASK_FACT, spoken[-1]


def _run_from(attempts: Sequence[Attempt]) -> int:
    """Give where the attempts begin that came after the person was last spoken with, or started somewhere."""
    return max((n + 1 for n, one in enumerate(attempts) if one.result in (*SPOKEN, *ENDING)), default=0)


def _first_of_run(attempts: Sequence[Attempt], result: ContactResult) -> Attempt | None:
    return next((one for one in attempts[_run_from(attempts) :] if one.result is result), None)
