"""A guest of a fair in the console: the person's day, what the person needs there, and a meeting moved by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.console.fair_steps import booth_path, guest_path, head_of, path_of
from api.console.fair_timetable import labels_of, move_path, names_of
from api.console.fairs import TheForm
from api.console.listing import telling_reasons
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.paths import address
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fair_keeping import note_needs
from api.fair_moving import (
    Move,
    Standing,
    choices,
    first_movable,
    is_elsewhere,
    look_at,
    move_meeting,
    post_for,
    read_movable,
    read_standing,
    refuse_immovable,
)
from api.fair_words import attendance_word, clash_word, need_word, result_word, why_no_meeting
from api.fields import RecordId
from api.house import House
from api.language import Translate
from api.matching import one_pair
from api.showing import Reason
from data.outreach import is_telling
from data.store import posts_by_id, visits_by
from matcher.fairs.conflicts import Conflict
from matcher.fairs.guests import KeptGuest
from matcher.fairs.slots import slots_of
from matcher.records import Booth, FairNeed, FairState, Fit

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Stop:
    """A meeting in a guest's day."""

    begins: str
    booth: Booth
    booth_path: str
    post: str
    post_id: str
    post_path: str | None  # None = it is there no more, or is not the visitor's to see
    move_path: str
    is_by_hand: bool
    is_past: bool
    result: str | None  # what came of it, in words


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot that may be chosen for a meeting."""

    slot: int
    begins: str
    sitting: tuple[str, ...]
    is_here: bool  # the meeting itself
    is_past: bool
    against: tuple[str, ...]
    turns: tuple[tuple[str, str], ...]  # id and name of those with whom the time can be exchanged


@router.get("/fairs/{id}/guests/{candidate_id}", dependencies=[needs("fairs:read")])
def show_guest(
    request: Request,
    id: RecordId,
    candidate_id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    done: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """Show a guest's day."""
    standing, say = read_standing(house, id), visitor.say
    guest, base = standing.guest(candidate_id), path_of(id)
    booths = {one.id: one for one in standing.fair.booths}
    met = {one.booth_id for one in guest.seats}
    fits = sorted(guest.fits, key=lambda one: -one.chance)
    results = _results(house, standing, guest, visitor)
    words = {"needs": say("Noted. The plan is to be made again if this changes where the person can sit.")}
    return page(
        request,
        "fair_guest",
        fair=head_of(house, standing.kept, visitor),
        guest=guest,
        name=names_of(house, [candidate_id])[candidate_id],
        guest_path=guest_path(base, candidate_id),
        stops=_stops(house, standing, guest, visitor, results),
        why=_why(house, standing, guest, visitor),
        beside=[(booths[b], booth_path(base, b), word) for b, word in results.items() if b in booths and b not in met],
        waits=[(booths[b], booth_path(base, b), n + 1) for b, n in guest.waits if b in booths and b not in met],
        fits=[(booths[one.booth_id], one) for one in fits if one.booth_id in booths],
        why_not=why_no_meeting(standing.kept, guest, say),
        absent=standing.kept.absent_booths,
        attendance=attendance_word(guest.attendance, say),
        needs=[(need, need_word(need, say), need in guest.guest.needs) for need in FairNeed],
        add_path=move_path(base, candidate_id, None),
        may_plan=visitor.may("fairs:plan") and standing.fair.state is not FairState.CLOSED,
        may_move=visitor.may("fairs:plan") and standing.fair.state in (FairState.PLANNED, FairState.OPEN),
        notice=Notice(words[done]) if done in words else None,
    )


@router.post("/fairs/{id}/guests/{candidate_id}/needs", dependencies=[needs("fairs:plan")])
def post_needs(
    request: Request, id: RecordId, candidate_id: RecordId, house: TheHouse, visitor: TheVisitor, form: TheForm
) -> Response:
    """Note what somebody says to need at the fair; no employer is told."""
    told = {str(one) for one in form.getlist("needs")}
    wanted = [one for one in FairNeed if one in told]
    with house.database.begin() as session:
        note_needs(house, session, id, candidate_id, wanted, actor=visitor.actor)
    return go_on(request, f"/fairs/{id}/guests/{candidate_id}", done="needs")


@router.get("/fairs/{id}/guests/{candidate_id}/move", dependencies=[needs("fairs:plan")])
def show_move(
    request: Request,
    id: RecordId,
    candidate_id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    booth: Annotated[str | None, Query(max_length=100)] = None,
    to: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Show where a meeting could be: each slot of a booth with what stands against it; without *booth* a new one."""
    standing = read_movable(house, id)
    refuse_immovable(standing.fair)
    if _is_gone(standing, candidate_id, booth):
        return go_on(request, f"/fairs/{id}/grid", done="elsewhere")
    return _move_page(request, house, standing, visitor, candidate_id, booth, to)


@router.post("/fairs/{id}/moves", dependencies=[needs("fairs:plan")])
def post_move(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    candidate: Annotated[str, Form(max_length=200)],
    booth: Annotated[str | None, Form(max_length=100)] = None,
    to: Annotated[str | None, Form(max_length=100)] = None,
    slot: Annotated[int, Form(ge=0, le=1_500)] = 0,
    other: Annotated[str | None, Form(max_length=200)] = None,
    undo: Annotated[str | None, Form(max_length=1)] = None,
    at: Annotated[int | None, Form(ge=0, le=1_500)] = None,
) -> Response:
    """Move a meeting from where it was seen, *at* a slot, or say what stands against it."""
    move = Move(candidate, booth or None, to or None, slot, other or None, by_hand=undo is None, from_slot=at)
    standing = read_movable(house, id)
    refuse_immovable(standing.fair)
    if is_elsewhere(standing, move):
        if undo is not None or _is_gone(standing, candidate, booth):
            return go_on(request, f"/fairs/{id}/grid", done="elsewhere")
        told = visitor.say(
            "The timetable was changed meanwhile, so nothing was moved. This is how it stands now: choose again."
        )
        notice = Notice(told, kind="warning")
        return _move_page(request, house, standing, visitor, candidate, booth, to, notice=notice)
    if found := look_at(standing, move):
        return _move_page(request, house, standing, visitor, candidate, booth, to, tried=(slot, found))
    before = None if move.from_booth is None else standing.seat(candidate, move.from_booth)
    place = standing.seat(other, booth or "").slot if other else slot
    with house.database.begin() as session:
        move_meeting(house, session, id, move, actor=visitor.actor)
    said = {"booth": move.to_booth or move.from_booth or "", "who": candidate, "at": str(place)}
    if undo is not None:
        return go_on(request, f"/fairs/{id}/grid", done="back", **said)
    if before is None:
        return go_on(request, f"/fairs/{id}/grid", done="seated", **said)
    said |= {"was": before.booth_id, "slot": str(before.slot)} | ({"other": other} if other else {})
    return go_on(request, f"/fairs/{id}/grid", done="moved", **said)


def _is_gone(standing: Standing, candidate_id: str, booth: str | None) -> bool:
    """Tell whether a meeting that was shown is there no more: a colleague, or another tab, moved it."""
    return bool(booth) and booth not in {one.booth_id for one in standing.guest(candidate_id).seats}


def _move_page(
    request: Request,
    house: House,
    standing: Standing,
    visitor: Visitor,
    candidate_id: str,
    booth: str | None,
    to: str | None,
    *,
    tried: tuple[int, Sequence[Conflict]] | None = None,
    notice: Notice | None = None,
) -> Response:
    say, base, fair = visitor.say, path_of(standing.fair.id), standing.fair
    guest = standing.guest(candidate_id)
    seat = None if not booth else standing.seat(candidate_id, booth)
    fits = {one.booth_id: one.chance for one in guest.fits}
    where = to or booth or next(iter(sorted(fits, key=lambda one: -fits[one])), fair.booths[0].id)
    wanted = seat or Fit(candidate_id, where, post_for(standing, candidate_id, where), 0.0)
    found = choices(house, standing, wanted, standing.booth(where).id)
    names = labels_of(house, [candidate_id, *(one.candidate_id for choice in found for one in choice.seats)])
    times = [f"{one.begins:%H:%M}" for one in slots_of(fair)]
    slots = [
        Slot(
            one.slot,
            times[one.slot],
            tuple(names[other.candidate_id] for other in one.seats),
            seat is not None and (seat.booth_id, seat.slot) == (where, one.slot),
            one.is_past,
            _words(one.against, say),
            tuple((other.candidate_id, names[other.candidate_id]) for other, clashes in one.turns if not clashes),
        )
        for one in found
    ]
    order = sorted(fair.booths, key=lambda one: (-fits.get(one.id, -1.0), one.id))
    return page(
        request,
        "fair_move",
        status=409 if tried or notice else 200,
        fair=head_of(house, standing.kept, visitor),
        name=names_of(house, [candidate_id])[candidate_id],
        candidate_id=candidate_id,
        guest_path=guest_path(base, candidate_id),
        stops=_stops(house, standing, guest, visitor, _results(house, standing, guest, visitor)),
        seat=seat,
        seat_begins=None if seat is None else times[seat.slot],
        booth=booth or "",
        to=where,
        unfit=where not in fits,
        to_booth=standing.booth(where),
        booths=[(one, fits.get(one.id)) for one in order],
        slots=slots,
        tried=None if tried is None else (times[tried[0]], _words(tried[1], say)),
        notice=notice,
    )


def _words(clashes: Sequence[Conflict], say: Translate) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clash_word(one.code, say) for one in clashes))


def _why(house: House, standing: Standing, guest: KeptGuest, visitor: Visitor) -> dict[str, list[Reason]]:
    """
    Say by post why each meeting was planned: what speaks for it and against it on the day of the fair.

    A sentence that would tell a priority group is left out; so are posts that are gone, and all while the index is
    being made.
    """
    if not visitor.may("matches:read") or not house.follower.complete:
        return {}
    with house.database.read() as session:
        there = posts_by_id(session, [one.post_id for one in guest.seats])
    pairs = {id: one_pair(house, guest.candidate_id, id, on=standing.fair.on) for id in there}
    told = {id: telling_reasons(pair.match, visitor) for id, pair in pairs.items()}
    return {
        id: [one for group in groups.values() for one in group if not is_telling(one.sentence)]
        for id, groups in told.items()
    }


def _results(house: House, standing: Standing, guest: KeptGuest, visitor: Visitor) -> dict[str, str]:
    """Say by booth what came of a guest's meetings."""
    with house.database.read() as session:
        visits = visits_by(session, standing.fair.id, guest.candidate_id, vault=house.vault)
    return {one.booth_id: result_word(one.result, visitor.say) for one in visits if one.booth_id and one.result}


def _stops(
    house: House, standing: Standing, guest: KeptGuest, visitor: Visitor, results: Mapping[str, str]
) -> list[Stop]:
    base, past = path_of(standing.fair.id), first_movable(house, standing.fair)
    booths, slots = {one.id: one for one in standing.fair.booths}, slots_of(standing.fair)
    with house.database.read() as session:
        posts = posts_by_id(session, [one.post_id for one in guest.seats])
    return [
        Stop(
            f"{slots[one.slot].begins:%H:%M}",
            booths[one.booth_id],
            booth_path(base, one.booth_id),
            posts[one.post_id].title if one.post_id in posts else one.post_id,
            one.post_id,
            address("posts", one.post_id) if one.post_id in posts and visitor.may("posts:read") else None,
            move_path(base, one.candidate_id, one.booth_id),
            one.by_hand,
            one.slot < past,
            results.get(one.booth_id),
        )
        for one in sorted(guest.seats, key=lambda one: one.slot)
        if one.booth_id in booths and one.slot < len(slots)
    ]
