"""Meetings of a planned fair moved by hand: what may be chosen, what stands against it, and kept with a log line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.fair_invitations import is_under_way
from api.fair_missed import without_missed
from api.fair_saying import still_told
from api.house import House
from data import log
from data.store import KeptFair, Session, get_fair, guests_of, lock_sequence, put_fair, put_guests
from matcher.errors import Conflict, NotFound, Phrase
from matcher.fairs.conflicts import Conflict as Clash
from matcher.fairs.guests import KeptGuest, put_together
from matcher.fairs.moving import (
    Change,
    against,
    changed,
    exchanged,
    given_up,
    near,
    seated_anew,
    to_elsewhere,
)
from matcher.fairs.slots import slots_of
from matcher.fairs.soundness import refuse_closed
from matcher.outreach.situation import in_local_time
from matcher.records import Actor, Booth, Fair, FairPlan, FairState, Fit, Seat

EMPLOYER_ABSENT = "employer_absent"


@dataclass(frozen=True, slots=True)
class Move:
    """
    A meeting that is to be elsewhere.

    Attributes:
        from_booth: where the person has it; None = the person has none there yet.
        from_slot: when it was seen there; None = whenever it is.
        to_booth: where it is to be; of an exchange the same; None = nowhere, it is given up.
        other: who sits there and takes its time; None = nobody.
        by_hand: planning again leaves it there; False = as if the plan had put it there.
    """

    candidate_id: str
    from_booth: str | None
    to_booth: str | None
    to_slot: int = 0
    other: str | None = None
    by_hand: bool = True
    from_slot: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One slot of a booth for a meeting: who sits there, and what stands against moving there, or taking turns."""

    slot: int
    is_past: bool
    seats: tuple[Seat, ...]
    against: tuple[Clash, ...]
    turns: tuple[tuple[Seat, tuple[Clash, ...]], ...]  # with whom time could be exchanged


@dataclass(frozen=True, slots=True)
class Standing:
    """A fair with its guests as they stand."""

    kept: KeptFair
    guests: tuple[KeptGuest, ...]
    plan: FairPlan

    @property
    def fair(self) -> Fair:
        """Give the fair itself."""
        return self.kept.fair

    def guest(self, candidate_id: str) -> KeptGuest:
        """Give a guest, or raise NotFound."""
        found = next((one for one in self.guests if one.candidate_id == candidate_id), None)
        if found is None:
            raise NotFound("{id!r} is no guest of fair {fair!r}", id=candidate_id, fair=self.fair.id)
        return found

    def booth(self, id: str) -> Booth:
        """Give a booth, or raise NotFound."""
        found = next((one for one in self.fair.booths if one.id == id), None)
        if found is None:
            raise NotFound("fair {fair!r} has no booth {id!r}", fair=self.fair.id, id=id)
        return found

    def seat(self, candidate_id: str, booth_id: str) -> Seat:
        """Give somebody's meeting at a booth, or raise NotFound."""
        found = next((one for one in self.guest(candidate_id).seats if one.booth_id == booth_id), None)
        if found is None:
            raise NotFound("{id!r} has no meeting at booth {booth!r}", id=candidate_id, booth=booth_id)
        return found


def read_standing(house: House, fair_id: str) -> Standing:
    """Read a fair with its guests, or raise NotFound."""
    with house.database.read() as session:
        return standing_in(house, session, fair_id)


def standing_in(house: House, session: Session, fair_id: str) -> Standing:
    """Give a fair with its guests in a transaction, or raise NotFound."""
    kept = get_fair(session, fair_id, vault=house.vault)
    guests = guests_of(session, fair_id, vault=house.vault)
    return _stood(kept, guests)


def read_movable(house: House, fair_id: str) -> Standing:
    """Read a fair with its guests as a meeting is moved there: what did not take place stands in nobody's way."""
    with house.database.read() as session:
        return _movable(house, session, fair_id)


def choices(house: House, standing: Standing, seat: Seat | Fit, booth_id: str) -> list[Choice]:
    """
    Tell for each slot of a booth whether a meeting could be there.

    Args:
        house: with the clock.
        standing: of the fair.
        seat: the meeting, or who is to have one.
        booth_id: where it is to be.
    """
    small, past = _small(standing, seat, booth_id), first_movable(house, standing.fair)
    at_booth = [one for guest in standing.guests for one in guest.seats if one.booth_id == booth_id]
    found = []
    for slot in range(len(slots_of(standing.fair))):
        own = tuple(one for one in at_booth if one.slot == slot and one != seat)
        move = _wanted(seat, booth_id, slot)
        clashes = tuple(look_at(small, move))
        turns = tuple(
            (one, tuple(look_at(small, replace(move, other=one.candidate_id))))
            for one in own
            if clashes and isinstance(seat, Seat) and seat.booth_id == booth_id
        )
        found.append(Choice(slot, slot < past, own, clashes, turns))
    return found


def look_at(standing: Standing, move: Move) -> list[Clash]:
    """List what stands against a move, by all of the plan that it touches."""
    if move.to_booth is None:
        return []
    if move.to_booth in standing.kept.absent_booths:
        return [Clash(EMPLOYER_ABSENT, Phrase("the employer of booth {booth} is absent"), booth_id=move.to_booth)]
    change = _change(standing, move)
    ids = [one.candidate_id for one in change.new]
    plan = near(standing.plan, ids, move.to_booth)
    people = {one.candidate_id for one in plan.seats} | set(ids)
    guests = {one.candidate_id: one.guest for one in standing.guests if one.candidate_id in people}
    booths = {one.booth_id for one in (*plan.seats, *change.new)}
    fair = replace(standing.fair, booths=tuple(one for one in standing.fair.booths if one.id in booths))
    return against(fair, guests, plan, change)


def move_meeting(house: House, session: Session, fair_id: str, move: Move, *, actor: Actor) -> None:
    """
    Keep a meeting where a person wants it; planning again leaves it there.

    Raises:
        NotFound: no such fair, guest, meeting or booth.
        Conflict: the fair is not planned or closed, the time has begun, the meeting is not where it was seen, or
            something stands against it.
    """
    lock_sequence(session)
    standing = _movable(house, session, fair_id)
    refuse_immovable(standing.fair)
    if is_elsewhere(standing, move):
        raise Conflict("fair {id!r}: the meetings were moved meanwhile; nothing was changed", id=fair_id)
    change = _change(standing, move)
    past = first_movable(house, standing.fair)
    if any(one.slot < past for one in (*change.gone, *change.new)):
        raise Conflict("fair {id!r}: what has begun by now is not moved any more", id=fair_id)
    if look_at(standing, move):
        raise Conflict("fair {id!r}: the meeting cannot be there; nothing was moved", id=fair_id)
    if not move.by_hand:
        change = replace(change, new=tuple(replace(one, by_hand=False) for one in change.new))
    keep_change(house, session, standing, change, actor=actor)


def is_elsewhere(standing: Standing, move: Move) -> bool:
    """Tell whether a meeting, or that with which it takes turns, is not where it was seen: another window moved it."""
    seats = standing.guest(move.candidate_id).seats
    if move.from_booth is None:
        return False
    if not any(one.booth_id == move.from_booth and move.from_slot in (None, one.slot) for one in seats):
        return True
    turn = (move.other, move.from_booth, move.to_slot)
    return move.other is not None and turn not in {(s.candidate_id, s.booth_id, s.slot) for s in standing.plan.seats}


def keep_change(house: House, session: Session, standing: Standing, change: Change, *, actor: Actor) -> None:
    """Keep meetings that changed as another revision of the plan, with a line in the log."""
    at, fair = house.clock(), standing.fair
    people: Sequence[KeptGuest] = changed(standing.guests, change)
    if is_under_way(house, session, fair):  # until then an invitation tells
        people = still_told(fair, standing.guests, people)
    kept = replace(standing.kept, revision=standing.kept.revision + 1, planned_at=at, is_printed=False)
    put_fair(session, kept, vault=house.vault)
    put_guests(session, fair.id, people, vault=house.vault)
    ids = [one.candidate_id for one in people]
    details = {
        "guests": len(ids),
        "seats": len(change.new),
        "revision": standing.kept.revision + 1,
        "ids_keyed": log.sealed_people(session, ids, seal=house.vault.seal),
    }
    log.record(session, actor=actor, action="move meeting", noun="fair", id=fair.id, details=details, at=at)


def refuse_immovable(fair: Fair) -> None:
    """
    Refuse to move meetings of a fair that has no plan that holds.

    Raises:
        Conflict: it is not planned, was changed since, or is closed.
    """
    refuse_closed(fair)
    if fair.state is FairState.DRAFT:
        raise Conflict("fair {id!r} is not planned, or was changed since: matcher fair plan {id}", id=fair.id)


def first_movable(house: House, fair: Fair) -> int:
    """Give the first slot that has not begun; as many as there are = the day is over."""
    local, slots = in_local_time(house.moment(), house.outreach), slots_of(fair)
    if local.date() != fair.on:
        return 0 if local.date() < fair.on else len(slots)
    return sum(one.begins < local.time() for one in slots)


def first_unended(house: House, fair: Fair) -> int:
    """Give the first slot that is not over, which may be running; as many as there are = all are over."""
    local, slots = in_local_time(house.moment(), house.outreach), slots_of(fair)
    if local.date() != fair.on:
        return 0 if local.date() < fair.on else len(slots)
    return sum(one.ends <= local.time() for one in slots)


def is_over(house: House, fair: Fair) -> bool:
    """Tell whether the last slot of a fair has begun: whoever is not there by then is expected no more."""
    return first_movable(house, fair) >= len(slots_of(fair))


def post_for(standing: Standing, candidate_id: str, booth_id: str) -> str:
    """Give the post that somebody would talk about at a booth: the one that fits best, else the first."""
    fits = standing.guest(candidate_id).fits
    fitting = next((one.post_id for one in fits if one.booth_id == booth_id), None)
    return fitting or standing.booth(booth_id).post_ids[0]


def _movable(house: House, session: Session, fair_id: str) -> Standing:
    kept = get_fair(session, fair_id, vault=house.vault)
    guests = guests_of(session, fair_id, vault=house.vault)
    return _stood(kept, without_missed(house, session, kept.fair, guests))


def _stood(kept: KeptFair, guests: Sequence[KeptGuest]) -> Standing:
    return Standing(kept, tuple(guests), put_together(kept.fair.id, guests))


def _wanted(seat: Seat | Fit, booth_id: str, slot: int) -> Move:
    return Move(seat.candidate_id, seat.booth_id if isinstance(seat, Seat) else None, booth_id, slot)


def _small(standing: Standing, seat: Seat | Fit, booth_id: str) -> Standing:
    """Leave out whom and what decides nothing at a booth, so that all of its slots are looked at in a moment."""
    there = [one.candidate_id for one in standing.plan.seats if one.booth_id == booth_id]
    plan = near(standing.plan, [seat.candidate_id, *there], booth_id)
    people = {seat.candidate_id, *(one.candidate_id for one in plan.seats)}
    booths = {booth_id, *(one.booth_id for one in plan.seats)}
    fair = replace(standing.fair, booths=tuple(one for one in standing.fair.booths if one.id in booths))
    guests = tuple(one for one in standing.guests if one.candidate_id in people)
    return Standing(replace(standing.kept, fair=fair), guests, plan)


def _change(standing: Standing, move: Move) -> Change:
    fair = standing.fair
    guests = {one.candidate_id: one.guest for one in standing.guests}
    plan = standing.plan
    if move.to_booth is None:
        return given_up(standing.seat(move.candidate_id, move.from_booth or ""))
    standing.booth(move.to_booth)
    if not 0 <= move.to_slot < len(slots_of(fair)):
        raise NotFound("fair {fair!r} has no such slot", fair=fair.id)
    if move.from_booth is None:
        standing.guest(move.candidate_id)
        fit = Fit(move.candidate_id, move.to_booth, post_for(standing, move.candidate_id, move.to_booth), 0.0)
        return seated_anew(fair, guests, plan, fit, slot=move.to_slot)
    seat = standing.seat(move.candidate_id, move.from_booth)
    if move.other is not None:
        return exchanged(fair, guests, plan, seat, standing.seat(move.other, move.from_booth))
    post = seat.post_id if move.to_booth == seat.booth_id else post_for(standing, move.candidate_id, move.to_booth)
    return to_elsewhere(fair, guests, plan, seat, booth_id=move.to_booth, slot=move.to_slot, post_id=post)
