"""Meetings of a fair that did not take place: they hold nobody's place, and the same employer can be met after all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import time

from api.house import House
from data.store import Session, known_visits
from matcher.fairs.guests import KeptGuest
from matcher.fairs.moving import Change, against
from matcher.fairs.slots import slots_of
from matcher.outreach.situation import in_local_time
from matcher.records import Attendance, Fair, FairPlan, Guest, MeetingResult, Seat


@dataclass(slots=True)
class _Told:
    """What is noted of one guest: what came of which booth, and when the person was checked in, local time."""

    results: dict[str, MeetingResult] = field(default_factory=dict)
    came_at: time | None = None

    @property
    def was_met(self) -> bool:
        """Tell whether a meeting took place, so that the person was there before it is known since when."""
        return any(one is not MeetingResult.MISSED for one in self.results.values())


def without_missed(house: House, session: Session, fair: Fair, guests: Iterable[KeptGuest]) -> list[KeptGuest]:
    """
    Give guests without the meetings that did not take place.

    These are those of which somebody noted it, and those that were over when the person was checked in, unless it is
    known that the person was there before.
    """
    told = _told(house, session, fair)
    return [_without(one, fair, told[one.candidate_id]) if one.candidate_id in told else one for one in guests]


def without_begun(house: House, session: Session, fair: Fair, guest: KeptGuest, slot: int, *, ended: int) -> KeptGuest:
    """
    Give somebody who was too late for whatever began before a slot without those meetings of which no result is.

    What is over and began after the check-in stays: the person was there. Slots before *ended* are over.
    """
    told = _told(house, session, fair).get(guest.candidate_id, _Told())
    begins = [one.begins for one in slots_of(fair)]

    def stays(seat: Seat) -> bool:
        if seat.slot >= slot or seat.booth_id in told.results:
            return True
        return seat.slot < ended and told.came_at is not None and told.came_at <= begins[seat.slot]

    return replace(guest, seats=tuple(filter(stays, guest.seats)))


def with_begun(
    fair: Fair, people: Sequence[Guest], plan: FairPlan, before: KeptGuest, after: KeptGuest, slot: int
) -> KeptGuest:
    """
    Give somebody the meetings back that began before a slot and for which the plan has no other time.

    Where nothing new was found at all these are all of them, else those, the latest first, that nothing stands against.
    """
    known = {(one.booth_id, one.slot) for one in before.seats}
    begun = [one for one in before.seats if one.slot < slot]
    if not any(one.slot >= slot and (one.booth_id, one.slot) not in known for one in after.seats):
        seats = [*begun, *(one for one in after.seats if one.slot >= slot)]
        return replace(after, seats=tuple(seats), unseated=None if seats else after.unseated)
    guests, met = {one.candidate_id: one for one in people}, {one.booth_id for one in after.seats}
    back: list[Seat] = []
    for seat in sorted(begun, key=lambda one: one.slot, reverse=True):
        there = replace(plan, seats=(*plan.seats, *back))
        if seat.booth_id not in met and not against(fair, guests, there, Change((), (seat,))):
            back.append(seat)
    return replace(after, seats=tuple(sorted((*back, *after.seats), key=lambda one: one.slot)))


def come_late(guest: KeptGuest, slot: int) -> KeptGuest:
    """
    Give somebody who comes without the meetings before a slot, where the person was noted as absent until then.

    The slot is the first that is not over: a meeting that is running can still take place.
    """
    if guest.attendance is not Attendance.STAYED_AWAY:
        return guest
    return replace(guest, seats=tuple(one for one in guest.seats if one.slot >= slot))


def _told(house: House, session: Session, fair: Fair) -> Mapping[str, _Told]:
    found: dict[str, _Told] = defaultdict(_Told)
    for (_, id, booth), one in known_visits(session, [fair.id], vault=house.vault).items():
        local = in_local_time(one.at, house.outreach)
        if booth and one.result is not None:
            found[id].results[booth] = one.result
        elif not booth and one.attendance is Attendance.CAME and local.date() == fair.on:
            found[id].came_at = local.time()
    return found


def _without(guest: KeptGuest, fair: Fair, told: _Told) -> KeptGuest:
    seats = tuple(one for one in guest.seats if not _is_missed(one, fair, told))
    return guest if len(seats) == len(guest.seats) else replace(guest, seats=seats)


def _is_missed(seat: Seat, fair: Fair, told: _Told) -> bool:
    if seat.booth_id in told.results:
        return told.results[seat.booth_id] is MeetingResult.MISSED
    slots = slots_of(fair)
    is_over = told.came_at is not None and seat.slot < len(slots) and slots[seat.slot].ends <= told.came_at
    return is_over and not told.was_met
