"""How inspections, proposals and decisions on employers are told, over HTTP and in JSON on the command line alike."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pydantic import BaseModel, Field

from api.inspecting import Looked
from api.language import Translate
from matcher.employers import DemonstrationScore, InspectionFacts, Proposal
from matcher.errors import Phrase
from matcher.records import Employer, EmployerFault, Inspection, InspectionOutcome, Standing, StandingDecision

STILL_OPEN = Phrase("the employer is removed and nobody can be placed in its open posts: close them")


class InspectionShown(BaseModel):
    """A yearly inspection as a person recorded it."""

    on: date
    outcome: InspectionOutcome
    faults: list[EmployerFault]
    note: str | None
    edition: str = Field(description="Of the rules in force on that day.")
    by: str = Field(description="Who recorded it.")
    at: datetime


class DecisionShown(BaseModel):
    """What a person decided on an employer."""

    standing: Standing
    effective_on: date
    reasons: list[EmployerFault]
    note: str | None
    edition: str = Field(description="Of the rules in force on that day.")
    by: str
    at: datetime


class YearShown(BaseModel):
    """How many traineeships had a day of practice in a year, both days included."""

    first: date
    last: date
    traineeships: int


class UnmetShown(BaseModel):
    """A term that was not carried out."""

    rule: str = Field(examples=["late_agreement"])
    sentence: str
    clause: str
    placement_ids: list[str]


class RetentionShown(BaseModel):
    """What became of the traineeships that ended in a year."""

    year: int
    ended: int
    retained: int
    left_out: int = Field(description="Left within the first months.")
    percent: str | None = Field(description="None = nothing that counts has ended.", examples=["66.7"])


class GroundShown(BaseModel):
    """A reason for proposing a removal."""

    fault: EmployerFault
    sentence: str
    clause: str


class FactsShown(BaseModel):
    """The facts that decide the yearly inspection of an employer, as of a day. None = unknown throughout."""

    employer_id: str
    name: str
    district: str | None
    as_of: date
    edition: str = Field(examples=["jinan-2023"])
    recognised_on: date | None
    is_removed: bool
    removed_since: date | None = Field(description="None = not removed, or nobody knows since when.")
    is_demonstration: bool
    last_inspection: InspectionShown | None
    due_on: date | None = Field(description="None = neither an inspection nor the day of recognition is known.")
    is_due: bool
    years: list[YearShown] = Field(description="The newest first.")
    last_practice_on: date | None
    idle_since: date | None = Field(description="None = a traineeship runs, or there was none and nothing is known.")
    is_idle: bool
    placements_reviewed: int = Field(description="With practice since the last inspection passed.")
    unmet: list[UnmetShown]
    findings_open: int
    findings_confirmed: int
    retention: list[RetentionShown]
    open_adverts: int
    open_openings: int = Field(description="The sum of headcounts; one that is unknown counts as one.")
    proposal: list[GroundShown] = Field(description="Why it is proposed for removal; none = it is not.")
    note: str | None = Field(description="What is to be done about posts still open, or what to look at first.")
    inspections: list[InspectionShown] = Field(description="The oldest first.")
    decisions: list[DecisionShown] = Field(description="The oldest first.")


class DemonstrationShown(BaseModel):
    """An employer that may be put forward as a demonstration unit."""

    employer_id: str
    name: str
    district: str | None
    score: float = Field(description="Mean of the three parts, each 0..1.")
    openings: float
    quality: float
    retention: float
    formula: str = Field(examples=["(min(6/10, 1) + 7/8 + (3 + 5×0.400)/(5 + 5))/3 = 0.658"])
    n_adverts: int
    n_openings: int
    n_ended: int
    n_retained: int


def from_looked(looked: Looked, _: Translate) -> FactsShown:
    """Tell an employer as an answer has it."""
    facts, dossier = looked.facts, looked.dossier
    return FactsShown(
        **_employer(facts.employer),
        **_standing(facts),
        as_of=facts.as_of,
        edition=facts.edition,
        recognised_on=facts.employer.recognised_on,
        last_inspection=None if facts.last is None else from_inspection(facts.last),
        due_on=facts.due_on,
        is_due=facts.is_due,
        years=[YearShown(first=one.first, last=one.last, traineeships=one.n) for one in facts.years],
        last_practice_on=facts.last_practice_on,
        idle_since=facts.idle_since,
        is_idle=facts.is_idle,
        placements_reviewed=facts.n_reviewed,
        unmet=_unmet(facts, _),
        findings_open=facts.n_findings_open,
        findings_confirmed=facts.n_findings_confirmed,
        retention=_retention(facts),
        open_adverts=facts.open_posts.n_adverts,
        open_openings=facts.open_posts.n_openings,
        proposal=_grounds(looked.proposal, _),
        note=_note(looked, _),
        inspections=[from_inspection(one) for one in dossier.inspections],
        decisions=[from_decision(one) for one in dossier.decisions],
    )


def _note(looked: Looked, _: Translate) -> str | None:
    if looked.facts.removal is not None and looked.facts.open_posts.n_adverts:
        return STILL_OPEN.told(_)
    caution = None if looked.proposal is None else looked.proposal.caution
    return None if caution is None else caution.told(_)


def _employer(employer: Employer) -> dict[str, str | None]:
    return {"employer_id": employer.id, "name": employer.name, "district": employer.district}


def _standing(facts: InspectionFacts) -> dict[str, bool | date | None]:
    removal = facts.removal
    return {
        "is_removed": removal is not None,
        "removed_since": None if removal is None else removal.since,
        "is_demonstration": facts.demonstration,
    }


def _unmet(facts: InspectionFacts, _: Translate) -> list[UnmetShown]:
    return [
        UnmetShown(rule=one.rule, sentence=one.reason.told(_), clause=one.clause, placement_ids=list(one.placement_ids))
        for one in facts.unmet
    ]


def _retention(facts: InspectionFacts) -> list[RetentionShown]:
    return [
        RetentionShown(
            year=one.year,
            ended=one.n_ended,
            retained=one.n_retained,
            left_out=one.n_left_out,
            percent=None if one.percent is None else str(one.percent),
        )
        for one in facts.retention
    ]


def _grounds(proposal: Proposal | None, _: Translate) -> list[GroundShown]:
    grounds = () if proposal is None else proposal.grounds
    return [GroundShown(fault=one.fault, sentence=one.reason.told(_), clause=one.clause) for one in grounds]


def from_inspection(one: Inspection) -> InspectionShown:
    """Tell an inspection."""
    return InspectionShown(
        on=one.inspected_on,
        outcome=one.outcome,
        faults=list(one.faults),
        note=one.note,
        edition=one.edition,
        by=one.actor.id,
        at=one.at.astimezone(UTC),
    )


def from_decision(one: StandingDecision) -> DecisionShown:
    """Tell a decision."""
    return DecisionShown(
        standing=one.standing,
        effective_on=one.effective_on,
        reasons=list(one.reasons),
        note=one.note,
        edition=one.edition,
        by=one.actor.id,
        at=one.at.astimezone(UTC),
    )


def from_score(employer: Employer, one: DemonstrationScore) -> DemonstrationShown:
    """Tell how an employer stands as a demonstration unit."""
    return DemonstrationShown(
        employer_id=employer.id,
        name=employer.name,
        district=employer.district,
        score=round(one.score, 3),
        openings=round(one.openings, 4),
        quality=round(one.quality, 4),
        retention=round(one.retention, 4),
        formula=one.formula,
        n_adverts=one.n_adverts,
        n_openings=one.n_openings,
        n_ended=one.n_ended,
        n_retained=one.n_retained,
    )
