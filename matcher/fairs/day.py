"""The day of a fair while it is being filled: who sits at which booth in which slot so far, and what is free."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from matcher.fairs.ground import Ground, Pair
from matcher.records import FairNeed, Guest


@dataclass(frozen=True, slots=True)
class Spot:
    """When a pair meets, and who comes along; None = nobody is needed."""

    slot: int
    interpreter: int | None = None


@dataclass(slots=True)
class Day:
    """
    Meetings so far; nothing in it is ever in two places, whatever is added by ``put`` where ``is_free`` said so.

    Attributes:
        fixed: pairs whose seat is not moved for another's.
    """

    ground: Ground
    guests: Mapping[str, Guest]
    spots: dict[Pair, Spot] = field(default_factory=dict)
    by_guest: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    by_interpreter: dict[int, dict[Pair, int]] = field(default_factory=lambda: defaultdict(dict))
    n_at: Counter[tuple[str, int]] = field(default_factory=Counter)
    fixed: frozenset[Pair] = frozenset()

    def put(self, pair: Pair, spot: Spot) -> None:
        """Seat a pair that has no seat."""
        self.spots[pair] = spot
        self.by_guest[pair[0]][pair[1]] = spot.slot
        self.n_at[pair[1], spot.slot] += 1
        if spot.interpreter is not None:
            self.by_interpreter[spot.interpreter][pair] = spot.slot

    def take(self, pair: Pair) -> Spot:
        """Take away the seat of a pair."""
        spot = self.spots.pop(pair)
        del self.by_guest[pair[0]][pair[1]]
        self.n_at[pair[1], spot.slot] -= 1
        if spot.interpreter is not None:
            del self.by_interpreter[spot.interpreter][pair]
        return spot

    def n_free(self, booth_id: str, slot: int) -> int:
        """Give how many interviewers of a booth have nobody in a slot that it is open in."""
        return self.ground.booths[booth_id].n_interviewers - self.n_at[booth_id, slot]

    def n_left(self, candidate_id: str) -> int:
        """Give how many more meetings somebody may have."""
        return self.ground.fair.most_visits - len(self.by_guest[candidate_id])

    def free_slots(self, candidate_id: str, booth_id: str) -> list[int]:
        """Give the slots in which both somebody and a booth are free, by what the person needs too."""
        own = self.by_guest[candidate_id]
        return [
            slot
            for slot in sorted(self.ground.slots_for(self.guests[candidate_id], booth_id))
            if self.n_free(booth_id, slot) > 0
            and not any(self.ground.is_too_close(booth_id, slot, *other) for other in own.items())
        ]

    def interpreters_for(self, booth_id: str, slot: int) -> list[int]:
        """Give who could come along to a booth in a slot."""
        return [
            one
            for one in range(1, self.ground.fair.n_interpreters + 1)
            if not any(
                self.ground.is_too_close(booth_id, slot, other, other_slot)
                for (_, other), other_slot in self.by_interpreter[one].items()
            )
        ]

    def is_led(self, candidate_id: str) -> bool:
        """Tell whether somebody needs an interpreter."""
        return FairNeed.INTERPRETER in self.guests[candidate_id].needs

    def pairs_of(self, candidate_ids: Iterable[str]) -> list[Pair]:
        """Give the meetings of some people, by candidate and booth."""
        return [(id, booth) for id in sorted(candidate_ids) for booth in sorted(self.by_guest[id])]
