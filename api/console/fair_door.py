"""The door of a fair in the console: a guest found and checked in with one tap, seats given on, walk-ins."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from pydantic import Json
from starlette.responses import Response

from api.console.fair_door_notices import Done, door_notice, gone_notice, late_notice, next_seat
from api.console.fair_steps import guest_path, head_of, path_of
from api.console.fairs import named
from api.console.kept_forms import forms_of
from api.console.notices import Notice, go_on
from api.console.pages import is_partial, page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fair_arrivals import note_arrival, take_in
from api.fair_finding import find_guests
from api.fair_late import OtherTime, Place, find_other_time, take_back_other_time
from api.fair_moving import Standing, first_movable, first_unended, read_standing
from api.fair_telling import count_to_tell
from api.fair_words import left_out_word, need_word, why_no_meeting
from api.fields import RecordId
from api.finding import find
from api.fitting import reasons_against_asking
from api.house import House
from api.uploads import imports_of
from data.store import masked_person
from matcher.errors import BadInput, Conflict, MatcherError
from matcher.fairs.guests import KeptGuest
from matcher.fairs.slots import slots_of
from matcher.records import Attendance, Candidate, Fair, FairState, Seat

MOST_FOUND = 20

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as the door tells it."""

    begins: str
    where: str
    employer: str
    is_past: bool
    is_absent: bool  # the employer


@dataclass(frozen=True, slots=True)
class Arrival:
    """A guest at the door."""

    id: str
    name: str
    id_number: str | None  # masked
    phone: str | None  # masked
    path: str
    attendance: Attendance | None
    now: Meeting | None
    next: Meeting | None
    meetings: tuple[Meeting, ...]
    waits: tuple[str, ...]
    why_not: str | None  # there is no meeting
    may_find: bool  # a place may become free
    walked_in: bool
    to_do: tuple[str, ...]
    may_reseat: bool  # here, without a meeting to come, and slots are to come
    is_over: bool  # the last slot has begun


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who is no guest."""

    id: str
    name: str
    id_number: str | None
    about: tuple[str, ...]  # what tells people of one name apart
    against: str | None  # why the person would not be invited


@router.get("/fairs/{id}/door", dependencies=[needs("fairs:door")])
def show_door(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    done: Annotated[Done | None, Query()] = None,
    who: Annotated[str | None, Query(max_length=200)] = None,
    form: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """Show the field in which a guest is sought, and how many are here; *form* is another time that was looked for."""
    standing = read_standing(house, id)
    guest = next((one for one in standing.guests if one.candidate_id == who), None)
    cards = [] if guest is None or done is None else [_arrival(house, standing, guest, visitor)]
    notice = gone_notice(done, visitor) if guest is None else door_notice(house, standing, guest, done, visitor)
    if guest is not None and done == "late":
        about, at = _about_late(id, guest.candidate_id), house.moment()
        other = forms_of(request).get(form, visitor, about=about, at=at) if form else None
        notice = late_notice(house, standing, guest, other, visitor)
    return _page(request, house, standing, visitor, cards=cards, notice=notice)


@router.post("/fairs/{id}/door", dependencies=[needs("fairs:door")])
def post_door_search(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    text: Annotated[str, Form(max_length=200)] = "",
    everybody: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """Show the guests whom a text names; with *everybody* those too who are no guests."""
    standing = read_standing(house, id)
    if not text.strip():
        return _page(request, house, standing, visitor, cards=[], is_empty=True)
    guests = {one.candidate_id: one for one in standing.guests}
    met = find_guests(house, guests, text, actor=visitor.actor, limit=MOST_FOUND)
    cards = [_arrival(house, standing, one, visitor) for one in met]
    strangers = _strangers(house, text, guests, visitor) if everybody else []
    return _page(
        request, house, standing, visitor, cards=cards, sought=text, strangers=strangers, asked_all=bool(everybody)
    )


@router.post("/fairs/{id}/arrivals", dependencies=[needs("fairs:door")])
def post_arrival(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    candidate: Annotated[str, Form(max_length=200)],
    attendance: Annotated[Literal["came", "stayed_away", "unknown"], Form()] = "came",
    seen: Annotated[Literal["came", "stayed_away", ""], Form()] = "",
) -> Response:
    """Note whether a guest is here; a script gets the guest's card anew, as does who comes after another window."""
    how, was = None if attendance == "unknown" else Attendance(attendance), Attendance(seen) if seen else None
    try:
        with house.database.begin() as session:
            before = note_arrival(house, session, id, candidate, how, actor=visitor.actor, seen=was)
    except Conflict as why:
        return _refused_mark(request, house, id, visitor, candidate, why)
    is_gone = how is None and before.guest.walked_in
    if not is_partial(request):
        done = "gone" if is_gone else "back" if how is None else str(how)
        return go_on(request, f"/fairs/{id}/door", done=done, who=candidate)
    standing = read_standing(house, id)
    card = None if is_gone else _arrival(house, standing, standing.guest(candidate), visitor)
    return page(request, "fair_arrival", card=card, fair_path=path_of(id), figures=_figures(standing))


@router.post("/fairs/{id}/walk-ins", dependencies=[needs("fairs:door")])
def post_walk_in(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    candidate: Annotated[str, Form(max_length=200)],
) -> Response:
    """Take somebody in who came unasked, and find a place where there is one; nobody else's seat changes."""
    try:
        take_in(house, id, candidate, actor=visitor.actor)
    except (BadInput, Conflict) as why:
        return _told_off(request, house, id, visitor, why)
    return go_on(request, f"/fairs/{id}/door", done="walked_in", who=candidate)


@router.post("/fairs/{id}/late", dependencies=[needs("fairs:door")])
def post_late(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    candidate: Annotated[str, Form(max_length=200)],
) -> Response:
    """
    Find another time for somebody who came too late for a meeting; where there is none, it stays.

    Who has a meeting to come is sent there, and keeps the way to take back what was found before.
    """
    forms, about = forms_of(request), _about_late(id, candidate)
    if _is_expected(house, id, candidate):
        word = forms.last(visitor, about=about)
    else:
        try:
            other = find_other_time(house, id, candidate, actor=visitor.actor)
        except (BadInput, Conflict) as why:
            if not _is_expected(house, id, candidate):
                return _told_off(request, house, id, visitor, why)
            word = forms.last(visitor, about=about)  # a second tap came in between
        else:
            word = forms.keep(other, visitor, about=about, at=house.moment())
    return go_on(request, f"/fairs/{id}/door", done="late", who=candidate, **({"form": word} if word else {}))


@router.post("/fairs/{id}/late/undo", dependencies=[needs("fairs:door")])
def post_late_undo(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    candidate: Annotated[str, Form(max_length=200)],
    lost: Annotated[Json[list[Place]], Form(max_length=2_000)],
    found: Annotated[Json[list[Place]], Form(max_length=2_000)],
) -> Response:
    """Put the meetings back that were given up for another time."""
    try:
        with house.database.begin() as session:
            take_back_other_time(house, session, id, candidate, OtherTime(lost, found), actor=visitor.actor)
    except Conflict as why:
        return _told_off(request, house, id, visitor, why)
    return go_on(request, f"/fairs/{id}/door", done="back", who=candidate)


def _about_late(id: str, candidate_id: str) -> str:
    return f"late {id} {candidate_id}"


def _is_expected(house: House, id: str, candidate_id: str) -> bool:
    standing = read_standing(house, id)
    return next_seat(house, standing, standing.guest(candidate_id)) is not None


def _told_off(request: Request, house: House, id: str, visitor: Visitor, why: MatcherError) -> Response:
    """Show the door with what refuses something there, the fair by its name."""
    notice = Notice(named(house, id, why.phrase.told(visitor.say)), kind="warning")
    return _page(request, house, read_standing(house, id), visitor, cards=[], notice=notice, status=409)


def _refused_mark(
    request: Request, house: House, id: str, visitor: Visitor, candidate_id: str, why: Conflict
) -> Response:
    """Show a guest's card as it stands now, with what refuses the mark."""
    standing = read_standing(house, id)
    card = _arrival(house, standing, standing.guest(candidate_id), visitor)
    notice = Notice(named(house, id, why.phrase.told(visitor.say)), kind="warning")
    if not is_partial(request):
        return _page(request, house, standing, visitor, cards=[card], notice=notice, status=409)
    figures = _figures(standing)
    return page(request, "fair_arrival", status=409, card=card, fair_path=path_of(id), figures=figures, notice=notice)


def _strangers(house: House, text: str, guests: Collection[str], visitor: Visitor) -> list[Stranger]:
    more = find(house, text, actor=visitor.actor, limit=MOST_FOUND, nouns=("candidate",))
    found = [one for one in more.findings if one.record.id not in guests]
    with house.database.read() as session:
        against = reasons_against_asking(house, session, [one.record.id for one in found])
    return [
        Stranger(
            one.record.id,
            (one.person.name if one.person else None) or one.record.id,
            one.person.id_number if one.person else None,
            _about(one.record, house, visitor) if isinstance(one.record, Candidate) else (),
            left_out_word(code, visitor.say) if (code := against.get(one.record.id)) else None,
        )
        for one in found
    ]


def _about(person: Candidate, house: House, visitor: Visitor) -> tuple[str, ...]:
    """Tell of somebody what two of one name seldom share: the district, and how old they are."""
    born, today = person.birth_on, house.today()
    age = None if born is None else today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return (
        *((person.home_district,) if person.home_district else ()),
        *(() if age is None else (visitor.say("{n} years old").format(n=age),)),
    )


def _page(
    request: Request,
    house: House,
    standing: Standing,
    visitor: Visitor,
    *,
    cards: Sequence[Arrival],
    sought: str | None = None,
    strangers: Sequence[Stranger] = (),
    asked_all: bool = False,
    is_empty: bool = False,
    notice: Notice | None = None,
    status: int = 200,
) -> Response:
    return page(
        request,
        "fair_door",
        status=status,
        fair=None if is_partial(request) else head_of(house, standing.kept, visitor),
        fair_path=path_of(standing.fair.id),
        cards=cards,
        sought=sought,
        strangers=strangers,
        asked_all=asked_all,
        is_empty=is_empty,
        may_register="candidates" in imports_of(visitor.actor),
        is_closed=standing.fair.state is FairState.CLOSED,
        notice=notice,
        is_today=standing.fair.on == house.today(),
        is_early=standing.fair.on > house.today(),
        is_draft=standing.fair.state is FairState.DRAFT,
        n_to_tell=0 if is_partial(request) else count_to_tell(house, standing),
        figures=_figures(standing),
    )


def _figures(standing: Standing) -> dict[str, int]:
    there = [one.attendance for one in standing.guests]
    return {
        "n_guests": len(there),
        "n_here": sum(one is Attendance.CAME for one in there),
        "n_absent": sum(one is Attendance.STAYED_AWAY for one in there),
    }


def _arrival(house: House, standing: Standing, guest: KeptGuest, visitor: Visitor) -> Arrival:
    fair, past, id = standing.fair, first_movable(house, standing.fair), guest.candidate_id
    with house.database.read() as session:
        person = masked_person(session, "candidate", id, "self", vault=house.vault)
    booths, own = {one.id: one for one in fair.booths}, sorted(guest.seats, key=lambda one: one.slot)
    meetings = tuple(_meeting(standing, one, past) for one in own)
    running = first_unended(house, fair)
    met = {one.booth_id for one in guest.seats}
    return Arrival(
        id,
        (person.name if person else None) or id,
        person.id_number if person else None,
        person.phone if person else None,
        guest_path(path_of(fair.id), id),
        guest.attendance,
        next((shown for one, shown in zip(own, meetings, strict=True) if running <= one.slot < past), None),
        next((one for one in meetings if not one.is_past), None),
        meetings,
        tuple(f"{one} {booths[one].employer}" for one, _ in guest.waits if one in booths and one not in met),
        why_no_meeting(standing.kept, guest, visitor.say),
        guest.unseated in (None, "full", "no_quiet_slot"),
        guest.guest.walked_in,
        tuple(need_word(one, visitor.say) for one in sorted(guest.guest.needs)),
        _may_reseat(guest, past, n_slots=len(slots_of(fair))),
        past >= len(slots_of(fair)),
    )


def _meeting(standing: Standing, seat: Seat, past: int) -> Meeting:
    fair, booth_id = standing.fair, seat.booth_id
    employer = next(one.employer for one in fair.booths if one.id == booth_id)
    begins, is_absent = slots_of(fair)[seat.slot].begins, booth_id in standing.kept.absent_booths
    return Meeting(f"{begins:%H:%M}", _where(fair, seat), employer, seat.slot < past, is_absent)


def _may_reseat(guest: KeptGuest, past: int, *, n_slots: int) -> bool:
    """Tell whether a place is worth looking for: of somebody who is here, and whom a booth fits."""
    is_free = guest.attendance is Attendance.CAME and all(one.slot < past for one in guest.seats)
    return is_free and past < n_slots and guest.unseated in (None, "full", "no_quiet_slot", "no_interpreter")


def _where(fair: Fair, seat: Seat) -> str:
    hall = next((one.hall for one in fair.booths if one.id == seat.booth_id), None)
    return f"{hall} {seat.booth_id}" if hall else seat.booth_id
