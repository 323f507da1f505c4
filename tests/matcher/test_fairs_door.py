"""Fairs planned anew at the door: what is free is given on, and others stay where they are."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest

from matcher.fairs.planning import plan_fair
from matcher.fairs.replanning import replan_fair
from matcher.records import FairPlan, Fit, Guest, Seat
from tests.matcher.fair_checker import faults_of
from tests.matcher.fair_days import FairDay, hours, invent_day
from tests.matcher.test_fairs import FAIR, at, could_begin_earlier, fits, guests

ONE_BOOTH = replace(FAIR, booths=FAIR.booths[:1])
FOUR = fits(C1_B1=0.9, C2_B1=0.8, C3_B1=0.7, C4_B1=0.6)


@pytest.fixture(scope="module")
def day() -> FairDay:
    return invent_day(9, 120, seed=5)


@pytest.fixture(scope="module")
def plan(day: FairDay) -> FairPlan:
    return plan_fair(day.fair, day.guests, day.fits)


def test_a_free_seat_is_given_to_who_stands_by() -> None:
    plan = plan_fair(ONE_BOOTH, guests(4), FOUR)
    after = replan_fair(ONE_BOOTH, plan, guests(4), FOUR, absent=frozenset({"C1"}), slot=0)
    assert {one.candidate_id for one in after.seats} == {"C2", "C3", "C4"}
    assert {one for one in plan.seats if one.candidate_id != "C1"} <= set(after.seats)


def test_what_is_past_stays_also_of_who_is_not_there() -> None:
    plan = plan_fair(ONE_BOOTH, guests(4), FOUR)
    first = next(one for one in plan.seats if one.slot == 0)
    after = replan_fair(ONE_BOOTH, plan, guests(4), FOUR, absent=frozenset({first.candidate_id}), slot=1)
    assert set(plan.seats) == set(after.seats)
    assert [one.candidate_id for one in after.unseated] == ["C4"]


def test_who_came_without_invitation_gets_what_is_free() -> None:
    people = [*guests(1), Guest("C3", walked_in=True)]
    plan = plan_fair(ONE_BOOTH, guests(1), FOUR[:1])
    after = replan_fair(ONE_BOOTH, plan, people, FOUR[2:3], absent=frozenset(), slot=2)
    assert at(after.seats) - at(plan.seats) == {("C3", "B1", 2)}


def test_nothing_is_given_on_in_slots_that_are_past() -> None:
    # of three slots one is to come, and three people stand at the door
    after = replan_fair(ONE_BOOTH, FairPlan("F1", ()), guests(3), FOUR[:3], absent=frozenset(), slot=2)
    assert [one.slot for one in after.seats] == [2]


def test_an_employer_who_is_not_there_meets_nobody() -> None:
    own = fits(C1_B1=0.9, C2_B1=0.8, C1_B2=0.3, C2_B2=0.4)
    plan = plan_fair(replace(FAIR, most_visits=1), guests(2), own)
    after = replan_fair(FAIR, plan, guests(2), own, absent=frozenset(), slot=0, absent_booths=frozenset({"B1"}))
    assert {(one.candidate_id, one.booth_id) for one in after.seats} == {("C1", "B2"), ("C2", "B2")}


def test_with_fewer_interviewers_one_stays_and_the_other_comes_later() -> None:
    two = replace(ONE_BOOTH, booths=(replace(ONE_BOOTH.booths[0], n_interviewers=2),))
    plan = plan_fair(two, guests(2), FOUR[:2])
    assert {one.slot for one in plan.seats} == {0}
    after = replan_fair(ONE_BOOTH, plan, guests(2), FOUR[:2], absent=frozenset(), slot=0)
    assert len(at(plan.seats) & at(after.seats)) == 1
    assert {one.candidate_id for one in after.seats} == {"C1", "C2"}
    assert {one.desk for one in after.seats} == {1}


def test_who_has_to_move_comes_next_after_what_was_told() -> None:
    # ten people were told slots 8 to 12, in each of which one interviewer is left; slots 0 to 7 and 13 to 17 are free
    booth = replace(ONE_BOOTH.booths[0], n_interviewers=1)
    long = replace(ONE_BOOTH, hours=hours("09:00", "12:00"), booths=(booth,))
    people = guests(10)
    told = [Seat(one.candidate_id, "B1", "P1", 8 + n // 2, 1 + n % 2) for n, one in enumerate(people)]
    after = replan_fair(long, FairPlan("F1", tuple(told)), people, [], absent=frozenset(), slot=0)
    assert sorted(one.slot for one in after.seats) == [*range(8, 18)]
    assert len(at(after.seats) & at(tuple(told))) == 5


def test_who_has_to_move_comes_before_where_no_slot_is_free_afterwards() -> None:
    told = (Seat("C1", "B1", "P1", 1, 1), Seat("C2", "B1", "P1", 1, 2), Seat("C3", "B1", "P1", 2, 1))
    after = replan_fair(ONE_BOOTH, FairPlan("F1", told), guests(3), FOUR[:3], absent=frozenset(), slot=0)
    assert sorted((one.slot, one.candidate_id == "C3") for one in after.seats) == [(0, False), (1, False), (2, True)]


@pytest.mark.parametrize("slot", [0, 4])
def test_who_comes_late_or_unasked_is_seen_as_soon_as_a_booth_is_free(day: FairDay, slot: int) -> None:
    people = [replace(one, needs=frozenset()) for one in day.guests[:75]]
    own = day.fits[::4]
    told = plan_fair(day.fair, people[:60], own)
    after = replan_fair(day.fair, told, people, own, absent=frozenset(), slot=slot)
    new = {one for one in after.seats if one.candidate_id not in {seat.candidate_id for seat in told.seats}}
    assert len(new) >= 15
    assert set(told.seats) <= set(after.seats)
    assert not new & set(could_begin_earlier(day.fair, after, since=slot))


def test_who_is_here_chooses_first() -> None:
    people = guests(2)
    nobody = FairPlan("F1", ())
    for id in ("C1", "C2"):
        after = replan_fair(ONE_BOOTH, nobody, people, FOUR[:2], absent=frozenset(), slot=0, here=frozenset({id}))
        assert {one.candidate_id: one.slot for one in after.seats}[id] == 0


def test_who_sat_at_a_desk_that_is_gone_gets_another() -> None:
    plan = FairPlan("F1", (Seat("C1", "B1", "P1", 0, 2),))
    after = replan_fair(ONE_BOOTH, plan, guests(1), FOUR[:1], absent=frozenset(), slot=0)
    assert [(one.slot, one.desk) for one in after.seats] == [(0, 1)]


def test_who_is_not_there_is_in_no_list(day: FairDay, plan: FairPlan) -> None:
    absent = frozenset(one.candidate_id for one in day.guests[::3])
    after = replan_fair(day.fair, plan, day.guests, day.fits, absent=absent, slot=0)
    listed = {id for one in after.stand_by for id in one.candidate_ids} | {one.candidate_id for one in after.unseated}
    assert not absent & (listed | {one.candidate_id for one in after.seats})


@pytest.mark.parametrize("slot", [0, 9])
def test_free_seats_are_filled_and_nobody_else_is_moved(day: FairDay, plan: FairPlan, slot: int) -> None:
    absent = frozenset(random.Random(1).sample([one.candidate_id for one in day.guests], 16))
    freed = [one for one in plan.seats if one.candidate_id in absent and one.slot >= slot]
    after = replan_fair(day.fair, plan, day.guests, day.fits, absent=absent, slot=slot)
    assert faults_of(day.fair, day.guests, after) == []
    stays = set(plan.seats) - set(freed)
    assert stays <= set(after.seats)
    assert len(after.seats) - len(stays) > len(freed) * 0.8


def test_planning_anew_without_news_changes_nothing(day: FairDay, plan: FairPlan) -> None:
    after = replan_fair(day.fair, plan, day.guests, day.fits, absent=frozenset(), slot=0)
    again = replan_fair(day.fair, after, day.guests, day.fits, absent=frozenset(), slot=0)
    assert set(plan.seats) <= set(after.seats)
    assert again == after


def test_a_place_at_a_booth_is_only_for_who_fits_it() -> None:
    plan = plan_fair(ONE_BOOTH, guests(4), FOUR[:1])
    strange = [*FOUR[:1], Fit("C9", "B1", "P1", 0.9), Fit("C2", "B7", "P7", 0.9)]
    after = replan_fair(ONE_BOOTH, plan, guests(4), strange, absent=frozenset({"C1"}), slot=0)
    assert after.seats == ()


@pytest.mark.slow
def test_a_fair_of_full_size_is_planned_in_a_minute_and_anew_in_seconds() -> None:
    full = invent_day(60, 900, seed=1)
    started = time.process_time()
    plan = plan_fair(full.fair, full.guests, full.fits)
    planned = time.process_time()
    away = frozenset(random.Random(3).sample([one.candidate_id for one in full.guests], 120))
    after = replan_fair(full.fair, plan, full.guests, full.fits, absent=away, slot=0)
    assert planned - started < 60
    assert time.process_time() - planned < 5
    assert faults_of(full.fair, full.guests, plan) == faults_of(full.fair, full.guests, after) == []
    others = {one for one in plan.seats if one.candidate_id not in away}
    assert others <= set(after.seats)
    assert len(after.seats) > 0.98 * len(plan.seats)
