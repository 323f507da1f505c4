"""Find the smallest changes after which a pair is no longer blocked, and those that would raise its score."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matcher.changes.case import Case, Standings, blocking, judge_case
from matcher.changes.change import Change
from matcher.changes.making import made
from matcher.changes.options import OPTIONS
from matcher.records import Finding

LEAST_RISE = 0.05
"""What raises a score by less is not worth a word."""

MOST_RAISES = 3
"""So many changes that would raise a score are told."""


@dataclass(frozen=True, slots=True)
class Raise:
    """A change, and by how much the score would rise; likeness in meaning and words is held as it is."""

    change: Change
    rise: float


def changes_for(case: Case) -> tuple[Change, ...]:
    """
    Give the fewest changes that together unblock *case*, one for each criterion that blocks it.

    Each is made and the case judged again by all rules before it is given, so that what is told holds. () = nothing
    blocks it, or nothing that anybody could change would unblock it.
    """
    found: list[Change] = []
    now, standings = case, judge_case(case)
    while codes := blocking(standings):
        for change in _options(codes[0], now):
            then = made(change, now)
            after = judge_case(then)
            if set(blocking(after)) < set(codes):
                now, standings = then, after
                found.append(change)
                break
        else:
            return ()
    return _needed(found, case)


def raises_for(case: Case, findings: Sequence[Finding]) -> tuple[Raise, ...]:
    """
    Give what would lift the reservations that weigh most on a pair that is not blocked, the largest rise first.

    Args:
        case: the pair.
        findings: how it was scored: what each reservation takes off.
    """
    weighing = {finding.code: finding.contribution for finding in findings if finding.contribution < 0}
    before = judge_case(case)
    if blocking(before):
        return ()
    raised = [_raised(change, case, before, weighing) for code in weighing for change in _options(code, case)[:1]]
    worth = [one for one in raised if one.rise >= LEAST_RISE]
    return tuple(sorted(worth, key=lambda one: (-one.rise, one.change.code))[:MOST_RAISES])


def _options(code: str, case: Case) -> tuple[Change, ...]:
    options: Callable[[Case], tuple[Change, ...]] | None = OPTIONS.get(code)
    return () if options is None else options(case)


def _needed(changes: Sequence[Change], case: Case) -> tuple[Change, ...]:
    """Leave out what a later change makes needless."""
    kept = list(changes)
    for change in changes[:-1]:
        others = [one for one in kept if one is not change]
        if not blocking(judge_case(_all_made(others, case))):
            kept = others
    return tuple(kept)


def _all_made(changes: Sequence[Change], case: Case) -> Case:
    for change in changes:
        case = made(change, case)
    return case


def _raised(change: Change, case: Case, before: Standings, weighing: Mapping[str, float]) -> Raise:
    """Weigh by what each reservation takes off now; one that a change would bring up makes it no raise."""
    after = judge_case(made(change, case))
    if blocking(after) or any(after[code].amount > before[code].amount for code in after):
        return Raise(change, 0.0)
    lifted = (
        -weighing[code] * (1.0 - after[code].amount / before[code].amount)
        for code in weighing
        if code in before and before[code].amount > 0
    )
    return Raise(change, round(sum(lifted), 9))
