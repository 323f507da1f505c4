"""Laws of planning a fair: as good as brute force, more interviewers never hurt, leaving never clashes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import time
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.fairs.conflicts import conflicts_of
from matcher.fairs.day import Day
from matcher.fairs.ground import ground_of
from matcher.fairs.meetings import choose_meetings
from matcher.fairs.planning import plan_fair
from matcher.fairs.replanning import replan_fair
from matcher.fairs.timetable import seat_all
from matcher.records import Booth, FairNeed, FairPlan, Fit, Guest, Hours, Walk
from tests.matcher.fair_checker import faults_of
from tests.matcher.fair_days import FairDay, invent_fair

N_SLOTS = 3
Worth = tuple[int, int, int, int]
"""People met, meetings, places kept that others have (below nothing), chances in hundredths."""


@st.composite
def days(draw: st.DrawFn) -> FairDay:
    """Make fairs of three slots in two halls with a way of ten minutes, so that who changes halls leaves a slot out."""
    booths = tuple(
        Booth(
            f"B{n}", f"单位{n}", (f"P{n}",), draw(st.integers(1, 2)), hall=draw(st.sampled_from("AB")), step_free=n > 0
        )
        for n in range(draw(st.integers(1, 3)))
    )
    needs = st.sampled_from([frozenset[FairNeed](), *(frozenset({one}) for one in FairNeed)])
    guests = tuple(Guest(f"C{n}", draw(needs), is_member=draw(st.booleans())) for n in range(draw(st.integers(1, 4))))
    pairs = [(guest.candidate_id, booth.id) for guest in guests for booth in booths]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=7))
    fits = tuple(Fit(id, booth, f"P{booth[1:]}", draw(st.integers(1, 99)) / 100) for id, booth in chosen)
    fair = replace(
        invent_fair(1, seed=0),
        hours=Hours(time(9), time(9, 30)),
        booths=booths,
        breaks=(),
        walks=tuple(Walk("A", "B", 10) for _ in {one.hall for one in booths} if len({b.hall for b in booths}) > 1)[:1],
        quiet=(Hours(time(9), time(9, 20)),),
        n_interpreters=draw(st.integers(0, 1)),
        most_visits=draw(st.integers(1, 2)),
        reserved=draw(st.sampled_from([0.0, 0.34, 0.67])),
    )
    return FairDay(fair, guests, fits)


def worth(day: FairDay, meetings: list[Fit]) -> Worth:
    over = 0
    members = {one.candidate_id for one in day.guests if one.is_member}
    for booth in day.fair.booths:
        n_places = booth.n_interviewers * N_SLOTS
        able = [
            one for one in day.fits if one.booth_id == booth.id and one.candidate_id in members and can_sit(day, one)
        ]
        n_kept = min(floor(day.fair.reserved * n_places), len(able))
        n_others = sum(one.booth_id == booth.id and one.candidate_id not in members for one in meetings)
        over += max(0, n_others - (n_places - n_kept))
    chances = sum(round(one.chance * 100) for one in meetings)
    return len({one.candidate_id for one in meetings}), len(meetings), -over, chances


def can_sit(day: FairDay, fit: Fit) -> bool:
    return any(may_sit(day, fit, slot) for slot in range(N_SLOTS))


def may_sit(day: FairDay, fit: Fit, slot: int) -> bool:
    needs = next(one.needs for one in day.guests if one.candidate_id == fit.candidate_id)
    if FairNeed.STEP_FREE in needs and fit.booth_id == "B0":
        return False
    if FairNeed.QUIET in needs and slot == 2:
        return False
    return FairNeed.INTERPRETER not in needs or day.fair.n_interpreters == 1


def brute(day: FairDay, place: int = 0, seats: tuple[tuple[Fit, int], ...] = ()) -> Worth:
    """Try each fit in each slot, and in none."""
    if place == len(day.fits):
        return worth(day, [fit for fit, _ in seats])
    best = brute(day, place + 1, seats)
    for slot in range(N_SLOTS):
        fit = day.fits[place]
        if may_sit(day, fit, slot) and goes_with(day, fit, slot, seats):
            best = max(best, brute(day, place + 1, (*seats, (fit, slot))))
    return best


def goes_with(day: FairDay, fit: Fit, slot: int, seats: tuple[tuple[Fit, int], ...]) -> bool:
    booths = {one.id: one for one in day.fair.booths}
    led = {one.candidate_id for one in day.guests if FairNeed.INTERPRETER in one.needs}
    own = [(other, at) for other, at in seats if other.candidate_id == fit.candidate_id]
    beside = [(other, at) for other, at in seats if {other.candidate_id, fit.candidate_id} <= led]
    for other, at in {*own, *beside}:
        apart = 1 if booths[other.booth_id].hall == booths[fit.booth_id].hall else 2
        if abs(at - slot) < apart:
            return False
    n_there = sum(other.booth_id == fit.booth_id and at == slot for other, at in seats)
    return len(own) < day.fair.most_visits and n_there < booths[fit.booth_id].n_interviewers


def without_time(day: FairDay) -> FairDay:
    """Take away ways and needs: what remains finds a time, however it is chosen (König: as many slots as meetings)."""
    return FairDay(replace(day.fair, walks=()), tuple(replace(one, needs=frozenset()) for one in day.guests), day.fits)


def met(day: FairDay, plan: FairPlan) -> list[Fit]:
    pairs = {(one.candidate_id, one.booth_id) for one in plan.seats}
    return [fit for fit in day.fits if (fit.candidate_id, fit.booth_id) in pairs]


@given(days())
@settings(max_examples=60, deadline=None)
def test_a_small_fair_is_seated_as_well_as_by_brute_force(day: FairDay) -> None:
    plan = plan_fair(day.fair, day.guests, day.fits)
    assert faults_of(day.fair, day.guests, plan) == []
    assert worth(day, met(day, plan)) == brute(day)


@given(days().map(without_time))
@settings(max_examples=60, deadline=None)
def test_the_flow_chooses_as_well_as_brute_force_where_time_does_not_matter(day: FairDay) -> None:
    day = replace(day, fair=replace(day.fair, booths=tuple(replace(one, hall=None) for one in day.fair.booths)))
    known = {one.candidate_id: one for one in day.guests}
    assert worth(day, choose_meetings(ground_of(day.fair), known, day.fits)) == brute(day)


@pytest.mark.parametrize("seed", range(8))
def test_every_meeting_of_a_full_fair_in_one_hall_finds_a_time(seed: int) -> None:
    # 6 booths of 6 slots and 12 people with 3 meetings each: all 36 places are taken, so that hardly any order will do
    places = [f"B{n}" for n in range(6) for _ in range(6)]
    rng = random.Random(seed)
    while any(len(set(places[n : n + 3])) < 3 for n in range(0, 36, 3)):
        rng.shuffle(places)
    pairs = [(f"C{n // 3:02}", booth) for n, booth in enumerate(places)]
    booths = tuple(Booth(f"B{n}", f"单位{n}", ("P",), 1) for n in range(6))
    fair = replace(invent_fair(1, seed=0), hours=Hours(time(9), time(10)), booths=booths, breaks=(), walks=())
    day = Day(ground_of(fair), {id: Guest(id) for id, _ in pairs})
    assert seat_all(day, pairs) == []
    assert day.spots.keys() == set(pairs)


@given(days())
@settings(max_examples=40, deadline=None)
def test_more_interviewers_never_mean_fewer_people_met_or_fewer_meetings(day: FairDay) -> None:
    more = replace(day, fair=replace(day.fair, booths=tuple(replace(one, n_interviewers=3) for one in day.fair.booths)))
    before = worth(day, met(day, plan_fair(day.fair, day.guests, day.fits)))
    after = worth(more, met(more, plan_fair(more.fair, more.guests, more.fits)))
    assert after[:2] >= before[:2]


@given(days(), st.integers(0, N_SLOTS - 1))
@settings(max_examples=40, deadline=None)
def test_whoever_leaves_nobody_else_clashes_and_nobody_else_is_moved(day: FairDay, slot: int) -> None:
    plan = plan_fair(day.fair, day.guests, day.fits)
    gone = day.guests[0].candidate_id
    after = replan_fair(day.fair, plan, day.guests, day.fits, absent=frozenset({gone}), slot=slot)
    assert faults_of(day.fair, day.guests, after) == []
    assert {one for one in plan.seats if one.candidate_id != gone} <= set(after.seats)


@given(days())
@settings(max_examples=40, deadline=None)
def test_both_looks_at_a_plan_agree(day: FairDay) -> None:
    # a plan of another fair, with one interviewer each and no interpreter, breaks rules or does not
    plan = plan_fair(day.fair, day.guests, day.fits)
    less = replace(day.fair, booths=tuple(replace(one, n_interviewers=1) for one in day.fair.booths), n_interpreters=0)
    assert bool(faults_of(less, day.guests, plan)) == bool(conflicts_of(less, day.guests, plan))
