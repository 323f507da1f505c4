"""Who meets whom: the meetings that a fair's places allow, everybody first once, as a flow of least cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor

from ortools.graph.python import min_cost_flow

from matcher.fairs.day import Spot
from matcher.fairs.ground import Ground, Pair
from matcher.records import FairNeed, Fit, Guest

FINEST = 10_000
"""Chances are told apart to so many steps at the most; at fairs so large that the costs would not fit, to fewer."""
_LARGEST_COST = 2**60


@dataclass(frozen=True, slots=True)
class Tiers:
    """
    What is worth how much, in whole numbers: the least of one tier outweighs all of those below it.

    A person's first meeting, any meeting, a kept place that somebody of a priority group has, and at last the chances.
    """

    first: int
    meeting: int
    kept: int
    step: int  # of chances

    def chance(self, fit: Fit) -> int:
        """Give the worth of the chance of a fit."""
        return round(fit.chance * self.step)


def tiers_for(n_places: int, n_kept: int, *, finest: int = FINEST, largest: int = _LARGEST_COST) -> Tiers:
    """Weigh the tiers of a fair of so many places, so many of them kept, so that no figure exceeds *largest*."""
    kept = n_places + 1  # of which each step of chances is a part
    meeting = kept * (n_kept + 2)
    first = meeting * (n_places + 1)
    step = max(1, min(finest, largest // first))
    return Tiers(first * step, meeting * step, kept * step, step)


def kept_places(ground: Ground, guests: Mapping[str, Guest], fits: Iterable[Fit]) -> dict[str, int]:
    """Give how many places of each booth are kept: the reserved share, but no more than people it is for fit it."""
    members = Counter(fit.booth_id for fit in fits if guests[fit.candidate_id].is_member)
    share = ground.fair.reserved
    return {id: min(floor(share * ground.n_places(id) + 1e-9), members[id]) for id in ground.booths}


def choose_meetings(
    ground: Ground, guests: Mapping[str, Guest], fits: Sequence[Fit], held: Mapping[Pair, Spot] | None = None
) -> list[Fit]:
    """
    Choose who meets whom beside what is *held*, by candidate and booth; when is not asked.

    Args:
        guests: by id.
        fits: of pairs that could meet, none of them twice and none held.
        held: meetings that stand.
    """
    held = held or {}
    network = _Network(ground, guests, kept_places(ground, guests, fits), Counter(id for id, _ in held))
    network.lay_booths(Counter(booth for (_, booth), spot in held.items() if spot.slot in ground.open[booth]))
    network.lay_people(fits)
    return network.solved(fits)


@dataclass(slots=True)
class _Network:
    """From a source through people and booths to a sink; the source may send straight to the sink for nothing."""

    ground: Ground
    guests: Mapping[str, Guest]
    kept: Mapping[str, int]
    visits: Mapping[str, int]
    flow: min_cost_flow.SimpleMinCostFlow = field(default_factory=min_cost_flow.SimpleMinCostFlow)
    nodes: dict[tuple[str, str], int] = field(default_factory=dict)
    tiers: Tiers = field(init=False)

    def __post_init__(self) -> None:
        n_places = sum(map(self.ground.n_places, self.ground.booths))
        n_nodes = len(self.guests) + 3 * len(self.ground.booths) + 3
        self.tiers = tiers_for(n_places, sum(self.kept.values()), largest=_LARGEST_COST // n_nodes)
        self.flow.set_node_supply(self._node("end", "source"), n_places)
        self.flow.set_node_supply(self._node("end", "sink"), -n_places)
        self._lay(("end", "source"), ("end", "sink"), n_places, 0)

    def lay_booths(self, taken: Mapping[str, int]) -> None:
        """Let members through to all places of a booth, others to kept ones at a cost; few are quiet."""
        for id, booth in self.ground.booths.items():
            n_left = self.ground.n_places(id) - taken.get(id, 0)
            self._lay(("booth", id), ("end", "sink"), max(0, n_left), 0)
            self._lay(("others", id), ("booth", id), max(0, n_left - self.kept[id]), 0)
            self._lay(("others", id), ("booth", id), self.kept[id], self.tiers.kept)
            n_quiet = booth.n_interviewers * len(self.ground.open[id] & self.ground.quiet)
            self._lay(("quiet", id), ("booth", id), n_quiet, 0)

    def lay_people(self, fits: Iterable[Fit]) -> None:
        """Send each person to the booths that fit, the first time for more; interpreters go with a few only."""
        self._lay(("end", "source"), ("end", "interpreters"), self._n_led(), 0)
        for id in dict.fromkeys(fit.candidate_id for fit in fits):
            n_left = self.ground.fair.most_visits - self.visits.get(id, 0)
            is_led = FairNeed.INTERPRETER in self.guests[id].needs
            start = ("end", "interpreters" if is_led else "source")
            n_first = 0 if self.visits.get(id) else 1
            self._lay(start, ("person", id), min(n_first, n_left), -self.tiers.first - self.tiers.meeting)
            self._lay(start, ("person", id), max(0, n_left - n_first), -self.tiers.meeting)
        for fit in fits:
            guest = self.guests[fit.candidate_id]
            kind = "booth" if guest.is_member else "others"
            kind = "quiet" if FairNeed.QUIET in guest.needs else kind
            self._lay(("person", fit.candidate_id), (kind, fit.booth_id), 1, -self.tiers.chance(fit))

    def solved(self, fits: Sequence[Fit]) -> list[Fit]:
        """
        Give the fits that flow; they were laid last.

        Raises:
            RuntimeError: the solver refused the network, which the tiers rule out.
        """
        if self.flow.solve() != self.flow.OPTIMAL:
            raise RuntimeError("the flow of a fair was not solved")
        first = self.flow.num_arcs() - len(fits)
        return [fit for place, fit in enumerate(fits, first) if self.flow.flow(place)]

    def _n_led(self) -> int:
        led = sum(n for id, n in self.visits.items() if FairNeed.INTERPRETER in self.guests[id].needs)
        return max(0, self.ground.fair.n_interpreters * len(self.ground.begins) - led)

    def _node(self, kind: str, id: str) -> int:
        return self.nodes.setdefault((kind, id), len(self.nodes))

    def _lay(self, tail: tuple[str, str], head: tuple[str, str], capacity: int, cost: int) -> None:
        self.flow.add_arc_with_capacity_and_unit_cost(self._node(*tail), self._node(*head), capacity, cost)
