"""The tables of the programme: placements, claims, employment, courses, and what persons decided on employers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.foundation import Base, Counter, KeptRow, Key


class PlacementRow(KeptRow):
    """A traineeship; the fields of the record of that name."""

    __tablename__ = "placements"
    __table_args__ = (Index(None, "candidate_id"), Index(None, "employer_id"))

    candidate_id: Mapped[str] = mapped_column(Key)
    employer_id: Mapped[str] = mapped_column(Key)
    starts_on: Mapped[date]
    planned_end_on: Mapped[date]
    post_id: Mapped[str | None] = mapped_column(Key)
    agreed_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    insured_on: Mapped[date | None]
    contract_on: Mapped[date | None]
    contract_ended_on: Mapped[date | None]
    term_reason: Mapped[str | None]
    edition: Mapped[str | None]


class ClaimRow(KeptRow):
    """A claim of subsidy."""

    __tablename__ = "claims"
    __table_args__ = (Index(None, "candidate_id"), Index(None, "employer_id"))

    candidate_id: Mapped[str] = mapped_column(Key)
    employer_id: Mapped[str] = mapped_column(Key)
    kind: Mapped[str]
    month: Mapped[date | None]
    amount_yuan: Mapped[Decimal]
    claimed_on: Mapped[date | None]
    paid_on: Mapped[date | None]


class EmploymentRow(KeptRow):
    """A spell of social insurance."""

    __tablename__ = "employments"
    __table_args__ = (Index(None, "candidate_id"),)

    candidate_id: Mapped[str] = mapped_column(Key)
    employer_id: Mapped[str] = mapped_column(Key)
    employer: Mapped[str]
    insured_from: Mapped[date]
    insured_until: Mapped[date | None]


class CourseRow(KeptRow):
    """A training course."""

    __tablename__ = "courses"

    name: Mapped[str]
    content: Mapped[str | None]
    provider: Mapped[str | None]
    starts_on: Mapped[date | None]
    place: Mapped[str | None]
    district: Mapped[str | None]
    seats: Mapped[int | None]


class ToldBy:
    """Who told or decided something, and when."""

    actor_id: Mapped[str]
    actor_role: Mapped[str]
    actor_district: Mapped[str | None]
    at: Mapped[datetime]


class ApplicationRow(Base):
    """An employer's application; its steps stand elsewhere."""

    __tablename__ = "applications"
    __table_args__ = (Index(None, "employer_id"),)

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    employer_id: Mapped[str] = mapped_column(Key)
    kind: Mapped[str]
    edition: Mapped[str]
    documents: Mapped[list[str] | None]
    month_from: Mapped[date | None]
    month_to: Mapped[date | None]
    amount_yuan: Mapped[Decimal | None]


class ApplicationEventRow(ToldBy, Base):
    """One step of an application; steps are only ever added."""

    __tablename__ = "application_events"
    __table_args__ = (Index(None, "application_id"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    application_id: Mapped[str] = mapped_column(Key)
    state: Mapped[str]
    on: Mapped[date]
    note: Mapped[str | None]


class InspectionRow(ToldBy, Base):
    """A yearly inspection as a person recorded it."""

    __tablename__ = "inspections"
    __table_args__ = (Index(None, "employer_id"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    employer_id: Mapped[str] = mapped_column(Key)
    inspected_on: Mapped[date]
    outcome: Mapped[str]
    edition: Mapped[str]
    faults: Mapped[list[str] | None]
    note: Mapped[str | None]


class StandingRow(ToldBy, Base):
    """A decision on an employer; the newest that is in effect counts."""

    __tablename__ = "standings"
    __table_args__ = (Index(None, "employer_id"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    employer_id: Mapped[str] = mapped_column(Key)
    standing: Mapped[str]
    effective_on: Mapped[date]
    edition: Mapped[str]
    reasons: Mapped[list[str] | None]
    note: Mapped[str | None]


class FraudFindingRow(Base):
    """What the watch for fraud found; what a person made of it stands elsewhere."""

    __tablename__ = "fraud_findings"

    key: Mapped[str] = mapped_column(Key, primary_key=True)
    rule: Mapped[str]
    severity: Mapped[str]
    edition: Mapped[str]
    evidence: Mapped[dict[str, Any]]
    candidate_ids: Mapped[list[str] | None]
    employer_ids: Mapped[list[str] | None]
    placement_ids: Mapped[list[str] | None]
    claim_ids: Mapped[list[str] | None]
    amount_yuan: Mapped[Decimal | None]
    found_at: Mapped[datetime]
    seen_at: Mapped[datetime]  # the last watch that found it


class FindingStateRow(ToldBy, Base):
    """A state that a person gave a finding; the newest counts, none is open."""

    __tablename__ = "finding_states"
    __table_args__ = (Index(None, "key"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    key: Mapped[str] = mapped_column(Key)
    state: Mapped[str]
    note: Mapped[str | None]


class AftercareRow(ToldBy, Base):
    """What follows a traineeship that did not end in a contract."""

    __tablename__ = "aftercare"
    __table_args__ = (Index(None, "candidate_id"),)

    placement_id: Mapped[str] = mapped_column(Key, primary_key=True)
    candidate_id: Mapped[str] = mapped_column(Key)
    wants: Mapped[str | None]
    outcome: Mapped[str | None]
    outcome_on: Mapped[date | None]
    note: Mapped[str | None]
