"""Claims and payments of an employer set against what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from matcher.records import Claim, ClaimKind, Employer
from matcher.subsidy.lines import Line
from matcher.subsidy.statement import Statement

Place = tuple[str, ClaimKind, date | None]  # person, kind, month; None = one sum


@dataclass(frozen=True, slots=True)
class Compared:
    """What is due, claimed and paid for one person, kind and month. Amounts are exact to the fen."""

    candidate_id: str
    kind: ClaimKind
    month: date | None  # None = the kind is claimed in one sum
    due_yuan: Decimal
    payable_yuan: Decimal  # of what is due, what nothing holds
    claimed_yuan: Decimal
    paid_yuan: Decimal

    @property
    def over_claimed_yuan(self) -> Decimal:
        """Give claimed less due; below 0 where less was claimed."""
        return self.claimed_yuan - self.due_yuan

    @property
    def over_paid_yuan(self) -> Decimal:
        """Give paid less due; below 0 where some is still to be paid."""
        return self.paid_yuan - self.due_yuan


@dataclass(frozen=True, slots=True)
class Settlement:
    """What an employer has due in a year, beside what it claimed."""

    employer: Employer
    statement: Statement
    compared: tuple[Compared, ...]


def compare(statement: Statement, claims: Iterable[Claim]) -> tuple[Compared, ...]:
    """
    Set the claims of an employer against its statement, person by person, kind by kind, month by month.

    The difference is always compared in one sum, and so are the months left after a contract where one claim of the
    person has no month. What was claimed or paid after the day of the statement does not count; a day that is unknown
    does. A claim for a month belongs to the statement of that year; one of the months left, or of the difference, to
    that in which the person's lines stand, else to the year of its month or of the day on which it was claimed.

    Args:
        statement: of the employer.
        claims: of the same employer; others are passed over.
    """
    own = [one for one in claims if one.employer_id == statement.employer_id and _counts(one, statement)]
    summed = {one.candidate_id for one in own if one.kind is ClaimKind.REMAINING and one.month is None}
    due: dict[Place, list[Line]] = defaultdict(list)
    claimed: dict[Place, list[Claim]] = defaultdict(list)
    for line in statement.lines:
        due[_place(line, summed)].append(line)
    for claim in own:
        claimed[_place(claim, summed)].append(claim)
    places = sorted(due.keys() | claimed.keys(), key=lambda place: (place[0], place[1], place[2] or date.min))
    return tuple(_compared(place, due[place], claimed[place], statement.settled_on) for place in places)


def _place(one: Line | Claim, summed: set[str]) -> Place:
    in_one = one.kind is ClaimKind.DIFFERENCE or (one.kind is ClaimKind.REMAINING and one.candidate_id in summed)
    return one.candidate_id, one.kind, None if in_one else one.month


def _counts(claim: Claim, statement: Statement) -> bool:
    if claim.claimed_on is not None and claim.claimed_on > statement.settled_on:
        return False
    if claim.kind is ClaimKind.MONTHLY and claim.month is not None:
        return claim.month.year == statement.year
    if any(line.candidate_id == claim.candidate_id and line.kind is claim.kind for line in statement.lines):
        return True
    if (claim.candidate_id, claim.kind) in statement.elsewhere:
        return False
    told = claim.month or claim.claimed_on
    return told is None or told.year == statement.year


def _compared(place: Place, due: list[Line], claimed: list[Claim], settled_on: date) -> Compared:
    paid = [one for one in claimed if one.paid_on is not None and one.paid_on <= settled_on]
    return Compared(
        *place,
        due_yuan=sum((line.amount_yuan for line in due), Decimal(0)),
        payable_yuan=sum((line.payable_yuan for line in due), Decimal(0)),
        claimed_yuan=sum((one.amount_yuan for one in claimed), Decimal(0)),
        paid_yuan=sum((one.amount_yuan for one in paid), Decimal(0)),
    )
