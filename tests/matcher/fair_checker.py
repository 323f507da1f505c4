"""A second look at a fair's plan, in plain loops from the words of the rules; it shares nothing with the planner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time
from typing import Any

from matcher.records import Fair, FairNeed, FairPlan, Guest


def faults_of(fair: Fair, guests: Sequence[Guest], plan: FairPlan) -> list[str]:
    """List what the plan does wrong, in words."""
    return [
        *_people(fair, guests, plan),
        *_booths(fair, plan),
        *_needs(fair, guests, plan),
        *_lists(fair, guests, plan),
    ]


def clock(fair: Fair) -> list[tuple[int, int]]:
    """Give the first and the last minute of each slot."""
    found = []
    at = _minute(fair.hours.since)
    while at + fair.slot_min <= _minute(fair.hours.until):
        if not any(_minute(one.since) < at + fair.slot_min and at < _minute(one.until) for one in fair.breaks):
            found.append((at, at + fair.slot_min))
        at += fair.slot_min
    return found


def _people(fair: Fair, guests: Sequence[Guest], plan: FairPlan) -> Iterator[str]:
    for guest in guests:
        own = sorted((one for one in plan.seats if one.candidate_id == guest.candidate_id), key=lambda one: one.slot)
        yield from _route(fair, guest.candidate_id, own)
        if len(own) > fair.most_visits:
            yield f"{guest.candidate_id} has {len(own)} meetings"
        if len({one.booth_id for one in own}) < len(own):
            yield f"{guest.candidate_id} is sent to one booth twice"
    strangers = {one.candidate_id for one in plan.seats} - {one.candidate_id for one in guests}
    if strangers:
        yield f"{strangers} were not invited"


def _route(fair: Fair, who: str, seats: Sequence[Any]) -> Iterator[str]:
    times = clock(fair)
    halls = {one.id: one.hall for one in fair.booths}
    for i in range(1, len(seats)):
        there, here = halls[seats[i - 1].booth_id], halls[seats[i].booth_id]
        way = 0
        for walk in fair.walks:
            if {walk.hall, walk.other} == {there, here}:
                way = walk.minutes
        if seats[i].slot == seats[i - 1].slot:
            yield f"{who} is in two places in slot {seats[i].slot}"
        elif times[seats[i - 1].slot][1] + way > times[seats[i].slot][0]:
            yield f"{who} cannot walk from {there} to {here} by slot {seats[i].slot}"


def _booths(fair: Fair, plan: FairPlan) -> Iterator[str]:
    times = clock(fair)
    for booth in fair.booths:
        for slot, (begin, end) in enumerate(times):
            own = [one for one in plan.seats if one.booth_id == booth.id and one.slot == slot]
            if len(own) > booth.n_interviewers:
                yield f"{len(own)} people at {booth.id} in slot {slot}"
            if len({one.desk for one in own}) < len(own) or any(
                not 1 <= one.desk <= booth.n_interviewers for one in own
            ):
                yield f"desks of {booth.id} in slot {slot}"
            if own and any(_minute(one.since) < end and begin < _minute(one.until) for one in booth.breaks):
                yield f"{booth.id} has a break in slot {slot}"
            if any(one.post_id not in booth.post_ids for one in own):
                yield f"a post that {booth.id} does not have"
    known = {one.id for one in fair.booths}
    if any(one.booth_id not in known or not 0 <= one.slot < len(times) for one in plan.seats):
        yield "a seat nowhere"


def _needs(fair: Fair, guests: Sequence[Guest], plan: FairPlan) -> Iterator[str]:
    times = clock(fair)
    booths = {one.id: one for one in fair.booths}
    needs = {one.candidate_id: one.needs for one in guests}
    for seat in plan.seats:
        begin, end = times[seat.slot]
        own = needs[seat.candidate_id]
        if FairNeed.STEP_FREE in own and booths[seat.booth_id].step_free is not True:
            yield f"{seat.candidate_id} meets steps at {seat.booth_id}"
        if FairNeed.QUIET in own and not any(
            _minute(one.since) <= begin and end <= _minute(one.until) for one in fair.quiet
        ):
            yield f"{seat.candidate_id} sits in a loud slot {seat.slot}"
        if (FairNeed.INTERPRETER in own) != (seat.interpreter is not None):
            yield f"{seat.candidate_id} has the wrong company in slot {seat.slot}"
    for one in range(1, fair.n_interpreters + 1):
        led = sorted((seat for seat in plan.seats if seat.interpreter == one), key=lambda seat: seat.slot)
        yield from _route(fair, f"interpreter {one}", led)
    if any(seat.interpreter is not None and not 1 <= seat.interpreter <= fair.n_interpreters for seat in plan.seats):
        yield "an interpreter who is not there"


def _lists(fair: Fair, guests: Sequence[Guest], plan: FairPlan) -> Iterator[str]:
    seated = {(one.candidate_id, one.booth_id) for one in plan.seats}
    met = {one.candidate_id for one in plan.seats}
    for listed in plan.stand_by:
        if len(set(listed.candidate_ids)) < len(listed.candidate_ids):
            yield f"somebody stands by twice at {listed.booth_id}"
        if any((id, listed.booth_id) in seated for id in listed.candidate_ids):
            yield f"somebody stands by at {listed.booth_id} who sits there"
    for one in plan.unseated:
        if one.candidate_id in met:
            yield f"{one.candidate_id} has a meeting and has none"


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
