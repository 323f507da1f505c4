"""Whom of a fair's guests to tell anew: who was told another time or place than holds now, and by which channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from api.batches import WRITTEN
from api.fair_calling import to_call
from api.fair_invitations import FairBatch, against_anew, handed_out, is_inviting, is_under_way
from api.fair_moving import Standing, first_movable, is_over
from api.fair_saying import is_elsewhere, is_other, telling_of
from api.house import House
from data.store import dropped_of
from matcher.fairs.guests import KeptGuest, Told
from matcher.fairs.slots import slots_of
from matcher.records import Attendance, Channel, Fair, FairState


@dataclass(frozen=True, slots=True)
class ToldOtherwise:
    """
    Somebody who was told something else of a fair than holds now.

    Attributes:
        channel: of the invitation; None = no message went out: told by a call, on paper, or at the door.
        told: as it was told, also what is over by now; None = it was not kept.
        now: once the fair is under way what is still to come.
        is_guest: False = chosen no more when the fair was planned anew.
    """

    candidate_id: str
    channel: Channel | None
    told: Told | None
    now: Told
    is_guest: bool

    @property
    def is_notable(self) -> bool:
        """Tell whether it can be noted that the person knows of the change."""
        return self.is_guest or self.told is not None


def told_otherwise(house: House, standing: Standing) -> list[ToldOtherwise]:
    """
    List who was told another day, place, time or booth than holds now, or has no meeting any more, by id.

    Once a fair is under way only what is still to come counts, of whoever is not known to stay away; when it is over
    nobody is left to be told.
    """
    fair, invited = standing.fair, invited_by(house, standing.fair.id)
    if fair.state is FairState.CLOSED or is_over(house, fair):
        return []
    with house.database.read() as session:
        since = _first_to_come(house, fair) if is_under_way(house, session, fair) else None
        dropped = dropped_of(session, fair.id, vault=house.vault)
    asked = [one for one in dropped if one.told is not None and one.told.has_something]
    found = _of_guests(fair, standing.guests, invited, since)
    found += [replace(one, is_guest=False) for one in _of_guests(fair, asked, invited, since)]
    known = {one.candidate_id for one in (*standing.guests, *dropped)}
    found += [ToldOtherwise(id, by, None, Told(), is_guest=False) for id, by in invited.items() if id not in known]
    return sorted(found, key=lambda one: one.candidate_id)


def count_to_tell(house: House, standing: Standing) -> int:
    """
    Count who is to be told anew and may be, whether by a message or a call.

    Who is no guest any more, and of whom it was not kept what they were told, counts until something is printed.
    """
    otherwise = told_otherwise(house, standing)
    left = {one.candidate_id for one in otherwise if one.is_notable or not standing.kept.is_printed}
    return len(to_call(house, left, {}))


def count_untold(house: House, standing: Standing) -> int:
    """Count who has something to come for, knows nothing of it yet and may be told; as long as invitations go out."""
    with house.database.read() as session:
        if not is_inviting(house, session, standing.fair):
            return 0
    left = {one.candidate_id for one in standing.guests if one.told is None and (one.seats or one.waits)}
    return len(to_call(house, left, {}))


def unwritable(house: House, fair: Fair, otherwise: Sequence[ToldOtherwise]) -> dict[str, str]:
    """Tell of those who have something to come for to whom no new message would go now, with the code of why."""
    found: dict[str, str] = {}
    for by in WRITTEN:
        ids = {one.candidate_id for one in otherwise if one.channel is by and one.now.has_something}
        found |= against_anew(house, FairBatch(fair.id, by, None), ids)
    return found


def invited_by(house: House, fair_id: str) -> dict[str, Channel]:
    """Give who has an invitation that left the house, with the channel of it."""
    return {id: by for by in WRITTEN for id in handed_out(house, FairBatch(fair_id, by, None))}


def _of_guests(
    fair: Fair, guests: Iterable[KeptGuest], invited: Mapping[str, Channel], since: str | None
) -> list[ToldOtherwise]:
    found = []
    for one in guests:
        told, now, by = one.told, telling_of(fair, one), invited.get(one.candidate_id)
        if told is None:
            is_left = since is None and by is not None
        elif since is None:
            is_left = is_other(told, now)
        else:
            now = _to_come(now, since)
            is_left = _is_other_to_come(_to_come(told, since), now, one.attendance)
        if is_left:
            found.append(ToldOtherwise(one.candidate_id, by, told, now, is_guest=True))
    return found


def _is_other_to_come(told: Told, now: Told, attendance: Attendance | None) -> bool:
    """Tell whether something else is to come than was told; who is here knows the day and the place."""
    is_elsewhere_yet = attendance is None and is_elsewhere(told, now)
    return attendance is not Attendance.STAYED_AWAY and (told.meetings != now.meetings or is_elsewhere_yet)


def _first_to_come(house: House, fair: Fair) -> str:
    return f"{fair.on} {slots_of(fair)[first_movable(house, fair)].begins:%H:%M}"


def _to_come(told: Told, since: str) -> Told:
    return replace(told, meetings=tuple(one for one in told.meetings if one[0] >= since))
