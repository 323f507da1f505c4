"""Why a line of subsidy is not payable, though it is worked out: each rule gives its reason and clause, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from matcher.editions import Edition
from matcher.errors import Phrase
from matcher.records import ClaimKind, Employer, Placement
from matcher.subsidy.lines import Hold, Line


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules look at beside the line."""

    placement: Placement
    employer: Employer
    edition: Edition
    settled_on: date
    cut_by: str | None = None  # a placement of the same person that has some of the days already


Rule = Callable[[Line, Case], Hold | None]


def agreement(line: Line, case: Case) -> Hold | None:
    """Hold what has no agreement signed before the start; a later one proves nothing of the days before it."""
    clause, agreed = case.edition.inspection.clause, case.placement.agreed_on
    if agreed is None:
        return Hold(Phrase.of("not payable until an agreement is on record"), clause)
    if agreed > case.placement.starts_on:
        return Hold(
            Phrase.of("not payable until it is explained why the agreement of {day} came late", day=agreed), clause
        )
    return None


def insurance(line: Line, case: Case) -> Hold | None:
    """Hold a month of practice whose days the accident insurance does not cover from the first one on."""
    if line.kind is ClaimKind.REMAINING:
        return None
    clause, insured = case.edition.subsidy.clause, case.placement.insured_on
    if insured is None:
        return Hold(Phrase.of("not payable until accident insurance is on record"), clause)
    if insured > line.first:
        return Hold(Phrase.of("not payable until insurance before {day} is on record", day=insured), clause)
    return None


def recognition(line: Line, case: Case) -> Hold | None:
    """Hold the days before the employer was recognised; where that day is unknown nothing is concluded from it."""
    since = case.employer.recognised_on
    if since is None or since <= line.first:
        return None
    reason = Phrase.of("not payable until it is explained why the employer is recognised only from {day}", day=since)
    return Hold(reason, case.edition.inspection.clause)


def contract_kept(line: Line, case: Case) -> Hold | None:
    """Hold the months left after a contract once it has ended."""
    ended = case.placement.contract_ended_on
    if line.kind is not ClaimKind.REMAINING or ended is None or ended >= line.last:
        return None
    reason = Phrase.of("not payable until it is explained why the contract ended on {day}", day=ended)
    return Hold(reason, line.clause)


def days_over(line: Line, case: Case) -> Hold | None:
    """Hold days that are still to come."""
    if line.last <= case.settled_on:
        return None
    return Hold(Phrase.of("not payable until {day}: the days are still to come", day=line.last), line.clause)


def days_once(line: Line, case: Case) -> Hold | None:
    """Hold what is left of a placement that overlaps another one of the same person."""
    if case.cut_by is None:
        return None
    reason = Phrase.of("not payable until its overlap with placement {id} is mended", id=case.cut_by)
    return Hold(reason, line.clause)


def rate_final(line: Line, case: Case) -> Hold | None:
    """Hold the difference while the year runs: traineeships that are still to end may bring the rate down."""
    last = date(line.year, 12, 31)
    if line.kind is not ClaimKind.DIFFERENCE or case.settled_on >= last:
        return None
    return Hold(Phrase.of("not payable until {day}: the retention rate may still fall", day=last), line.clause)


RULES: tuple[Rule, ...] = (agreement, insurance, recognition, contract_kept, days_over, days_once, rate_final)


def held(line: Line, case: Case) -> Line:
    """Give a line with every reason why it is not payable."""
    return replace(line, holds=tuple(hold for rule in RULES if (hold := rule(line, case)) is not None))
