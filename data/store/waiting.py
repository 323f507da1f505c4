"""What waits for the office: inspections that are due, findings nobody decided on, claims unpaid, applications."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from data.store.changes import table_of
from data.store.employers import EMPLOYERS
from data.store.findings import watched_at
from data.store.placements import CLAIMS
from data.tables import (
    ApplicationEventRow,
    ApplicationRow,
    ClaimRow,
    EmployerRow,
    FindingStateRow,
    FraudFindingRow,
    InspectionRow,
    PlacementRow,
)
from matcher.records import ApplicationKind, ApplicationState, Claim, Employer, FindingState

NEVER = date.min  # of an employer of which nobody knows since when: due before all others


@dataclass(frozen=True, slots=True)
class DueEmployer:
    """An employer whose inspection is due."""

    employer: Employer
    since: date | None  # last inspected, else recognised; None = neither is known


@dataclass(frozen=True, slots=True)
class Unpaid:
    """Claims that nobody paid yet."""

    n: int
    amount_yuan: Decimal


def count_due_inspections(
    session: Session, *, until: date, removed: Collection[str], district: str | None = None
) -> int:
    """
    Count the employers whose inspection is due.

    Args:
        session: of a transaction.
        until: the last day on which somebody inspected, or else recognised, is due again.
        removed: ids of employers that have no inspection any more.
        district: only employers of this district.
    """
    since = _since()
    wanted = select(func.count()).select_from(table_of(EmployerRow).outerjoin(since, since.c.employer_id == _id()))
    return session.execute(wanted.where(*_is_due(since, until, removed, district))).scalar_one()


def page_due_inspections(
    session: Session,
    *,
    until: date,
    removed: Collection[str],
    district: str | None = None,
    after: tuple[date, str] | None = None,
    limit: int,
) -> list[DueEmployer]:
    """Give a page of these employers, the longest due first; *after* = since when and id of the last one before."""
    since = _since()
    day = func.coalesce(since.c.inspected_on, table_of(EmployerRow).c.recognised_on, NEVER)
    wanted = (
        select(_id(), since.c.inspected_on, table_of(EmployerRow).c.recognised_on)
        .select_from(table_of(EmployerRow).outerjoin(since, since.c.employer_id == _id()))
        .where(*_is_due(since, until, removed, district))
        .order_by(day, _id())
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(or_(day > after[0], and_(day == after[0], _id() > after[1])))
    rows = session.execute(wanted).all()
    employers = EMPLOYERS.by_id(session, [id for id, *_ in rows])
    return [DueEmployer(employers[id], inspected or recognised) for id, inspected, recognised in rows]


def count_open_findings(session: Session) -> int:
    """Count what the last watch found and nobody decided on."""
    watched = watched_at(session)
    if watched is None:
        return 0
    state, finding = table_of(FindingStateRow), table_of(FraudFindingRow).c
    newest = select(func.max(state.c.id)).group_by(state.c.key)
    decided = select(state.c.key).where(state.c.id.in_(newest), state.c.state != str(FindingState.OPEN))
    wanted = select(func.count()).where(finding.seen_at == watched, not_(finding.key.in_(decided)))
    return session.execute(wanted).scalar_one()


def count_unpaid(session: Session) -> Unpaid:
    """Count the claims that nobody paid yet, and add them up."""
    claim = table_of(ClaimRow).c
    n, total = session.execute(select(func.count(), func.sum(claim.amount_yuan)).where(claim.paid_on.is_(None))).one()
    return Unpaid(n, Decimal("0.00") if total is None else Decimal(total))


def page_unpaid(session: Session, *, after: str | None = None, limit: int) -> list[Claim]:
    """Give a page of the claims that nobody paid yet, sorted by id."""
    return CLAIMS.page(session, after=after, limit=limit, where=[table_of(ClaimRow).c.paid_on.is_(None)])


def waiting_applications(session: Session) -> list[str]:
    """Give the ids of the applications on which the office has to take the next step, ascending."""
    event, application = table_of(ApplicationEventRow), table_of(ApplicationRow)
    newest = select(func.max(event.c.id)).group_by(event.c.application_id)
    to_pay = and_(event.c.state == str(ApplicationState.APPROVED), application.c.kind == str(ApplicationKind.SUBSIDY))
    to_answer = event.c.state.in_([str(ApplicationState.SUBMITTED), str(ApplicationState.ACCEPTED)])
    wanted = (
        select(application.c.id)
        .join(event, event.c.application_id == application.c.id)
        .where(event.c.id.in_(newest), or_(to_answer, to_pay))
        .order_by(application.c.id)
    )
    return list(session.execute(wanted).scalars())


def employers_of_year(
    session: Session, first: date, last: date, *, after: str | None = None, limit: int
) -> list[Employer]:
    """Give a page of the employers with a traineeship or a claim that reaches into some days, sorted by id."""
    placement, claim = table_of(PlacementRow).c, table_of(ClaimRow).c
    practising = select(placement.employer_id).where(placement.starts_on <= last, placement.planned_end_on >= first)
    claiming = select(claim.employer_id).where(
        or_(claim.month.between(first, last), claim.paid_on.between(first, last))
    )
    where: Sequence[ColumnElement[bool]] = [or_(_id().in_(practising), _id().in_(claiming))]
    return EMPLOYERS.page(session, after=after, limit=limit, where=where)


def _id() -> ColumnElement[Any]:
    return table_of(EmployerRow).c.id


def _since() -> Any:
    """Select since when each employer was last inspected."""
    inspection = table_of(InspectionRow).c
    last = func.max(inspection.inspected_on).label("inspected_on")
    return select(inspection.employer_id, last).group_by(inspection.employer_id).subquery()


def _is_due(since: Any, until: date, removed: Collection[str], district: str | None) -> list[ColumnElement[bool]]:
    employer = table_of(EmployerRow).c
    day = func.coalesce(since.c.inspected_on, employer.recognised_on)
    where: list[ColumnElement[bool]] = [or_(day.is_(None), day <= until)]
    if removed:
        where.append(not_(employer.id.in_(sorted(removed))))
    if district is not None:
        where.append(employer.district == district)
    return where
