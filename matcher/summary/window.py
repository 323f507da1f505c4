"""The days that a month's summary looks at: the month, the one before, and the year up to the month's end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from matcher.months import add_months, n_days_of


@dataclass(frozen=True, slots=True)
class Window:
    """A month, by its first day."""

    month: date

    @classmethod
    def until(cls, day: date) -> Window:
        """Give the window of the month in which a day lies."""
        return cls(day.replace(day=1))

    @property
    def last(self) -> date:
        """Give the last day of the month."""
        return self.month.replace(day=n_days_of(self.month))

    def in_month(self, day: date) -> bool:
        """Tell whether a day lies in the month."""
        return self.month <= day <= self.last

    def in_last_month(self, day: date) -> bool:
        """Tell whether a day lies in the month before, of the year before where the month is January."""
        return add_months(self.month, -1) <= day < self.month

    def in_year(self, day: date) -> bool:
        """Tell whether a day lies in the year, up to the month's end."""
        return day.year == self.month.year and day <= self.last

    def covers(self, day: date) -> bool:
        """Tell whether a day lies in any of the three."""
        return self.in_year(day) or self.in_last_month(day)
