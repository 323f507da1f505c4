"""The absentees of a fair in the console: their seats given on, whom to tell, and at last all who never came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.console.fair_steps import guest_path, head_of, path_of
from api.console.fair_timetable import names_of
from api.console.fairs import TheForm, named
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fair_absentees import never_seen, note_never_seen, take_back_absences
from api.fair_door import Arrivals, plan_at_door
from api.fair_moving import Standing, first_movable, is_over, read_standing
from api.fields import RecordId
from api.house import House
from matcher.errors import BadInput, Conflict
from matcher.fairs.slots import slots_of
from matcher.outreach.situation import in_local_time
from matcher.records import Attendance, Fair, FairState

A_PAGE = 100
LATE_MIN = 10  # minutes after which somebody who is not here is expected no more

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Changed:
    """Whose meetings are others after the rest was planned anew."""

    name: str
    id: str
    path: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


@router.get("/fairs/{id}/door/missing", dependencies=[needs("fairs:door")])
def show_missing(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    skip: Annotated[int, Query(ge=0, le=10_000)] = 0,
    employers: Annotated[bool, Query()] = False,
) -> Response:
    """List who is not here yet, the earliest meeting first; ticked is who is ten minutes late; *employers* unfolded."""
    return _missing_page(request, house, visitor, id, skip=skip, employers=employers)


def _missing_page(
    request: Request,
    house: House,
    visitor: Visitor,
    id: str,
    *,
    skip: int = 0,
    employers: bool = False,
    notice: Notice | None = None,
) -> Response:
    standing = read_standing(house, id)
    fair, past, base = standing.fair, first_movable(house, standing.fair), path_of(id)
    missing = [one for one in standing.guests if one.attendance is None and one.seats and not one.guest.walked_in]
    missing.sort(key=lambda one: (min(seat.slot for seat in one.seats), one.candidate_id))
    shown = missing[skip : skip + A_PAGE]
    names, slots = names_of(house, [one.candidate_id for one in shown]), slots_of(fair)
    rows = []
    for one in shown:
        first = min(seat.slot for seat in one.seats)
        is_late = first < past and _minutes_since(house, slots[first].begins) >= LATE_MIN
        rows.append((one.candidate_id, names[one.candidate_id], f"{slots[first].begins:%H:%M}", is_late))
    return page(
        request,
        "fair_missing",
        status=409 if notice else 200,
        fair=head_of(house, standing.kept, visitor),
        rows=rows,
        n_missing=len(missing),
        is_asked_of_employers=employers,
        booths=[(one, one.id in standing.kept.absent_booths) for one in fair.booths],
        next_address=f"{base}/door/missing?skip={skip + A_PAGE}" if missing[skip + A_PAGE :] else None,
        first_address=f"{base}/door/missing" if skip else None,
        is_over=is_over(house, fair),
        n_never=len(never_seen(standing.guests)),
        is_early=fair.on > house.today(),
        is_closed=fair.state is FairState.CLOSED,
        notice=notice,
    )


@router.post("/fairs/{id}/absentees", dependencies=[needs("fairs:door")])
def post_absentees(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Note all as absent who were expected and not checked in, once the last slot has begun."""
    with house.database.begin() as session:
        at = note_never_seen(house, session, id, actor=visitor.actor)
    return go_on(request, f"/fairs/{id}/results", done="absent", at=at.isoformat())


@router.post("/fairs/{id}/absentees/undo", dependencies=[needs("fairs:door")])
def post_absentees_undo(
    request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, at: Annotated[datetime, Form()]
) -> Response:
    """Take back those absences that were noted as one."""
    with house.database.begin() as session:
        take_back_absences(house, session, id, at, actor=visitor.actor)
    return go_on(request, f"/fairs/{id}/results", done="absent_back")


@router.post("/fairs/{id}/door/missing", dependencies=[needs("fairs:door")])
def post_missing(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, form: TheForm) -> Response:
    """Give the seats of those on whom nobody counts any more to others, and show whose meetings changed."""
    absent = tuple(str(one) for one in form.getlist("absent"))
    booths = {str(one) for one in form.getlist("booths")}
    shown = {str(one) for one in form.getlist("ticked")}  # as they were when the page was shown
    before = read_standing(house, id)
    here = {one.candidate_id for one in before.guests if one.attendance is Attendance.CAME}  # since then
    n_came, absent = sum(one in here for one in absent), tuple(one for one in absent if one not in here)
    told = Arrivals(absent=absent, absent_booths=sorted(booths - shown), present_booths=sorted(shown - booths))
    try:
        made = plan_at_door(house, id, told, actor=visitor.actor)
    except (BadInput, Conflict) as why:
        notice = Notice(named(house, id, why.phrase.told(visitor.say)), kind="warning")
        return _missing_page(request, house, visitor, id, notice=notice)
    after = read_standing(house, id)
    changed = _changed(house, before, after)
    away = {one.candidate_id for one in after.guests if one.attendance is Attendance.STAYED_AWAY}
    was, now = set(before.kept.absent_booths), set(after.kept.absent_booths)
    return page(
        request,
        "fair_replanned",
        fair=head_of(house, after.kept, visitor),
        n_absent=len({*absent, *(one.id for one in changed if one.id in away)}),
        n_came=n_came,
        n_conflicts=made.conflicts,
        n_gone=sum(len(one.gone) for one in changed if one.id in away),
        changed=[one for one in changed if one.id not in away],
        booths_gone=[one for one in after.fair.booths if one.id in now - was],
        booths_back=[one for one in after.fair.booths if one.id in was - now],
    )


def _minutes_since(house: House, begins: time) -> int:
    now = in_local_time(house.moment(), house.outreach)
    return (now.hour - begins.hour) * 60 + now.minute - begins.minute


def _changed(house: House, before: Standing, after: Standing) -> list[Changed]:
    was, now = _seats(before), _seats(after)
    ids = [id for id in dict.fromkeys((*was, *now)) if was.get(id) != now.get(id)]
    names, base, fair = names_of(house, ids), path_of(after.fair.id), after.fair
    return [
        Changed(
            names[id],
            id,
            guest_path(base, id),
            tuple(_told(fair, one) for one in sorted(was.get(id, frozenset()) - now.get(id, frozenset()))),
            tuple(_told(fair, one) for one in sorted(now.get(id, frozenset()) - was.get(id, frozenset()))),
        )
        for id in ids
    ]


def _seats(standing: Standing) -> Mapping[str, frozenset[tuple[int, str]]]:
    return {one.candidate_id: frozenset((seat.slot, seat.booth_id) for seat in one.seats) for one in standing.guests}


def _told(fair: Fair, place: tuple[int, str]) -> str:
    slot, booth_id = place
    booth = next(one for one in fair.booths if one.id == booth_id)
    return f"{slots_of(fair)[slot].begins:%H:%M} {booth_id} {booth.employer}"
