"""What is noted of guests while a fair is being planned: it stays when the plan is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.fair_arrivals import note_arrival
from api.fair_door import Arrivals, plan_at_door
from api.fair_keeping import note_needs
from api.fair_moving import read_standing
from api.fair_saying import keep_told
from api.house import Begin, House
from api.seating import plan_seats
from data.store import Session
from matcher.errors import Conflict
from matcher.fairs.guests import KeptGuest
from matcher.records import Attendance, FairNeed
from tests.api.fair_browser import at_time
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, on_the_day, open_fair

IDS = ["C1", "C2", "C3"]


@pytest.fixture
def day(house: House, tmp_path: Path) -> House:
    """An office with a planned fair, in the hour before it begins."""
    open_fair(house, tmp_path, until="11:00", walks=[])
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=IDS)
    return at_time(on_the_day(office), "08:30")


def after(house: House, note: Callable[[Session], object]) -> Begin:
    """Let somebody note something when the plan is made and not yet kept."""

    @contextmanager
    def begin() -> Iterator[Session]:
        with house.database.begin() as session:
            note(session)
        with house.database.begin() as session:
            yield session

    return begin


def plan_again(house: House, begin: Begin) -> None:
    plan_seats(house, FAIR_ID, actor=ORGANISER, begin=begin)


def plan_the_rest(house: House, begin: Begin) -> None:
    plan_at_door(house, FAIR_ID, Arrivals(absent=["C3"]), actor=ORGANISER, begin=begin)


PLANNINGS = [pytest.param(plan_again, id="planned"), pytest.param(plan_the_rest, id="at the door")]


def guest(house: House, id: str = "C1") -> KeptGuest:
    return read_standing(house, FAIR_ID).guest(id)


@pytest.mark.parametrize("plan", PLANNINGS)
def test_who_is_checked_in_meanwhile_stays_so(day: House, plan: Callable[[House, Begin], None]) -> None:
    def check_in(session: Session) -> None:
        note_arrival(day, session, FAIR_ID, "C1", Attendance.CAME, actor=ORGANISER)

    plan(day, after(day, check_in))
    assert guest(day).attendance is Attendance.CAME
    assert guest(day).seats


@pytest.mark.parametrize("plan", PLANNINGS)
def test_who_is_told_meanwhile_stays_told(day: House, plan: Callable[[House, Begin], None]) -> None:
    plan(day, after(day, lambda session: keep_told(day, session, FAIR_ID, ["C1"])))
    assert guest(day).told is not None


def test_who_comes_while_their_seats_are_given_away_keeps_them(day: House) -> None:
    def check_in(session: Session) -> None:
        note_arrival(day, session, FAIR_ID, "C3", Attendance.CAME, actor=ORGANISER)

    before = guest(day, "C3").seats
    with pytest.raises(Conflict, match="plan it again"):
        plan_the_rest(day, after(day, check_in))
    assert (guest(day, "C3").attendance, guest(day, "C3").seats) == (Attendance.CAME, before)


def test_what_the_door_tells_of_who_was_there_before_stays(day: House) -> None:
    with day.database.begin() as session:
        note_arrival(day, session, FAIR_ID, "C3", Attendance.CAME, actor=ORGANISER)
    plan_the_rest(day, after(day, lambda _: None))
    assert guest(day, "C3").attendance is Attendance.STAYED_AWAY


def test_no_plan_leaves_out_who_is_checked_in(day: House) -> None:
    with day.database.begin() as session:
        note_arrival(day, session, FAIR_ID, "C1", Attendance.CAME, actor=ORGANISER)
    with pytest.raises(Conflict, match="has begun"):
        plan_seats(day, FAIR_ID, actor=ORGANISER, ids=["C2", "C3"])
    assert guest(day).attendance is Attendance.CAME


def note_quiet(house: House) -> Callable[[Session], object]:
    return lambda session: note_needs(house, session, FAIR_ID, "C1", [FairNeed.QUIET], actor=ORGANISER)


def test_what_is_needed_meanwhile_stays_noted_at_the_door(day: House) -> None:
    plan_the_rest(day, after(day, lambda _: None))
    plan_the_rest(day, after(day, note_quiet(day)))
    assert (guest(day).guest.needs, guest(day).needs_are_told) == ({FairNeed.QUIET}, True)


def test_what_is_needed_meanwhile_calls_for_another_plan(day: House) -> None:
    with day.database.begin() as session:  # so that the fair is to be planned again already
        note_needs(day, session, FAIR_ID, "C2", [FairNeed.QUIET], actor=ORGANISER)
    with pytest.raises(Conflict, match="plan it again"):
        plan_again(day, after(day, note_quiet(day)))
    assert guest(day).needs_are_told
