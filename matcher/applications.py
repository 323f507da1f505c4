"""Applications of employers: the steps that one may take, the documents that it lacks, and the clock of the office."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from matcher.editions import ApplicationRule
from matcher.errors import BadInput, Conflict, Phrase
from matcher.records import Application, ApplicationEvent, ApplicationKind, ApplicationState
from matcher.workdays import Workdays

SUBMITTED, RETURNED, ACCEPTED = ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.ACCEPTED
APPROVED, REFUSED = ApplicationState.APPROVED, ApplicationState.REFUSED
PAID, WITHDRAWN = ApplicationState.PAID, ApplicationState.WITHDRAWN

STEPS: dict[ApplicationState, tuple[ApplicationState, ...]] = {
    SUBMITTED: (ACCEPTED, RETURNED, WITHDRAWN),
    RETURNED: (SUBMITTED, WITHDRAWN),
    ACCEPTED: (APPROVED, REFUSED, WITHDRAWN),
    APPROVED: (PAID,),
    REFUSED: (),
    PAID: (),
    WITHDRAWN: (),
}
NEEDS_REASON = (RETURNED, REFUSED)


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when the office has to take the next step."""

    step: ApplicationState  # ACCEPTED stands for any answer to the papers, APPROVED for either decision
    since: date  # the day from which the last stretch counts, itself left out
    due_on: date  # the last day in time
    n_days: int  # working days in all
    known: bool  # the public holidays up to that day are; else every Monday to Friday was counted

    def is_overdue(self, day: date) -> bool:
        """Tell whether the day has come after the last one in time."""
        return day > self.due_on


def steps_of(application: Application) -> tuple[ApplicationState, ...]:
    """Give the states that an application may take next; only a subsidy is ever paid."""
    allowed = STEPS[application.state]
    return allowed if application.kind is ApplicationKind.SUBSIDY else tuple(one for one in allowed if one is not PAID)


def missing_documents(application: Application, rule: ApplicationRule) -> tuple[str, ...]:
    """Name the documents that the edition asks for and that were not handed in."""
    return tuple(name for name in rule.documents if name not in application.documents)


def submit(application: Application, rule: ApplicationRule, *, today: date) -> Application:
    """
    Check an application as it is first handed in, and give it back.

    Raises:
        BadInput: its months, its amount, a document or its day cannot be.
    """
    _check_subject(application)
    _check_documents(application.documents, rule)
    _check_day(application.events[0].on, today)
    return application


def take_step(
    application: Application,
    event: ApplicationEvent,
    rule: ApplicationRule,
    *,
    documents: Sequence[str] = (),
    today: date,
) -> Application:
    """
    Give an application with one more step.

    Args:
        application: as it stands.
        event: the step.
        rule: of the edition that the application is decided by.
        documents: handed in with this step, beside those that are there.
        today: no step is dated later.

    Raises:
        BadInput: a document is none that the edition asks for, a reason is missing, or the day cannot be.
        Conflict: the step does not follow on the state, lies before the last one, or needs documents that are missing.
    """
    _check_documents(documents, rule)
    _check_day(event.on, today)
    all_documents = tuple(dict.fromkeys((*application.documents, *documents)))
    stepped = replace(application, events=(*application.events, event), documents=all_documents)
    for refusal in REFUSALS:
        if (reason := refusal(application, stepped, rule)) is not None:
            raise Conflict("application {id}: {why}", id=application.id, why=reason)
    if event.state in NEEDS_REASON and not event.note:
        raise BadInput("{field}: say why", field="note")
    return stepped


def deadline_of(application: Application, rule: ApplicationRule, workdays: Workdays) -> Deadline | None:
    """
    Give the day by which the office has to act; None where it is the employer's turn or nothing is left to do.

    Working days count from the day after the papers came in, were accepted or approved. While they are with the
    employer the clock stands: after they come back only the days not used before are left, at the least the day itself.
    """
    last = application.events[-1]
    if last.state is SUBMITTED:
        left = max(rule.accept_within_days - _used(application.events, workdays), 0)
        return _deadline(ACCEPTED, last.on, rule.accept_within_days, left, workdays)
    if last.state is ACCEPTED:
        return _deadline(APPROVED, last.on, rule.decide_within_days, rule.decide_within_days, workdays)
    if PAID in steps_of(application) and rule.pay_within_days:
        return _deadline(PAID, last.on, rule.pay_within_days, rule.pay_within_days, workdays)
    return None


def application_on(application: Application, day: date) -> Application | None:
    """Give an application as it stood on a day; None where it had not been handed in."""
    events = tuple(event for event in application.events if event.on <= day)
    return replace(application, events=events) if events else None


def _used(events: Sequence[ApplicationEvent], workdays: Workdays) -> int:
    """Count the working days during which papers lay with the office before they were returned."""
    return sum(workdays.count(one.on, two.on) for one, two in pairwise(events) if two.state is RETURNED)


def _deadline(step: ApplicationState, since: date, n_days: int, left: int, workdays: Workdays) -> Deadline:
    due = workdays.after(since, left)
    return Deadline(step, since, due, n_days, workdays.knows(since, due))


def _check_subject(application: Application) -> None:
    """Refuse a subsidy without months and amount, and a recognition with any."""
    told = {name: getattr(application, name) for name in ("month_from", "month_to", "amount_yuan")}
    for name, value in told.items():
        if application.kind is ApplicationKind.SUBSIDY and value is None:
            raise BadInput("{field}: is needed with an application for subsidy", field=name)
        if application.kind is not ApplicationKind.SUBSIDY and value is not None:
            raise BadInput("{field}: goes with an application for subsidy only", field=name)
    first, last = application.month_from, application.month_to
    if first is not None and last is not None and first > last:
        raise BadInput("{field}: lies after the last month", field="month_from")


def _check_documents(documents: Sequence[str], rule: ApplicationRule) -> None:
    for name in documents:
        if name not in rule.documents:
            raise BadInput(
                "{field}: {name} is none of those asked for: {known}",
                field="documents",
                name=name,
                known=rule.documents,
            )


def _check_day(on: date, today: date) -> None:
    if on > today:
        raise BadInput("{field}: {day} is still to come", field="on", day=on)


Refusal = Callable[[Application, Application, ApplicationRule], Phrase | None]


def _out_of_turn(application: Application, stepped: Application, _: ApplicationRule) -> Phrase | None:
    """Refuse a state that does not follow on the present one."""
    allowed, state = steps_of(application), application.state
    if stepped.state in allowed:
        return None
    if not allowed:
        return Phrase.of("an application that is {state} takes no further step", state=state_phrase(state))
    return Phrase.of(
        "an application that is {state} cannot become {wanted}, only {allowed}",
        state=state_phrase(state),
        wanted=state_phrase(stepped.state),
        allowed=tuple(map(state_phrase, allowed)),
    )


def _back_in_time(application: Application, stepped: Application, _: ApplicationRule) -> Phrase | None:
    """Refuse a step dated before the last one."""
    before, on = application.events[-1].on, stepped.events[-1].on
    return Phrase.of("{day} lies before the last step, of {last}", day=on, last=before) if on < before else None


def _incomplete(_: Application, stepped: Application, rule: ApplicationRule) -> Phrase | None:
    """Refuse to accept what lacks documents: it is to be returned."""
    missing = missing_documents(stepped, rule)
    if stepped.state is not ACCEPTED or not missing:
        return None
    return Phrase.of("it lacks {missing}; return it", missing=missing)


REFUSALS: tuple[Refusal, ...] = (_out_of_turn, _back_in_time, _incomplete)


def state_phrase(state: ApplicationState) -> Phrase:
    """Name a state."""
    return STATES[state]


STATES: dict[ApplicationState, Phrase] = {
    SUBMITTED: Phrase.of("submitted"),
    RETURNED: Phrase.of("returned"),
    ACCEPTED: Phrase.of("accepted"),
    APPROVED: Phrase.of("approved"),
    REFUSED: Phrase.of("refused"),
    PAID: Phrase.of("paid"),
    WITHDRAWN: Phrase.of("withdrawn"),
}
KINDS: dict[ApplicationKind, Phrase] = {
    ApplicationKind.RECOGNITION: Phrase.of("recognition"),
    ApplicationKind.SUBSIDY: Phrase.of("subsidy"),
}
