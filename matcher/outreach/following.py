"""What a city states of what follows from contacts: when to come back, how long a colleague keeps a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from matcher.editions import Mistake
from matcher.errors import Phrase
from matcher.records import DeclineReason

MOST_DAYS = 3660
MOST_HOURS = 24 * 14


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """For how many hours a colleague has a person: unless asked otherwise, and at most."""

    hours: float
    most_hours: float


@dataclass(frozen=True, slots=True)
class Following:
    """
    What follows from contacts, in figures.

    Attributes:
        id: kept with what was decided by it.
        introduce_within: working days within which an interested person is introduced.
        record_within: working days within which a start is recorded as a placement.
        ask_within: working days within which another number, or a fact that is missing, is asked for.
        tell_within: working days within which the head of the district hears of somebody who cannot be reached.
        call_back_within: calendar days ahead within which a call back can be promised.
        cool_down: calendar days for which somebody who declined is left alone.
    """

    id: str
    introduce_within: int
    record_within: int
    ask_within: int
    tell_within: int
    call_back_within: int
    cool_down: Mapping[DeclineReason, int]
    claim: ClaimRule


def find_following_mistakes(following: Following) -> list[Mistake]:
    """List what makes no sense; empty = nothing does."""
    return [mistake for check in CHECKS for mistake in check(following)]


def _days(following: Following) -> Iterator[Mistake]:
    counted = ("introduce_within", "record_within", "ask_within", "tell_within", "call_back_within")
    told = {name: getattr(following, name) for name in counted}
    told |= {f"cool_down.{reason}": days for reason, days in following.cool_down.items()}
    for key, value in told.items():
        if not 0 <= value <= MOST_DAYS:
            yield Mistake(key, _outside(value, MOST_DAYS))


def _every_reason(following: Following) -> Iterator[Mistake]:
    for reason in DeclineReason:
        if reason not in following.cool_down:
            yield Mistake(f"cool_down.{reason}", Phrase("is missing"))


def _hours(following: Following) -> Iterator[Mistake]:
    rule = following.claim
    if not 0 < rule.most_hours <= MOST_HOURS:
        yield Mistake("claim.most_hours", _outside(rule.most_hours, MOST_HOURS))
    if not 0 < rule.hours <= rule.most_hours:
        yield Mistake("claim.hours", _outside(rule.hours, rule.most_hours))


def _outside(value: float, most: float) -> Phrase:
    return Phrase.of("{value:g} is not between {low:g} and {high:g}", value=value, low=0, high=most)


CHECKS: tuple[Callable[[Following], Iterator[Mistake]], ...] = (_days, _every_reason, _hours)
