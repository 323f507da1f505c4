"""The records of the traineeship programme: placements, claims, employment, employers' applications, what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from matcher.records.matching import Actor, Person


@dataclass(frozen=True, slots=True)
class Placement:
    """A traineeship of one candidate with one employer. None = unknown, or has not happened."""

    id: str
    candidate_id: str
    employer_id: str
    starts_on: date
    planned_end_on: date  # the last day agreed
    post_id: str | None = None
    agreed_on: date | None = None  # 协议日期
    ended_on: date | None = None  # the last day of practice; None = it runs
    insured_on: date | None = None  # accident insurance
    contract_on: date | None = None  # a labour contract with this employer
    contract_ended_on: date | None = None
    term_reason: str | None = None  # why the term is under or over what is usual
    edition: str | None = None  # of the rules under which it was accepted

    @property
    def last_day(self) -> date:
        """Give the last day that is entered, as it was or as it is planned; a contract may end practice before it."""
        return self.ended_on or self.planned_end_on


@dataclass(frozen=True, slots=True)
class PlacementEntry:
    """A placement with its people, as they come in and are stored."""

    placement: Placement
    mentor: Person | None = None
    trainee: Person | None = None  # the bank card alone: all else of the person stands with the candidate


class ClaimKind(StrEnum):
    """What part of the subsidy is claimed (济人社字〔2023〕15号 二(五))."""

    MONTHLY = "monthly"
    DIFFERENCE = "difference"  # to the raised rate, in one sum after the traineeships end
    REMAINING = "remaining"  # the months left after a contract signed early


@dataclass(frozen=True, slots=True)
class Claim:
    """An employer's claim of subsidy for one person. None = unknown, or has not happened."""

    id: str
    candidate_id: str  # of the person claimed for, whether or not a candidate is stored under it
    employer_id: str
    kind: ClaimKind
    month: date | None  # its first day; None where the kind is not by months
    amount_yuan: Decimal  # to the fen, ≥ 0
    claimed_on: date | None = None
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """A claim with the person claimed for, as they come in and are stored."""

    claim: Claim
    trainee: Person | None = None  # the ID number


@dataclass(frozen=True, slots=True)
class Employment:
    """A spell of social insurance of one person with one employer."""

    id: str
    candidate_id: str  # of the person insured, whether or not a candidate is stored under it
    employer_id: str
    employer: str  # as written
    insured_from: date
    insured_until: date | None = None  # None = it runs


@dataclass(frozen=True, slots=True)
class EmploymentEntry:
    """A spell of employment with the person, as they come in and are stored."""

    employment: Employment
    person: Person | None = None  # the ID number


@dataclass(frozen=True, slots=True)
class Course:
    """A training course. None = unknown."""

    id: str
    name: str
    content: str | None = None
    provider: str | None = None  # 机构
    starts_on: date | None = None
    place: str | None = None
    district: str | None = None  # recognised from *place*; a functional zone where it is one
    seats: int | None = None


class ApplicationKind(StrEnum):
    """What an employer applies for."""

    RECOGNITION = "recognition"  # as an employer of the programme
    SUBSIDY = "subsidy"


class ApplicationState(StrEnum):
    """Where an application stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"  # for documents or corrections; the clock stands still
    ACCEPTED = "accepted"  # complete, under examination
    APPROVED = "approved"
    REFUSED = "refused"
    PAID = "paid"  # of a subsidy approved
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ApplicationEvent:
    """One step of an application."""

    state: ApplicationState
    on: date
    actor: Actor
    at: datetime  # UTC
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """An employer's application with all its steps, the oldest first; there is at least one."""

    id: str
    employer_id: str
    kind: ApplicationKind
    edition: str  # of the rules that it is decided by
    events: tuple[ApplicationEvent, ...]
    documents: tuple[str, ...] = ()  # handed in, by the names that the edition gives them
    month_from: date | None = None  # of a subsidy: first day of the first month
    month_to: date | None = None  # first day of the last month
    amount_yuan: Decimal | None = None  # claimed, to the fen

    @property
    def state(self) -> ApplicationState:
        """Tell where it stands."""
        return self.events[-1].state


class InspectionOutcome(StrEnum):
    """What a yearly inspection of an employer came to (二(四))."""

    PASSED = "passed"
    TO_MEND = "to_mend"  # a term is given
    FAILED = "failed"


class EmployerFault(StrEnum):
    """Why an employer fails an inspection (二(四))."""

    IDLE = "idle"  # no traineeship for the years that the edition gives
    TERMS = "terms"  # the programme's terms are not carried out
    MANAGEMENT = "management"  # badly run


@dataclass(frozen=True, slots=True)
class Inspection:
    """A yearly inspection as a person recorded it."""

    employer_id: str
    inspected_on: date
    outcome: InspectionOutcome
    edition: str
    actor: Actor
    at: datetime  # UTC
    faults: tuple[EmployerFault, ...] = ()
    note: str | None = None


class Standing(StrEnum):
    """What a person decided on an employer."""

    REMOVED = "removed"
    KEPT = "kept"  # a proposal to remove it was turned down
    RESTORED = "restored"
    DEMONSTRATION = "demonstration"  # put forward as a demonstration unit


@dataclass(frozen=True, slots=True)
class StandingDecision:
    """A decision on an employer, by a person; a removal acts on new posts from *effective_on*."""

    employer_id: str
    standing: Standing
    effective_on: date
    edition: str
    actor: Actor
    at: datetime  # UTC
    reasons: tuple[EmployerFault, ...] = ()
    note: str | None = None


class Severity(StrEnum):
    """How grave a finding is."""

    HIGH = "high"  # money was claimed that is not due, as the files stand
    MEDIUM = "medium"  # to be explained before money is paid
    LOW = "low"  # to be looked at


class FindingState(StrEnum):
    """What a person made of a finding."""

    OPEN = "open"
    EXPLAINED = "explained"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class FraudFinding:
    """
    What the watch for fraud found, before a person looks at it.

    *key* is the same for the same facts whenever they are found again; *evidence* holds ids, dates, counts and amounts,
    never a name or a number of a person.
    """

    rule: str  # two_placements, employed_elsewhere, beyond_term, after_end, employer_barred, shared_account, …
    key: str
    severity: Severity
    edition: str
    evidence: Mapping[str, object] = field(default_factory=dict)
    candidate_ids: tuple[str, ...] = ()
    employer_ids: tuple[str, ...] = ()
    placement_ids: tuple[str, ...] = ()
    claim_ids: tuple[str, ...] = ()
    amount_yuan: Decimal | None = None  # at stake


class NextStep(StrEnum):
    """What somebody wants who was not retained (二(六))."""

    POSTS = "posts"
    STARTUP = "startup"
    TRAINING = "training"


class AftercareOutcome(StrEnum):
    """What became of somebody who was not retained."""

    EMPLOYED = "employed"
    SELF_EMPLOYED = "self_employed"
    TRAINING = "training"
    STUDYING = "studying"
    ANOTHER_TRAINEESHIP = "another_traineeship"
    NOT_WANTED = "not_wanted"  # wants no further help
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Aftercare:
    """What follows a traineeship that did not end in a contract, until an outcome is recorded. None = not known yet."""

    placement_id: str
    candidate_id: str
    wants: NextStep | None = None
    outcome: AftercareOutcome | None = None
    outcome_on: date | None = None
    note: str | None = None
