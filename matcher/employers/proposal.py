"""Whom to propose for removal, with the reasons and their clauses; a person decides, nothing is removed by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.editions import Edition
from matcher.employers.facts import InspectionFacts
from matcher.employers.standing import FAULTS
from matcher.errors import Phrase
from matcher.months import add_months
from matcher.records import EmployerFault, InspectionOutcome


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason for proposing a removal."""

    fault: EmployerFault
    reason: Phrase
    clause: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """That an employer be removed; there is at least one ground."""

    employer_id: str
    edition: str
    grounds: tuple[Ground, ...]
    caution: Phrase | None = None  # what to look at before believing it

    @property
    def faults(self) -> tuple[EmployerFault, ...]:
        """Give the faults, each once, in the order of the grounds."""
        return tuple(dict.fromkeys(one.fault for one in self.grounds))


Rule = Callable[[InspectionFacts, Edition], Iterator[Ground]]


def idle(facts: InspectionFacts, edition: Edition) -> Iterator[Ground]:
    """Propose an employer without traineeships for the years that the edition gives, running."""
    since = facts.idle_since
    if not facts.is_idle or since is None or _answered_lately(facts, edition):
        return
    n, clause = edition.inspection.idle_years, edition.inspection.clause
    if facts.last_practice_on is not None:
        reason = Phrase.of("no traineeship since {day}: {n} years running", day=facts.last_practice_on, n=n)
    else:
        reason = Phrase.of("recognised on {day} and no traineeship on file: {n} years running", day=since, n=n)
    yield Ground(EmployerFault.IDLE, reason, clause)


def terms(facts: InspectionFacts, edition: Edition) -> Iterator[Ground]:
    """Propose an employer that did not carry out the terms, as the placements since its last inspection show."""
    for one in facts.unmet:
        yield Ground(EmployerFault.TERMS, one.reason, one.clause)


def inspected(facts: InspectionFacts, edition: Edition) -> Iterator[Ground]:
    """Propose an employer that failed its last inspection for what the inspector found, unless it was answered."""
    last = facts.last
    if last is None or last.outcome is not InspectionOutcome.FAILED:
        return
    if facts.answered_on is not None and facts.answered_on >= last.inspected_on:
        return
    for fault in last.faults:
        reason = Phrase.of("inspection of {day} failed: {fault}", day=last.inspected_on, fault=FAULTS[fault])
        yield Ground(fault, reason, edition.inspection.clause)


RULES: tuple[Rule, ...] = (idle, terms, inspected)


def propose(facts: InspectionFacts, edition: Edition) -> Proposal | None:
    """Propose the removal of an employer, with every ground; None = there is none, or it is removed already."""
    if facts.removal is not None:
        return None
    grounds = tuple(ground for rule in RULES for ground in rule(facts, edition))
    return Proposal(facts.employer.id, edition.id, grounds, _caution(facts, grounds)) if grounds else None


def _caution(facts: InspectionFacts, grounds: Sequence[Ground]) -> Phrase | None:
    """Say where idleness may be nothing but a short record."""
    started = facts.records_since
    if all(one.fault is not EmployerFault.IDLE for one in grounds):
        return None
    if started is None:
        return Phrase("no traineeship of anybody is on file here: look at older papers")
    if started > facts.years[-1].first:
        return Phrase.of("traineeships are on file here only from {day} on: look at older papers", day=started)
    return None


def _answered_lately(facts: InspectionFacts, edition: Edition) -> bool:
    """Tell whether a person let the employer stay so lately that the next yearly look is still to come."""
    answered: date | None = facts.answered_on
    return answered is not None and facts.as_of < add_months(answered, edition.inspection.every_months)
