"""Fairs planned: people and booths gathered, guests chosen, seats decided, and kept when nothing changed meanwhile."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from api.fair_moving import first_movable
from api.fitting import Askable, askable, askable_named, fits_of, posts_of
from api.house import Begin, House
from data import log
from data.store import (
    KeptFair,
    Session,
    dropped_of,
    get_fair,
    groups_on,
    guests_of,
    iter_visits,
    lock_sequence,
    put_fair,
    replace_dropped,
    replace_guests,
)
from matcher.errors import BadInput, Conflict
from matcher.fairs.conflicts import conflicts_of
from matcher.fairs.guests import KeptGuest, take_apart, with_fits, with_noted
from matcher.fairs.invitations import invite, not_invited, show_rates
from matcher.fairs.moving import as_told, still_held
from matcher.fairs.needs import fair_needs
from matcher.fairs.planning import plan_fair
from matcher.fairs.slots import slots_of
from matcher.fairs.soundness import refuse_closed, refuse_empty, refuse_unsound
from matcher.records import Actor, Attendance, Fair, FairNeed, FairPlan, FairState, FairVisit, Fit, Guest, Seat


@dataclass(frozen=True, slots=True)
class Planned:
    """
    A plan as it was made.

    Attributes:
        guests: as they are kept.
        conflicts: what an independent look finds against the plan; 0 = nothing.
        priority_share: share of the meetings that people of priority groups have; None = there are no meetings.
        left_out: how many of those named or searched may not be asked, or were not chosen, by code.
        n_asked: how many were to be invited; None = they were named.
        n_moved: meetings of people who were not concerned that changed at the door.
        before: the guests of whom it was made at the door, as they were read.
        seconds: it took.
    """

    kept: KeptFair
    plan: FairPlan
    guests: tuple[KeptGuest, ...]
    conflicts: int
    priority_share: float | None
    left_out: Mapping[str, int]
    seconds: float
    n_asked: int | None = None
    n_moved: int = 0
    before: tuple[KeptGuest, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a plan is made of, as it was read."""

    kept: KeptFair
    guests: tuple[KeptGuest, ...]  # who were kept before
    dropped: tuple[KeptGuest, ...]  # who were guests, and were told of it
    askable: Askable
    members: frozenset[str]  # of priority groups today; in memory only
    visits: tuple[FairVisit, ...]  # of all fairs


def plan_seats(
    house: House,
    fair_id: str,
    *,
    actor: Actor,
    ids: Sequence[str] | None = None,
    n_invited: int | None = None,
    begin: Begin | None = None,
) -> Planned:
    """
    Choose the guests of a fair and decide who meets whom when; nothing is kept where anything goes wrong.

    Args:
        house: with the index, which must be complete.
        fair_id: of a fair that has not begun.
        actor: who plans.
        ids: the guests; None = chosen, or those of the plan before. What they were told stays, where it still goes.
        n_invited: how many to choose among those who may be asked; None = nobody is chosen.
        begin: opens the transaction that keeps the plan; the database's own by default.

    Raises:
        NotFound: no such fair or person.
        BadInput: the fair has no booths or slots, nobody is named, nobody may be asked, or nobody fits.
        Conflict: the fair has begun, is closed or over, or it changed while it was planned.
    """
    started = time.monotonic()
    with house.database.read() as session:
        found = _gather(house, session, fair_id, ids, n_invited)
        posts = posts_of(house, session, found.kept.fair)
    fair, people = found.kept.fair, found.askable.people
    if not people:
        raise BadInput("fair {id!r}: nobody may be asked: {reasons}", id=fair.id, reasons=_counted(found.askable))
    fits = fits_of(house, fair, posts, people.keys())
    if not fits:
        raise BadInput("fair {id!r}: none of {n:,} people fits any of its booths", id=fair.id, n=len(people))
    guests, left_out = _guests(found), Counter(found.askable.left_out)
    if n_invited is not None:
        everybody, guests = guests, invite(fair, guests, fits, n_invited)
        left_out += Counter(one.code for one in not_invited(fair, everybody, fits, guests))
        chosen = {one.candidate_id for one in guests}
        fits = [one for one in fits if one.candidate_id in chosen]
    since = first_to_plan(house, fair)
    held = still_held(fair, guests, _held(fair, found.guests, since))
    plan = plan_fair(fair, guests, fits, held=held, since=since)
    clashes, share = len(conflicts_of(fair, guests, plan)), priority_share(plan, found.members)
    kept = _kept_guests(found, guests, fits, plan)
    if ids is None and n_invited is None:  # the same guests: whom nobody asks stays as it was when they were chosen
        left_out += Counter(found.kept.left_out)
    new = KeptFair(
        replace(fair, state=FairState.PLANNED),
        found.kept.revision + 1,
        house.clock(),
        left_out=dict(left_out),
        printed_at=found.kept.printed_at,
    )
    with (begin or house.database.begin)() as session:
        done = keep_plan(
            house,
            session,
            new,
            kept,
            before=found.kept,
            read=(*found.guests, *found.dropped),
            action="plan",
            actor=actor,
        )
    seconds = time.monotonic() - started
    return Planned(new, plan, done, clashes, share, left_out, seconds, n_asked=n_invited)


def first_to_plan(house: House, fair: Fair) -> int:
    """Give the first slot that is planned: on the fair's own day the first that has not begun."""
    return first_movable(house, fair) if house.today() == fair.on else 0


def refuse_unplannable(house: House, fair: Fair) -> None:
    """
    Refuse what no plan can be made of, before minutes go into anything.

    Raises:
        Conflict: the fair has begun at the door, is closed, or its last slot has begun.
        BadInput: it has no booths or no slots, or what is stated of it does not go together.
    """
    refuse_closed(fair)
    if fair.state is FairState.OPEN:
        raise Conflict("fair {id!r} has begun; at the door it is planned anew by 'matcher fair door {id}'", id=fair.id)
    refuse_unsound(fair)
    refuse_empty(fair)
    if first_to_plan(house, fair) >= len(slots_of(fair)):
        raise Conflict("fair {id!r}: its last slot has begun, so that nothing is left to plan", id=fair.id)


def _gather(house: House, session: Session, fair_id: str, ids: Sequence[str] | None, n_invited: int | None) -> Gathered:
    kept = get_fair(session, fair_id, vault=house.vault)
    fair = kept.fair
    refuse_unplannable(house, fair)
    guests = guests_of(session, fair_id, vault=house.vault)
    if n_invited is not None:
        people = askable(house, session, fair)
    else:
        named = list(ids) if ids is not None else [one.candidate_id for one in guests]
        if not named:
            raise BadInput("fair {id!r}: say whom: --invite N, or --guests FILE with their ids", id=fair.id)
        people = askable_named(house, session, named)
    members = frozenset(groups_on(session, house.today(), vault=house.vault))
    dropped = tuple(dropped_of(session, fair_id, vault=house.vault))
    return Gathered(kept, tuple(guests), dropped, people, members, tuple(iter_visits(session, vault=house.vault)))


def _counted(found: Askable) -> str:
    return ", ".join(f"{code} {n}" for code, n in found.left_out.items()) or "0"


def _guests(found: Gathered) -> list[Guest]:
    """Make guests of all who may be asked."""
    before = {one.candidate_id: one for one in found.guests}
    rates = show_rates(found.visits)
    guests = []
    for id, person in found.askable.people.items():
        old = before.get(id)
        needs = old.guest.needs if old is not None and old.needs_are_told else fair_needs(person.needs)
        p_show = rates.of(id, default=1 - found.kept.fair.no_show)
        guests.append(Guest(id, needs, p_show=p_show, is_member=id in found.members))
    return guests


def _held(fair: Fair, guests: Sequence[KeptGuest], since: int) -> list[Seat]:
    """Give the seats that a plan leaves: set by hand, begun by the plan that holds, or told in an invitation."""
    held: dict[tuple[str, str], Seat] = {}
    for guest in guests:
        stays = [one for one in guest.seats if one.by_hand]
        if fair.state is FairState.PLANNED:  # of one that was changed since nobody knows which slots are meant
            stays += [one for one in guest.seats if one.slot < since]
        for one in (*stays, *as_told(fair, guest)):
            held.setdefault((one.candidate_id, one.booth_id), one)
    return list(held.values())


def _kept_guests(found: Gathered, guests: Sequence[Guest], fits: Sequence[Fit], plan: FairPlan) -> list[KeptGuest]:
    before = {one.candidate_id: one for one in (*found.dropped, *found.guests)}
    fresh = []
    for guest in guests:
        old = before.get(guest.candidate_id)
        fresh.append(
            KeptGuest(
                found.kept.fair.id,
                guest,
                attendance=old.attendance if old else None,
                needs_are_told=old.needs_are_told if old else False,
                told=old.told if old else None,
            )
        )
    return take_apart(plan, with_fits(fresh, fits))


def keep_plan(
    house: House,
    session: Session,
    new: KeptFair,
    guests: Collection[KeptGuest],
    *,
    before: KeptFair,
    read: Collection[KeptGuest],
    action: str,
    actor: Actor,
) -> tuple[KeptGuest, ...]:
    """
    Keep a plan with a line in the log, unless the fair changed since it was read.

    Args:
        house: with the clock.
        session: of the transaction.
        new: the fair as planned.
        guests: as planned.
        before: the fair as it was read for the plan.
        read: its guests as they were read for the plan, which takes minutes; what was noted of them since stays.
        action: for the log.
        actor: who plans.

    Returns:
        the guests as they are kept.

    Raises:
        Conflict: the fair changed, or before it begins what guests need; or somebody who is checked in would be no
            guest any more, or be noted as absent since. Nothing is kept.
    """
    lock_sequence(session)
    dropped = dropped_of(session, new.fair.id, vault=house.vault)
    stored = [*guests_of(session, new.fair.id, vault=house.vault), *dropped]
    done = with_noted(guests, read, stored)
    if _came(stored) - {one.candidate_id for one in done}:
        raise Conflict(
            "fair {id!r} has begun; at the door it is planned anew by 'matcher fair door {id}'", id=new.fair.id
        )
    is_other_need = new.fair.state is FairState.PLANNED and _needs(done) != _needs(guests)
    if (
        _came(stored) - _came(read) - _came(done)
        or is_other_need
        or get_fair(session, new.fair.id, vault=house.vault) != before
    ):
        raise Conflict("fair {id!r} was changed while it was planned; nothing is kept: plan it again", id=new.fair.id)
    put_fair(session, new, vault=house.vault)
    replace_guests(session, new.fair.id, done, vault=house.vault)
    replace_dropped(session, new.fair.id, _dropped(stored, done), vault=house.vault)
    ids = [one.candidate_id for one in guests]
    details = {
        "guests": len(ids),
        "seats": sum(len(one.seats) for one in guests),
        "revision": new.revision,
        "ids_keyed": log.sealed_people(session, ids, seal=house.vault.seal),
    }
    log.record(session, actor=actor, action=action, noun="fair", id=new.fair.id, details=details, at=house.clock())
    return tuple(done)


def _dropped(before: Collection[KeptGuest], after: Collection[KeptGuest]) -> list[KeptGuest]:
    """Give who was told of a fair and is no guest of it any more, so that they can be told that too."""
    guests = {one.candidate_id for one in after}
    gone = [one for one in before if one.told is not None and one.candidate_id not in guests]
    return [replace(one, fits=(), seats=(), waits=(), unseated=None) for one in gone]


def _came(guests: Collection[KeptGuest]) -> set[str]:
    return {one.candidate_id for one in guests if one.attendance is Attendance.CAME}


def _needs(guests: Collection[KeptGuest]) -> list[Collection[FairNeed]]:
    return [one.guest.needs for one in guests]


def priority_share(plan: FairPlan, members: Collection[str]) -> float | None:
    """Give the share of meetings that people of priority groups have; None = there are none."""
    if not plan.seats:
        return None
    return sum(one.candidate_id in members for one in plan.seats) / len(plan.seats)
