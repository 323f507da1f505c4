"""Who has taken whom to contact, for how long; and which people a caseworker hands over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from matcher.errors import BadInput
from matcher.outreach.following import ClaimRule
from matcher.records import Actor, Attempt, Caseload, Claimed


@dataclass(frozen=True, slots=True)
class Hands:
    """Whom a caseworker has in hand: everybody, and of these the claims and the promised call backs."""

    ids: tuple[str, ...]  # ascending
    call_back_ids: tuple[str, ...]


def claim(candidate_id: str, rule: ClaimRule, *, actor: Actor, at: datetime, hours: float | None = None) -> Claimed:
    """
    Take a candidate to contact, from a moment on for so many hours; None = as the rule says.

    Raises:
        BadInput: that is no time, or longer than the rule allows.
    """
    asked = rule.hours if hours is None else hours
    if not 0 < asked <= rule.most_hours:
        raise BadInput(
            "{field}: {n:g} is not more than 0 and at most {most:g}", field="hours", n=asked, most=rule.most_hours
        )
    return Claimed(candidate_id, actor, at, at + timedelta(hours=asked))


def is_held(claimed: Claimed, *, at: datetime) -> bool:
    """Tell whether a claim holds at a moment; its last moment is free again."""
    return claimed.at <= at < claimed.until


def in_hands_of(
    caseworker: str,
    *,
    caseloads: Iterable[Caseload],
    claims: Iterable[Claimed],
    call_backs: Iterable[Attempt],
    at: datetime,
    left: Iterable[str] = (),
) -> Hands:
    """
    List whom a caseworker has in hand at a moment: the caseload, those taken, promised a call back, or of a task.

    Somebody in a colleague's caseload is the colleague's, whoever spoke with them last.

    Args:
        caseworker: id of the actor.
        caseloads: of everybody.
        claims: of everybody, those over included.
        call_backs: the open promises of everybody, one a person.
        at: the moment.
        left: ids of the people whose open tasks are this caseworker's.
    """
    looked_after = {one.candidate_id: one.caseworker for one in caseloads}
    mine = {id for id, by in looked_after.items() if by == caseworker}
    open_ = [one for one in call_backs if looked_after.get(one.candidate_id, one.actor.id) == caseworker]
    taken = {one.candidate_id for one in claims if one.actor.id == caseworker and is_held(one, at=at)}
    mine |= {id for id in taken if looked_after.get(id, caseworker) == caseworker}
    mine |= {one.candidate_id for one in open_} | set(left)
    return Hands(tuple(sorted(mine)), tuple(sorted({one.candidate_id for one in open_})))
