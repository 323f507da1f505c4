"""Months and years counted from a day, as terms, ages and windows are counted."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
SHORTEST = 28  # days that every month has


def add_months(day: date, n: int) -> date:
    """Give the same day *n* months later; where that month is shorter, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if day.day <= SHORTEST:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, n: int) -> date:
    """Give the anniversary *n* years later; that of 29 February is 28 February in other years."""
    return add_months(day, 12 * n)


def last_day_of(first: date, n: int) -> date:
    """Give the last day of a term of *n* full months that begins on *first*."""
    return add_months(first, n) - ONE_DAY


def full_months(first: date, last: date) -> int:
    """Count the full months of a term, both days included; 0 where it ends before its first month is full."""
    n = (last.year - first.year) * 12 + last.month - first.month + 1
    while n > 0 and last_day_of(first, n) > last:
        n -= 1
    return max(n, 0)


def first_of_month(day: date) -> date:
    """Give the first day of the month."""
    return day.replace(day=1)


def months_of(first: date, last: date) -> Iterator[date]:
    """Give the first day of each calendar month that a term touches, ascending; none where *last* is before *first*."""
    month = first_of_month(first)
    while month <= last:
        yield month
        month = add_months(month, 1)


def n_days_of(month: date) -> int:
    """Count the days of a calendar month."""
    return calendar.monthrange(month.year, month.month)[1]
