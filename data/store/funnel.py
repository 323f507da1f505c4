"""How far people came in a year, counted by person: contacted, applied, started, finished, retained; and who it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, case, func, or_, select, union
from sqlalchemy.orm import Session

from data.store.changes import table_of
from data.store.placements import PLACEMENTS
from data.tables import AttemptRow, CandidateRow, FeedbackRow, MessageRow, PlacementRow
from matcher.editions import Edition
from matcher.months import ONE_DAY
from matcher.records import FeedbackEvent
from matcher.subsidy import is_retained
from matcher.subsidy.spells import as_known_on
from matcher.summary.window import Window

APPLIED = tuple(
    str(one)
    for one in (
        FeedbackEvent.APPLIED,
        FeedbackEvent.INTERVIEWED,
        FeedbackEvent.STARTED,
        FeedbackEvent.RETAINED,
    )
)
Ids = Select[Any] | CompoundSelect[Any]


class Step(StrEnum):
    """How far somebody came."""

    REGISTERED = "registered"
    CONTACTED = "contacted"
    APPLIED = "applied"
    STARTED = "started"
    FINISHED = "finished"
    RETAINED = "retained"


@dataclass(frozen=True, slots=True)
class Year:
    """A year up to the end of a month, and the rules by which somebody is retained in it."""

    window: Window
    edition: Edition

    @property
    def first(self) -> date:
        """Give its first day."""
        return date(self.window.month.year, 1, 1)


def count_step(session: Session, step: Step, year: Year) -> int:
    """Count the persons who came as far as a step, each once."""
    people = _people(session, step, year).subquery()
    return session.execute(select(func.count(people.c.candidate_id.distinct()))).scalar_one()


def page_step(session: Session, step: Step, year: Year, *, after: str | None = None, limit: int) -> list[str]:
    """Give a page of the ids of those who came as far as a step, ascending."""
    people = _people(session, step, year).subquery()
    wanted = select(people.c.candidate_id).distinct().order_by(people.c.candidate_id).limit(limit)
    if after is not None:
        wanted = wanted.where(people.c.candidate_id > after)
    return list(session.execute(wanted).scalars())


def _people(session: Session, step: Step, year: Year) -> Ids:
    if step is Step.REGISTERED:
        return select(table_of(CandidateRow).c.id.label("candidate_id"))
    if step is Step.CONTACTED:
        return union(_told(year), _attempted(year), _written_to(year), _started(year))
    if step is Step.APPLIED:
        return union(_told(year, events=APPLIED), _started(year))
    if step is Step.STARTED:
        return _started(year)
    if step is Step.FINISHED:
        return select(table_of(PlacementRow).c.candidate_id).where(_finished(year))
    return _retained(session, year)


def _told(year: Year, *, events: Sequence[str] = ()) -> Select[Any]:
    feedback = table_of(FeedbackRow).c
    wanted = select(feedback.candidate_id).where(feedback.happened_on.between(year.first, year.window.last))
    return wanted.where(feedback.event.in_(events)) if events else wanted


def _attempted(year: Year) -> Select[Any]:
    attempt = table_of(AttemptRow).c
    return select(attempt.candidate_id).where(*_between(attempt.at, year))


def _written_to(year: Year) -> Select[Any]:
    message = table_of(MessageRow).c
    return select(message.candidate_id).where(*_between(message.delivered_at, year))


def _started(year: Year) -> Select[Any]:
    placement = table_of(PlacementRow).c
    return select(placement.candidate_id).where(placement.starts_on.between(year.first, year.window.last))


def _between(moment: ColumnElement[Any], year: Year) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return moment >= _midnight(year.first), moment < _midnight(year.window.last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()


def _last_day(year: Year) -> ColumnElement[Any]:
    """Give the last day of a term as known at the end: as it ended, or as it was planned; a contract aside."""
    placement, known = table_of(PlacementRow).c, year.window.last
    ended, planned = placement.ended_on, placement.planned_end_on
    return case((and_(ended.is_not(None), ended <= known, ended < planned), ended), else_=planned)


def _signed(year: Year) -> ColumnElement[bool]:
    """Hold where a contract ended the practice: its day is the first one of employment."""
    contract = table_of(PlacementRow).c.contract_on
    return and_(contract.is_not(None), contract <= year.window.last, contract <= _last_day(year))


def _finished(year: Year) -> ColumnElement[bool]:
    """Hold for traineeships whose last day of practice lies in the year; who was employed at once did none."""
    placement, last = table_of(PlacementRow).c, year.window.last
    by_contract = and_(
        _signed(year),
        placement.contract_on > placement.starts_on,
        placement.contract_on.between(year.first + ONE_DAY, last),
    )
    no_contract = or_(
        placement.contract_on.is_(None), placement.contract_on > last, placement.contract_on > _last_day(year)
    )
    by_term = and_(no_contract, placement.starts_on <= _last_day(year), _last_day(year).between(year.first, last))
    return or_(by_contract, by_term)


def _retained(session: Session, year: Year) -> Select[Any]:
    """Select those with a contract within the term or the days of grace; these days only Python counts alike."""
    placement = table_of(PlacementRow).c
    wanted = select(placement.id).where(_finished(year), placement.contract_on <= year.window.last)
    found = PLACEMENTS.by_id(session, session.execute(wanted).scalars().all()).values()
    ids = [one.id for one in found if is_retained(as_known_on(one, year.window.last), year.edition)]
    return select(placement.candidate_id).where(placement.id.in_(ids))
