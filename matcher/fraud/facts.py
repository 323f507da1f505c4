"""What the watch for fraud looks at: the programme's records, set out by person and by employer."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal, TypeVar

from matcher.editions import Edition
from matcher.months import add_months
from matcher.placements import Way
from matcher.records import Candidate, Claim, ClaimKind, Employment, FraudFinding, Placement, Severity
from matcher.subsidy import practice_end
from matcher.subsidy.spells import as_known_on

R = TypeVar("R", Placement, Claim, Employment)


@dataclass(frozen=True, slots=True)
class Barred:
    """Days on which an employer must not take trainees nor claim: removed, or under inspection."""

    employer_id: str
    why: Literal["removed", "under_inspection"]
    since: date
    until: date | None = None  # the last day; None = it lasts


@dataclass(frozen=True, slots=True)
class Shared:
    """A bank card or phone that several trainees have; *mark* tells it from others and says nothing of the number."""

    field: Literal["bank_card", "phone"]
    mark: str
    candidate_ids: tuple[str, ...]  # ascending


@dataclass(frozen=True, slots=True)
class Attempt:
    """A placement that the door refused for an overlap, stored nowhere else: who tried it first, when, by which way."""

    placement: Placement
    by: str  # an id
    on: date
    way: Way | None  # None = not known


@dataclass(frozen=True, slots=True)
class Facts:
    """
    Everything that the rules look at, as of a day; what is given of later days is left out.

    Attributes:
        placements: those stored.
        refused: what the door refused for an overlap.
        claims: of subsidy; those for months, the difference, and the months left.
        employments: spells of social insurance.
        candidates: by id; a person claimed for need not be there.
        barred: when employers were removed or under inspection.
        shared: bank cards and phones of more than one trainee.
        edition: of the rules.
        as_of: what happened later is not known; a traineeship that begins later is known as it was agreed.
    """

    placements: tuple[Placement, ...]
    claims: tuple[Claim, ...]
    employments: tuple[Employment, ...]
    candidates: Mapping[str, Candidate]
    edition: Edition
    as_of: date
    refused: tuple[Attempt, ...] = ()
    barred: tuple[Barred, ...] = ()
    shared: tuple[Shared, ...] = ()
    placements_of: Mapping[str, tuple[Placement, ...]] = field(init=False)  # by candidate, as they begin
    claims_of: Mapping[str, tuple[Claim, ...]] = field(init=False)  # by candidate, by month
    employments_of: Mapping[str, tuple[Employment, ...]] = field(init=False)  # by candidate, as they begin

    def __post_init__(self) -> None:
        """Leave out what happened later, and set the records out by person."""
        day = self.as_of
        object.__setattr__(self, "placements", tuple(as_known_on(one, day) for one in self.placements))
        object.__setattr__(self, "claims", tuple(_claims_by(day, self.claims)))
        object.__setattr__(self, "employments", tuple(_employments_by(day, self.employments)))
        placements = sorted(self.placements, key=lambda one: (one.starts_on, one.id))
        claims = sorted(self.claims, key=lambda one: (one.month or date.max, one.id))
        employments = sorted(self.employments, key=lambda one: (one.insured_from, one.id))
        object.__setattr__(self, "placements_of", _by_candidate(placements))
        object.__setattr__(self, "claims_of", _by_candidate(claims))
        object.__setattr__(self, "employments_of", _by_candidate(employments))

    def claims_on(self, placement: Placement, kind: ClaimKind) -> tuple[Claim, ...]:
        """Give the claims of a kind that one employer made for one person, and that belong to this placement."""
        own = [
            one
            for one in self.claims_of.get(placement.candidate_id, ())
            if one.employer_id == placement.employer_id and one.kind is kind
        ]
        others = [
            one
            for one in self.placements_of.get(placement.candidate_id, ())
            if one.employer_id == placement.employer_id and one.id != placement.id
        ]
        return tuple(one for one in own if not any(_nearer(other, placement, one) for other in others))


def _claims_by(day: date, claims: Iterable[Claim]) -> Iterator[Claim]:
    for one in claims:
        if one.claimed_on is None or one.claimed_on <= day:
            yield one if one.paid_on is None or one.paid_on <= day else replace(one, paid_on=None)


def _employments_by(day: date, employments: Iterable[Employment]) -> Iterator[Employment]:
    for one in employments:
        if one.insured_from <= day:
            yield one if one.insured_until is None or one.insured_until <= day else replace(one, insured_until=None)


def _by_candidate(records: Iterable[R]) -> dict[str, tuple[R, ...]]:
    found: dict[str, list[R]] = defaultdict(list)
    for one in records:
        found[one.candidate_id].append(one)
    return {id: tuple(of) for id, of in found.items()}


def _nearer(other: Placement, placement: Placement, claim: Claim) -> bool:
    """Tell whether a claim belongs to another placement of the same person with the same employer."""
    month = claim.month or claim.claimed_on
    if month is None:
        return other.starts_on < placement.starts_on
    return _months_off(other, month) < _months_off(placement, month)


def _months_off(placement: Placement, day: date) -> int:
    """Count the months between a day and a placement's own; 0 = within it."""
    first, last = placement.starts_on, practice_end(placement)
    n = day.year * 12 + day.month
    return max(first.year * 12 + first.month - n, n - last.year * 12 - last.month, 0)


def in_month(day: date, month: date) -> bool:
    """Tell whether a day lies in the calendar month that begins on *month*."""
    return month <= day < add_months(month, 1)


def finding(
    rule: str,
    severity: Severity,
    facts: Facts,
    *,
    placements: Iterable[Placement] = (),
    claims: Iterable[Claim] = (),
    candidate_ids: Iterable[str] = (),
    employer_ids: Iterable[str] = (),
    **evidence: object,
) -> FraudFinding:
    """
    Make a finding; its key is made of the rule, of whom and what it concerns, and of the evidence.

    New facts thus make a new finding, which nobody has explained yet. What is at stake is the sum of the claims.
    """
    placements, claims = tuple(placements), tuple(claims)
    concerned: tuple[Placement | Claim, ...] = (*placements, *claims)
    people = {one.candidate_id for one in concerned} | set(candidate_ids)
    employers = {one.employer_id for one in concerned} | set(employer_ids)
    told = {name: _plain(value) for name, value in evidence.items()}
    parts = [rule, *sorted(people), *sorted(employers), *sorted(one.id for one in concerned)]
    key = hashlib.sha256("\0".join([*parts, repr(sorted(told.items()))]).encode()).hexdigest()[:16]
    return FraudFinding(
        rule=rule,
        key=f"{rule}-{key}",
        severity=severity,
        edition=facts.edition.id,
        evidence=told,
        candidate_ids=tuple(sorted(people)),
        employer_ids=tuple(sorted(employers)),
        placement_ids=tuple(sorted(one.id for one in placements)),
        claim_ids=tuple(sorted(one.id for one in claims)),
        amount_yuan=sum((one.amount_yuan for one in claims), Decimal(0)) if claims else None,
    )


def _plain(value: object) -> object:
    """Give evidence as JSON holds it."""
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, (bool, int)) else str(value)
