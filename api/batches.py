"""Batches of messages: what is asked for, whom the queue puts into it, kept before anything leaves the house."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from api.contacting import moment_of
from api.house import House
from api.message_values import tells
from api.planning import Planned, plan_outreach
from api.refusing import refuse_unaddressed
from data.outreach.messages import is_telling
from data.store import (
    Session,
    add_attempts,
    add_feedback,
    add_messages,
    attempts_by_candidate,
    candidates_by_id,
    candidates_with_phone,
    claimed_by_candidate,
    iter_attempts,
    lock_sequence,
    message_id,
    messages_of,
    posts_by_id,
)
from matcher.errors import BadInput
from matcher.outreach.claims import is_held
from matcher.outreach.policy import ChannelRule, Policy
from matcher.outreach.situation import BY_NUMBER, in_local_time
from matcher.records import (
    Actor,
    Attempt,
    Candidate,
    Channel,
    ContactResult,
    Feedback,
    FeedbackEvent,
    LegalBasis,
    Message,
    Post,
)

MOST = 2_000  # messages of one batch, as many as a queue has entries
WRITTEN = (Channel.SMS, Channel.MINI_PROGRAM)
ID_DIGITS = 12
NOBODY: frozenset[str] = frozenset()


class Outgoing(Protocol):
    """A batch as it leaves the house: its name, and by what its messages are worded."""

    @property
    def id(self) -> str:
        """Give its name."""

    @property
    def channel(self) -> Channel:
        """Give by which they go."""

    @property
    def template(self) -> str:
        """Give the name of the template."""

    @property
    def office(self) -> str | None:
        """Give how they name the office; None = by the person's district."""


@dataclass(frozen=True, slots=True)
class Batch:
    """
    What a batch of messages is asked for by; the same again is the same batch.

    Attributes:
        way: by which it leaves the house: ``file``, ``http`` or ``webhook``. What left by one is not sent by another.
        as_of: the day of the queue.
        office: as the messages name it; None = that of the person's district.
    """

    channel: Channel
    template: str
    way: str
    as_of: date
    district: str | None
    limit: int
    office: str | None

    @property
    def id(self) -> str:
        """The name of the batch: day and hash of what is asked; of whom, it says nothing."""
        told = (self.channel, self.template, self.way, self.as_of, self.district, self.limit, self.office)
        digest = hashlib.sha256(json.dumps([None if one is None else str(one) for one in told]).encode()).hexdigest()
        return f"{self.as_of:%Y%m%d}-{digest[:ID_DIGITS]}"

    def on(self, day: date) -> Batch:
        """Give the same as it was asked for on another day."""
        return replace(self, as_of=day)


def asked_batch(
    house: House,
    *,
    channel: Channel,
    way: str,
    template: str | None = None,
    as_of: date | None = None,
    district: str | None = None,
    limit: int,
    office: str | None = None,
) -> Batch:
    """
    Make the batch that is asked for.

    Raises:
        BadInput: nothing is written by this channel, there is no such template for it, or what the office is to be
            called would tell a priority group.
        NotReady: the address under which people refuse further messages is not known.
    """
    refuse_unaddressed(house)
    known = tuple(str(one) for one in WRITTEN)
    if channel not in WRITTEN:
        raise BadInput("{field}: messages go out by one of {known}", field="channel", known=known)
    if template not in (None, str(channel)) or channel not in house.messages:
        raise BadInput(
            "{field}: there is no template {name!r} for this channel; known are {known}",
            field="template",
            name=template,
            known=(str(channel),),
        )
    if office is not None and is_telling(office):
        raise BadInput("{field}: would tell a priority group; take a name of the office without it", field="office")
    return Batch(channel, str(channel), way, as_of or house.today(), district, limit, office)


def decide(house: House, batch: Batch, *, actor: Actor) -> None:
    """
    Keep the messages of a batch, unless it was decided before: to the head of the queue as by this channel alone.

    Each message counts as an attempt, and the posts in it as shown, from this moment on; so nobody is in two batches
    that are decided at the same time.

    Raises:
        BadInput: the batch is of another day and was not decided on it.
        NotReady: the index is not complete yet.
    """
    with house.database.read() as session:
        if messages_of(session, batch.id):
            return
    if batch.as_of != house.today():
        raise BadInput(
            "{field}: messages are decided on the day itself, and none were decided on {day}",
            field="as_of",
            day=batch.as_of,
        )
    with house.database.read() as session:
        seen = frozenset(one.id for one in iter_attempts(session))
    only = by_one_channel(house, batch.channel)
    planned = plan_outreach(only, actor=actor, district=batch.district, as_of=batch.as_of, limit=batch.limit)
    with house.database.begin() as session:
        lock_sequence(session)
        if messages_of(session, batch.id):
            return
        at = moment_of(house)  # a plan takes a while: what was done meanwhile is past by now
        written = [one for one in planned if not one.entry.is_call_back]
        _keep(house, session, batch, _still_free(session, written, seen=seen, at=at), actor=actor, at=at)


def by_one_channel(house: House, channel: Channel) -> House:
    """
    Give the house as if a channel were the only one.

    Raises:
        BadInput: the city does not use it.
    """
    return replace(house, outreach=replace(house.outreach, channels=(rule_for(house.outreach, channel),)))


def rule_for(policy: Policy, channel: Channel) -> ChannelRule:
    """
    Give the rule by which a channel is used.

    Raises:
        BadInput: the city does not use it.
    """
    rule = policy.rule_of(channel)
    if rule is None:
        raise BadInput("{field}: the office's order of outreach does not use this channel", field="channel")
    return rule


def _still_free(session: Session, planned: Sequence[Planned], *, seen: frozenset[str], at: datetime) -> list[Planned]:
    """
    Leave out whom a colleague has, and who lost the number, was contacted or refused contact meanwhile.

    Args:
        seen: the ids of the attempts that there were before it was made; by their moments they cannot be told apart.
        at: now, under the writers' lock.
    """
    ids = [one.candidate.id for one in planned]
    people, tried = candidates_by_id(session, ids), attempts_by_candidate(session, ids)
    numbered = candidates_with_phone(session) if any(one.entry.channel in BY_NUMBER for one in planned) else NOBODY
    held = {one.candidate_id for one in claimed_by_candidate(session, ids) if is_held(one, at=at)}
    return [
        one
        for one in planned
        if (person := people.get(one.candidate.id)) is not None
        and person.id not in held
        and not _refuses(person, one.entry.channel)
        and (one.entry.channel not in BY_NUMBER or person.id in numbered)
        and all(attempt.id in seen for attempt in tried.get(person.id, ()))
    ]


def _refuses(person: Candidate, channel: Channel) -> bool:
    return person.contact_consent is False or (channel is Channel.MINI_PROGRAM and person.push_consent is False)


def _keep(
    house: House, session: Session, batch: Batch, planned: Sequence[Planned], *, actor: Actor, at: datetime
) -> None:
    if not planned:
        return
    there = posts_by_id(session, {post.id for one in planned for post, _ in one.offers})
    messages = [_message(house, batch, one, there, actor=actor, at=at) for one in planned]
    details = {"channel": str(batch.channel), "template": batch.template, "way": batch.way}
    basis = {one.candidate.id: one.entry.basis for one in planned}
    keep_messages(house, session, messages, basis=basis, details=details, actor=actor, at=at)


def keep_messages(
    house: House,
    session: Session,
    messages: Sequence[Message],
    *,
    basis: Mapping[str, LegalBasis],
    details: dict[str, Any],
    actor: Actor,
    at: datetime,
) -> None:
    """
    Keep the messages of a new batch: each counts as an attempt, and its posts as shown, from this moment on.

    Args:
        house: whose they are.
        session: of a transaction, under the writers' lock.
        messages: of one batch.
        basis: on which ground each of their people is contacted.
        details: what the line of the log says beside the batch; never of whom, or why.
        actor: who decided them.
        at: when.
    """
    if not messages:
        return
    add_messages(session, messages, details=details, vault=house.vault)
    # the person is disturbed when the message goes out, after a holiday perhaps: caps count from there
    sent = [
        Attempt(
            one.id,
            one.candidate_id,
            one.channel,
            max(at, one.send_after),
            ContactResult.SENT,
            basis[one.candidate_id],
            actor,
        )
        for one in messages
    ]
    add_attempts(session, sent)
    shown = list(_shown(house, messages))
    if shown:
        add_feedback(session, shown, actor=actor, at=at)


def _message(
    house: House, batch: Batch, one: Planned, there: Mapping[str, Post], *, actor: Actor, at: datetime
) -> Message:
    post_ids = tuple(post.id for post, _ in one.offers if post.id in there and not tells(there[post.id]))
    id = message_id(batch.id, one.candidate.id, template=batch.template, post_ids=post_ids)
    return Message(
        id=id,
        batch=batch.id,
        candidate_id=one.candidate.id,
        channel=batch.channel,
        template=batch.template,
        post_ids=post_ids,
        to_register=one.entry.to_register,
        send_after=one.entry.not_before,
        at=at,
        actor=actor,
    )


def _shown(house: House, messages: Sequence[Message]) -> Iterator[Feedback]:
    """Give what was shown; a program concludes it, nobody saw the person read it."""
    for one in messages:
        for position, post_id in enumerate(one.post_ids, 1):
            yield Feedback(
                candidate_id=one.candidate_id,
                post_id=post_id,
                event=FeedbackEvent.SHOWN,
                happened_on=in_local_time(one.at, house.outreach).date(),
                actor=one.actor,
                at=one.at,
                position=position,
                list_id=one.batch,
                automatic=True,
            )
