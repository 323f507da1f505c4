"""Meetings moved by hand: where a meeting would sit elsewhere, what stands against it, and what is held afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.fairs.conflicts import Conflict, conflicts_of
from matcher.fairs.guests import KeptGuest
from matcher.fairs.slots import slots_of
from matcher.records import Fair, FairNeed, FairPlan, Fit, Guest, Seat


@dataclass(frozen=True, slots=True)
class Change:
    """Seats that are given up and seats that are taken instead."""

    gone: tuple[Seat, ...]
    new: tuple[Seat, ...]


def to_elsewhere(
    fair: Fair, guests: Mapping[str, Guest], plan: FairPlan, seat: Seat, *, booth_id: str, slot: int, post_id: str
) -> Change:
    """
    Move a meeting to another booth or slot: to the first desk that is free, with the first interpreter who can come.

    Where none is, the seat is made all the same, and ``against`` tells.
    """
    rest = [one for one in plan.seats if one != seat]
    wanted = replace(seat, booth_id=booth_id, slot=slot, post_id=post_id, by_hand=True)
    return Change((seat,), (_fitted(fair, guests, rest, wanted),))


def exchanged(fair: Fair, guests: Mapping[str, Guest], plan: FairPlan, seat: Seat, other: Seat) -> Change:
    """Let two people who meet the same employer take each other's time and desk."""
    rest = [one for one in plan.seats if one not in (seat, other)]
    first = replace(seat, slot=other.slot, desk=other.desk, by_hand=True)
    led = _led(fair, guests, rest, first)
    second = replace(other, slot=seat.slot, desk=seat.desk, by_hand=True)
    return Change((seat, other), (led, _led(fair, guests, [*rest, led], second)))


def seated_anew(fair: Fair, guests: Mapping[str, Guest], plan: FairPlan, fit: Fit, *, slot: int) -> Change:
    """Give somebody who fits a booth a meeting there."""
    wanted = Seat(fit.candidate_id, fit.booth_id, fit.post_id, slot, 1, by_hand=True)
    return Change((), (_fitted(fair, guests, plan.seats, wanted),))


def given_up(seat: Seat) -> Change:
    """Take a meeting out of the plan."""
    return Change((seat,), ())


def against(fair: Fair, guests: Mapping[str, Guest], plan: FairPlan, change: Change) -> list[Conflict]:
    """List what an independent look finds against a plan after a change, and did not find before."""
    rest = tuple(one for one in plan.seats if one not in change.gone)
    known = list(guests.values())
    before = conflicts_of(fair, known, replace(plan, seats=rest))
    return [one for one in conflicts_of(fair, known, replace(plan, seats=(*rest, *change.new))) if one not in before]


def changed(guests: Sequence[KeptGuest], change: Change) -> list[KeptGuest]:
    """Write a change into the guests whom it concerns; places in lists are kept, for a change that is taken back."""
    ids = {one.candidate_id for one in (*change.gone, *change.new)}
    return [_changed(one, change) for one in guests if one.candidate_id in ids]


def still_held(fair: Fair, guests: Sequence[Guest], seats: Iterable[Seat]) -> list[Seat]:
    """Give those seats that a fair still has room for, as it is stated now: those set by hand first, each by slot."""
    known, booths = {one.candidate_id: one for one in guests}, {one.id for one in fair.booths}
    wanted = [one for one in seats if one.candidate_id in known and one.booth_id in booths]
    wanted.sort(key=lambda one: (not one.by_hand, one.slot, one.booth_id, one.desk, one.candidate_id))
    if not conflicts_of(fair, guests, FairPlan(fair.id, tuple(wanted))):
        return wanted
    kept: list[Seat] = []
    for seat in wanted:
        beside = near(FairPlan(fair.id, tuple(kept)), [seat.candidate_id], seat.booth_id).seats
        own = _fitted(fair, known, beside, seat)
        if not conflicts_of(fair, guests, FairPlan(fair.id, (*beside, own))):
            kept.append(own)
    return kept


def as_told(fair: Fair, guest: KeptGuest) -> list[Seat]:
    """
    Give the meetings of an invitation that was handed out to *guest*, at the times that it named.

    Left out is what the fair, as it is stated now, has no slot for, and where the person has no meeting any more.
    """
    begins = {f"{fair.on} {one.begins:%H:%M}": slot for slot, one in enumerate(slots_of(fair))}
    own = {one.booth_id: one for one in guest.seats}
    told = guest.told.meetings if guest.told else ()
    return [replace(own[booth], slot=begins[at]) for at, booth in told if at in begins and booth in own]


def near(plan: FairPlan, ids: Iterable[str], booth_id: str) -> FairPlan:
    """Give the part of a plan that decides where some people can sit at a booth: theirs, its own, and who is led."""
    own = set(ids)
    seats = (s for s in plan.seats if s.booth_id == booth_id or s.candidate_id in own or s.interpreter is not None)
    return replace(plan, seats=tuple(seats))


def _changed(one: KeptGuest, change: Change) -> KeptGuest:
    seats = [seat for seat in one.seats if seat not in change.gone]
    seats += [seat for seat in change.new if seat.candidate_id == one.candidate_id]
    seats.sort(key=lambda seat: seat.slot)
    return replace(one, seats=tuple(seats), unseated=None if seats else one.unseated or "full")


def _fitted(fair: Fair, guests: Mapping[str, Guest], rest: Sequence[Seat], wanted: Seat) -> Seat:
    """Give a seat the first free desk of its booth, its own where that is free, and who comes along."""
    taken = {one.desk for one in rest if (one.booth_id, one.slot) == (wanted.booth_id, wanted.slot)}
    most = next((one.n_interviewers for one in fair.booths if one.id == wanted.booth_id), 0)
    free = [desk for desk in (wanted.desk, *range(1, most + 1)) if desk not in taken and desk <= most]
    return _led(fair, guests, rest, replace(wanted, desk=free[0] if free else most + 1))


def _led(fair: Fair, guests: Mapping[str, Guest], rest: Sequence[Seat], seat: Seat) -> Seat:
    """Give a seat the first interpreter who can come along, where its person needs one; None = nobody can."""
    guest = guests.get(seat.candidate_id)
    if guest is None or FairNeed.INTERPRETER not in guest.needs:
        return replace(seat, interpreter=None)
    led = [one for one in rest if one.interpreter is not None]
    known = list(guests.values())
    before = conflicts_of(fair, known, FairPlan(fair.id, tuple(led)))
    for n in range(1, fair.n_interpreters + 1):
        tried = replace(seat, interpreter=n)
        found = conflicts_of(fair, known, FairPlan(fair.id, (*led, tried)))
        if not any(one.code == "interpreter" for one in found if one not in before):
            return tried
    return replace(seat, interpreter=None)
