"""Invitations to a fair: how likely somebody comes by the past, how many are asked, whom, and why not the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil

from matcher.fairs.ground import Ground, best_fits, ground_of, why_unmet
from matcher.records import Attendance, Fair, FairVisit, Fit, Guest, MeetingResult

PRIOR_VISITS = 10.0
"""The stated rate counts as much as so many visits: with fewer seen it weighs more than they do."""


class History(StrEnum):
    """What the past tells of whether somebody comes."""

    NEW = "new"  # never invited before
    CAME = "came"  # the last time
    AWAY = "away"  # stayed away the last time
    AWAY_AGAIN = "away_again"  # the last two times, at least


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of one history came."""

    came: int
    n: int

    def expected(self, *, default: float) -> float:
        """Give the mean of a Beta distribution whose prior has the mean *default*, 0..1."""
        return (self.came + PRIOR_VISITS * default) / (self.n + PRIOR_VISITS)


@dataclass(frozen=True, slots=True)
class ShowRates:
    """
    How many came, by history.

    Attributes:
        rates: of each history; one that was never seen has n = 0.
        histories: of the people who were invited before, as they stand now.
    """

    rates: Mapping[History, Rate]
    histories: Mapping[str, History]

    def history_of(self, candidate_id: str) -> History:
        """Give what the past tells of somebody."""
        return self.histories.get(candidate_id, History.NEW)

    def of(self, candidate_id: str, *, default: float) -> float:
        """Give how likely somebody comes, 0..1; *default* is assumed where nothing was seen of such people."""
        return self.rates[self.history_of(candidate_id)].expected(default=default)


@dataclass(frozen=True, slots=True)
class NotInvited:
    """Somebody who is not asked, and why."""

    candidate_id: str
    code: str  # nothing_fits, no_step_free_booth, no_quiet_slot, no_interpreter, full, enough


def show_rates(visits: Iterable[FairVisit]) -> ShowRates:
    """Learn from *visits* how many came by what had gone before; each person counts once a fair."""
    came: Counter[History] = Counter()
    seen: Counter[History] = Counter()
    histories: dict[str, History] = {}
    for id, days in _days(visits).items():
        now = History.NEW
        for is_there in days:
            seen[now] += 1
            came[now] += is_there
            now = _next(now, is_there)
        histories[id] = now
    return ShowRates({one: Rate(came[one], seen[one]) for one in History}, histories)


def n_wanted(fair: Fair) -> int:
    """Give how many people fill the places of a fair when each has as many meetings as anybody may have."""
    ground = ground_of(fair)
    return ceil(sum(map(ground.n_places, ground.booths)) / fair.most_visits)


def expected_shows(guests: Iterable[Guest]) -> float:
    """Give how many of *guests* come, on average."""
    return sum(one.p_show for one in guests)


def invite(
    fair: Fair, guests: Sequence[Guest], fits: Sequence[Fit], n: int | None = None, *, overfill: float | None = None
) -> list[Guest]:
    """
    Choose whom to invite, the first first: each booth in turn names the best who is left for it.

    People of priority groups are named first until they are the reserved share of all; whoever can sit nowhere is not
    named.

    Args:
        n: how many at most; None = until so many are expected as fill the places.
        overfill: how much more people than fill the places may be expected, as a share ≥ 0; None = whatever *n* brings,
            or none where *n* is None.
    """
    ground = ground_of(fair)
    able = _able(ground, guests, fits)
    queue = _Queue(able, best_fits(fits, able, ground))
    most = _most_expected(fair, n, overfill)
    n = len(able) if n is None else n
    n_members = ceil(fair.reserved * min(n, len(able)))
    chosen = queue.take([id for id, one in able.items() if one.is_member], n_members, most)
    return chosen + queue.take(able, n - len(chosen), most - expected_shows(chosen))


def not_invited(fair: Fair, guests: Sequence[Guest], fits: Sequence[Fit], invited: Iterable[Guest]) -> list[NotInvited]:
    """Say of each of *guests* who is not *invited* why, by id."""
    ground = ground_of(fair)
    asked = {one.candidate_id for one in invited}
    booths = _booths_by_guest(best_fits(fits, (one.candidate_id for one in guests), ground))
    return [
        NotInvited(one.candidate_id, why_unmet(ground, one, booths.get(one.candidate_id, ())) or "enough")
        for one in sorted(guests, key=lambda one: one.candidate_id)
        if one.candidate_id not in asked
    ]


@dataclass(slots=True)
class _Queue:
    """Who is left for each booth, the best first."""

    guests: Mapping[str, Guest]
    fits: Sequence[Fit]
    chosen: set[str] = field(default_factory=set)

    def take(self, ids: Iterable[str], n: int, most: float) -> list[Guest]:
        """Take *n* of *ids* at most, until *most* are expected."""
        found: list[Guest] = []
        expected = 0.0
        for id in _in_turn(self.fits, frozenset(ids) - self.chosen):
            if len(found) >= n or expected >= most:
                break
            found.append(self.guests[id])
            expected += self.guests[id].p_show
        self.chosen |= {one.candidate_id for one in found}
        return found


def _in_turn(fits: Iterable[Fit], ids: frozenset[str]) -> Iterator[str]:
    """Give *ids* by rounds: of each booth the best who was not given yet, in the order of booths."""
    lists: dict[str, list[Fit]] = defaultdict(list)
    for fit in sorted(fits, key=lambda fit: (-fit.chance, fit.candidate_id)):
        if fit.candidate_id in ids:
            lists[fit.booth_id].append(fit)
    given: set[str] = set()
    rest = [iter(lists[booth]) for booth in sorted(lists)]
    while rest:
        named = [(one, next((fit.candidate_id for fit in one if fit.candidate_id not in given), None)) for one in rest]
        for _, id in named:
            if id is not None and id not in given:
                given.add(id)
                yield id
        rest = [one for one, id in named if id is not None]


def _most_expected(fair: Fair, n: int | None, overfill: float | None) -> float:
    if n is not None and overfill is None:
        return float("inf")
    return n_wanted(fair) * (1 + (overfill or 0))


def _able(ground: Ground, guests: Iterable[Guest], fits: Iterable[Fit]) -> dict[str, Guest]:
    known = {one.candidate_id: one for one in guests}
    booths = _booths_by_guest(best_fits(fits, known, ground))
    return {id: known[id] for id, own in booths.items() if why_unmet(ground, known[id], own) is None}


def _booths_by_guest(fits: Iterable[Fit]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for fit in fits:
        found[fit.candidate_id].append(fit.booth_id)
    return found


def _days(visits: Iterable[FairVisit]) -> dict[str, list[bool]]:
    """Give by candidate, fair after fair, whether the person came; a word on the whole day outweighs the booths'."""
    latest: dict[tuple[str, str], FairVisit] = {}
    telling = [one for one in visits if one.result is not MeetingResult.MISSED]  # either of the two was not there
    for one in sorted(telling, key=lambda one: (one.booth_id is None, one.attendance is Attendance.CAME, one.at)):
        latest[one.candidate_id, one.fair_id] = one
    days: dict[str, list[bool]] = defaultdict(list)
    for one in sorted(latest.values(), key=lambda one: (one.at, one.fair_id)):
        days[one.candidate_id].append(one.attendance is Attendance.CAME)
    return days


def _next(history: History, is_there: bool) -> History:
    if is_there:
        return History.CAME
    return History.AWAY_AGAIN if history in (History.AWAY, History.AWAY_AGAIN) else History.AWAY
