"""Batches sent to a receiver: page by page, each noted when it was taken, so that a stop loses nothing."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypedDict

from api.batches import Batch, Outgoing, decide
from api.handing_out import Invitations, Ready, as_dict, note_opening, open_messages, unfinished_before
from api.house import House
from api.webhook import Receiver, open_client, post_page
from data.store import count_messages, messages_of, note_delivered, page_undelivered
from matcher.records import Actor, Message

PAGE = 100
KEY_DIGITS = 16

Progress = Callable[[int, int], None]  # messages dealt with, in all


class Telling(TypedDict):
    """By whom and what for messages are sent, and who is told how far it is."""

    purpose: str
    actor: Actor
    on_progress: Progress


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a batch."""

    batch: str
    n: int  # messages of the batch
    n_sent: int  # by this run
    n_withheld: int  # not delivered: something stands against them by now
    withheld: Mapping[str, int] = field(default_factory=dict)  # how many of these, by the code of why
    n_resumed: int = 0  # sent by this run of batches of days before that were asked for alike


def send_batch(
    house: House, batch: Batch, receiver: Receiver, *, purpose: str, actor: Actor, on_progress: Progress
) -> Sent:
    """
    Send what was not delivered of the same batch of days before, then decide this one, unless it was, and send it.

    Raises:
        BadInput: no purpose is given.
        NotReady: the receiver refuses, or cannot be reached; what it took until then is noted, and the same again goes
            on from there.
    """
    told: Telling = {"purpose": purpose, "actor": actor, "on_progress": on_progress}
    n_resumed = sum(send_messages(house, one, receiver, **told).n_sent for one in unfinished_before(house, batch))
    decide(house, batch, actor=actor)
    return replace(send_messages(house, batch, receiver, **told), n_resumed=n_resumed)


def send_messages(
    house: House,
    batch: Outgoing,
    receiver: Receiver,
    *,
    purpose: str,
    actor: Actor,
    on_progress: Progress,
    invitations: Invitations | None = None,
) -> Sent:
    """
    Send the messages of a decided batch that were not delivered, page by page.

    Raises:
        BadInput, NotReady: as ``send_batch``.
    """
    with house.database.read() as session:
        every = messages_of(session, batch.id)
    waiting = [one for one in every if one.delivered_at is None]
    if not waiting:
        return Sent(batch.id, len(every), 0, 0)
    reveal = note_opening(house, waiting, actor=actor, purpose=purpose)
    after: str | None = None
    n_sent = n_seen = 0
    withheld = Counter[str]()
    with open_client(receiver) as client:
        while page := _next_page(house, batch, after):
            after, n_seen = page[-1].candidate_id, n_seen + len(page)
            opened = open_messages(house, page, reveal, office=batch.office, invitations=invitations)
            withheld.update(opened.withheld)
            if ready := opened.ready:
                post_page(client, receiver, body_of(batch, ready), key=key_of(batch, ready))
                with house.database.begin() as session:
                    sent = [one.id for one in ready]
                    n_sent += note_delivered(session, sent, actor=actor, at=house.clock(), vault=house.vault)
            on_progress(n_seen, len(waiting))
    with house.database.read() as session:
        n, n_delivered = count_messages(session, batch.id)
    return Sent(batch.id, n, n_sent, n - n_delivered, dict(sorted(withheld.items())))


def _next_page(house: House, batch: Outgoing, after: str | None) -> list[Message]:
    with house.database.read() as session:
        return page_undelivered(session, batch.id, after=after, limit=PAGE)


def key_of(batch: Outgoing, ready: Sequence[Ready]) -> str:
    """Name a page: the same messages have the same name, whenever they are sent again."""
    told = "\n".join(one.id for one in ready)
    return f"{batch.id}-{hashlib.sha256(told.encode()).hexdigest()[:KEY_DIGITS]}"


def body_of(batch: Outgoing, ready: Sequence[Ready]) -> bytes:
    """Write a page as JSON: to whom, what and from when on; never why."""
    page = {
        "batch": batch.id,
        "channel": batch.channel,
        "template": batch.template,
        "messages": [as_dict(one) for one in ready],
    }
    return json.dumps(page, ensure_ascii=False).encode()
