"""Another time for somebody who is at the door of a fair and was too late: found, or what was planned stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.fair_door import Arrivals, plan_at_door
from api.fair_moving import first_movable, keep_change, post_for, refuse_immovable, standing_in
from api.fair_saying import keep_told
from api.house import House
from data.store import Session, lock_sequence
from matcher.errors import Conflict
from matcher.fairs.guests import KeptGuest
from matcher.fairs.moving import Change, against, seated_anew
from matcher.records import Actor, Fair, FairPlan, Fit, Guest, Seat

Place = tuple[int, str]
"""Slot and booth of a meeting."""


@dataclass(frozen=True, slots=True)
class OtherTime:
    """Which meetings somebody gave up, and which were found instead; none found = none given up."""

    lost: Sequence[Place]
    found: Sequence[Place]


def find_other_time(house: House, fair_id: str, candidate_id: str, *, actor: Actor) -> OtherTime:
    """
    Find another time for a guest whose meetings have begun; where there is none, they stay, as do all others.

    Raises:
        NotFound: no such fair or guest.
        Conflict, BadInput: as ``plan_at_door``.
    """
    made = plan_at_door(house, fair_id, Arrivals(late=(candidate_id,)), actor=actor, only=candidate_id)
    before, after = (
        next(_places(one) for one in guests if one.candidate_id == candidate_id)
        for guests in (made.before, made.guests)
    )
    return OtherTime(sorted(before - after), sorted(after - before))


def take_back_other_time(
    house: House, session: Session, fair_id: str, candidate_id: str, other: OtherTime, *, actor: Actor
) -> None:
    """
    Give somebody the meetings back that were given up for another time, and the places found free again.

    Raises:
        NotFound: no such fair, guest or booth.
        Conflict: what was found was moved since, or has begun; or the fair is closed.
    """
    lock_sequence(session)
    standing = standing_in(house, session, fair_id)
    refuse_immovable(standing.fair)
    guest, past = standing.guest(candidate_id), first_movable(house, standing.fair)
    if any(slot < past for slot, _ in other.found):
        raise Conflict("fair {id!r}: what has begun by now is not moved any more", id=fair_id)
    gone = tuple(one for one in guest.seats if (one.slot, one.booth_id) in other.found)
    fits = [
        (slot, Fit(candidate_id, booth, post_for(standing, candidate_id, booth), 0.0)) for slot, booth in other.lost
    ]
    people = {one.candidate_id: one.guest for one in standing.guests}
    rest = replace(standing.plan, seats=tuple(one for one in standing.plan.seats if one not in gone))
    back = Change(gone, _seated(standing.fair, people, rest, fits))
    is_begun = all(0 <= slot < past for slot, _ in other.lost)
    if len(gone) != len(other.found) or not is_begun or against(standing.fair, people, standing.plan, back):
        raise Conflict("fair {id!r}: the meetings were moved meanwhile; nothing was changed", id=fair_id)
    keep_change(house, session, standing, back, actor=actor)
    keep_told(house, session, fair_id, [candidate_id])


def _places(guest: KeptGuest) -> set[Place]:
    return {(one.slot, one.booth_id) for one in guest.seats}


def _seated(fair: Fair, people: dict[str, Guest], plan: FairPlan, fits: Sequence[tuple[int, Fit]]) -> tuple[Seat, ...]:
    new: tuple[Seat, ...] = ()
    for slot, fit in fits:
        there = replace(plan, seats=(*plan.seats, *new))
        new += tuple(replace(one, by_hand=False) for one in seated_anew(fair, people, there, fit, slot=slot).new)
    return new
