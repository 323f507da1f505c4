"""What a guest of a fair is told of the own meetings, and that it stays told until somebody tells of a change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from api.house import House
from data.store import Session, get_fair, guests_of, lock_sequence, put_guests
from matcher.fairs.guests import KeptGuest
from matcher.fairs.slots import slots_of
from matcher.records import Fair

Meetings = tuple[tuple[str, str], ...]
"""Each by its day and time, and its booth."""


def meetings_of(fair: Fair, guest: KeptGuest) -> Meetings:
    """Give a guest's meetings as they are told: the day and time, and the booth."""
    slots = slots_of(fair)
    seats = sorted(guest.seats, key=lambda seat: (seat.slot, seat.booth_id))
    return tuple((f"{fair.on} {slots[one.slot].begins:%H:%M}", one.booth_id) for one in seats if one.slot < len(slots))


def still_told(fair: Fair, before: Iterable[KeptGuest], after: Iterable[KeptGuest]) -> list[KeptGuest]:
    """Note with guests whose meetings change on the day what they had before, where they were told nothing yet."""
    old = {one.candidate_id: one for one in before}
    return [_told(fair, old.get(one.candidate_id), one) for one in after]


def keep_told(house: House, session: Session, fair_id: str, ids: Collection[str]) -> dict[str, Meetings | None]:
    """Keep that guests know the meetings that they have now, and give what they were told before, by id."""
    lock_sequence(session)
    fair, wanted = get_fair(session, fair_id, vault=house.vault).fair, frozenset(ids)
    guests = [one for one in guests_of(session, fair_id, vault=house.vault) if one.candidate_id in wanted]
    put_guests(session, fair_id, [replace(one, told=meetings_of(fair, one)) for one in guests], vault=house.vault)
    return {one.candidate_id: one.told for one in guests}


def take_back_told(house: House, session: Session, fair_id: str, before: Mapping[str, Meetings | None]) -> None:
    """Let guests know what they were told before; who is no guest any more is left out."""
    lock_sequence(session)
    guests = [one for one in guests_of(session, fair_id, vault=house.vault) if one.candidate_id in before]
    back = [replace(one, told=before[one.candidate_id]) for one in guests]
    put_guests(session, fair_id, back, vault=house.vault)


def _told(fair: Fair, before: KeptGuest | None, after: KeptGuest) -> KeptGuest:
    if before is None or after.told is not None or meetings_of(fair, before) == meetings_of(fair, after):
        return after
    return replace(after, told=meetings_of(fair, before))
