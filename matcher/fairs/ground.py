"""The ground that people are seated on: which slots a booth is open in, for whom, and how far it is to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matcher.fairs.slots import minute_of, open_slots, quiet_slots, slots_of
from matcher.records import Booth, Fair, FairNeed, Fit, Guest

Pair = tuple[str, str]
"""Candidate and booth."""


@dataclass(frozen=True, slots=True)
class Ground:
    """
    What a fair comes to for those who seat people.

    Attributes:
        begins: of each slot, minutes since midnight.
        ends: of each slot.
        booths: by id.
        open: the slots that each booth is open in.
        quiet: the slots of the quiet hours.
        ways: minutes between two halls, in both directions.
    """

    fair: Fair
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    booths: Mapping[str, Booth]
    open: Mapping[str, frozenset[int]]
    quiet: frozenset[int]
    ways: Mapping[tuple[str | None, str | None], int]

    def n_places(self, booth_id: str) -> int:
        """Give how many meetings a booth can have."""
        return self.booths[booth_id].n_interviewers * len(self.open[booth_id])

    def is_too_close(self, booth_id: str, slot: int, other_id: str, other_slot: int) -> bool:
        """Tell whether nobody can be at both: it is the same slot, or the way between takes longer than the time."""
        if slot == other_slot:
            return True
        first, last = sorted((slot, other_slot))
        way = self.ways.get((self.booths[booth_id].hall, self.booths[other_id].hall), 0)
        return self.begins[last] - self.ends[first] < way

    def slots_for(self, guest: Guest, booth_id: str) -> frozenset[int]:
        """Give the slots in which *guest* can sit at a booth by what the guest needs; empty = in none."""
        booth = self.booths[booth_id]
        if FairNeed.STEP_FREE in guest.needs and booth.step_free is not True:
            return frozenset()
        if FairNeed.INTERPRETER in guest.needs and not self.fair.n_interpreters:
            return frozenset()
        slots = self.open[booth_id]
        return slots & self.quiet if FairNeed.QUIET in guest.needs else slots


def ground_of(fair: Fair) -> Ground:
    """Work out the ground of a fair."""
    slots = slots_of(fair)
    ways: dict[tuple[str | None, str | None], int] = {(one.other, one.hall): one.minutes for one in fair.walks}
    ways |= {(one.hall, one.other): one.minutes for one in fair.walks}
    return Ground(
        fair,
        begins=tuple(minute_of(slot.begins) for slot in slots),
        ends=tuple(minute_of(slot.ends) for slot in slots),
        booths={one.id: one for one in fair.booths},
        open={one.id: open_slots(fair, one) for one in fair.booths},
        quiet=quiet_slots(fair),
        ways=ways,
    )


def best_fits(fits: Iterable[Fit], ids: Iterable[str], ground: Ground) -> list[Fit]:
    """Keep of each pair of a guest in *ids* and a booth that there is the best fit, by candidate and booth."""
    known = frozenset(ids)
    found: dict[Pair, Fit] = {}
    for fit in fits:
        if fit.candidate_id in known and fit.booth_id in ground.booths:
            pair = fit.candidate_id, fit.booth_id
            if pair not in found or (-fit.chance, fit.post_id) < (-found[pair].chance, found[pair].post_id):
                found[pair] = fit
    return [found[pair] for pair in sorted(found)]


def why_unmet(ground: Ground, guest: Guest, booth_ids: Sequence[str]) -> str | None:
    """Give the code of why *guest* can sit at none of the booths that fit; None = at one of them, at least."""
    if not booth_ids:
        return "nothing_fits"
    if FairNeed.INTERPRETER in guest.needs and not ground.fair.n_interpreters:
        return "no_interpreter"
    if any(ground.slots_for(guest, one) for one in booth_ids):
        return None
    if FairNeed.STEP_FREE in guest.needs:
        booth_ids = [one for one in booth_ids if ground.booths[one].step_free is True]
        if not booth_ids:
            return "no_step_free_booth"
    return "no_quiet_slot" if FairNeed.QUIET in guest.needs else "full"
