"""Guests of a fair found at its door: by what every search knows, by part of a name, by the number on the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.finding import find
from api.house import House
from data import log
from data.store import Session, by_name, named_like
from data.values.text import plain
from matcher.fairs.guests import KeptGuest
from matcher.records import Actor

DIGITS = 4  # of the longest number on a list


def listed(house: House, session: Session, guests: Sequence[KeptGuest]) -> list[str]:
    """
    Give the ids of guests as they stand in the list at the door, which numbers them from 1.

    They go by name, covered or not; whoever came unasked stands below, so that what is printed stays true.
    """
    order = by_name(session, "candidate", [one.candidate_id for one in guests], vault=house.vault)
    unasked = {one.candidate_id for one in guests if one.guest.walked_in}
    return sorted(order, key=lambda id: id in unasked)


def find_guests(
    house: House, guests: Mapping[str, KeptGuest], text: str, *, actor: Actor, limit: int
) -> list[KeptGuest]:
    """
    Find guests by what somebody says at the door; a line in the log says who was shown.

    Raises:
        BadInput: the text is blank or cannot be stored.
        NotReady: as ``find``.
    """
    numbered = _numbered(house, guests, text)
    found = find(house, text, actor=actor, limit=limit, nouns=("candidate",), among=guests)
    ids = [*numbered, *(one.record.id for one in found.findings)]
    more = [] if ids else _named(house, guests, text, limit=limit)
    if shown := [*numbered, *more]:
        details = {"purpose": "find", "found": {"candidate": len(shown)}, "people": shown}
        with house.database.begin() as session:
            log.record(
                session, actor=actor, action="find", noun="candidate", id=None, details=details, at=house.clock()
            )
    return [guests[id] for id in dict.fromkeys((*ids, *more))]


def _numbered(house: House, guests: Mapping[str, KeptGuest], text: str) -> list[str]:
    number = plain(text)
    if not (number.isascii() and number.isdigit() and len(number) <= DIGITS and 0 < int(number) <= len(guests)):
        return []
    with house.database.read() as session:
        return [listed(house, session, list(guests.values()))[int(number) - 1]]


def _named(house: House, guests: Mapping[str, KeptGuest], text: str, *, limit: int) -> list[str]:
    with house.database.read() as session:
        return named_like(session, "candidate", sorted(guests), plain(text), vault=house.vault)[:limit]
