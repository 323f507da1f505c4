"""Working days: Monday to Friday without the public holidays, with the week-end days that are worked instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from matcher.months import ONE_DAY

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Workdays:
    """The table of some years; in all others every Monday to Friday is taken for a working day."""

    years: frozenset[int]  # whose holidays are known
    holidays: frozenset[date]  # free of work, whatever day of the week
    made_up: frozenset[date]  # worked, although of a week-end

    def is_working(self, day: date) -> bool:
        """Tell whether an office works on a day."""
        return day in self.made_up or (day.weekday() < SATURDAY and day not in self.holidays)

    def first_from(self, day: date) -> date:
        """Give the first working day from a day on, which itself counts."""
        return day if self.is_working(day) else self.after(day, 1)

    def after(self, day: date, n: int) -> date:
        """Give the *n*-th working day after a day, which itself does not count; for 0 the day itself."""
        while n > 0:
            day += ONE_DAY
            n -= self.is_working(day)
        return day

    def count(self, after: date, until: date) -> int:
        """Count the working days after a day up to another, the first left out and the last one included."""
        days = (after + timedelta(days=n + 1) for n in range((until - after).days))
        return sum(map(self.is_working, days))

    def knows(self, first: date, last: date) -> bool:
        """Tell whether the holidays of all days between two are known."""
        return all(year in self.years for year in range(first.year, last.year + 1))
