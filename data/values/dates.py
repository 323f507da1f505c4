"""Dates as offices write them, down to a month without a day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data.values.reasons import Reason, because
from data.values.text import Cell, plain, written

_TIME = re.compile(r"(?:T|\s+)\d{1,2}[:时]\d{1,2}.*$")
_PARTS = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})[日号]?|月)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_YEAR = re.compile(r"(\d{4})(?:年度?|届|级)?")
_FOREIGN = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_OPEN = re.compile(r"长期(?:有效|招聘)?|招满(?:即止|为止)|不限|待定|至今|无期限|随时|未毕业|未定")
_EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar, as its false 29 February 1900 makes it
_SERIALS = range(7306, 73051)  # 1920-01-01 to 2099-12-31


@dataclass(frozen=True, slots=True)
class Partial:
    """A date of which the day may be unknown."""

    year: int
    month: int
    day: int | None

    @property
    def first(self) -> date:
        """Give the date, or the first day of the month."""
        return date(self.year, self.month, self.day or 1)

    @property
    def last(self) -> date:
        """Give the date, or the last day of the month."""
        return date(self.year, self.month, self.day or calendar.monthrange(self.year, self.month)[1])


def read_date(cell: Cell) -> date | None:
    """Read a date; a month without a day is its last day; 长期 and the like are no date."""
    partial = read_partial(cell)
    return partial.last if partial else None


def read_day(cell: Cell) -> date | None:
    """Read a date of which the day decides: a month alone is refused."""
    partial = read_partial(cell)
    if partial and partial.day is None:
        raise because(Reason.DATE_DAY)
    return partial.last if partial else None


def read_first_day(cell: Cell) -> date | None:
    """Read the day from which something holds; a month without a day is its first day."""
    partial = read_partial(cell)
    return partial.first if partial else None


def read_birth(cell: Cell) -> str | None:
    """Read a date of birth as far as it is known, as ISO 8601 has it: 2001, 2001-05 or 2001-05-12."""
    year = _YEAR.fullmatch(plain(written(cell)))
    if year and 1900 <= int(year[1]) <= 2099:
        return year[1]
    partial = read_partial(cell)
    if partial is None:
        return None
    day = "" if partial.day is None else f"-{partial.day:02}"
    return f"{partial.year}-{partial.month:02}{day}"


def read_since(cell: Cell) -> date | None:
    """Read the day from which something holds; a year or a month alone is its first day."""
    year = _YEAR.fullmatch(plain(written(cell)))
    return date(int(year[1]), 1, 1) if year and 1900 <= int(year[1]) <= 2099 else read_first_day(cell)


def read_partial(cell: Cell) -> Partial | None:
    """Read a date of which the day may be missing."""
    if isinstance(cell, date):  # a datetime is one too
        return _checked(cell.year, cell.month, cell.day)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_number(float(cell))
    return _from_text(plain(_TIME.sub("", written(cell))))


def _from_number(number: float) -> Partial:
    if not 0 < number < 1e9:
        raise because(Reason.DATE)
    if number.is_integer():
        return _from_text(str(int(number))) or _fail()
    if int(number) in _SERIALS:
        return _from_serial(int(number))
    year, _, month = f"{number:.6g}".partition(".")
    if len(year) != 4 or not month or len(month) > 2:
        raise because(Reason.DATE)
    if month == "1":  # a number cannot tell 2023.1 from 2023.10
        raise because(Reason.DATE_OCTOBER)
    return _checked(int(year), int(month), None)


def _fail() -> Partial:
    raise because(Reason.DATE)


def _from_serial(serial: int) -> Partial:
    day = _EPOCH + timedelta(days=serial)
    return Partial(day.year, day.month, day.day)


def _from_text(text: str) -> Partial | None:
    if _OPEN.fullmatch(text):
        return None
    if match := _PARTS.fullmatch(text) or _DIGITS.fullmatch(text):
        year, month, day = match.groups()
        return _checked(int(year), int(month), int(day) if day else None)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and int(float(text)) in _SERIALS:
        return _from_serial(int(float(text)))
    if _YEAR.fullmatch(text):
        raise because(Reason.DATE_YEAR_ONLY)
    raise because(Reason.DATE_ORDER if _FOREIGN.fullmatch(text) else Reason.DATE)


def _checked(year: int, month: int, day: int | None) -> Partial:
    if not 1900 <= year <= 2099:
        raise because(Reason.DATE_RANGE)
    try:
        datetime(year, month, day or 1)  # noqa: DTZ001 - only to see whether the day exists
    except ValueError as fault:
        raise because(Reason.DATE) from fault
    return Partial(year, month, day)
