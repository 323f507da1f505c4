"""What is asked of a report, and what comes of it: a paper, and the same figures for programs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.house import House
from matcher.errors import BadInput
from matcher.papers import Paper

MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Asked:
    """How a report is asked for; None = as of today."""

    month: date | None = None  # its first day
    office: str | None = None  # who reports; None = the city
    public: bool = False  # for publication: small counts are suppressed
    year: int | None = None  # of a paper of a year
    as_of: date | None = None  # the day as of which the facts count


@dataclass(frozen=True, slots=True)
class Made:
    """A report as it was made."""

    paper: Paper
    plain: dict[str, Any]  # for JSON
    brief: tuple[str, ...] = ()  # keys of the columns of the first table that a screen shows; () = all


Report = Callable[[House, Asked], Made]


def read_month(written: str) -> date:
    """
    Read a month as ``2023-08`` and give its first day.

    Raises:
        BadInput: it is none.
    """
    found = MONTH.fullmatch(written.strip())
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), 1)
    except ValueError:
        pass
    raise BadInput("{field}: {value!r} is not a month; write it as 2023-08", field="month", value=written[:20])


def month_asked(house: House, asked: Asked) -> date:
    """
    Give the month that a report is about: the one asked for, else that of today.

    Raises:
        BadInput: it has not begun.
    """
    today = house.today()
    month = asked.month or today.replace(day=1)
    if month > today:
        raise BadInput("{field}: {month} has not begun", field="month", month=f"{month:%Y-%m}")
    return month


def office_of(house: House, asked: Asked) -> str:
    """Name who reports."""
    return asked.office or f"{house.gazetteer.city}市"


def refuse_public(asked: Asked) -> None:
    """
    Refuse to make a paper for publication that is none.

    Raises:
        BadInput: it is asked for so.
    """
    if asked.public:
        raise BadInput("{field}: this paper is for the office, it is not published", field="public")
