"""The rows of a file of attendance: which fair, guest, booth and post are meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from api.fair_names import find_booth, find_fair, folded, refuse_unknown_fair
from api.house import House
from api.visiting import Visited
from data.attendance import AttendanceRow
from data.frames import Fault, Reading
from data.papers.titles import sheet_title
from data.store import (
    Session,
    candidates_by_id,
    current_ids,
    guests_of,
    iter_fairs,
    lock_sequence,
    posts_by_id,
)
from data.values.reasons import Reason
from matcher.fairs.guests import KeptGuest
from matcher.fairs.papers import booth_sheet
from matcher.records import Attendance, Booth, Fair, MeetingResult, Post


@dataclass(frozen=True, slots=True)
class Meant:
    """A row with what is stored of what it means; None = nothing is."""

    row: AttendanceRow
    fair: Fair | None
    candidate_id: str | None
    guest: KeptGuest | None  # None = came unasked
    is_stranger: bool  # the fair has guests, and the person is none
    booth: Booth | None


def settle_attendance(house: House, session: Session, reading: Reading[Any], *, fair: str | None) -> None:
    """
    Settle what each row means, and reject those that mean nothing stored; several rows of a guest stand together.

    Raises:
        NotFound: there is no such *fair*, which is meant where a row names none.
    """
    lock_sequence(session)
    fairs = [one.fair for one in iter_fairs(session, vault=house.vault)]
    refuse_unknown_fair(fairs, fair)
    rows: list[AttendanceRow] = list(reading.entries)
    ids = {one.candidate_id for one in rows}
    led = current_ids(session, ids)
    people = candidates_by_id(session, {led.get(id, id) for id in ids}).keys()
    meant_fairs = [find_fair(fairs, one.fair or fair) for one in rows]
    guests = {
        one.id: {guest.candidate_id: guest for guest in guests_of(session, one.id, vault=house.vault)}
        for one in {found.id: found for found in meant_fairs if found}.values()
    }
    booths = {one.id: _sheets_of(one) for one in meant_fairs if one}
    settled = []
    for row, found, (table, _) in zip(rows, meant_fairs, reading.origins, strict=True):
        if found and not (row.booth or row.employer or row.uscc):
            row = replace(row, booth=booths[found.id].get(table.sheet))
        person = led.get(row.candidate_id, row.candidate_id)
        asked = guests[found.id] if found else {}
        guest = asked.get(person)
        booth = _booth(row, found, guest)
        is_stranger = bool(asked) and guest is None
        settled.append(Meant(row, found, person if person in people else None, guest, is_stranger, booth))
    posts = posts_by_id(session, {id for one in settled if one.booth for id in one.booth.post_ids})
    faults = [list(_faults(one, posts, today=house.today())) for one in settled]
    reading.turn_back(faults)
    _name_booths(reading, find_fair(fairs, fair))
    reading.entries = [_visited(one, posts) for one, against in zip(settled, faults, strict=True) if not against]


def _sheets_of(fair: Fair) -> dict[str | None, str]:
    """Give which booth each sheet of the employers' tables is of, as they are printed."""
    found: dict[str | None, str] = {}
    for one in fair.booths:
        found[sheet_title(booth_sheet(one.id), taken=[title for title in found if title])] = one.id
    return found


def _name_booths(reading: Reading[Any], fair: Fair | None) -> None:
    """Write into rows that go back the booth of their sheet, which a corrected row stands on no more."""
    booths = {} if fair is None else _sheets_of(fair)
    for one in reading.rejected:
        if one.sheet in booths:
            one.cells.setdefault(reading.headers.title("booth"), booths[one.sheet])


def _booth(row: AttendanceRow, fair: Fair | None, guest: KeptGuest | None) -> Booth | None:
    if fair is None:
        return None
    if row.booth or row.employer or row.uscc:
        return find_booth(fair, number=row.booth, employer=row.employer, uscc=row.uscc)
    if row.result is None or guest is None or len(guest.seats) != 1:
        return None
    return find_booth(fair, number=guest.seats[0].booth_id, employer=None, uscc=None)


def _faults(one: Meant, posts: Mapping[str, Post], *, today: date) -> Iterator[Fault]:
    row, fair = one.row, one.fair
    if fair is None:
        yield Fault("fair", row.fair or "", (Reason.NO_SUCH_FAIR if row.fair else Reason.NO_FAIR).value)
        return
    if fair.on > today:
        yield Fault("fair", row.fair or fair.id, Reason.FAIR_TO_COME.value)
    if one.candidate_id is None:
        yield Fault("id", row.candidate_id, Reason.NO_PERSON_ID.value)
    elif one.is_stranger and _is_away(row):
        yield Fault("id", row.candidate_id, Reason.NO_GUEST.value)
    if one.booth is None and (row.booth or row.employer or row.uscc):
        field = "booth" if row.booth else "uscc" if row.uscc else "employer"
        yield Fault(field, row.booth or row.uscc or row.employer or "", Reason.NOT_AT_FAIR.value)
    elif one.booth is None and row.result not in (None, MeetingResult.MISSED):
        yield Fault("result", "", Reason.WHICH_BOOTH.value)
    elif one.booth is not None and row.post and _post(row, one.booth, posts) is None:
        yield Fault("post", row.post, Reason.NO_SUCH_POST.format(posts=row.post))


def _is_away(row: AttendanceRow) -> bool:
    is_missed = row.attendance is None and row.result is MeetingResult.MISSED
    return is_missed or row.attendance is Attendance.STAYED_AWAY


def _post(row: AttendanceRow, booth: Booth, posts: Mapping[str, Post]) -> str | None:
    if row.post in booth.post_ids:
        return row.post
    titles = {folded(posts[id].title): id for id in reversed(booth.post_ids) if id in posts}
    return titles.get(folded(row.post or ""))


def _visited(one: Meant, posts: Mapping[str, Post]) -> Visited:
    row, fair, person = one.row, one.fair, one.candidate_id
    if fair is None or person is None:
        raise ValueError("a row without fair or person was not turned back")
    visited = Visited(fair.id, person, row.attendance, result=row.result)
    if one.booth is None:
        away = row.attendance or (Attendance.STAYED_AWAY if row.result is MeetingResult.MISSED else Attendance.CAME)
        return replace(visited, attendance=away, result=None)
    return replace(visited, booth_id=one.booth.id, post_id=_asked_post(one, one.booth, posts))


def _asked_post(one: Meant, booth: Booth, posts: Mapping[str, Post]) -> str | None:
    """Give the post talked about: as told, else the one that the person came for, else the booth's only one."""
    if one.row.post:
        return _post(one.row, booth, posts)
    came_for: Sequence[str] = () if one.guest is None else post_of(one.guest, booth.id)
    return came_for[0] if came_for else booth.post_ids[0] if len(booth.post_ids) == 1 else None


def post_of(guest: KeptGuest, booth_id: str) -> tuple[str, ...]:
    """Give the posts for which somebody comes to a booth: of the meeting planned, else of what fits."""
    seats = tuple(one.post_id for one in guest.seats if one.booth_id == booth_id)
    return seats or tuple(one.post_id for one in guest.fits if one.booth_id == booth_id)
