"""The exact part of seating: the best of some meetings beside those that stand, by constraint programming."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from ortools.sat.python import cp_model

from matcher.fairs.day import Day, Spot
from matcher.fairs.ground import Pair

SEED = 20_231_101
"""Of the search; with one worker and a limit in the solver's own measure of work the same input gives the same plan."""


@dataclass(frozen=True, slots=True)
class Wish:
    """
    A meeting that may be.

    Attributes:
        slots: in which it may be, at least one.
        worth: of taking place.
        stay: slot in which it is worth *bonus* more; None = in no slot more than in others.
    """

    pair: Pair
    slots: tuple[int, ...]
    worth: int
    stay: int | None = None
    bonus: int = 0


@dataclass(frozen=True, slots=True)
class Aims:
    """
    What counts beside the worth of meetings, in the same whole units.

    Attributes:
        first: for each person who has a meeting.
        kept: against each place given to others that is kept.
        wait: against each minute from a person's first meeting to the last.
        late: against each slot that a meeting begins after the first.
        limit: of work for the solver, in its own units: one of them is several seconds on a common machine.
    """

    first: int = 0
    kept: int = 0
    wait: int = 0
    late: int = 0
    limit: float = 0.2


def seat_best(
    day: Day,
    wishes: Sequence[Wish],
    aims: Aims,
    *,
    kept: Mapping[str, int] | None = None,
    start: Mapping[Pair, Spot] | None = None,
) -> dict[Pair, Spot]:
    """
    Choose of *wishes* those that are worth most together, and when; what stands in *day* stays, and *day* unchanged.

    Args:
        wishes: for pairs that have no seat, in slots in which the pair is free by ``day.free_slots``.
        kept: places of a booth that are kept.
        start: a choice to begin with; given back where nothing better is found within the limit.
    """
    if not wishes:
        return {}
    model = _Model(day, wishes, start or {})
    model.limit_people()
    model.limit_booths(aims, kept or {})
    model.limit_interpreters()
    model.reward(aims)
    return model.solved(aims.limit)


@dataclass(slots=True)
class _Model:
    day: Day
    wishes: Sequence[Wish]
    start: Mapping[Pair, Spot]
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    at: dict[tuple[Pair, int], cp_model.IntVar] = field(default_factory=dict)
    led: dict[tuple[Pair, int, int], cp_model.IntVar] = field(default_factory=dict)
    terms: list[cp_model.LinearExprT] = field(default_factory=list)

    def __post_init__(self) -> None:
        for wish in self.wishes:
            for slot in wish.slots:
                self.at[wish.pair, slot] = self._bool(wish.pair in self.start and self.start[wish.pair].slot == slot)
            self.cp.add_at_most_one(self._own(wish))

    def limit_people(self) -> None:
        """Let each person be in one place at a time, walk in time, and have no more meetings than anybody may have."""
        for id, own in self._by_guest().items():
            visits = [(wish.pair[1], slot, self.at[wish.pair, slot]) for wish in own for slot in wish.slots]
            self._keep_apart(visits)
            if len(own) > self.day.n_left(id):
                self.cp.add(sum(var for _, _, var in visits) <= self.day.n_left(id))

    def limit_booths(self, aims: Aims, kept: Mapping[str, int]) -> None:
        """Let each booth have as many people a slot as it has interviewers free."""
        cells: dict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
        for (pair, slot), var in self.at.items():
            cells[pair[1], slot].append(var)
        for (booth, slot), own in cells.items():
            n_free = self.day.n_free(booth, slot)
            if n_free == 1:
                self.cp.add_at_most_one(own)
            elif len(own) > n_free:
                self.cp.add(sum(own) <= n_free)
        if aims.kept:
            for booth, n in kept.items():
                self._keep_places(booth, n, aims.kept)

    def limit_interpreters(self) -> None:
        """Give everybody who needs one an interpreter of whom the same holds as of people."""
        visits: dict[int, list[tuple[str, int, cp_model.IntVar]]] = defaultdict(list)
        for (pair, slot), var in self.at.items():
            if self.day.is_led(pair[0]):
                free = self.day.interpreters_for(pair[1], slot)
                for one in free:
                    led = self.led[pair, slot, one] = self._bool(self.start.get(pair) == Spot(slot, one))
                    visits[one].append((pair[1], slot, led))
                self.cp.add(sum(self.led[pair, slot, one] for one in free) == var)
        for own in visits.values():
            self._keep_apart(own)

    def reward(self, aims: Aims) -> None:
        """Add up what the choice is worth."""
        for wish in self.wishes:
            for slot in wish.slots:
                worth = wish.worth - aims.late * slot + (wish.bonus if slot == wish.stay else 0)
                self.terms.append(worth * self.at[wish.pair, slot])
        for id, own in self._by_guest().items():
            if aims.first and not self.day.by_guest[id]:
                met = self._bool(any(wish.pair in self.start for wish in own))
                self.cp.add(met <= sum(var for wish in own for var in self._own(wish)))
                self.terms.append(aims.first * met)
            if aims.wait and len(own) + len(self.day.by_guest[id]) > 1:
                self.terms.append(-aims.wait * self._span(id, own))
        self.cp.maximize(sum(self.terms))

    def solved(self, limit: float) -> dict[Pair, Spot]:
        """Solve it within the limit."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = SEED
        solver.parameters.max_deterministic_time = limit
        solver.parameters.catch_sigint_signal = False  # else a Ctrl-C ends the search alone, and its plan is kept
        if solver.solve(self.cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return dict(self.start)
        led = {(pair, slot): one for (pair, slot, one), var in self.led.items() if solver.boolean_value(var)}
        return {
            pair: Spot(slot, led.get((pair, slot)))
            for (pair, slot), var in self.at.items()
            if solver.boolean_value(var)
        }

    def _keep_apart(self, visits: Sequence[tuple[str, int, cp_model.IntVar]]) -> None:
        """Keep apart what one person cannot do both: at the same time, or too far for the time between."""
        groups: dict[tuple[str | None, int], list[cp_model.IntVar]] = defaultdict(list)
        booth_in: dict[str | None, str] = {}
        slots: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for booth, slot, var in visits:
            hall = self.day.ground.booths[booth].hall
            booth_in.setdefault(hall, booth)
            groups[hall, slot].append(var)
            slots[slot].append(var)
        for own in slots.values():
            self.cp.add_at_most_one(own)
        for (hall, slot), (other, other_slot) in combinations(groups, 2):
            if slot == other_slot or hall == other:
                continue
            if self.day.ground.is_too_close(booth_in[hall], slot, booth_in[other], other_slot):
                self.cp.add_at_most_one(groups[hall, slot] + groups[other, other_slot])

    def _keep_places(self, booth: str, n_kept: int, cost: int) -> None:
        is_member = {id: guest.is_member for id, guest in self.day.guests.items()}
        own = [var for (pair, _), var in self.at.items() if pair[1] == booth and not is_member[pair[0]]]
        open_in = self.day.ground.open[booth]
        there = ((id, spot.slot) for (id, other), spot in self.day.spots.items() if other == booth)
        held = sum(slot in open_in and not is_member[id] for id, slot in there)
        n_others = self.day.ground.n_places(booth) - n_kept - held
        if len(own) > n_others:
            n_started = sum(other == booth and not is_member[id] for id, other in self.start)
            over = self._int(max(0, -n_others), len(own) + max(0, -n_others), n_started - n_others)
            self.cp.add(sum(own) - over <= n_others)
            self.terms.append(-cost * over)

    def _span(self, id: str, own: Sequence[Wish]) -> cp_model.LinearExprT:
        """Give the minutes between the beginnings of a person's first meeting and the last."""
        begins = self.day.ground.begins
        held = [begins[slot] for slot in self.day.by_guest[id].values()]
        started = held + [begins[self.start[wish.pair].slot] for wish in own if wish.pair in self.start]
        first = self._int(begins[0], min(held, default=begins[-1]), min(started, default=begins[0]))
        last = self._int(max(held, default=begins[0]), begins[-1], max(started, default=begins[0]))
        for wish in own:
            begin = sum(begins[slot] * self.at[wish.pair, slot] for slot in wish.slots)
            takes_place = sum(self._own(wish))
            self.cp.add(first <= begin + begins[-1] * (1 - takes_place))
            self.cp.add(last >= begin)
        self.cp.add(first <= last)
        return last - first

    def _bool(self, is_so: bool) -> cp_model.IntVar:
        """Make a variable that is so to begin with; a start that is not whole would be lost."""
        var = self.cp.new_bool_var("")
        self.cp.add_hint(var, is_so)
        return var

    def _int(self, least: int, most: int, start: int) -> cp_model.IntVar:
        var = self.cp.new_int_var(least, most, "")
        self.cp.add_hint(var, max(least, start))
        return var

    def _own(self, wish: Wish) -> list[cp_model.IntVar]:
        return [self.at[wish.pair, slot] for slot in wish.slots]

    def _by_guest(self) -> dict[str, list[Wish]]:
        found: dict[str, list[Wish]] = defaultdict(list)
        for wish in self.wishes:
            found[wish.pair[0]].append(wish)
        return found
