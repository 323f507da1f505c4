"""What a city's outreach file may not say: negative points, numbers out of their range, groups told by their points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from matcher.editions import Mistake
from matcher.errors import Phrase
from matcher.outreach.policy import Policy, numbers_of
from matcher.priority_groups import PriorityGroup
from matcher.records import Channel

Groups = Mapping[str, PriorityGroup]

LEAST_SHARED = 3
"""Groups that have the same points, at least: else somebody's place in the queue would tell the group."""

MOST_POINTS = 1000
RANGES: dict[str, tuple[float, float]] = {
    "utc_offset_hours": (-12, 14),
    "terms.ending.within_days": (1, 3660),
    "terms.silence.full_days": (1, 3660),
    "terms.spell.full_months": (1, 120),
    "terms.choice.full_posts": (1, 10),
    "offers.n_posts": (1, 10),
    "offers.least_chance": (0, 1),
    "caps.most_in_30_days": (1, 30),
    "caps.days_of_failures": (1, 3660),
}
DAYS = (0, 3660)  # of everything else


def find_mistakes(policy: Policy, *, groups: Groups) -> list[Mistake]:
    """
    List what makes no sense in a policy; empty = nothing does.

    Args:
        groups: the priority groups that the city knows, by code.
    """
    return [mistake for check in CHECKS for mistake in check(policy, groups)]


def _ranges(policy: Policy, groups: Groups) -> Iterator[Mistake]:
    for key, value in numbers_of(policy):
        points = key.startswith("priority.") or key.endswith(".points")
        low, high = (0, MOST_POINTS) if points else RANGES.get(key, DAYS)
        if not low <= value <= high:
            told = {"value": value, "low": low, "high": high}
            yield Mistake(key, Phrase("{value:g} is not between {low:g} and {high:g}", told))


def _something_counts(policy: Policy, groups: Groups) -> Iterator[Mistake]:
    points = [value for key, value in numbers_of(policy.terms) if key.endswith("points")]
    if not sum(points) + sum(policy.priority.values()):
        yield Mistake("terms", Phrase("all points are 0: nothing would order the queue"))


def _groups(policy: Policy, groups: Groups) -> Iterator[Mistake]:
    known = tuple(sorted(groups))
    for code in policy.priority:
        if code not in groups:
            yield Mistake(f"priority.{code}", Phrase.of("there is no such group; there are {known}", known=known))
    for code in known:
        if code not in policy.priority:
            yield Mistake(f"priority.{code}", Phrase("is missing"))


def _secrecy(policy: Policy, groups: Groups) -> Iterator[Mistake]:
    secret = (code for code, group in groups.items() if group.months is None)  # else the record itself tells it openly
    of_registries = {code: policy.priority[code] for code in secret if code in policy.priority}
    shared = Counter(of_registries.values())
    for code, points in of_registries.items():
        if shared[points] < LEAST_SHARED:
            told = {"points": points, "n": LEAST_SHARED}
            reason = Phrase(
                "{points:g} must be shared by {n} groups or more: else a place in the queue tells one", told
            )
            yield Mistake(f"priority.{code}", reason)
            return


def _due(policy: Policy, groups: Groups) -> Iterator[Mistake]:
    if policy.due.priority > policy.due.usual:
        told = {"value": policy.due.priority, "usual": policy.due.usual}
        yield Mistake("due.priority", Phrase("{value} is more than the usual {usual}", told))


def _channels(policy: Policy, groups: Groups) -> Iterator[Mistake]:
    if not policy.channels:
        yield Mistake("channels", Phrase("must have {min_length} or more entries", {"min_length": 1}))
    counted = Counter(one.channel for one in policy.channels)
    for n, one in enumerate(policy.channels):
        if counted[one.channel] > 1:
            yield Mistake(f"channels[{n}].channel", Phrase.of("{channel} stands there twice", channel=str(one.channel)))
        if not one.hours:
            yield Mistake(f"channels[{n}].hours", Phrase("must have {min_length} or more entries", {"min_length": 1}))
        for k, hours in enumerate(one.hours):
            if hours.since >= hours.until:
                yield Mistake(f"channels[{n}].hours[{k}]", Phrase("ends before it begins"))
        if one.failures < 1 or one.most_in_30_days < 1:
            yield Mistake(f"channels[{n}]", Phrase("failures and most_in_30_days must be 1 or more"))


def _by_which_nobody_is_contacted(policy: Policy, groups: Groups) -> Iterator[Mistake]:
    for n, one in enumerate(policy.channels):
        if one.channel is Channel.OFFICE:
            why = Phrase("people come to the office of themselves: nobody is contacted by it")
            yield Mistake(f"channels[{n}].channel", why)


CHECKS: tuple[Callable[[Policy, Groups], Iterator[Mistake]], ...] = (
    _ranges,
    _something_counts,
    _groups,
    _secrecy,
    _due,
    _channels,
    _by_which_nobody_is_contacted,
)
