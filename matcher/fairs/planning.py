"""A fair planned: who meets whom, when, who stands by, and who has no meeting and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcher.errors import BadInput
from matcher.fairs.day import Day, Spot
from matcher.fairs.desks import seats_of
from matcher.fairs.filling import fill
from matcher.fairs.ground import Ground, Pair, best_fits, ground_of
from matcher.fairs.meetings import choose_meetings
from matcher.fairs.shortlists import stand_by_of, unseated_of
from matcher.fairs.soundness import refuse_empty, refuse_unsound
from matcher.fairs.timetable import begin_early, seat_all, shorten_waits
from matcher.records import Fair, FairPlan, Fit, Guest, Seat

SMALL = 2_000
"""Up to so many meetings that may be, one for each slot, a fair is planned as a whole and as well as can be."""
ROUNDS = 3
"""So many times other booths are looked for, for meetings that find no time."""


def plan_fair(
    fair: Fair, guests: Sequence[Guest], fits: Sequence[Fit], *, held: Sequence[Seat] = (), since: int = 0
) -> FairPlan:
    """
    Decide who meets whom when.

    Everybody who fits anything gets a meeting before anybody gets a second; then most meetings take place; then the
    reserved share of each booth goes to people of priority groups; then the sum of chances is as large as it can be.
    Meetings begin as early as others leave room for, where nobody waits longer between them for it. The same input
    gives the same plan, in whatever order it comes.

    Args:
        guests: who are invited, each once.
        fits: of guests and booths; those of others are passed over.
        held: seats that stay as they are, which must go together: as ``moving.still_held`` gives them.
        since: first slot that is still to come; in those before nothing is but what is held.

    Raises:
        BadInput: the fair cannot be held as it is stated, or nobody is invited.
    """
    refuse_unsound(fair)
    refuse_empty(fair)
    known = {one.candidate_id: one for one in sorted(guests, key=lambda one: one.candidate_id)}
    if not known:
        raise BadInput("fair {id!r}: nobody is invited", id=fair.id)
    ground = _ground_since(fair, since)
    fits = best_fits(fits, known, ground)
    day = Day(ground, known, fixed=frozenset((one.candidate_id, one.booth_id) for one in held))
    for one in held:
        day.put((one.candidate_id, one.booth_id), Spot(one.slot, one.interpreter))
    possible = [fit for fit in fits if ground.slots_for(known[fit.candidate_id], fit.booth_id)]
    if sum(len(ground.slots_for(known[fit.candidate_id], fit.booth_id)) for fit in possible) > SMALL:
        _seat_in_two_steps(day, possible)
    fill(day, possible, limit=1.0)
    begin_early(day, sorted(day.by_guest))
    shorten_waits(day)
    posts = {(fit.candidate_id, fit.booth_id): fit.post_id for fit in fits}
    posts |= {(one.candidate_id, one.booth_id): one.post_id for one in held}
    return FairPlan(
        fair.id,
        seats=seats_of(day, posts, before=held),
        stand_by=stand_by_of(day, possible),
        unseated=unseated_of(day, fits, known),
    )


def _ground_since(fair: Fair, since: int) -> Ground:
    ground = ground_of(fair)
    to_come = frozenset(range(since, len(ground.begins)))
    return replace(ground, open={id: slots & to_come for id, slots in ground.open.items()})


def _seat_in_two_steps(day: Day, fits: Sequence[Fit]) -> None:
    """Choose who meets whom, then when; what finds no time gives way to other meetings."""
    lost: set[Pair] = set()
    for _ in range(ROUNDS):
        rest = [fit for fit in fits if (pair := (fit.candidate_id, fit.booth_id)) not in lost and pair not in day.spots]
        chosen = choose_meetings(day.ground, day.guests, rest, held=day.spots)
        without_time = seat_all(day, [(fit.candidate_id, fit.booth_id) for fit in chosen])
        lost.update(without_time)
        if not without_time:
            return
