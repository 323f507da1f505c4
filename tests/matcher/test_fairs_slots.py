"""Slots, needs and conflicts of fairs, each worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from matcher.fairs.conflicts import conflicts_of
from matcher.fairs.needs import fair_needs
from matcher.fairs.slots import minutes_taken, open_slots, quiet_slots, slots_of
from matcher.records import Booth, FairNeed, FairPlan, Guest, Hours, Seat, Walk
from tests.matcher.fair_checker import faults_of
from tests.matcher.fair_days import hours
from tests.matcher.test_fairs import FAIR

EIGHT_HOURS = replace(FAIR, hours=hours("09:00", "10:05"), slot_min=15)
# 9:00, 9:15, 9:30, 9:45; what would begin at 10:00 ends after the hours

HALLS = replace(
    FAIR,
    booths=(
        Booth("B1", "甲公司", ("P1",), 1, hall="A"),
        Booth("B2", "乙公司", ("P2",), 2, hall="B", step_free=True, breaks=(hours("09:20", "09:30"),)),
        Booth("B3", "丙公司", ("P3",), 1, hall="A"),
    ),
    walks=(Walk("A", "B", 1),),
    quiet=(hours("09:00", "09:10"),),
    n_interpreters=1,
    most_visits=2,
)
PEOPLE = [
    Guest("C1"),
    Guest("C2"),
    Guest("C3", frozenset({FairNeed.STEP_FREE})),
    Guest("C4", frozenset({FairNeed.QUIET})),
    Guest("C5", frozenset({FairNeed.INTERPRETER})),
    Guest("C6", frozenset({FairNeed.INTERPRETER})),
]


@pytest.mark.parametrize(
    ("breaks", "begins"),
    [
        pytest.param((), [time(9), time(9, 15), time(9, 30), time(9, 45)], id="no break"),
        pytest.param((hours("09:20", "09:30"),), [time(9), time(9, 30), time(9, 45)], id="it touches one slot"),
        pytest.param((hours("09:15", "09:30"),), [time(9), time(9, 30), time(9, 45)], id="it is a slot"),
        pytest.param((hours("09:14", "09:31"),), [time(9, 45)], id="it touches three"),
        pytest.param((hours("08:00", "11:00"),), [], id="it covers all"),
    ],
)
def test_slots_that_touch_a_break_are_left_out(breaks: tuple[Hours, ...], begins: list[time]) -> None:
    assert [one.begins for one in slots_of(replace(EIGHT_HOURS, breaks=breaks))] == begins


@pytest.mark.parametrize(
    ("pause", "taken"),
    [
        pytest.param(hours("09:15", "09:30"), 15, id="it is a slot"),
        pytest.param(hours("09:20", "09:25"), 15, id="it lies within a slot"),
        pytest.param(hours("09:20", "09:35"), 30, id="it touches two"),
        pytest.param(hours("10:00", "10:05"), 0, id="no slot is left there"),
    ],
)
def test_a_break_takes_the_whole_of_each_slot_that_it_touches(pause: Hours, taken: int) -> None:
    assert minutes_taken(replace(EIGHT_HOURS, breaks=(pause,)), pause) == taken


def test_a_fair_shorter_than_a_slot_has_none() -> None:
    assert slots_of(replace(FAIR, hours=hours("09:00", "09:09"))) == ()


def test_a_booth_is_closed_in_its_own_breaks() -> None:
    assert open_slots(HALLS, HALLS.booths[1]) == {0, 1}


def test_a_slot_is_quiet_where_all_of_it_is() -> None:
    assert quiet_slots(replace(FAIR, quiet=(hours("09:05", "09:25"),))) == {1}


@pytest.mark.parametrize(
    ("words", "needs"),
    [
        pytest.param(None, set(), id="nothing stated"),
        pytest.param("坐轮椅，需要坡道", {FairNeed.STEP_FREE}, id="a wheelchair"),
        pytest.param("不能爬楼", {FairNeed.STEP_FREE}, id="no stairs"),
        pytest.param("怕吵，人多的地方会紧张", {FairNeed.QUIET}, id="no noise"),
        pytest.param("需要安静的环境", {FairNeed.QUIET}, id="quiet"),
        pytest.param("听力不好，需要手语翻译", {FairNeed.INTERPRETER}, id="sign language"),
        pytest.param("听力不好，请用文字沟通", set(), id="writing is enough"),
        pytest.param("不需要手语翻译；坐轮椅", {FairNeed.STEP_FREE}, id="one is not needed"),
        pytest.param("会手语", set(), id="a skill, not a need"),
        pytest.param("喜欢安静的工作", set(), id="liked, not needed"),
    ],
)
def test_needs_are_read_from_the_own_statement(words: str | None, needs: set[FairNeed]) -> None:
    assert fair_needs(words) == needs


def seat(candidate: str, booth: str, slot: int, desk: int = 1, interpreter: int | None = None) -> Seat:
    return Seat(candidate, booth, f"P{booth[1:]}", slot, desk, interpreter)


@pytest.mark.parametrize(
    ("seats", "code"),
    [
        pytest.param([seat("C1", "B1", 0), seat("C1", "B3", 0)], "two_places", id="two places at once"),
        pytest.param([seat("C1", "B1", 0), seat("C1", "B2", 1)], "way", id="no time to walk"),
        pytest.param([seat("C1", "B1", 0), seat("C2", "B1", 0, 2)], "too_many", id="more than interviewers"),
        pytest.param([seat("C1", "B2", 0), seat("C2", "B2", 0)], "desk", id="two at one desk"),
        pytest.param([seat("C1", "B2", 0, 3)], "desk", id="a desk that is not there"),
        pytest.param([seat("C1", "B2", 2)], "break", id="in the break of the booth"),
        pytest.param([seat("C1", "B1", 0), seat("C1", "B1", 1)], "booth_twice", id="one booth twice"),
        pytest.param(
            [seat("C1", "B1", 0), seat("C1", "B3", 1), seat("C1", "B1", 2)], "too_many_visits", id="too many visits"
        ),
        pytest.param([seat("C3", "B1", 0)], "need", id="steps"),
        pytest.param([seat("C4", "B1", 1)], "need", id="not quiet"),
        pytest.param([seat("C5", "B1", 1)], "need", id="nobody comes along"),
        pytest.param([seat("C5", "B1", 1, 1, 2)], "no_interpreter", id="an interpreter who is not there"),
        pytest.param([seat("C5", "B1", 0, 1, 1), seat("C6", "B3", 0, 1, 1)], "interpreter", id="one who is elsewhere"),
        pytest.param([seat("C5", "B1", 0, 1, 1), seat("C6", "B2", 1, 1, 1)], "interpreter", id="one who has to walk"),
        pytest.param([seat("C9", "B1", 0)], "unknown_guest", id="no guest"),
        pytest.param([seat("C1", "B9", 0)], "unknown_booth", id="no booth"),
        pytest.param([seat("C1", "B1", 3)], "unknown_slot", id="no slot"),
        pytest.param([Seat("C1", "B1", "P9", 0, 1)], "unknown_post", id="no post"),
    ],
)
def test_what_cannot_be_is_told(seats: list[Seat], code: str) -> None:
    found = conflicts_of(HALLS, PEOPLE, FairPlan("F1", tuple(seats)))
    assert code in [one.code for one in found]
    assert all(seats[0].booth_id in str(one.phrase) or "C" in str(one.phrase) for one in found)


def test_a_plan_that_can_be_has_no_conflict() -> None:
    seats = (
        seat("C1", "B1", 0),
        seat("C1", "B3", 1),
        seat("C5", "B1", 1, 1, 1),
        seat("C4", "B2", 0),
        seat("C3", "B2", 1),
    )
    plan = FairPlan("F1", seats)
    assert conflicts_of(HALLS, PEOPLE, plan) == []
    assert faults_of(HALLS, PEOPLE, plan) == []


def test_a_conflict_does_not_tell_what_somebody_needs() -> None:
    told = {
        str(conflicts_of(HALLS, PEOPLE, FairPlan("F1", (seat(id, "B1", 1),)))[0].phrase) for id in ("C3", "C4", "C5")
    }
    assert {one.replace(id, "C") for one in told for id in ("C3", "C4", "C5") if id in one} == {
        "booth B1 in slot 1 does not suit C"
    }
