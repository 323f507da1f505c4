"""Slots of a fair: when each begins and ends, and which of them a booth is open in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time

from matcher.records import Booth, Fair, Hours


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of a fair's day in which one meeting takes place, local time."""

    begins: time
    ends: time


def slots_of(fair: Fair) -> tuple[Slot, ...]:
    """
    Give the slots of *fair* in their order; a slot's place in it is its number.

    They follow each other from the first minute of the hours, those that touch a break are left out, and one that would
    end after the hours is none. () where the hours are shorter than a slot, or a slot has no length.
    """
    return tuple(slot for slot in _whole(fair) if not _touches(slot, fair.breaks))


def minutes_taken(fair: Fair, pause: Hours) -> int:
    """Give the minutes of the slots that touch a break: more than its own where it begins or ends within one."""
    return fair.slot_min * sum(_touches(slot, [pause]) for slot in _whole(fair))


def open_slots(fair: Fair, booth: Booth) -> frozenset[int]:
    """Give the numbers of the slots that touch no break of *booth*."""
    return frozenset(n for n, slot in enumerate(slots_of(fair)) if not _touches(slot, booth.breaks))


def quiet_slots(fair: Fair) -> frozenset[int]:
    """Give the numbers of the slots that lie within the quiet hours from beginning to end."""
    return frozenset(
        n
        for n, slot in enumerate(slots_of(fair))
        if any(one.since <= slot.begins and slot.ends <= one.until for one in fair.quiet)
    )


def minute_of(at: time) -> int:
    """Give the minutes since midnight."""
    return at.hour * 60 + at.minute


def _whole(fair: Fair) -> Iterator[Slot]:
    if fair.slot_min < 1:
        return
    since, until = minute_of(fair.hours.since), minute_of(fair.hours.until)
    for begin in range(since, until - fair.slot_min + 1, fair.slot_min):
        yield Slot(_time(begin), _time(begin + fair.slot_min))


def _touches(slot: Slot, breaks: Iterable[Hours]) -> bool:
    return any(one.since < slot.ends and slot.begins < one.until for one in breaks)


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)
