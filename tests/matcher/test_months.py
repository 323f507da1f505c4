from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.months import add_months, add_years, full_months, last_day_of, months_of

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "n", "then"),
    [
        pytest.param(date(2023, 1, 31), 1, date(2023, 2, 28), id="a shorter month ends earlier"),
        pytest.param(date(2023, 8, 15), 5, date(2024, 1, 15), id="over the turn of the year"),
        pytest.param(date(2024, 2, 29), 12, date(2025, 2, 28), id="a leap day in another year"),
        pytest.param(date(2023, 3, 1), -1, date(2023, 2, 1), id="back"),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day, n, then):
    assert add_months(day, n) == then


def test_the_anniversary_of_a_leap_day_is_28_february():
    assert add_years(date(2000, 2, 29), 25) == date(2025, 2, 28)
    assert add_years(date(2000, 2, 29), 24) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("first", "last", "n"),
    [
        pytest.param(date(2023, 3, 1), date(2023, 5, 31), 3, id="three calendar months"),
        pytest.param(date(2023, 3, 15), date(2023, 6, 14), 3, id="from the 15th to the 14th"),
        pytest.param(date(2023, 3, 15), date(2023, 6, 13), 2, id="a day less"),
        pytest.param(date(2023, 11, 30), date(2024, 2, 28), 3, id="from the 30th to the day before a leap day"),
        pytest.param(date(2023, 3, 1), date(2023, 3, 30), 0, id="under a month"),
        pytest.param(date(2023, 3, 1), date(2023, 2, 1), 0, id="ends before it begins"),
    ],
)
def test_full_months_are_counted_from_the_first_day(first, last, n):
    assert full_months(first, last) == n


@given(DAYS, st.integers(1, 24))
def test_a_term_of_n_months_has_n_full_months_and_a_day_less_has_not(first, n):
    last = last_day_of(first, n)
    assert full_months(first, last) == n
    assert full_months(first, last - timedelta(days=1)) == n - 1


def test_a_term_touches_each_calendar_month_once():
    assert list(months_of(date(2023, 8, 31), date(2023, 10, 1))) == [
        date(2023, 8, 1),
        date(2023, 9, 1),
        date(2023, 10, 1),
    ]
