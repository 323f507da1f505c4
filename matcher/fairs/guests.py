"""What is kept of each guest of a fair between two plans, and the plan taken apart by guest and put together again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from matcher.records import Attendance, FairPlan, Fit, Guest, Hours, Seat, StandBy, Unseated

R = TypeVar("R", Fit, Seat)


@dataclass(frozen=True, slots=True)
class Told:
    """
    What a guest is told of a fair.

    Attributes:
        meetings: each by its day and time, and its booth.
        on: the day of the fair; this, the hours, the place and whether the person stands by: None = it was not kept.
    """

    meetings: tuple[tuple[str, str], ...] = ()
    on: date | None = None
    hours: Hours | None = None
    place: str | None = None
    stands_by: bool | None = None

    @property
    def has_something(self) -> bool:
        """Tell whether there is anything to come for."""
        return bool(self.meetings or self.stands_by)


@dataclass(frozen=True, slots=True)
class KeptGuest:
    """
    Somebody who is asked to a fair, as it is kept; of a priority group nothing is.

    Attributes:
        fits: the booths that fit, so that the plan is made anew at the door without ranking anybody again.
        seats: whom the person meets when.
        waits: the booths at which the person stands by, each with the place in its list, from 0.
        unseated: code of why there is no meeting; None = there is one, or nothing is planned yet.
        attendance: None = it is not known whether the person came.
        told: what the person was told last, by the invitation that was handed out or by a call; None = nothing.
        needs_are_told: the needs were told to the office for this fair, and no longer follow what is stored.
    """

    fair_id: str
    guest: Guest
    fits: tuple[Fit, ...] = ()
    seats: tuple[Seat, ...] = ()
    waits: tuple[tuple[str, int], ...] = ()
    unseated: str | None = None
    attendance: Attendance | None = None
    needs_are_told: bool = False
    told: Told | None = None

    @property
    def candidate_id(self) -> str:
        """Give whose record it is."""
        return self.guest.candidate_id


def take_apart(plan: FairPlan, guests: Sequence[KeptGuest]) -> list[KeptGuest]:
    """Write the plan into the guests; whoever the plan has no word of stands without a meeting."""
    seats = _by_candidate(plan.seats)
    waits: dict[str, list[tuple[str, int]]] = {}
    for one in plan.stand_by:
        for place, id in enumerate(one.candidate_ids):
            waits.setdefault(id, []).append((one.booth_id, place))
    why = {one.candidate_id: one.code for one in plan.unseated}
    return [
        replace(
            one,
            guest=replace(one.guest, is_member=False),
            seats=tuple(seats.get(one.candidate_id, ())),
            waits=tuple(waits.get(one.candidate_id, ())),
            unseated=why.get(one.candidate_id),
        )
        for one in guests
    ]


def with_fits(guests: Sequence[KeptGuest], fits: Iterable[Fit]) -> list[KeptGuest]:
    """Give guests the booths that fit them in place of those that they had."""
    own = _by_candidate(fits)
    return [replace(one, fits=tuple(own.get(one.candidate_id, ()))) for one in guests]


def with_noted(
    planned: Iterable[KeptGuest], read: Collection[KeptGuest], stored: Collection[KeptGuest]
) -> list[KeptGuest]:
    """
    Give planned guests what was noted of them between the reading for the plan and now.

    Args:
        planned: as the plan has them.
        read: as they were read for it.
        stored: as they stand now. Where attendance, needs or what was told differ from *read* they are taken over;
            an attendance that the plan itself notes stays.
    """
    old, new = ({one.candidate_id: one for one in guests} for guests in (read, stored))
    return [
        _noted(one, old[one.candidate_id], new[one.candidate_id])
        if one.candidate_id in old and one.candidate_id in new
        else one
        for one in planned
    ]


def put_together(fair_id: str, kept: Sequence[KeptGuest]) -> FairPlan:
    """Put the plan of a fair together again from its guests; who has a meeting at a booth does not stand by there."""
    lists: dict[str, list[tuple[int, str]]] = {}
    for one in kept:
        met = {seat.booth_id for seat in one.seats}
        for booth, place in (wait for wait in one.waits if wait[0] not in met):
            lists.setdefault(booth, []).append((place, one.candidate_id))
    seats = [seat for one in kept for seat in one.seats]
    return FairPlan(
        fair_id,
        seats=tuple(sorted(seats, key=lambda seat: (seat.slot, seat.booth_id, seat.desk))),
        stand_by=tuple(
            StandBy(booth, tuple(id for _, id in sorted(waiting))) for booth, waiting in sorted(lists.items())
        ),
        unseated=tuple(
            Unseated(one.candidate_id, one.unseated)
            for one in sorted(kept, key=lambda one: one.candidate_id)
            if one.unseated is not None
        ),
    )


def _noted(planned: KeptGuest, read: KeptGuest, stored: KeptGuest) -> KeptGuest:
    if planned.attendance is read.attendance:
        planned = replace(planned, attendance=stored.attendance)
    if (stored.guest.needs, stored.needs_are_told) != (read.guest.needs, read.needs_are_told):
        guest = replace(planned.guest, needs=stored.guest.needs)
        planned = replace(planned, guest=guest, needs_are_told=stored.needs_are_told)
    return planned if stored.told == read.told else replace(planned, told=stored.told)


def _by_candidate(records: Iterable[R]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    for one in records:
        found.setdefault(one.candidate_id, []).append(one)
    return found
