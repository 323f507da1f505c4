"""Meetings of a fair that did not take place: they hold nobody's place, and the same employer can be met after all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time

from api.house import House
from data.store import Session, known_visits
from matcher.fairs.guests import KeptGuest
from matcher.fairs.slots import slots_of
from matcher.outreach.situation import in_local_time
from matcher.records import Attendance, Fair, MeetingResult, Seat


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


def without_begun(house: House, session: Session, fair: Fair, guest: KeptGuest, slot: int) -> KeptGuest:
    """Give somebody who was too late for whatever began before a slot without those meetings of which no result is."""
    told = _told(house, session, fair).get(guest.candidate_id, _Told())
    return replace(guest, seats=tuple(one for one in guest.seats if one.slot >= slot or one.booth_id in told.results))


def with_begun(before: KeptGuest, after: KeptGuest, slot: int) -> KeptGuest:
    """Give somebody for whom nothing new was found from a slot on the meetings back that were given up for that."""
    known = {(one.booth_id, one.slot) for one in before.seats}
    if any(one.slot >= slot and (one.booth_id, one.slot) not in known for one in after.seats):
        return after
    seats = [one for one in before.seats if one.slot < slot] + [one for one in after.seats if one.slot >= slot]
    return replace(after, seats=tuple(seats), unseated=None if seats else after.unseated)


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
