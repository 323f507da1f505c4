"""What decides a yearly inspection of an employer: recognition, traineeships, terms, findings, retention, posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.employers.standing import Removal, answered_on, is_demonstration, last_inspection, removal_of
from matcher.employers.terms import City, Unmet, unmet_terms
from matcher.months import ONE_DAY, add_months, add_years
from matcher.records import Employer, Inspection, InspectionOutcome, Placement, Post, StandingDecision
from matcher.subsidy import Retention, practice_end, retention_of
from matcher.subsidy.spells import as_known_on


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is on file of one employer; findings are those that the last watch for fraud still found."""

    employer: Employer
    placements: tuple[Placement, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    decisions: tuple[StandingDecision, ...] = ()
    posts: tuple[Post, ...] = ()
    n_findings_open: int = 0
    confirmed_on: tuple[date, ...] = ()  # when a person called a finding confirmed, one day for each


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many traineeships had a day of practice from *first* to *last*, both included."""

    first: date
    last: date
    n: int


@dataclass(frozen=True, slots=True)
class Openness:
    """The posts of an employer that take applications. An unknown headcount counts as one opening."""

    n_adverts: int
    n_openings: int


@dataclass(frozen=True, slots=True)
class InspectionFacts:
    """
    The facts that decide a yearly inspection, as of a day.

    Attributes:
        employer: inspected.
        as_of: the day; what happened later is not known.
        edition: of the rules.
        removal: that it is removed; None = it is not.
        demonstration: it is put forward as a demonstration unit.
        last: the newest inspection; None = none is on record.
        due_on: the day on which the next inspection falls due; None = no inspection and no day of recognition is known.
        answered_on: when a person last kept or restored the employer; None = never.
        years: traineeships by year, the newest first, as many years as an employer may be idle.
        last_practice_on: the last day of practice up to the day; None = no traineeship is on file.
        idle_since: from when on there is none; None = one runs, or there never was one and recognition is unknown.
        n_reviewed: placements whose terms are looked at: those with practice since the last inspection passed.
        unmet: terms not carried out in these.
        n_findings_open: findings of fraud that nobody has looked at.
        retention: of the year of the day and of the one before.
        open_posts: that take applications on the day.
        records_since: the first day of the oldest traineeship on file in the city.
    """

    employer: Employer
    as_of: date
    edition: str
    removal: Removal | None
    demonstration: bool
    last: Inspection | None
    due_on: date | None
    answered_on: date | None
    years: tuple[YearCount, ...]
    last_practice_on: date | None
    idle_since: date | None
    n_reviewed: int
    unmet: tuple[Unmet, ...]
    n_findings_open: int
    n_findings_confirmed: int
    retention: tuple[Retention, ...]
    open_posts: Openness
    records_since: date | None

    @property
    def is_due(self) -> bool:
        """Tell whether an inspection is due; where nothing tells since when, it is. An employer removed has none."""
        return self.removal is None and (self.due_on is None or self.due_on <= self.as_of)

    @property
    def is_idle(self) -> bool:
        """
        Tell whether there was no traineeship in all the years that the edition gives.

        The years are over at the end of their last day: with the last practice on 2021-08-31 two years are
        2021-09-01 to 2023-08-31, so that the employer is idle from 2023-09-01 on. One recognised on 2021-09-01 that
        never had a traineeship is idle from the same day on.
        """
        return self.idle_since is not None and self.idle_since <= self.years[-1].first


def facts_of(dossier: Dossier, city: City) -> InspectionFacts:
    """Set out the facts of one employer that decide its inspection."""
    employer, day, edition = dossier.employer, city.as_of, city.edition
    last = last_inspection(dossier.inspections, day)
    answered = answered_on(dossier.decisions, day)
    known = [as_known_on(one, day) for one in dossier.placements if one.starts_on <= day]
    practised = [one for one in known if practice_end(one) >= one.starts_on]
    newest = max((min(practice_end(one), day) for one in practised), default=None)
    until = _reviewed_until(dossier.inspections, answered, day)
    reviewed = [one for one in practised if until is None or practice_end(one) > until]
    confirmed = [one for one in dossier.confirmed_on if one <= day and (until is None or one > until)]
    return InspectionFacts(
        employer=employer,
        as_of=day,
        edition=edition.id,
        removal=removal_of(employer, dossier.decisions, day),
        demonstration=is_demonstration(dossier.decisions, day),
        last=last,
        due_on=_due_on(employer, last, edition.inspection.every_months),
        answered_on=answered,
        years=tuple(_years(practised, day, edition.inspection.idle_years)),
        last_practice_on=newest,
        idle_since=_idle_since(employer, newest, day),
        n_reviewed=len(reviewed),
        unmet=unmet_terms(reviewed, city, n_confirmed=len(confirmed)),
        n_findings_open=dossier.n_findings_open,
        n_findings_confirmed=len(dossier.confirmed_on),
        retention=tuple(retention_of(known, edition, year=year, known_on=day) for year in (day.year, day.year - 1)),
        open_posts=_open(dossier.posts, day),
        records_since=city.records_since,
    )


def _due_on(employer: Employer, last: Inspection | None, every_months: int) -> date | None:
    since = employer.recognised_on if last is None else last.inspected_on
    return None if since is None else add_months(since, every_months)


def _years(practised: Sequence[Placement], day: date, n_years: int) -> Iterator[YearCount]:
    """Count by years that end on *day*; the newest has that day too, so that each begins on its anniversary."""
    last = day
    for n in range(1, n_years + 1):
        first = add_years(day, -n)
        yield YearCount(first, last, sum(one.starts_on <= last and first <= practice_end(one) for one in practised))
        last = first - ONE_DAY


def _idle_since(employer: Employer, newest: date | None, day: date) -> date | None:
    if newest is not None:
        return newest + ONE_DAY if newest < day else None
    return employer.recognised_on


def _reviewed_until(inspections: Iterable[Inspection], answered: date | None, day: date) -> date | None:
    """Give the day up to which a person has found the terms carried out, or let the employer stay all the same."""
    passed = last_inspection((one for one in inspections if one.outcome is InspectionOutcome.PASSED), day)
    days = [one for one in (passed.inspected_on if passed else None, answered) if one is not None]
    return max(days, default=None)


def _open(posts: Iterable[Post], day: date) -> Openness:
    taking = [
        one
        for one in posts
        if (one.closes_on is None or one.closes_on >= day) and (one.published_on is None or one.published_on <= day)
    ]
    return Openness(len(taking), openings_of(taking))


def openings_of(posts: Iterable[Post]) -> int:
    """Sum the headcounts; an advert is for one at least."""
    return sum(one.headcount or 1 for one in posts)
