"""When and whether a message that was decided may still go out: the part of the day, and what stands against it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from matcher.outreach.policy import ChannelRule
from matcher.outreach.situation import Asking, Situation
from matcher.outreach.timing import (
    Reason,
    is_call_back_due,
    next_moment,
    reasons_against,
    reasons_against_channel,
)
from matcher.records import Message

CALL_BACK = "call_back"  # the person waits for a call


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a day in which a channel is open, local time; *until* itself is outside."""

    since: datetime
    until: datetime


def next_window(channel: ChannelRule, asking: Asking, *, earliest: datetime) -> Window:
    """Give the first time from now on, and from *earliest*, in which a channel is open."""
    opens = next_moment(channel, replace(asking, at=max(asking.at, earliest)))
    until = next(one.until for one in channel.hours if one.since <= opens.time() < one.until)
    return Window(opens, datetime.combine(opens.date(), until, opens.tzinfo))


def why_withheld(message: Message, situation: Situation, channel: ChannelRule, asking: Asking) -> str | None:
    """
    Give the code of what stands against a message by now, as an opt-out, a claim or another contact; None = nothing.

    Its own attempt does not count; whoever waits to be called back is called and not written to.
    """
    others = tuple(one for one in situation.attempts if one.id != message.id)
    before = replace(situation, attempts=others)
    against: list[Reason] = [*reasons_against(before, asking), *reasons_against_channel(before, channel, asking)]
    if against:
        return against[0].code
    return CALL_BACK if is_call_back_due(before, asking) else None
