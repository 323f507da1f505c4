"""When a fair is under way: from its first check-in, its first plan at the door, or the hour at which it begins."""

from __future__ import annotations

from datetime import datetime

from api.contacting import moment_of
from api.house import House
from data.store import Session, guests_of
from matcher.outreach.situation import in_local_time
from matcher.records import Attendance, Fair, FairState

BEGUN = (FairState.OPEN, FairState.CLOSED)
"""States in which what is stated of a fair, and its booths, are no longer changed."""


def state_now(house: House, session: Session, fair: Fair) -> FairState:
    """
    Give how far a fair has come by now.

    A planned one is open too from when somebody is checked in on its day, or from when it begins.
    """
    if fair.state is not FairState.PLANNED or house.today() < fair.on:
        return fair.state
    if has_begun(house, fair):
        return FairState.OPEN
    guests = guests_of(session, fair.id, vault=house.vault)
    return FairState.OPEN if any(one.attendance is Attendance.CAME for one in guests) else FairState.PLANNED


def has_begun(house: House, fair: Fair) -> bool:
    """Tell whether the hour is past at which a fair begins."""
    return in_local_time(moment_of(house), house.outreach) >= beginning_of(house, fair)


def beginning_of(house: House, fair: Fair) -> datetime:
    """Give the moment at which a fair begins, local time."""
    zone = in_local_time(house.moment(), house.outreach).tzinfo
    return datetime.combine(fair.on, fair.hours.since, zone)
