"""Meetings moved by hand: what stands against it is found, and what was moved stays when the fair is planned anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matcher.fairs.conflicts import conflicts_of
from matcher.fairs.guests import KeptGuest, put_together
from matcher.fairs.moving import Change, against, changed, exchanged, near, still_held, to_elsewhere
from matcher.fairs.planning import plan_fair
from matcher.fairs.replanning import replan_fair
from matcher.fairs.slots import slots_of
from matcher.records import FairNeed, FairPlan, Guest, Seat
from tests.matcher.fair_checker import faults_of
from tests.matcher.fair_days import FairDay, hours, invent_day


def first_move(day: FairDay, plan: FairPlan) -> Change:
    """Move the first meeting that can be elsewhere at its own booth."""
    guests = {one.candidate_id: one for one in day.guests}
    tried = (
        to_elsewhere(day.fair, guests, plan, seat, booth_id=seat.booth_id, slot=slot, post_id=seat.post_id)
        for seat in plan.seats
        for slot in range(len(slots_of(day.fair)))
        if slot != seat.slot
    )
    return next(one for one in tried if not against(day.fair, guests, plan, one))


@pytest.mark.parametrize(("n_booths", "n_guests"), [(4, 12), (12, 80)], ids=["small", "in two steps"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_was_moved_by_hand_stays_when_the_fair_is_planned_anew(n_booths: int, n_guests: int, seed: int) -> None:
    day = invent_day(n_booths, n_guests, seed=seed)
    plan = plan_fair(day.fair, day.guests, day.fits)
    change = first_move(day, plan)
    held = still_held(day.fair, day.guests, change.new)
    again = plan_fair(day.fair, day.guests, day.fits, held=held)
    assert change.new[0] in again.seats
    assert change.new[0].by_hand
    assert conflicts_of(day.fair, day.guests, again) == []
    assert faults_of(day.fair, day.guests, again) == []


def test_at_the_door_it_is_still_told_that_a_person_moved_it() -> None:
    day = invent_day(4, 12, seed=1)
    plan = plan_fair(day.fair, day.guests, day.fits)
    change = first_move(day, plan)
    moved = replace(plan, seats=(*(one for one in plan.seats if one not in change.gone), *change.new))
    later = replan_fair(day.fair, moved, day.guests, day.fits, absent=frozenset(), slot=0)
    assert change.new[0] in later.seats


def test_a_part_of_the_plan_tells_as_much_as_the_whole() -> None:
    day = invent_day(6, 40, seed=4)
    plan = plan_fair(day.fair, day.guests, day.fits)
    guests = {one.candidate_id: one for one in day.guests}
    for seat in plan.seats[:12]:
        for slot in range(len(slots_of(day.fair))):
            change = to_elsewhere(day.fair, guests, plan, seat, booth_id="B001", slot=slot, post_id="P001a")
            some = near(plan, [seat.candidate_id], "B001")
            assert against(day.fair, guests, some, change) == against(day.fair, guests, plan, change)


def test_a_full_cell_refuses_and_an_exchange_goes() -> None:
    day = invent_day(1, 12, seed=5)
    fair = replace(day.fair, booths=(replace(day.fair.booths[0], n_interviewers=1),), breaks=(), walks=())
    plan = plan_fair(fair, day.guests, day.fits)
    guests = {one.candidate_id: one for one in day.guests}
    one, other = plan.seats[:2]
    full = to_elsewhere(fair, guests, plan, one, booth_id=other.booth_id, slot=other.slot, post_id=one.post_id)
    assert {clash.code for clash in against(fair, guests, plan, full)} == {"too_many", "desk"}
    turn = exchanged(fair, guests, plan, one, other)
    assert [(seat.candidate_id, seat.slot) for seat in turn.new] == [
        (one.candidate_id, other.slot),
        (other.candidate_id, one.slot),
    ]


def test_who_needs_an_interpreter_is_moved_with_one_or_not_at_all() -> None:
    day = invent_day(2, 2, seed=6)
    fair = replace(day.fair, n_interpreters=1, walks=())
    led = {id: Guest(id, frozenset({FairNeed.INTERPRETER})) for id in ("C1", "C2")}
    seats = (Seat("C1", "B000", "P000a", 0, 1, 1), Seat("C2", "B001", "P001a", 3, 1, 1))
    plan = FairPlan(fair.id, seats)
    beside = to_elsewhere(fair, led, plan, seats[0], booth_id="B000", slot=5, post_id="P000a")
    assert (against(fair, led, plan, beside), beside.new[0].interpreter) == ([], 1)
    same_time = to_elsewhere(fair, led, plan, seats[0], booth_id="B000", slot=3, post_id="P000a")
    assert [clash.code for clash in against(fair, led, plan, same_time)] == ["need"]


def test_what_the_fair_has_no_room_for_any_more_is_not_held() -> None:
    day = invent_day(4, 12, seed=1)
    plan = plan_fair(day.fair, day.guests, day.fits)
    seats = [replace(one, by_hand=True) for one in plan.seats[:4]]
    assert still_held(day.fair, day.guests, seats) == sorted(
        seats, key=lambda one: (one.slot, one.booth_id, one.desk, one.candidate_id)
    )
    begins = slots_of(day.fair)[seats[0].slot].begins
    gone = {one.candidate_id for one in seats[:1]}
    assert still_held(day.fair, [one for one in day.guests if one.candidate_id not in gone], seats[:1]) == []
    shut = replace(
        day.fair,
        booths=tuple(replace(one, breaks=(hours(f"{begins:%H:%M}", "12:20"),)) for one in day.fair.booths),
    )
    assert still_held(shut, day.guests, seats[:1]) == []


def test_who_has_a_meeting_at_a_booth_stands_by_there_no_more_until_it_is_taken_back() -> None:
    waiting = KeptGuest("F1", Guest("C1"), waits=(("B1", 0),), unseated="full")
    seat = Seat("C1", "B1", "P1", 0, 1, by_hand=True)
    (seated,) = changed([waiting], Change((), (seat,)))
    assert (seated.unseated, put_together("F1", [seated]).stand_by) == (None, ())
    (back,) = changed([seated], Change((seat,), ()))
    assert back == waiting
