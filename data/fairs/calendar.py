"""Calendars of a fair: one event for each meeting, known again when the plan is made anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import icalendar

ZONE = "Asia/Shanghai"
PRODUCT = "-//jianxi-matcher//fair//ZH"


@dataclass(frozen=True, slots=True)
class Event:
    """
    One meeting.

    Attributes:
        uid: the same for the same person at the same booth, whatever the time; it tells neither.
        on: the day.
        begins: local time.
        ends: local time.
        place: building, hall and booth.
    """

    uid: str
    on: date
    begins: time
    ends: time
    summary: str
    place: str
    description: str = ""


def write_calendar(events: Iterable[Event], *, name: str, revision: int, at: datetime) -> bytes:
    """
    Write meetings as one calendar.

    Args:
        events: in any order.
        name: of the calendar.
        revision: how often the plan was made: a calendar takes the higher one for the newer.
        at: when the plan was made, UTC.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    zone = ZoneInfo(ZONE)
    for one in sorted(events, key=lambda one: (one.begins, one.uid)):
        event = icalendar.Event()
        event.add("uid", one.uid)
        event.add("dtstamp", at)
        event.add("sequence", revision)
        event.add("dtstart", datetime.combine(one.on, one.begins, zone))
        event.add("dtend", datetime.combine(one.on, one.ends, zone))
        event.add("summary", one.summary)
        event.add("location", one.place)
        if one.description:
            event.add("description", one.description)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written
