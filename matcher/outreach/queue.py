"""The queue: who is contacted first, by which channel, by when, exactly as if everybody had been ranked."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from matcher.eligibility.programme import Verdict
from matcher.months import ONE_DAY
from matcher.outreach.policy import ChannelRule
from matcher.outreach.situation import Asking, Situation, call_back_on
from matcher.outreach.terms import (
    NOTHING,
    Offered,
    OfferFinder,
    Term,
    most_of_all,
    most_of_offers,
    offer_terms,
    standing_terms,
    total,
)
from matcher.outreach.timing import (
    basis_of,
    is_call_back_due,
    is_free,
    may_be_contacted,
    next_moment,
    open_channel,
)
from matcher.records import Channel, LegalBasis

BATCH = 64
"""People whose posts are ranked at a time."""

DECIMALS = 6
ROUNDING = 10**-DECIMALS
"""Points by which a bound is raised: terms added up in another order may differ in the last place."""

Bound = tuple[bool, float]
"""What people are sorted by before all is known: call backs first, then the most points, negated."""

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody who may be contacted, with what is known before posts are ranked."""

    situation: Situation
    channel: ChannelRule
    is_priority: bool
    is_call_back: bool
    terms: tuple[Term, ...]
    most: float  # points, whatever there is to offer

    @property
    def id(self) -> str:
        """Give the candidate's id."""
        return self.situation.candidate.id

    @property
    def bound(self) -> Bound:
        """Give the best place that the person can get."""
        return (not self.is_call_back, -self.most)


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One place in the queue.

    Attributes:
        is_priority: 重点帮扶; of which group is told nowhere.
        is_call_back: the person asked to be called back, and the day has come.
        to_register: would be eligible if registered as unemployed, and is to be told so.
        terms: of the formula, in its order; *points* is their sum.
        channel: to be used.
        not_before: the first moment at which the channel is open, local time.
        due_on: the last day by which the person should be contacted.
        basis: on which ground.
    """

    candidate_id: str
    is_priority: bool
    is_call_back: bool
    to_register: bool
    terms: tuple[Term, ...]
    points: float
    channel: Channel
    not_before: datetime
    due_on: date
    basis: LegalBasis
    offered: Offered

    @property
    def place(self) -> tuple[bool, float, date, str]:
        """Give what entries are sorted by: call backs first, then the most points, then what is due first."""
        return (not self.is_call_back, -self.points, self.due_on, self.candidate_id)


def stand(situation: Situation, asking: Asking, *, groups: Collection[str]) -> Standing | None:
    """Give how somebody stands who may be contacted on the day; None = something is against it, or no channel open."""
    if not may_be_contacted(situation, asking):
        return None
    channel = open_channel(situation, asking)
    if channel is None:
        return None
    terms = standing_terms(situation, asking, groups=groups)
    most = total(terms) + most_of_offers(situation, asking)
    call_back = is_call_back_due(situation, asking)
    return Standing(situation, channel, bool(groups), call_back, terms, most)


def plan_queue(
    situations: Iterable[Situation],
    asking: Asking,
    *,
    groups: Mapping[str, frozenset[str]],
    limit: int,
    offers_of: OfferFinder,
) -> list[Entry]:
    """
    Give the first *limit* entries of the queue.

    Posts are ranked only for those who could still be among the first (threshold algorithm: Fagin, Lotem, Naor, 2003):
    in the order of the most points that each can get, until nobody left can pass the last entry. Nor is anybody's
    eligibility judged before. The queue is the one that judging and ranking everybody gives.

    Args:
        groups: by candidate, the priority groups on the day.
        offers_of: ranks posts; called with BATCH ids at a time at most.
    """
    entries: list[Entry] = []

    def can_pass(bound: Bound) -> bool:
        return len(entries) < limit or _can_pass(bound, entries[limit - 1])

    waiting = _by_most(situations, asking, groups, can_pass=can_pass)
    while batch := list(islice(waiting, BATCH)):
        if not can_pass(batch[0].bound):
            break
        offered = offers_of([one.id for one in batch])
        found = (enter(one, asking, offered.get(one.id, NOTHING)) for one in batch)
        entries = heapq.nsmallest(limit, [*entries, *found], key=lambda one: one.place)
    return entries


def _by_most(
    situations: Iterable[Situation],
    asking: Asking,
    groups: Mapping[str, frozenset[str]],
    *,
    can_pass: Callable[[Bound], bool],
) -> Iterator[Standing]:
    """
    Give those who may be contacted by the most points that each can get, each judged no sooner than it must be.

    Nobody is judged any more once *can_pass* says that nobody with such a bound could be among the first.
    """
    ready: list[tuple[Bound, str, Standing]] = []
    for bound, one in _by_bound(situations, asking, groups):
        while ready and ready[0][0] < bound:
            yield heapq.heappop(ready)[-1]
        if not can_pass(bound):
            break
        standing = stand(one, asking, groups=groups.get(one.candidate.id, NOBODY))
        if standing is not None:
            heapq.heappush(ready, (standing.bound, standing.id, standing))
    while ready:
        yield heapq.heappop(ready)[-1]


def _by_bound(
    situations: Iterable[Situation], asking: Asking, groups: Mapping[str, frozenset[str]]
) -> list[tuple[Bound, Situation]]:
    """Give those against whom nothing but eligibility may stand, by the most points that they could possibly get."""
    found = []
    for one in situations:
        if is_free(one, asking):
            most = most_of_all(one, asking, groups=groups.get(one.candidate.id, NOBODY))
            found.append(((not is_call_back_due(one, asking), -most - ROUNDING), one))
    return sorted(found, key=lambda each: each[0])


def _can_pass(bound: Bound, last: Entry) -> bool:
    """Tell whether somebody could still come before an entry; equal points are decided by day and id, so they could."""
    is_later, most = bound
    return (is_later, round(most, DECIMALS)) <= (not last.is_call_back, -last.points)


def enter(one: Standing, asking: Asking, offered: Offered) -> Entry:
    """Make the entry of somebody for whom posts were ranked."""
    terms = (*one.terms, *offer_terms(one.situation, asking, offered))
    not_before = next_moment(one.channel, asking)
    basis = basis_of(one.situation, asking.policy)
    if basis is None:
        raise ValueError("whoever has no basis is not in the queue")
    return Entry(
        candidate_id=one.id,
        is_priority=one.is_priority,
        is_call_back=one.is_call_back,
        to_register=one.situation.to_register,
        terms=terms,
        points=round(total(terms), DECIMALS),
        channel=one.channel.channel,
        not_before=not_before,
        due_on=due_on(one, asking, offered, earliest=not_before.date()),
        basis=basis,
        offered=offered,
    )


def due_on(one: Standing, asking: Asking, offered: Offered, *, earliest: date) -> date:
    """Give the day by which somebody should be contacted: the earliest of what presses, no day before *earliest*."""
    rule, found = asking.policy.due, one.situation.eligibility
    days = [asking.workdays.after(asking.day, rule.priority if one.is_priority else rule.usual)]
    asked_on = call_back_on(one.situation, asking.policy)
    if asked_on is not None:
        days.append(asked_on)
    if found.until is not None and found.then is Verdict.NOT_ELIGIBLE:
        days.append(_before(found.until, rule.before_end, asking))
    if offered.offers and (closes_on := offered.offers[0].closes_on) is not None:
        days.append(_before(closes_on, rule.before_closing, asking))
    return max(min(days), earliest)


def _before(day: date, n: int, asking: Asking) -> date:
    """Give the *n*-th working day before a day."""
    while n > 0:
        day -= ONE_DAY
        n -= asking.workdays.is_working(day)
    return day
