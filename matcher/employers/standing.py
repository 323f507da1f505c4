"""Where an employer stands on a day: removed or not, by what persons decided and else by the status in its file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.errors import BadInput, Conflict, Phrase
from matcher.fraud.barring import REMOVED_WORDS
from matcher.placements import removed_on
from matcher.records import Employer, EmployerFault, Inspection, InspectionOutcome, Post, Standing, StandingDecision

_ON_MEMBERSHIP = (Standing.REMOVED, Standing.RESTORED)


@dataclass(frozen=True, slots=True)
class Removal:
    """That an employer is removed; *since* None = only its status says so, and nobody knows since when."""

    since: date | None


def removal_of(employer: Employer, decisions: Iterable[StandingDecision], day: date) -> Removal | None:
    """
    Tell whether an employer is removed on a day.

    What a person decided counts before the status, which a file may repeat for years; a decision that takes effect
    later decides nothing yet.
    """
    decided = [(one.effective_on, one.standing) for one in decisions if one.effective_on <= day]
    if any(standing in _ON_MEMBERSHIP for _, standing in decided):
        since = removed_on(decided, day)
        return None if since is None else Removal(since)
    if not REMOVED_WORDS.search(employer.status or ""):
        return None
    known = employer.status_on
    return Removal(known) if known is None or known <= day else None


def is_demonstration(decisions: Iterable[StandingDecision], day: date) -> bool:
    """Tell whether an employer is put forward as a demonstration unit; a later removal ends it."""
    told = (Standing.DEMONSTRATION, Standing.REMOVED)
    standing = [one for one in decisions if one.standing in told and one.effective_on <= day]
    newest = max(standing, key=lambda one: (one.effective_on, one.at), default=None)
    return newest is not None and newest.standing is Standing.DEMONSTRATION


def refuse_post(post: Post, *, stored: Post | None, removal: Removal | None, today: date) -> Phrase | None:
    """
    Say why a post is not taken in: it is a new one of an employer that is removed.

    New is what was published on or after the day of the removal, or what comes in after it and says not when it was
    published. What was published before stays, is corrected, and may come in late; and so does what was stored before
    the removal was decided, as long as it is not published again.

    Args:
        post: as it shall be stored.
        stored: what stands under its id, None = nothing.
        removal: of its employer, as of *today*.
        today: when the post comes in; where nobody knows since when the employer is removed, it is from this day on.
    """
    if removal is None:
        return None
    published = post.published_on
    is_known = stored is not None and published in (None, stored.published_on)
    if is_known or (published is not None and published < (removal.since or today)):
        return None
    if removal.since is None:
        return Phrase("the employer is removed: it offers no new posts")
    return Phrase.of("the employer is removed: it offers no new posts from {day} on", day=removal.since)


def check_decision(decision: StandingDecision, *, removal: Removal | None) -> None:
    """
    Refuse a decision that says not why, or that does not go with where the employer stands.

    Args:
        decision: as a person wants to make it.
        removal: of the employer as of the day on which the decision takes effect.

    Raises:
        BadInput: the reasons or the note are missing, or there are reasons for what is no removal.
        Conflict: the employer stands otherwise.
    """
    standing, id = decision.standing, decision.employer_id
    if standing is Standing.REMOVED:
        if not decision.reasons:
            raise BadInput("a removal wants a reason", field="reasons")
        if removal is not None and removal.since is not None:
            raise Conflict("employer {id!r} is removed already, since {day}", id=id, day=removal.since)
        return
    if decision.reasons:
        raise BadInput("only a removal has reasons; say the rest in the note", field="reasons")
    if not (decision.note or "").strip():
        raise BadInput("say why, in the note", field="note")
    if standing is Standing.RESTORED and removal is None:
        raise Conflict("employer {id!r} is not removed", id=id)
    if standing is not Standing.RESTORED and removal is not None:
        raise Conflict("employer {id!r} is removed: it has to be restored first", id=id)


def check_inspection(inspection: Inspection, *, today: date) -> None:
    """
    Refuse an inspection that is still to come, or whose faults do not go with its outcome.

    Raises:
        BadInput: so it is.
    """
    if inspection.inspected_on > today:
        raise BadInput("{day} is still to come", field="inspected_on", day=inspection.inspected_on)
    if inspection.outcome is InspectionOutcome.PASSED:
        if inspection.faults:
            raise BadInput("an inspection that is passed has no faults", field="faults")
    elif not inspection.faults:
        raise BadInput("say which fault was found", field="faults")


def last_inspection(inspections: Iterable[Inspection], day: date) -> Inspection | None:
    """Give the newest inspection up to a day; of one day the one recorded last."""
    known = [one for one in inspections if one.inspected_on <= day]
    return max(known, key=lambda one: (one.inspected_on, one.at), default=None)


def answered_on(decisions: Sequence[StandingDecision], day: date) -> date | None:
    """Tell when a person last looked at a proposal and kept the employer, or restored it; None = never."""
    kept = (Standing.KEPT, Standing.RESTORED)
    return max(
        (one.effective_on for one in decisions if one.standing in kept and one.effective_on <= day), default=None
    )


FAULTS: dict[EmployerFault, Phrase] = {
    EmployerFault.IDLE: Phrase("no traineeships held"),
    EmployerFault.TERMS: Phrase("terms not carried out"),
    EmployerFault.MANAGEMENT: Phrase("badly run"),
}
"""What faults are called."""
