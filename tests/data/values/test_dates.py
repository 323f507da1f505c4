"""Dates: each way of writing a day or a month."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from data.values.dates import read_date
from data.values.reasons import Reason


@pytest.mark.parametrize(
    "cell",
    [
        "2023-07-01",
        "2023/7/1",
        "2023.7.1",
        "2023年7月1日",
        "2023 年 7 月 1 日",
        "20230701",
        "2023-07-01 00:00:00",
        "2023-7-1 8:30",
        "2023-07-01T00:00:00+08:00",
        "２０２３－０７－０１",
        45108,  # days since 1899-12-30: 45,108
        45108.0,
        45108.5,
        "45108",
        20230701.0,
        datetime(2023, 7, 1),  # noqa: DTZ001
        date(2023, 7, 1),
    ],
)
def test_a_day_is_read_in_every_form(cell: object) -> None:
    assert read_date(cell) == date(2023, 7, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["2023.07", "2023-7", "2023/07", "2023年7月", "202307", 202307.0, 2023.07])
def test_a_month_without_a_day_is_its_last_day(cell: str | float) -> None:
    assert read_date(cell) == date(2023, 7, 31)


def test_february_of_a_leap_year_ends_on_the_29th() -> None:
    assert read_date("2024年2月") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1990-02-31", Reason.DATE),
        ("2023-13-01", Reason.DATE),
        ("昨天", Reason.DATE),
        ("2023", Reason.DATE_YEAR_ONLY),
        ("2023届", Reason.DATE_YEAR_ONLY),
        ("7/1/2023", Reason.DATE_ORDER),
        (2023.1, Reason.DATE_OCTOBER),
        ("1789-07-14", Reason.DATE_RANGE),
        (-5, Reason.DATE),
        (float("1e300"), Reason.DATE),
    ],
)
def test_what_is_no_date_says_why(cell: str | float, reason: Reason) -> None:
    with pytest.raises(ValueError, match=reason.value):
        read_date(cell)


@pytest.mark.parametrize("cell", ["长期有效", "招满为止", "待定"])
def test_an_open_end_is_no_date(cell: str) -> None:
    assert read_date(cell) is None
