"""Time and quality of planning a fair of full size, and of planning it anew at the door."""

from __future__ import annotations

import random
import resource
import time
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import pytest

from matcher.fairs.planning import plan_fair
from matcher.fairs.replanning import replan_fair
from matcher.records import FairPlan
from tests.matcher.fair_checker import clock, faults_of
from tests.matcher.fair_days import FairDay, invent_day

Result = TypeVar("Result")

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]

N_BOOTHS, N_GUESTS, N_AWAY = 60, 900, 120
DAYS = {
    "as usual": invent_day(N_BOOTHS, N_GUESTS, seed=1),
    "all want the same five booths": invent_day(N_BOOTHS, N_GUESTS, seed=1, wanted=range(5)),
    "one hall an hour away": invent_day(N_BOOTHS, N_GUESTS, seed=1, far_min=60),
    "no interpreter": invent_day(N_BOOTHS, N_GUESTS, seed=1, n_interpreters=0),
}


def _timed(name: str, act: Callable[[], Result]) -> Result:
    wall, cpu = time.perf_counter(), time.process_time()
    result = act()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    print(f"{name:<20} {wall:6.1f} s, {cpu:6.1f} s of CPU, peak of the process {peak_mb:.0f} MB")
    return result


@pytest.mark.parametrize("day", [pytest.param(day, id=name) for name, day in DAYS.items()])
def test_a_fair_of_full_size_is_planned_and_planned_anew(day: FairDay) -> None:
    n_places = sum(one.n_interviewers for one in day.fair.booths) * len(clock(day.fair))
    print(f"\n{len(day.fair.booths)} booths, {len(day.guests)} guests, {n_places} places without breaks of booths")
    plan = _timed("planned", lambda: plan_fair(day.fair, day.guests, day.fits))
    members = {one.candidate_id for one in day.guests if one.is_member}
    met = {one.candidate_id for one in plan.seats}
    print(f"{len(plan.seats)} meetings of {len(met)} people, {len(faults_of(day.fair, day.guests, plan))} faults")
    print(f"without any: {dict(Counter(one.code for one in plan.unseated))}")
    print(f"of priority groups {sum(one.candidate_id in members for one in plan.seats) / len(plan.seats):.1%}")
    print(f"waits between meetings: mean {_mean_wait(day, plan):.1f} min")
    away = frozenset(random.Random(3).sample([one.candidate_id for one in day.guests], N_AWAY))
    anew = _timed(
        f"{N_AWAY} stay away",
        lambda: replan_fair(day.fair, plan, day.guests, day.fits, absent=away, slot=0),
    )
    others = {one for one in plan.seats if one.candidate_id not in away}
    n_freed, n_new = len(plan.seats) - len(others), len(anew.seats) - len(others)
    print(f"{n_freed} seats fell free, {n_new} were given on, {len(faults_of(day.fair, day.guests, anew))} faults")
    print(f"others' seats changed: {len(others - set(anew.seats)) / len(others):.2%}")


def _mean_wait(day: FairDay, plan: FairPlan) -> float:
    times = clock(day.fair)
    slots: dict[str, list[int]] = {}
    for one in plan.seats:
        slots.setdefault(one.candidate_id, []).append(one.slot)
    waits = [
        times[max(own)][0] - times[min(own)][0] - day.fair.slot_min * (len(own) - 1)
        for own in slots.values()
        if len(own) > 1
    ]
    return sum(waits) / max(1, len(waits))
