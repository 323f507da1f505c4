"""The records of outreach: contacts tried, who looks after whom, and who has taken whom to contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from matcher.records.matching import Actor, DeclineReason


class Channel(StrEnum):
    """How somebody is contacted."""

    PHONE = "phone"
    SMS = "sms"
    MINI_PROGRAM = "mini_program"
    VISIT = "visit"
    OFFICE = "office"  # the person came by; the office contacts nobody by it


class ContactResult(StrEnum):
    """What came of an attempt to contact somebody."""

    SENT = "sent"  # a message went out; nobody answered yet
    REACHED = "reached"  # spoken to, without any of the following
    NOT_REACHED = "not_reached"
    CALL_BACK = "call_back"  # on a day that the person named
    INTERESTED = "interested"  # in a post
    DECLINED = "declined"
    WRONG_NUMBER = "wrong_number"
    STARTED = "started"  # a traineeship or work
    OPTED_OUT = "opted_out"  # wants no contact


class LegalBasis(StrEnum):
    """On what ground the office contacts somebody (PIPL art. 13)."""

    CONSENT = "consent"
    STATUTORY_DUTY = "statutory_duty"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to contact a candidate. None = unknown, or does not apply."""

    id: str
    candidate_id: str
    channel: Channel
    at: datetime  # UTC
    result: ContactResult
    basis: LegalBasis
    actor: Actor
    call_back_on: date | None = None
    post_id: str | None = None  # that the person is interested in, declined or started
    reason: DeclineReason | None = None
    note: str | None = None  # without personal numbers


@dataclass(frozen=True, slots=True)
class Claimed:
    """That a colleague has taken a candidate to contact: nobody else does until it ends."""

    candidate_id: str
    actor: Actor
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """
    A message to a candidate as it stands in its batch: by template and posts, its words are made when it goes out.

    Nothing here or in a batch tells why the person is in it.
    """

    id: str  # of batch, person, template and posts: the same again has the same
    batch: str
    candidate_id: str
    channel: Channel
    template: str
    post_ids: tuple[str, ...]
    to_register: bool  # the person is told how to register as unemployed
    send_after: datetime  # UTC; before it the person is not to be disturbed
    at: datetime  # when it was put into the batch, UTC
    actor: Actor
    delivered_at: datetime | None = None  # handed out in a file, or taken by the receiver; None = not yet
    delivered_by: str | None = None  # id of the actor who handed it out first


@dataclass(frozen=True, slots=True)
class Caseload:
    """Which caseworker looks after a candidate, since when, and who said so."""

    candidate_id: str
    caseworker: str  # id of the actor
    since: datetime
    actor: Actor
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An employer's wish to meet a candidate, whom the office is to ask."""

    number: int  # of the event that keeps it
    candidate_id: str
    post_id: str
    actor: Actor  # who told it
    at: datetime

    @property
    def key(self) -> str:
        """Give what the tasks that follow from it are named by."""
        return event_key(self.number)


@dataclass(frozen=True, slots=True)
class Interest:
    """What a caseworker heard of a candidate in a talk: interest in a post, told on its card."""

    number: int  # of the event that keeps it
    candidate_id: str
    post_id: str
    actor: Actor  # who heard it
    at: datetime

    @property
    def key(self) -> str:
        """Give what the tasks that follow from it are named by."""
        return event_key(self.number)


def event_key(number: int) -> str:
    """Give what the tasks that follow from an event of a post, as an invitation or an interest, are named by."""
    return f"E{number}"
