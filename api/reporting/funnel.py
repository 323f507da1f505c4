"""How far people came: registered, eligible, offered posts, in a traineeship, through it, and retained."""

from __future__ import annotations

from collections.abc import Iterable

from data.store import Session, iter_candidates, iter_feedback
from matcher.editions import Edition
from matcher.eligibility.programme import Verdict, verdict_on
from matcher.records import Placement
from matcher.subsidy import retention_of
from matcher.summary import Funnel, Window


def funnel_of(session: Session, placements: Iterable[Placement], window: Window, edition: Edition) -> Funnel:
    """
    Count persons, each once a step, in the year up to the month's end; the registered are those stored now.

    Offered counts whoever was told of a post, as feedback says, or has been in a traineeship.
    """
    registered = eligible = 0
    for candidate in iter_candidates(session):
        registered += 1
        eligible += verdict_on(candidate, edition=edition, on=window.last) is Verdict.ELIGIBLE
    offered = {event.candidate_id for event in iter_feedback(session) if window.in_year(event.happened_on)}
    started, finished, retained = set[str](), set[str](), set[str]()
    for one in placements:
        if window.in_year(one.starts_on):
            started.add(one.candidate_id)
        rate = retention_of([one], edition, year=window.month.year, known_on=window.last)
        if rate.n_ended + rate.n_left_out:
            finished.add(one.candidate_id)
        if rate.n_retained:
            retained.add(one.candidate_id)
    return Funnel(
        registered=registered,
        eligible=eligible,
        offered=len(offered | started),
        started=len(started),
        finished=len(finished),
        retained=len(retained),
    )
