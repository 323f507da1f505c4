"""A fair on its day: who came, who did not, who came unasked, and the rest of the day planned anew."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import time as Time  # noqa: N812  # beside the module of clocks

from api.fair_missed import come_late, with_begun, without_begun, without_missed
from api.fair_saying import still_told, telling_of
from api.fitting import fits_of, posts_of
from api.house import Begin, House
from api.seating import Planned, keep_plan, priority_share
from data.store import (
    KeptFair,
    Session,
    candidates_by_id,
    current_ids,
    get_fair,
    groups_on,
    guests_of,
    put_visits,
    refuse_unknown_candidates,
)
from matcher.errors import BadInput, Conflict, NotFound
from matcher.fairs.conflicts import conflicts_of
from matcher.fairs.guests import KeptGuest, put_together, take_apart, with_fits
from matcher.fairs.needs import fair_needs
from matcher.fairs.replanning import replan_fair
from matcher.fairs.slots import slots_of
from matcher.fairs.soundness import refuse_closed
from matcher.outreach.situation import in_local_time
from matcher.records import Actor, Attendance, Fair, FairPlan, FairState, FairVisit, Guest, Seat


@dataclass(frozen=True, slots=True)
class Arrivals:
    """
    What the door tells, by ids of candidates and booths.

    Attributes:
        absent_booths: whose employers are not there.
        present_booths: whose employers are there after all, though they were noted as absent.
        late: who are there, and were too late for their meetings that have begun.
        now: local time; None = that of the clock.
    """

    absent: Sequence[str] = ()
    came: Sequence[str] = ()
    walk_ins: Sequence[str] = ()
    absent_booths: Sequence[str] = ()
    present_booths: Sequence[str] = ()
    late: Sequence[str] = ()
    now: Time | None = None


def plan_at_door(
    house: House,
    fair_id: str,
    arrivals: Arrivals,
    *,
    actor: Actor,
    begin: Begin | None = None,
    only: str | None = None,
) -> Planned:
    """
    Plan the rest of a fair anew with who came and who did not; what is past and what concerns nobody stays.

    Whoever was absent and comes later is one who came. Whoever was checked in when a meeting was over gets another
    time, with the same employer too. Where no other time is found for who was late, the meetings that have begun stay,
    as far as they can beside what was found with others; so do those that are over and began after the check-in.
    Walk-ins need not be eligible or have agreed to anything: they stand at the
    door. They are ranked for the booths; nobody else is.

    Args:
        house: with the clock.
        fair_id: of the fair.
        arrivals: what the door tells.
        actor: who tells it.
        begin: what the plan is kept in; None = a transaction of its own.
        only: the one person who is planned; everybody else who did not stay away keeps what is planned.

    Raises:
        NotFound: no such fair, guest, candidate or booth.
        Conflict: the fair was not planned, is still to come, is closed, or changed meanwhile.
        BadInput: all its slots are over.
    """
    started = time.monotonic()
    with house.database.read() as session:
        kept = fair_at_door(house, session, fair_id)
        stored = guests_of(session, fair_id, vault=house.vault)
        slot = first_slot(house, kept.fair, arrivals.now)
        local = _local(house, kept.fair, arrivals.now)
        ended = sum(one.ends <= local for one in slots_of(kept.fair))
        guests = [
            without_begun(house, session, kept.fair, one, slot, ended=ended)
            if one.candidate_id in arrivals.late
            else one
            for one in without_missed(house, session, kept.fair, stored)
        ]
        unasked = _walk_ins(house, session, kept.fair, guests, arrivals)
        posts = posts_of(house, session, kept.fair) if unasked else {}
        members = frozenset(groups_on(session, house.today(), vault=house.vault))
    fair = kept.fair
    guests = [come_late(one, ended) if one.candidate_id in arrivals.came else one for one in guests]
    _refuse_strangers(fair, [*guests, *unasked], arrivals)
    fits = fits_of(house, fair, posts, [one.candidate_id for one in unasked])
    marked = _marked([*guests, *with_fits(unasked, fits)], arrivals)
    people = [replace(one.guest, is_member=one.candidate_id in members) for one in marked]
    before = put_together(fair_id, guests)
    booths = frozenset({*kept.absent_booths, *arrivals.absent_booths}) - frozenset(arrivals.present_booths)
    absent = frozenset(one.candidate_id for one in marked if one.attendance is Attendance.STAYED_AWAY)
    here = frozenset(one.candidate_id for one in marked if one.attendance is Attendance.CAME)
    plan = replan_fair(
        fair,
        before,
        people,
        [fit for one in marked for fit in one.fits],
        absent=absent,
        slot=slot,
        absent_booths=booths,
        here=here,
        only=only,
    )
    new = replace(
        kept,
        fair=replace(fair, state=FairState.OPEN),
        revision=kept.revision + 1,
        planned_at=house.clock(),
        absent_booths=tuple(sorted(booths)),
        is_printed=False,
    )
    old = {one.candidate_id: one for one in stored if one.candidate_id in arrivals.late}
    seated = [
        with_begun(fair, people, plan, old[one.candidate_id], one, slot) if one.candidate_id in old else one
        for one in take_apart(plan, marked)
    ]
    if only is not None:
        seated = _with_others_as_planned(seated, stored, guests, only=only, slot=slot)
    plan, done = put_together(fair_id, seated), _as_told(fair, stored, seated, arrivals)
    with (begin or house.database.begin)() as session:
        kept_guests = keep_plan(house, session, new, done, before=kept, read=stored, action="plan at door", actor=actor)
        put_visits(session, _told_now(house, stored, marked, actor=actor), vault=house.vault)
    concerned = absent | {one.candidate_id for one in unasked}
    return Planned(
        new,
        plan,
        kept_guests,
        len(conflicts_of(fair, people, plan)),
        priority_share(plan, members),
        {},
        time.monotonic() - started,
        n_moved=count_moved(before, plan, concerned, booths),
        before=tuple(stored),
    )


def _with_others_as_planned(
    after: Sequence[KeptGuest], before: Sequence[KeptGuest], free: Sequence[KeptGuest], *, only: str, slot: int
) -> list[KeptGuest]:
    """Give all but one guest what was planned; from *slot* on without what *free* gave up, which another may have."""
    old, kept = ({one.candidate_id: one for one in guests} for guests in (before, free))
    return [
        one
        if one.candidate_id == only or one.attendance is Attendance.STAYED_AWAY
        else replace(
            one,
            seats=(
                *(seat for seat in old[one.candidate_id].seats if seat.slot < slot),
                *(seat for seat in kept[one.candidate_id].seats if seat.slot >= slot),
            ),
            unseated=old[one.candidate_id].unseated,
        )
        for one in after
    ]


def _as_told(
    fair: Fair, before: Sequence[KeptGuest], after: Sequence[KeptGuest], arrivals: Arrivals
) -> list[KeptGuest]:
    """Note what guests were told so far; who stands at the door is told there."""
    there = {*arrivals.walk_ins, *arrivals.late}
    still = still_told(fair, before, after)
    return [replace(one, told=telling_of(fair, one)) if one.candidate_id in there else one for one in still]


def fair_at_door(house: House, session: Session, fair_id: str) -> KeptFair:
    """
    Read a fair that may be planned anew at the door, before minutes go into anything.

    Raises:
        NotFound: there is no such fair.
        Conflict: it is closed, is not planned, or is still to come.
    """
    kept = get_fair(session, fair_id, vault=house.vault)
    refuse_closed(kept.fair)
    if kept.fair.state is FairState.DRAFT:
        raise Conflict("fair {id!r} is not planned, or was changed since: matcher fair plan {id}", id=fair_id)
    if house.today() < kept.fair.on:
        raise Conflict(
            "fair {id!r}: the door opens on {day}; until then plan it again: matcher fair plan {id}",
            id=fair_id,
            day=kept.fair.on,
        )
    return kept


def first_slot(house: House, fair: Fair, now: Time | None) -> int:
    """
    Give the first slot that has not begun.

    Raises:
        BadInput: there is none.
    """
    local = _local(house, fair, now)
    slot = next((n for n, one in enumerate(slots_of(fair)) if one.begins >= local), None)
    if slot is None:
        raise BadInput("fair {id!r}: all its slots are over; --now HH:MM names another time", id=fair.id)
    return slot


def _local(house: House, fair: Fair, now: Time | None) -> Time:
    """Give the time of a fair's day that somebody names, or else that of the clock."""
    if now is not None:
        return now
    local = in_local_time(house.moment(), house.outreach)
    return Time.max if local.date() > fair.on else local.time()


def count_moved(before: FairPlan, after: FairPlan, concerned: Collection[str], booths: Collection[str]) -> int:
    """Count the meetings planned before of people and booths that are there, which are at another time or gone."""
    kept = {_place(one) for one in after.seats}
    others = [one for one in before.seats if one.candidate_id not in concerned and one.booth_id not in booths]
    return sum(_place(one) not in kept for one in others)


def _place(seat: Seat) -> tuple[str, str, int]:
    return seat.candidate_id, seat.booth_id, seat.slot


def _walk_ins(
    house: House, session: Session, fair: Fair, guests: Sequence[KeptGuest], arrivals: Arrivals
) -> list[KeptGuest]:
    led = current_ids(session, arrivals.walk_ins)
    ids = list(dict.fromkeys(led.get(id, id) for id in arrivals.walk_ins))
    refuse_unknown_candidates(session, ids)
    known = {one.candidate_id for one in guests}
    people = candidates_by_id(session, [id for id in ids if id not in known])
    return [
        KeptGuest(fair.id, Guest(id, fair_needs(one.needs), walked_in=True), attendance=Attendance.CAME)
        for id, one in people.items()
    ]


def _refuse_strangers(fair: Fair, guests: Sequence[KeptGuest], arrivals: Arrivals) -> None:
    known = {one.candidate_id for one in guests}
    for id in (*arrivals.absent, *arrivals.came, *arrivals.late):
        if id not in known:
            raise NotFound(
                "{id!r} is no guest of fair {fair!r}; whoever came unasked is a --walk-in", id=id, fair=fair.id
            )
    booths = {one.id for one in fair.booths}
    for id in (*arrivals.absent_booths, *arrivals.present_booths):
        if id not in booths:
            raise NotFound("fair {fair!r} has no booth {id!r}", fair=fair.id, id=id)


def _told_now(
    house: House, before: Sequence[KeptGuest], after: Sequence[KeptGuest], *, actor: Actor
) -> Iterator[FairVisit]:
    """Give what the door tells now of who came, from which the next fair learns."""
    known = {one.candidate_id: one.attendance for one in before}
    for one in after:
        if one.attendance is not None and one.attendance is not known.get(one.candidate_id):
            yield FairVisit(one.fair_id, one.candidate_id, one.attendance, house.clock(), actor)


def _marked(guests: Sequence[KeptGuest], arrivals: Arrivals) -> list[KeptGuest]:
    """Note who came and who did not; whoever is named as both came."""
    how = dict.fromkeys(arrivals.absent, Attendance.STAYED_AWAY)
    how |= dict.fromkeys((*arrivals.came, *arrivals.walk_ins, *arrivals.late), Attendance.CAME)
    return [replace(one, attendance=how.get(one.candidate_id, one.attendance)) for one in guests]
