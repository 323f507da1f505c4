"""Who was expected at a fair and never came: noted as one at the end of its day, and taken back as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from api.fair_arrivals import log_attending
from api.fair_moving import is_over
from api.house import House
from data.store import Session, drop_visit, get_fair, guests_of, lock_sequence, put_guests, put_visits, visits_of
from matcher.errors import Conflict
from matcher.fairs.guests import KeptGuest
from matcher.records import Actor, Attendance, FairVisit


def never_seen(guests: Iterable[KeptGuest]) -> list[KeptGuest]:
    """Give the expected of whom nobody said whether they came: who had a meeting, stood by, or was asked."""
    return [one for one in guests if one.attendance is None and (one.seats or one.waits or one.told is not None)]


def note_never_seen(house: House, session: Session, fair_id: str, *, actor: Actor) -> datetime:
    """
    Note all as absent who were expected and not checked in; the next fair expects them less.

    Returns:
        the moment by which ``take_back_absences`` knows them.

    Raises:
        NotFound: there is no such fair.
        Conflict: its last slot has not begun.
    """
    lock_sequence(session)
    fair, at = get_fair(session, fair_id, vault=house.vault).fair, house.clock()
    if not is_over(house, fair):
        raise Conflict("fair {id!r}: its last slot has not begun, so that people may still come", id=fair_id)
    gone = never_seen(guests_of(session, fair_id, vault=house.vault))
    if gone:
        visits = [FairVisit(fair_id, one.candidate_id, Attendance.STAYED_AWAY, at, actor) for one in gone]
        put_visits(session, visits, vault=house.vault)
        _keep(house, session, gone, Attendance.STAYED_AWAY, actor=actor)
    return at


def absences_at(house: House, session: Session, fair_id: str, at: datetime) -> list[FairVisit]:
    """Give the absences that were noted as one at a moment, and stand still."""
    visits = visits_of(session, fair_id, vault=house.vault)
    days = [one for one in visits if one.booth_id is None and one.attendance is Attendance.STAYED_AWAY]
    return [one for one in days if one.at == at]


def take_back_absences(house: House, session: Session, fair_id: str, at: datetime, *, actor: Actor) -> int:
    """
    Take back what was noted as one at a moment, and count it; whatever was said of somebody since stays.

    Raises:
        NotFound: there is no such fair.
    """
    lock_sequence(session)
    get_fair(session, fair_id, vault=house.vault)
    visits = absences_at(house, session, fair_id, at)
    ids = {one.candidate_id for one in visits}
    for one in visits:
        drop_visit(session, one, vault=house.vault)
    back = [one for one in guests_of(session, fair_id, vault=house.vault) if one.candidate_id in ids]
    if back:
        _keep(house, session, back, None, actor=actor)
    return len(back)


def _keep(
    house: House, session: Session, guests: Sequence[KeptGuest], attendance: Attendance | None, *, actor: Actor
) -> None:
    fair_id = guests[0].fair_id
    put_guests(session, fair_id, [replace(one, attendance=attendance) for one in guests], vault=house.vault)
    log_attending(house, session, fair_id, [one.candidate_id for one in guests], actor=actor)
