"""Meetings of a fair that did not take place: they hold nobody's place, and the same employer can be met after all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from api.house import House
from data.store import Session, known_visits
from matcher.fairs.guests import KeptGuest
from matcher.records import Attendance, MeetingResult


def without_missed(house: House, session: Session, fair_id: str, guests: Iterable[KeptGuest]) -> list[KeptGuest]:
    """Give guests without those meetings of which somebody noted that they did not take place."""
    visits = known_visits(session, [fair_id], vault=house.vault)
    missed = {(id, booth) for (_, id, booth), one in visits.items() if one.result is MeetingResult.MISSED}
    return [_without(one, missed) for one in guests]


def come_late(guest: KeptGuest, slot: int) -> KeptGuest:
    """Give somebody who comes without the meetings before a slot, where the person was noted as absent until then."""
    if guest.attendance is not Attendance.STAYED_AWAY:
        return guest
    return replace(guest, seats=tuple(one for one in guest.seats if one.slot >= slot))


def _without(guest: KeptGuest, missed: set[tuple[str, str]]) -> KeptGuest:
    seats = tuple(one for one in guest.seats if (guest.candidate_id, one.booth_id) not in missed)
    return guest if len(seats) == len(guest.seats) else replace(guest, seats=seats)
