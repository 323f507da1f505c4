"""Who is followed after a traineeship, from when on and until when, and what may be recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rulebook import read_rulebook
from matcher.aftercare import Followed, came_after, check_note, followed, services_for
from matcher.errors import BadInput, Conflict
from matcher.records import Aftercare, AftercareOutcome, Employment, NextStep, Placement

JINAN = read_rulebook("jinan-2023").editions[0]
ENDED = Placement("L1", "C1", "E1", date(2023, 2, 1), date(2023, 7, 31))
DONE = Aftercare("L1", "C1", NextStep.POSTS, AftercareOutcome.EMPLOYED, date(2023, 8, 20))


def look(
    *placements: Placement, on: str = "2023-09-01", noted: Mapping[str, Aftercare] | None = None
) -> list[Followed]:
    return followed(placements, JINAN, as_of=date.fromisoformat(on), noted=noted or {})


def hint(*others: Placement, on: str = "2023-09-01", insured: Iterable[Employment] = (), **of_first: Any) -> str | None:
    (found,) = look(replace(ENDED, **of_first), on=on)
    told = came_after(found, as_of=date.fromisoformat(on), placements=[ENDED, *others], employments=insured)
    return told and told.told()


@pytest.mark.parametrize(
    ("on", "n", "due"),
    [
        # ended on 2023-07-31; 30 days of grace are 2023-08-01 to 2023-08-30
        pytest.param("2023-07-31", 0, False, id="the last day of practice"),
        pytest.param("2023-08-01", 1, False, id="the day after: a contract may still come"),
        pytest.param("2023-08-30", 1, False, id="the last day of grace"),
        pytest.param("2023-08-31", 1, True, id="the day after the grace"),
    ],
)
def test_somebody_is_followed_from_the_day_after_and_due_after_the_grace(on: str, n: int, due: bool) -> None:
    found = look(ENDED, on=on)
    assert len(found) == n
    assert any(one.is_due(date.fromisoformat(on)) for one in found) is due


@pytest.mark.parametrize(
    ("contract", "n"),
    [
        pytest.param("2023-08-30", 0, id="on the last day of grace"),
        pytest.param("2023-08-31", 1, id="a day later"),
        pytest.param("2023-05-01", 0, id="during the term"),
    ],
)
def test_who_got_a_contract_in_time_is_not_followed(contract: str, n: int) -> None:
    assert len(look(replace(ENDED, contract_on=date.fromisoformat(contract)), on="2023-10-01")) == n


def test_a_contract_of_a_later_day_is_not_known_yet() -> None:
    assert len(look(replace(ENDED, contract_on=date(2023, 8, 10)), on="2023-08-05")) == 1


def test_who_left_early_is_followed_from_that_day_on() -> None:
    (found,) = look(replace(ENDED, ended_on=date(2023, 5, 15)), on="2023-05-16")
    assert found.ended_on == date(2023, 5, 15)


def test_who_was_employed_from_the_first_day_did_no_traineeship() -> None:
    assert look(replace(ENDED, contract_on=date(2023, 2, 1))) == []


def test_an_outcome_ends_it() -> None:
    (found,) = look(ENDED, noted={"L1": DONE})
    assert (found.is_done, found.is_due(date(2023, 9, 1))) == (True, False)


def test_an_outcome_is_known_from_its_day_on_and_what_somebody_wants_before() -> None:
    assert look(ENDED, on="2023-08-20", noted={"L1": DONE})[0].is_done
    (found,) = look(ENDED, on="2023-08-19", noted={"L1": DONE})
    assert (found.is_done, found.aftercare and found.aftercare.wants) == (False, NextStep.POSTS)


INSURED = Employment("S1", "C1", "E2", "某公司", date(2023, 8, 15))
AGAIN = replace(ENDED, id="L2", starts_on=date(2023, 8, 10), planned_end_on=date(2024, 1, 9))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param({}, None, id="nothing"),
        pytest.param({"insured": [INSURED]}, "insured with 某公司 since 2023-08-15", id="insured"),
        pytest.param({"insured": [replace(INSURED, insured_from=date(2023, 7, 31))]}, None, id="insured before"),
        pytest.param({"insured": [INSURED], "on": "2023-08-14"}, None, id="insured later than the day"),
        pytest.param(
            {"insured": [INSURED, replace(INSURED, id="S0", insured_from=date(2023, 8, 1))]},
            "insured with 某公司 since 2023-08-01",
            id="the first insurance",
        ),
        pytest.param({"contract_on": date(2023, 8, 31)}, "contract of 2023-08-31, after the days of grace", id="late"),
    ],
)
def test_what_the_files_know_is_told(told: dict[str, Any], expected: str | None) -> None:
    assert hint(**told) == expected


def test_another_traineeship_is_told_before_insurance() -> None:
    assert hint(AGAIN, insured=[INSURED]) == "in another traineeship since 2023-08-10"
    assert hint(AGAIN, on="2023-08-09") is None


DAYS = st.dates(date(2022, 1, 1), date(2024, 12, 31))


@given(starts=st.lists(DAYS, max_size=6), on=DAYS)
def test_the_longest_ended_stands_first_and_nobody_is_followed_before_the_end(starts: list[date], on: date) -> None:
    placements = [
        replace(ENDED, id=f"L{n}", starts_on=first, planned_end_on=date(2024, 12, 31))
        if n % 2
        else replace(ENDED, id=f"L{n}", starts_on=first, planned_end_on=first)
        for n, first in enumerate(starts)
    ]
    found = followed(placements, JINAN, as_of=on, noted={})
    ends = [one.ended_on for one in found]
    assert ends == sorted(ends)
    assert all(end < on for end in ends)


@pytest.mark.parametrize(
    ("told", "placement"),
    [
        pytest.param(DONE, replace(ENDED, planned_end_on=date(2023, 9, 1)), id="it runs"),
        pytest.param(DONE, replace(ENDED, contract_on=date(2023, 8, 1)), id="a contract"),
    ],
)
def test_nothing_is_recorded_of_somebody_who_is_not_followed(told: Aftercare, placement: Placement) -> None:
    with pytest.raises(Conflict):
        check_note(told, placement, JINAN, today=date(2023, 9, 1))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"outcome_on": None}, id="an outcome without a day"),
        pytest.param({"outcome": None}, id="a day without an outcome"),
        pytest.param({"outcome_on": date(2023, 9, 2)}, id="still to come"),
        pytest.param({"outcome_on": date(2023, 7, 30)}, id="before the end"),
    ],
)
def test_days_that_contradict_themselves_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        check_note(replace(DONE, **changes), ENDED, JINAN, today=date(2023, 9, 1))


def test_who_wants_to_start_a_business_is_offered_the_services_of_the_text() -> None:
    assert services_for(NextStep.STARTUP) == ("项目开发", "融资支持", "场地便利", "跟踪扶持")
    assert services_for(NextStep.TRAINING) == services_for(None) == ()
