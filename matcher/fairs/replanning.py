"""A fair planned anew at the door: free seats are given on, and what concerns nobody who is missing stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from matcher.fairs.day import Day, Spot
from matcher.fairs.desks import seats_of
from matcher.fairs.exact import Aims, Wish, seat_best
from matcher.fairs.filling import fill
from matcher.fairs.ground import best_fits, ground_of
from matcher.fairs.shortlists import stand_by_of, unseated_of
from matcher.fairs.soundness import refuse_empty, refuse_unsound
from matcher.fairs.timetable import begin_early, sit_near
from matcher.records import Fair, FairPlan, Fit, Guest, Seat

TAKES_PLACE, STAYS = 1, 100_000
"""Worth of a meeting at another time, and how much more it is worth in its own slot: more than all others moved."""

LIMIT = 0.05
"""Of work for what is free: a second or two, as people stand at the door."""


def replan_fair(
    fair: Fair,
    plan: FairPlan,
    guests: Sequence[Guest],
    fits: Sequence[Fit],
    *,
    absent: frozenset[str],
    slot: int,
    absent_booths: frozenset[str] = frozenset(),
    here: frozenset[str] = frozenset(),
    only: str | None = None,
) -> FairPlan:
    """
    Plan the rest of a fair anew, changing as little as can be.

    As many seats of those who are there stay as they are as the interviewers allow; then as many of their other
    meetings as can be take place at another time, the next after what was told; then what is free is given to those who
    stand by and walk-ins, who has no meeting first, and as early as can be. Slots before *slot* are past, and stay as
    they are.

    Args:
        fair: as it is now; a booth may have fewer interviewers than it had, or more.
        plan: that is changed.
        guests: who were invited, and who came without.
        fits: of all of them.
        absent: guests who are not there; they keep what is past, and have no seat or place in a list after it.
        slot: first one that is still to come.
        absent_booths: employers who are not there from *slot* on.
        here: guests who are known to be there, and choose first among free slots.
        only: the one guest who is given what is free; None = everybody.
    """
    refuse_unsound(fair)
    refuse_empty(fair)
    known = {one.candidate_id: one for one in sorted(guests, key=lambda one: one.candidate_id)}
    ground = ground_of(fair)
    still_open = {id: frozenset[int]() if id in absent_booths else slots for id, slots in ground.open.items()}
    day = Day(replace(ground, open=still_open), known)
    seats = [one for one in plan.seats if one.candidate_id in known and one.booth_id in ground.booths]
    for one in seats:
        if one.slot < slot:
            day.put((one.candidate_id, one.booth_id), Spot(one.slot, one.interpreter))
    _move(day, [one for one in seats if one.slot >= slot and one.candidate_id not in absent], slot)
    own = best_fits(fits, known.keys() - absent, ground)
    there = [fit for fit in own if fit.booth_id not in absent_booths]
    sat = frozenset(day.spots)
    fill(day, [fit for fit in there if only in (None, fit.candidate_id)], since=slot, limit=LIMIT)
    given = [id for id in day.by_guest if only in (None, id)]
    begin_early(day, sorted(given, key=lambda id: (id not in here, id)), since=slot, still=sat)
    posts = {(fit.candidate_id, fit.booth_id): fit.post_id for fit in own}
    posts |= {(one.candidate_id, one.booth_id): one.post_id for one in seats}
    return FairPlan(
        fair.id,
        seats=seats_of(day, posts, before=seats),
        stand_by=stand_by_of(day, there, since=slot),
        unseated=unseated_of(day, own, known.keys() - absent),
    )


def _move(day: Day, seats: Sequence[Seat], slot: int) -> None:
    """Leave in place whoever has an interviewer still, and seat the others anew where they can be."""
    moving = []
    for (booth, at), own in sorted(_by_cell(seats).items()):
        if at not in day.ground.open[booth] or len(own) > day.ground.booths[booth].n_interviewers:
            moving += own
            continue
        for one in own:
            day.put((one.candidate_id, booth), Spot(at, one.interpreter))
    wishes = []
    for one in moving:
        pair = one.candidate_id, one.booth_id
        slots = tuple(other for other in day.free_slots(*pair) if other >= slot)
        if slots:
            wishes.append(Wish(pair, slots, TAKES_PLACE, stay=one.slot, bonus=STAYS))
    for pair, spot in seat_best(day, wishes, Aims(limit=2 * LIMIT)).items():
        day.put(pair, spot)
    for one in moving:
        sit_near(day, (one.candidate_id, one.booth_id), one.slot, since=slot)


def _by_cell(seats: Sequence[Seat]) -> dict[tuple[str, int], list[Seat]]:
    cells: dict[tuple[str, int], list[Seat]] = defaultdict(list)
    for one in seats:
        cells[one.booth_id, one.slot].append(one)
    return cells
