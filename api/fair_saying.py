"""What a guest of a fair is told of the own meetings, and that it stays told until somebody tells of a change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace

from api.house import House
from data.store import Session, dropped_of, get_fair, guests_of, lock_sequence, put_guests, replace_dropped
from matcher.fairs.guests import KeptGuest, Told
from matcher.fairs.slots import slots_of
from matcher.records import Fair


def telling_of(fair: Fair, guest: KeptGuest) -> Told:
    """Give what a guest is told as the fair stands: its day, hours and place, the meetings, or to stand by."""
    slots = slots_of(fair)
    seats = sorted(guest.seats, key=lambda seat: (seat.slot, seat.booth_id))
    meetings = ((f"{fair.on} {slots[one.slot].begins:%H:%M}", one.booth_id) for one in seats if one.slot < len(slots))
    return Told(tuple(meetings), fair.on, fair.hours, fair.place, bool(guest.waits))


def is_other(told: Told, now: Told) -> bool:
    """Tell whether something else holds than was told; what was not kept of it is not compared."""
    if told.meetings != now.meetings or is_elsewhere(told, now):
        return True
    return not now.meetings and any(
        one is not None and one != other for one, other in ((told.hours, now.hours), (told.stands_by, now.stands_by))
    )


def is_elsewhere(told: Told, now: Told) -> bool:
    """Tell whether another day or place holds than was told."""
    return told.on not in (None, now.on) or told.place not in (None, now.place)


def still_told(fair: Fair, before: Iterable[KeptGuest], after: Iterable[KeptGuest]) -> list[KeptGuest]:
    """Note with guests whose meetings change on the day what they had before, where they were told nothing yet."""
    old = {one.candidate_id: one for one in before}
    return [_told(fair, old.get(one.candidate_id), one) for one in after]


def keep_told(house: House, session: Session, fair_id: str, ids: Collection[str]) -> dict[str, Told | None]:
    """Keep that guests know of the fair what holds now, and give what they were told before, by id."""
    lock_sequence(session)
    fair, wanted = get_fair(session, fair_id, vault=house.vault).fair, frozenset(ids)
    guests = guests_of(session, fair_id, vault=house.vault)
    now = {one.candidate_id: telling_of(fair, one) for one in guests if one.candidate_id in wanted}
    return put_told(house, session, fair_id, now)


def put_told(house: House, session: Session, fair_id: str, told: Mapping[str, Told | None]) -> dict[str, Told | None]:
    """
    Keep what guests were told, which need not hold any more, and give what they were told before, by id.

    Who is no guest any more and was told nothing is left out.
    """
    lock_sequence(session)
    guests = [one for one in guests_of(session, fair_id, vault=house.vault) if one.candidate_id in told]
    put_guests(session, fair_id, [replace(one, told=told[one.candidate_id]) for one in guests], vault=house.vault)
    dropped = dropped_of(session, fair_id, vault=house.vault)
    gone = [replace(one, told=told.get(one.candidate_id, one.told)) for one in dropped]
    replace_dropped(session, fair_id, gone, vault=house.vault)
    return {one.candidate_id: one.told for one in (*guests, *dropped) if one.candidate_id in told}


def complete_told(house: House, session: Session, fair: Fair) -> None:
    """Fill in what was not kept of what guests were told from a fair as it stands, before it is stated anew."""
    guests = guests_of(session, fair.id, vault=house.vault)
    full = [replace(one, told=_completed(one.told, telling_of(fair, one))) for one in guests if one.told is not None]
    put_guests(session, fair.id, full, vault=house.vault)


def _completed(told: Told, now: Told) -> Told:
    lacking = {one.name: getattr(now, one.name) for one in fields(Told) if getattr(told, one.name) is None}
    return replace(told, **lacking)


def _told(fair: Fair, before: KeptGuest | None, after: KeptGuest) -> KeptGuest:
    if before is None or after.told is not None:
        return after
    known = telling_of(fair, before)
    return after if known.meetings == telling_of(fair, after).meetings else replace(after, told=known)
