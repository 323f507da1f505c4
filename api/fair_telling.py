"""Whom of a fair's guests to tell anew: who was told another time than they have now, and by which channel."""

from __future__ import annotations

from dataclasses import dataclass

from api.batches import WRITTEN
from api.fair_invitations import FairBatch, handed_out, meetings_of
from api.fair_moving import Standing
from api.house import House
from matcher.records import Channel

Meetings = tuple[tuple[str, str], ...]
"""Each by its day and time, and its booth."""


@dataclass(frozen=True, slots=True)
class ToldOtherwise:
    """
    Somebody whose invitation does not name the meetings that they have.

    Attributes:
        told: None = it was not kept.
        now: () = none any more.
        is_guest: False = chosen no more when the fair was planned anew.
    """

    candidate_id: str
    channel: Channel
    told: Meetings | None
    now: Meetings
    is_guest: bool


def told_otherwise(house: House, standing: Standing) -> list[ToldOtherwise]:
    """List who was told another time or booth than they have now, or has none any more, by id."""
    guests = {one.candidate_id: one for one in standing.guests}
    found = []
    for id, channel in invited_by(house, standing.fair.id).items():
        guest = guests.get(id)
        now = () if guest is None else meetings_of(standing.fair, guest)
        told = None if guest is None else guest.told
        if guest is None or now != told:
            found.append(ToldOtherwise(id, channel, told, now, guest is not None))
    return sorted(found, key=lambda one: one.candidate_id)


def invited_by(house: House, fair_id: str) -> dict[str, Channel]:
    """Give who has an invitation that left the house, with the channel of it."""
    return {id: by for by in WRITTEN for id in handed_out(house, FairBatch(fair_id, by, None))}
