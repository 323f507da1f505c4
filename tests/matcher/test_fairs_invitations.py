"""Invitations: how likely somebody comes by the past, how many are asked, whom, and why not the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from matcher.fairs.invitations import History, expected_shows, invite, n_wanted, not_invited, show_rates
from matcher.records import Actor, Attendance, FairNeed, FairVisit, Guest, MeetingResult
from tests.matcher.fair_days import invent_day
from tests.matcher.test_fairs import FAIR, fits, guests

DOOR = Actor("door", "organiser")


def visits(**ways: str) -> list[FairVisit]:
    """Make visits of words as C1="+-": came to the first fair, stayed away from the second."""
    return [
        FairVisit(
            f"F{month}",
            id,
            Attendance.CAME if way == "+" else Attendance.STAYED_AWAY,
            datetime(2023, month, 1, tzinfo=UTC),
            DOOR,
        )
        for id, own in ways.items()
        for month, way in enumerate(own, 1)
    ]


@pytest.mark.parametrize(
    ("ways", "history"),
    [
        pytest.param("", History.NEW, id="never invited"),
        pytest.param("-+", History.CAME, id="came the last time"),
        pytest.param("--+-", History.AWAY, id="stayed away once since"),
        pytest.param("+--", History.AWAY_AGAIN, id="stayed away twice running"),
        pytest.param("---", History.AWAY_AGAIN, id="stayed away always"),
    ],
)
def test_the_last_fairs_tell_the_history(ways: str, history: History) -> None:
    assert show_rates(visits(C1=ways)).history_of("C1") is history


def test_rates_are_counted_by_what_had_gone_before() -> None:
    # first fairs: C1 came, C2 not; then after coming: C1 not; after staying away: C2 came
    rates = show_rates(visits(C1="+-", C2="-+")).rates
    assert [(one, rates[one].came, rates[one].n) for one in History] == [
        (History.NEW, 1, 2),
        (History.CAME, 0, 1),
        (History.AWAY, 1, 1),
        (History.AWAY_AGAIN, 0, 0),
    ]


def test_the_stated_rate_counts_as_much_as_ten_visits() -> None:
    # nothing seen: .7; of ten new people nobody came: (0 + 10 * .7) / (10 + 10) = .35
    assert show_rates([]).of("C1", default=0.7) == pytest.approx(0.7)
    seen = show_rates(visits(**{f"D{n}": "-" for n in range(10)}))
    assert seen.of("C1", default=0.7) == pytest.approx(0.35)
    assert seen.of("D1", default=0.7) == pytest.approx(0.7)


def test_a_word_on_the_whole_day_outweighs_the_booths() -> None:
    day = visits(C1="+")
    missed = replace(day[0], attendance=Attendance.STAYED_AWAY, booth_id="B1")
    assert show_rates([missed, *day]).history_of("C1") is History.CAME
    assert show_rates([replace(day[0], booth_id="B2"), missed]).history_of("C1") is History.CAME


def test_a_meeting_that_did_not_take_place_tells_nothing_of_the_day() -> None:
    away = visits(C1="-")
    missed = replace(away[0], booth_id="B1", result=MeetingResult.MISSED)
    assert show_rates([missed]).history_of("C1") is History.NEW
    assert show_rates([missed, *away]).history_of("C1") is History.AWAY


def test_so_many_are_invited_that_those_expected_fill_the_places() -> None:
    # 6 places, 3 meetings each: 2 people, at .5 each 4 invitations; the first booth has those of even numbers
    people = [Guest(f"C{n}", p_show=0.5) for n in range(1, 10)]
    own = [one for n in range(1, 10) for one in fits(**{f"C{n}_B{1 + n % 2}": n / 10})]
    assert n_wanted(FAIR) == 2
    asked = invite(FAIR, people, own)
    assert expected_shows(asked) == pytest.approx(2.0)
    assert [one.candidate_id for one in asked] == ["C8", "C9", "C6", "C7"]


def test_no_more_than_an_overfill_is_expected_whatever_number_is_named() -> None:
    # 2 people fill the places; half as much more is 3
    own = [one for n in range(1, 10) for one in fits(**{f"C{n}_B1": n / 10})]
    assert len(invite(FAIR, guests(9), own, 8, overfill=0.5)) == 3
    assert len(invite(FAIR, guests(9), own, 8)) == 8


def test_each_booth_names_its_best_in_turn() -> None:
    own = fits(C1_B1=0.9, C2_B1=0.8, C3_B1=0.7, C4_B2=0.1)
    assert [one.candidate_id for one in invite(FAIR, guests(4), own, 3)] == ["C1", "C4", "C2"]


def test_a_share_of_those_invited_is_of_priority_groups() -> None:
    people = [*guests(3), Guest("C4", is_member=True)]
    own = fits(C1_B1=0.9, C2_B1=0.8, C3_B1=0.7, C4_B1=0.1)
    assert "C4" in [one.candidate_id for one in invite(replace(FAIR, reserved=0.3), people, own, 2)]
    assert "C4" not in [one.candidate_id for one in invite(FAIR, people, own, 2)]


def test_who_is_not_invited_is_told_why() -> None:
    people = guests(4, C3=frozenset({FairNeed.STEP_FREE}))
    own = fits(C1_B1=0.9, C2_B1=0.8, C3_B1=0.7)
    asked = invite(FAIR, people, own, 1)
    assert [(one.candidate_id, one.code) for one in not_invited(FAIR, people, own, asked)] == [
        ("C2", "enough"),
        ("C3", "no_step_free_booth"),
        ("C4", "nothing_fits"),
    ]


def test_everybody_invited_fits_a_booth_and_nobody_is_invited_twice() -> None:
    day = invent_day(9, 300, seed=6)
    asked = [one.candidate_id for one in invite(day.fair, day.guests, day.fits)]
    assert len(set(asked)) == len(asked)
    assert set(asked) <= {one.candidate_id for one in day.fits}
