"""Fairs planned: who meets whom when, checked by a second look that shares nothing with the planner."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from threading import Timer
from typing import Any

import pytest
from ortools.sat.python import cp_model

from matcher.errors import BadInput
from matcher.fairs.conflicts import conflicts_of
from matcher.fairs.day import Spot
from matcher.fairs.ground import ground_of
from matcher.fairs.meetings import choose_meetings
from matcher.fairs.planning import plan_fair
from matcher.fairs.shortlists import shortlists
from matcher.records import Booth, Fair, FairNeed, FairPlan, Fit, Guest, Seat, Walk
from tests.matcher.fair_checker import faults_of
from tests.matcher.fair_days import hours, invent_day

STEP_FREE, QUIET, INTERPRETER = (frozenset({one}) for one in FairNeed)

# slots 0 to 2: 9:00, 9:10, 9:20
FAIR = Fair(
    "F1",
    "招聘会",
    "市人才市场",
    invent_day(1, 1, seed=0).fair.on,
    hours("09:00", "09:30"),
    10,
    (Booth("B1", "甲公司", ("P1",), 1), Booth("B2", "乙公司", ("P2",), 1)),
    reserved=0.0,
)


def fits(**chances: float) -> list[Fit]:
    """Make fits of words as C1_B2=0.5."""
    pairs = ((*name.split("_"), chance) for name, chance in chances.items())
    return [Fit(id, booth, f"P{booth[1:]}", chance) for id, booth, chance in pairs]


def guests(n: int, **needs: frozenset[FairNeed]) -> list[Guest]:
    return [Guest(f"C{one}", needs.get(f"C{one}", frozenset())) for one in range(1, n + 1)]


def at(seats: tuple[Seat, ...]) -> set[tuple[str, str, int]]:
    return {(one.candidate_id, one.booth_id, one.slot) for one in seats}


def test_two_meetings_follow_each_other_from_the_first_slot_on() -> None:
    plan = plan_fair(FAIR, guests(1), fits(C1_B1=0.9, C1_B2=0.5))
    assert {one.slot for one in plan.seats} == {0, 1}
    assert [one.desk for one in plan.seats] == [1, 1]


def test_everybody_has_a_meeting_before_anybody_has_a_second() -> None:
    # one slot at each booth: C1 fits both best, C2 fits the second alone; .9 + .8 would be the larger sum
    short = replace(FAIR, hours=hours("09:00", "09:10"))
    plan = plan_fair(short, guests(2), fits(C1_B1=0.9, C1_B2=0.8, C2_B2=0.1))
    assert at(plan.seats) == {("C1", "B1", 0), ("C2", "B2", 0)}


def test_everybody_has_a_meeting_before_most_meetings_take_place() -> None:
    # each booth has one place, in slots that follow each other: C1 could have both for .9 + .8
    booths = tuple(
        replace(one, breaks=breaks)
        for one, breaks in zip(FAIR.booths, [(hours("09:10", "09:30"),), (hours("09:00", "09:20"),)], strict=True)
    )
    plan = plan_fair(replace(FAIR, booths=booths), guests(2), fits(C1_B1=0.9, C1_B2=0.8, C2_B2=0.1))
    assert at(plan.seats) == {("C1", "B1", 0), ("C2", "B2", 2)}


def test_the_sum_of_chances_is_the_largest() -> None:
    # one slot, each meets one: .9 + .2 = 1.1 is less than .6 + .8 = 1.4
    short = replace(FAIR, hours=hours("09:00", "09:10"), most_visits=1)
    plan = plan_fair(short, guests(2), fits(C1_B1=0.9, C1_B2=0.6, C2_B1=0.8, C2_B2=0.2))
    assert at(plan.seats) == {("C1", "B2", 0), ("C2", "B1", 0)}


def test_the_way_between_halls_takes_its_time() -> None:
    # 10 minutes of way: who ends at 9:10 is there at 9:20, which is slot 2
    halls = tuple(replace(one, hall=hall) for one, hall in zip(FAIR.booths, "AB", strict=True))
    far = replace(FAIR, booths=halls, walks=(Walk("B", "A", 10),))
    plan = plan_fair(far, guests(1), fits(C1_B1=0.9, C1_B2=0.5))
    assert {one.slot for one in plan.seats} == {0, 2}


def test_a_way_longer_than_the_fair_leaves_one_meeting() -> None:
    halls = tuple(replace(one, hall=hall) for one, hall in zip(FAIR.booths, "AB", strict=True))
    far = replace(FAIR, booths=halls, walks=(Walk("A", "B", 60),))
    plan = plan_fair(far, guests(1), fits(C1_B1=0.5, C1_B2=0.9))
    assert at(plan.seats) == {("C1", "B2", 0)}


def test_kept_places_go_to_people_of_priority_groups() -> None:
    # three places at B1, a third of them kept: the best three without it are C1, C2, C3
    one_booth = replace(FAIR, booths=FAIR.booths[:1], reserved=0.34)
    people = [*guests(3), Guest("C4", is_member=True)]
    found = plan_fair(one_booth, people, fits(C1_B1=0.9, C2_B1=0.8, C3_B1=0.7, C4_B1=0.2))
    assert {one.candidate_id for one in found.seats} == {"C1", "C2", "C4"}


def test_the_flow_keeps_places_too() -> None:
    # three places, one of them kept: C1 + C2 + C3 would be 2.4, but C4 is in for C3
    one_booth = replace(FAIR, booths=FAIR.booths[:1], reserved=0.34)
    people = {one.candidate_id: one for one in (*guests(3), Guest("C4", is_member=True))}
    found = choose_meetings(ground_of(one_booth), people, fits(C1_B1=0.9, C2_B1=0.8, C3_B1=0.7, C4_B1=0.2))
    assert {one.candidate_id for one in found} == {"C1", "C2", "C4"}


def test_kept_places_that_nobody_takes_are_given_to_others() -> None:
    one_booth = replace(FAIR, booths=FAIR.booths[:1], reserved=1.0)
    assert len(plan_fair(one_booth, guests(3), fits(C1_B1=0.9, C2_B1=0.8, C3_B1=0.7)).seats) == 3


def test_an_interpreter_is_in_one_place_at_a_time() -> None:
    led = replace(FAIR, n_interpreters=1, most_visits=1)
    plan = plan_fair(led, guests(2, C1=INTERPRETER, C2=INTERPRETER), fits(C1_B1=0.9, C2_B2=0.9))
    assert len({one.slot for one in plan.seats}) == 2
    assert {one.interpreter for one in plan.seats} == {1}


@pytest.mark.parametrize(
    ("needs", "changes", "code"),
    [
        pytest.param(STEP_FREE, {}, "no_step_free_booth", id="nobody knows whether there are steps"),
        pytest.param(QUIET, {}, "no_quiet_slot", id="no quiet hours"),
        pytest.param(QUIET, {"quiet": (hours("09:05", "09:15"),)}, "no_quiet_slot", id="quiet for part of a slot"),
        pytest.param(INTERPRETER, {}, "no_interpreter", id="no interpreter"),
    ],
)
def test_who_cannot_be_seated_is_told_with_the_reason(
    needs: frozenset[FairNeed], changes: Mapping[str, Any], code: str
) -> None:
    plan = plan_fair(replace(FAIR, **changes), guests(1, C1=needs), fits(C1_B1=0.9))
    assert [(one.candidate_id, one.code) for one in plan.unseated] == [("C1", code)]


def test_who_fits_nothing_and_who_finds_all_taken_are_told_apart() -> None:
    short = replace(FAIR, hours=hours("09:00", "09:10"))
    plan = plan_fair(short, guests(3), fits(C1_B1=0.9, C2_B1=0.8))
    assert [(one.candidate_id, one.code) for one in plan.unseated] == [("C2", "full"), ("C3", "nothing_fits")]


def test_a_quiet_slot_is_used_by_who_needs_it() -> None:
    quiet = replace(FAIR, quiet=(hours("09:20", "09:30"),), most_visits=1, booths=FAIR.booths[:1])
    plan = plan_fair(quiet, guests(3, C3=QUIET), fits(C1_B1=0.9, C2_B1=0.9, C3_B1=0.1))
    assert ("C3", "B1", 2) in at(plan.seats)


def test_where_many_need_the_same_quiet_slots_nobody_has_a_second_before_all_have_one() -> None:
    day = DAYS["as usual"]
    quiet = [replace(one, needs=QUIET) for one in day.guests]
    plan = plan_fair(day.fair, quiet, day.fits)
    n_times = Counter(one.candidate_id for one in plan.seats)
    assert faults_of(day.fair, quiet, plan) == []
    assert not plan.unseated or max(n_times.values()) == 1


def test_who_has_no_meeting_stands_by_before_who_may_have_more() -> None:
    # B1 has one place, B2 one: C1 has it at B2 and could come to B1 in another slot, where B1 has a break
    booths = (replace(FAIR.booths[0], breaks=(hours("09:00", "09:20"),)), FAIR.booths[1])
    plan = plan_fair(replace(FAIR, booths=booths), guests(3), fits(C1_B2=0.9, C1_B1=0.9, C2_B1=0.95, C3_B1=0.2))
    assert at(plan.seats) == {("C1", "B2", 0), ("C2", "B1", 2)}
    assert [one.candidate_ids for one in plan.stand_by] == [("C3",)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"hours": hours("09:00", "09:05")}, "no slot", id="hours shorter than a slot"),
        pytest.param({"breaks": (hours("08:00", "10:00"),)}, "no slot", id="breaks cover all"),
        pytest.param({"slot_min": 0}, "minutes, not 0", id="a slot without length"),
        pytest.param({"booths": (*FAIR.booths, replace(FAIR.booths[0], id="B9"))}, "there twice", id="employer twice"),
        pytest.param({"booths": (replace(FAIR.booths[0], post_ids=()),)}, "no post", id="a booth without posts"),
        pytest.param({"booths": (replace(FAIR.booths[0], n_interviewers=0),)}, "not 0", id="nobody at a booth"),
        pytest.param({"booths": ()}, "no booths", id="no booths"),
        pytest.param({"walks": (Walk("A", "Z", 5),)}, "but no booth is in", id="a way from a hall that is not there"),
    ],
)
def test_a_fair_that_cannot_be_held_is_refused(changes: Mapping[str, Any], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        plan_fair(replace(FAIR, **changes), guests(1), fits(C1_B1=0.9))


def test_a_fair_to_which_nobody_is_invited_is_refused() -> None:
    with pytest.raises(BadInput, match="nobody is invited"):
        plan_fair(FAIR, [], fits(C1_B1=0.9))


def test_shortlists_rank_by_chance() -> None:
    found = shortlists(fits(C1_B1=0.5, C2_B1=0.9, C3_B2=0.1))
    assert {booth: [one.candidate_id for one in own] for booth, own in found.items()} == {
        "B1": ["C2", "C1"],
        "B2": ["C3"],
    }


DAYS = {
    "as usual": invent_day(9, 120, seed=1),
    "all want the same three booths": invent_day(9, 120, seed=2, wanted=range(3)),
    "one hall an hour away": invent_day(9, 120, seed=3, far_min=60),
    "no interpreter": invent_day(9, 120, seed=4, n_interpreters=0),
}


@cache
def planned(name: str) -> FairPlan:
    return plan_fair(DAYS[name].fair, DAYS[name].guests, DAYS[name].fits)


@pytest.mark.parametrize("name", DAYS)
def test_a_fair_is_planned_without_conflicts_and_without_waste(name: str) -> None:
    day, plan = DAYS[name], planned(name)
    assert faults_of(day.fair, day.guests, plan) == []
    assert conflicts_of(day.fair, day.guests, plan) == []
    met = {one.candidate_id for one in plan.seats}
    listed = Counter(one.code for one in plan.unseated)
    assert len(met) + sum(listed.values()) == len(day.guests)


def test_the_same_input_in_another_order_gives_the_same_plan() -> None:
    day = DAYS["as usual"]
    mixed_guests, mixed_fits = list(day.guests), list(day.fits)
    random.Random(1).shuffle(mixed_guests)
    random.Random(2).shuffle(mixed_fits)
    assert plan_fair(day.fair, mixed_guests, mixed_fits) == planned("as usual")


def test_a_stand_by_list_does_not_tell_who_is_of_a_priority_group() -> None:
    people = [*guests(3), Guest("C4", is_member=True), Guest("C5", is_member=True)]
    own = fits(C1_B1=0.9, C2_B1=0.8, C3_B1=0.7, C4_B1=0.6, C5_B1=0.5)
    plan = plan_fair(replace(FAIR, booths=FAIR.booths[:1], reserved=0.34), people, own)
    assert [one.candidate_ids for one in plan.stand_by] == [("C3", "C5")]


def test_people_with_needs_are_seated_where_their_needs_are_met() -> None:
    served = {one.candidate_id for one in planned("as usual").seats}
    assert {one.candidate_id for one in DAYS["as usual"].guests if one.needs} <= served


def could_begin_earlier(fair: Fair, plan: FairPlan, *, since: int = 0) -> list[Seat]:
    """Give the only meetings of people in one slot although their booth is free in an earlier one."""
    ground, n = ground_of(fair), Counter((one.booth_id, one.slot) for one in plan.seats)
    n_own = Counter(one.candidate_id for one in plan.seats)
    return [
        one
        for one in plan.seats
        if n_own[one.candidate_id] == 1 and one.interpreter is None
        for slot in ground.open[one.booth_id]
        if since <= slot < one.slot and n[one.booth_id, slot] < ground.booths[one.booth_id].n_interviewers
    ]


@pytest.mark.parametrize(
    ("n_guests", "most_visits", "keep"),
    [
        pytest.param(40, 1, 4, id="a small fair, with few people"),
        pytest.param(100, 1, 4, id="a small fair"),
        pytest.param(60, 3, 4, id="with further meetings"),
        pytest.param(100, 2, 1, id="in two steps"),
    ],
)
def test_nobody_comes_late_to_a_booth_that_is_free_before(n_guests: int, most_visits: int, keep: int) -> None:
    day = invent_day(14, n_guests, seed=2, n_interpreters=0)
    without = [replace(one, needs=frozenset()) for one in day.guests]
    fair = replace(day.fair, most_visits=most_visits, hours=hours("09:00", "12:00"), slot_min=15, walks=())
    plan = plan_fair(fair, without, day.fits[::keep])
    assert plan.seats
    assert could_begin_earlier(fair, plan) == []


@pytest.mark.parametrize(("n_booths", "n_guests"), [(4, 12), (12, 80)], ids=["small", "in two steps"])
def test_nothing_is_planned_in_slots_that_are_past_but_what_is_held(n_booths: int, n_guests: int) -> None:
    day = invent_day(n_booths, n_guests, seed=2)
    before = plan_fair(day.fair, day.guests, day.fits)
    held = [one for one in before.seats if one.slot < 3][:5]
    plan = plan_fair(day.fair, day.guests, day.fits, held=held, since=7)
    assert {one for one in plan.seats if one.slot < 7} == set(held)
    assert len(plan.seats) > len(held)
    assert faults_of(day.fair, day.guests, plan) == []


def test_places_that_are_past_are_not_counted_on() -> None:
    # one slot is to come: C1 sat in one that is past, and C2 is the one for whom there is a place
    short = replace(FAIR, booths=FAIR.booths[:1])
    held = [Seat("C1", "B1", "P1", 0, 1)]
    plan = plan_fair(short, guests(3), fits(C1_B1=0.9, C2_B1=0.8, C3_B1=0.7), held=held, since=2)
    assert at(plan.seats) == {("C1", "B1", 0), ("C2", "B1", 2)}
    ground = ground_of(short)
    later = replace(ground, open={"B1": frozenset({2})})
    people = {one.candidate_id: one for one in guests(3)}
    chosen = choose_meetings(later, people, fits(C2_B1=0.8, C3_B1=0.7), held={("C1", "B1"): Spot(0)})
    assert [one.candidate_id for one in chosen] == ["C2"]


def test_a_stop_while_meetings_are_searched_leaves_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    day, solve = invent_day(5, 25, seed=3), cp_model.CpSolver.solve

    def stopped(solver: cp_model.CpSolver, model: cp_model.CpModel) -> object:
        Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()  # the person's Ctrl-C, within a search of a second
        return solve(solver, model)

    monkeypatch.setattr(cp_model.CpSolver, "solve", stopped)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a command typed by another test leaves its own
    try:
        with pytest.raises(KeyboardInterrupt):
            plan_fair(day.fair, day.guests, day.fits)
    finally:
        signal.signal(signal.SIGINT, before)
