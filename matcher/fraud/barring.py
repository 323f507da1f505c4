"""When employers were barred: removed or under inspection, by the status in their files and by what persons decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from operator import attrgetter
from typing import TypeVar

from matcher.fraud.facts import Barred
from matcher.months import ONE_DAY
from matcher.records import Employer, Inspection, InspectionOutcome, Standing, StandingDecision

REMOVED = ("清退", "取消", "撤销", "除名", "摘牌")
REMOVED_WORDS = re.compile("|".join(REMOVED))
INSPECTED_WORDS = re.compile("检查中|核查|调查|整改|暂停")
"""待复检 is an inspection that is due, which bars nobody."""

R = TypeVar("R", StandingDecision, Inspection)


def barred_days(
    employers: Iterable[Employer], decisions: Iterable[StandingDecision], inspections: Iterable[Inspection]
) -> Iterator[Barred]:
    """
    Give the days on which employers were barred, employer by employer.

    A status without the day since when it holds bars from no day: it is told where the employer is listed, and no
    claim can be held against it. What a person decided on a removal counts before a status of removal, from its day on.
    A removal ends with the decision that restores the employer; an inspection that gives a term, or fails, bars until a
    later one is passed.
    """
    decided = dict(_grouped(decisions))
    for employer in employers:
        yield from _by_status(employer, decided.get(employer.id, []))
    for id, removed in decided.items():
        yield from _by_decision(id, removed)
    for id, inspected in _grouped(inspections):
        yield from _by_inspection(id, inspected)


def _by_status(employer: Employer, decisions: Iterable[StandingDecision]) -> Iterator[Barred]:
    if employer.status_on is None or employer.status is None:
        return
    if REMOVED_WORDS.search(employer.status):
        answered = [one.effective_on for one in decisions if one.standing in (Standing.REMOVED, Standing.RESTORED)]
        until = min(answered) - ONE_DAY if answered else None
        if until is None or employer.status_on <= until:
            yield Barred(employer.id, "removed", employer.status_on, until)
    elif INSPECTED_WORDS.search(employer.status):
        yield Barred(employer.id, "under_inspection", employer.status_on)


def _by_decision(id: str, decisions: list[StandingDecision]) -> Iterator[Barred]:
    since: date | None = None
    for one in sorted(decisions, key=attrgetter("effective_on", "at")):
        if one.standing is Standing.REMOVED and since is None:
            since = one.effective_on
        elif one.standing is Standing.RESTORED and since is not None:
            if since < one.effective_on:
                yield Barred(id, "removed", since, one.effective_on - ONE_DAY)
            since = None
    if since is not None:
        yield Barred(id, "removed", since)


def _by_inspection(id: str, inspections: list[Inspection]) -> Iterator[Barred]:
    since: date | None = None
    for one in sorted(inspections, key=attrgetter("inspected_on", "at")):
        if one.outcome is InspectionOutcome.PASSED:
            if since is not None and since < one.inspected_on:
                yield Barred(id, "under_inspection", since, one.inspected_on - ONE_DAY)
            since = None
        elif since is None:
            since = one.inspected_on
    if since is not None:
        yield Barred(id, "under_inspection", since)


def _grouped(records: Iterable[R]) -> Iterator[tuple[str, list[R]]]:
    found: dict[str, list[R]] = {}
    for one in records:
        found.setdefault(one.employer_id, []).append(one)
    yield from sorted(found.items())
