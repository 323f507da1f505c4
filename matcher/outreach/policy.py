"""How a city orders its outreach, as its file states it: points, offers, due days, grounds, caps, channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

from matcher.records import Channel, Hours
from matcher.workdays import Workdays


@dataclass(frozen=True, slots=True)
class Ending:
    """Points for an eligibility that ends: all on its last day, none so many days before."""

    points: float
    within_days: float


@dataclass(frozen=True, slots=True)
class Silence:
    """Points for the time since the last attempt: all after so many days, or where there was none."""

    points: float
    full_days: float


@dataclass(frozen=True, slots=True)
class Spell:
    """Points for a spell of unemployment: all after so many months."""

    points: float
    full_months: float


@dataclass(frozen=True, slots=True)
class Fit:
    """Points for how well the posts to offer fit: all where one of them is sure to be recommended."""

    points: float


@dataclass(frozen=True, slots=True)
class Choice:
    """Points for how many good posts there are: all for so many."""

    points: float
    full_posts: float


@dataclass(frozen=True, slots=True)
class NeedsMet:
    """Points for the share of stated needs that a post to offer meets."""

    points: float


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of the formula besides the priority group; all are added up."""

    ending: Ending
    silence: Silence
    spell: Spell
    fit: Fit
    choice: Choice
    needs: NeedsMet


@dataclass(frozen=True, slots=True)
class Offering:
    """What is worth offering."""

    n_posts: int  # at most
    least_chance: float  # that a caseworker would recommend the post, 0..1


@dataclass(frozen=True, slots=True)
class DueRule:
    """By when somebody is to be contacted, in working days: after today, or before something ends."""

    usual: int
    priority: int  # people of a priority group
    before_end: int  # of eligibility
    before_closing: int  # of the best post to offer


@dataclass(frozen=True, slots=True)
class Basis:
    """On which ground people are contacted who did not say whether they agree."""

    statutory_duty: bool


@dataclass(frozen=True, slots=True)
class Caps:
    """How often one person is contacted, whatever the channel."""

    days_between: int  # from one contact to the next
    days_after_not_reached: int  # until somebody who was not reached is tried again
    most_in_30_days: int
    days_of_failures: int  # after which an attempt that led to nothing no longer counts against its channel
    days_after_start: int  # for which somebody is left alone who started, or found work


@dataclass(frozen=True, slots=True)
class ChannelRule:
    """When a channel is open, how often it is used, and when the next one takes over."""

    channel: Channel
    hours: tuple[Hours, ...]
    workdays_only: bool
    most_in_30_days: int
    failures: int  # in a row, after which the next channel is taken

    def first_day(self, day: date, workdays: Workdays) -> date:
        """Give the first day from *day* on, itself included, on which the channel is used."""
        return workdays.first_from(day) if self.workdays_only else day


@dataclass(frozen=True, slots=True)
class Policy:
    """
    Everything that a city states of its outreach.

    Attributes:
        id: kept with what was decided by it.
        utc_offset_hours: of local time; China knows no summer time.
        priority: points of each priority group; the largest of a person's groups counts, not their sum.
        channels: the first that is open is taken.
    """

    id: str
    utc_offset_hours: int
    priority: Mapping[str, float]
    terms: Terms
    offers: Offering
    due: DueRule
    basis: Basis
    caps: Caps
    channels: tuple[ChannelRule, ...]

    def rule_of(self, channel: Channel) -> ChannelRule | None:
        """Give the rule of a channel; None = the city does not use it."""
        return next((one for one in self.channels if one.channel is channel), None)


def numbers_of(part: object, *, key: str = "") -> Iterator[tuple[str, float]]:
    """Give every number of a policy by its key, as ``terms.ending.points``."""
    if isinstance(part, int | float) and not isinstance(part, bool):
        yield key, part
    for name, value in _parts(part):
        yield from numbers_of(value, key=f"{key}{name}".lstrip("."))


def _parts(part: object) -> Iterator[tuple[str, object]]:
    if isinstance(part, Mapping):
        yield from ((f".{name}", value) for name, value in part.items())
    elif isinstance(part, tuple):
        yield from ((f"[{n}]", value) for n, value in enumerate(part))
    elif is_dataclass(part):
        yield from ((f".{one.name}", getattr(part, one.name)) for one in fields(part))
