"""Batches of messages: decided by the queue and kept first, then opened for a purpose as often as asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from api.contacting import moment_of
from api.house import House
from api.message_values import SHOWN, Wording, values_of
from api.planning import Planned, plan_outreach
from api.situations import asking_on
from data.outreach import MessageTemplate, render
from data.outreach.messages import is_telling
from data.store import (
    Reveal,
    Session,
    add_attempts,
    add_feedback,
    add_messages,
    attempts_by_candidate,
    candidates_by_id,
    claimed_by_candidate,
    lock_sequence,
    message_id,
    messages_of,
    note_reveal,
    posts_by_id,
    revealed,
)
from matcher.errors import BadInput
from matcher.outreach.claims import is_held
from matcher.outreach.policy import Policy
from matcher.outreach.situation import in_local_time
from matcher.outreach.timing import next_moment
from matcher.records import (
    Actor,
    Attempt,
    Candidate,
    Channel,
    ContactResult,
    Feedback,
    FeedbackEvent,
    Message,
    Post,
)

MOST = 2_000  # messages of one batch, as many as a queue has entries
WRITTEN = (Channel.SMS, Channel.MINI_PROGRAM)
ID_DIGITS = 12


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

    def on(self, day: str) -> Batch:
        """Give the same as it was asked for on another day, ``2023-09-01``."""
        return replace(self, as_of=date.fromisoformat(day))


@dataclass(frozen=True, slots=True, repr=False)
class Ready:
    """A message as it leaves the house: to whom, what, and from when on the person may be disturbed."""

    id: str
    candidate_id: str
    name: str
    phone: str
    text: str
    send_after: datetime  # local time of the city

    def __repr__(self) -> str:
        """Show which message it is and nothing of the person."""
        return f"Ready({self.id!r})"


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
        BadInput: nothing is written by this channel, or there is no such template for it.
    """
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
    return Batch(channel, str(channel), way, as_of or house.today(), district, limit, office)


def decide(house: House, batch: Batch, *, actor: Actor) -> None:
    """
    Keep the messages of a batch, unless it was decided before: to the head of the queue as by this channel alone.

    Each message counts as an attempt, and the posts in it as shown, from this moment on; so nobody is in two batches
    that are decided at the same time.

    Raises:
        NotReady: the index is not complete yet.
    """
    with house.database.read() as session:
        if messages_of(session, batch.id):
            return
    at = moment_of(house)
    only = replace(house, outreach=_with_one_channel(house.outreach, batch.channel))
    planned = plan_outreach(only, actor=actor, district=batch.district, as_of=batch.as_of, limit=batch.limit)
    with house.database.begin() as session:
        lock_sequence(session)
        if messages_of(session, batch.id):
            return
        free = _still_free(house, session, [one for one in planned if not one.entry.is_call_back], since=at)
        _keep(house, session, batch, free, actor=actor, at=at)


def _with_one_channel(policy: Policy, channel: Channel) -> Policy:
    rule = policy.rule_of(channel)
    if rule is None:
        raise BadInput("{field}: the office's order of outreach does not use this channel", field="channel")
    return replace(policy, channels=(rule,))


def _still_free(house: House, session: Session, planned: Sequence[Planned], *, since: datetime) -> list[Planned]:
    """Leave out whom a colleague has, and who was contacted or refused contact while the queue was made."""
    ids = [one.candidate.id for one in planned]
    people, tried = candidates_by_id(session, ids), attempts_by_candidate(session, ids)
    held = {one.candidate_id for one in claimed_by_candidate(session, ids) if is_held(one, at=since)}
    return [
        one
        for one in planned
        if (person := people.get(one.candidate.id)) is not None
        and person.id not in held
        and not _refuses(person, one.entry.channel)
        and not any(attempt.at >= since for attempt in tried.get(person.id, ()))
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
    add_messages(session, messages, details=details)
    basis = {one.candidate.id: one.entry.basis for one in planned}
    sent = [
        Attempt(one.id, one.candidate_id, one.channel, at, ContactResult.SENT, basis[one.candidate_id], actor)
        for one in messages
    ]
    add_attempts(session, sent)
    shown = list(_shown(house, messages))
    if shown:
        add_feedback(session, shown, actor=actor, at=at)


def _message(
    house: House, batch: Batch, one: Planned, there: Mapping[str, Post], *, actor: Actor, at: datetime
) -> Message:
    post_ids = tuple(post.id for post, _ in one.offers if post.id in there and not _tells(there[post.id]))
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


def _tells(post: Post) -> bool:
    """Tell whether a post may stand in no message: its own words would tell somebody's group."""
    return any(is_telling(text) for text in (post.title, post.employer, post.place or ""))


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


def as_dict(one: Ready) -> dict[str, str]:
    """Give a message as files and pages tell it."""
    return {
        "id": one.id,
        "candidate_id": one.candidate_id,
        "name": one.name,
        "phone": one.phone,
        "text": one.text,
        "send_after": one.send_after.isoformat(timespec="minutes"),
    }


def note_opening(house: House, messages: Sequence[Message], *, actor: Actor, purpose: str) -> Reveal:
    """
    Note in one line of the log that the people of messages are about to be read, and give the leave to do so.

    Raises:
        BadInput: no purpose is given.
    """
    ids = [one.candidate_id for one in messages]
    with house.database.begin() as session:
        return note_reveal(
            session,
            "candidate",
            ids,
            "self",
            fields=SHOWN,
            actor=actor,
            purpose=purpose,
            at=house.clock(),
            vault=house.vault,
        )


def open_messages(house: House, messages: Sequence[Message], reveal: Reveal, *, office: str | None) -> list[Ready]:
    """
    Write messages as they leave the house, in the order in which they are given.

    Whoever has opted out since, or has lost the number, is left out; a post that is gone is not told.

    Args:
        house: where people and posts are.
        messages: of one batch.
        reveal: names their people.
        office: as the messages name it; None = that of the person's district.

    Raises:
        BadInput: a message would tell a priority group.
    """
    with house.database.read() as session:
        people = candidates_by_id(session, [one.candidate_id for one in messages])
        persons = revealed(session, reveal, list(people), vault=house.vault)
        posts = posts_by_id(session, {id for one in messages for id in one.post_ids})
    wanted = [
        one for one in messages if one.candidate_id in people and not _refuses(people[one.candidate_id], one.channel)
    ]
    ready = []
    for one in wanted:
        person = persons.get(one.candidate_id)
        if person is None or not person.name or not person.phone:
            continue
        wording = Wording(house.gazetteer.city, office, house.messages[one.channel])
        text = _text(wording, one, people[one.candidate_id], person.name, posts)
        opens = in_local_time(_opens(house, one), house.outreach)
        ready.append(Ready(one.id, one.candidate_id, person.name, person.phone, text, opens))
    return ready


def _text(wording: Wording, one: Message, candidate: Candidate, name: str, posts: Mapping[str, Post]) -> str:
    template: MessageTemplate = wording.template
    told = [posts[id] for id in one.post_ids if id in posts and not _tells(posts[id])]
    return render(template, values_of(candidate, name, told, wording=wording, to_register=one.to_register))


def _opens(house: House, one: Message) -> datetime:
    """Give the first moment from now on at which the channel is open, but no earlier than was decided."""
    now = moment_of(house)
    rule = house.outreach.rule_of(one.channel)
    if now <= one.send_after or rule is None:
        return one.send_after
    return next_moment(rule, replace(asking_on(house), at=now))
