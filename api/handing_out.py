"""Messages handed out: opened for a purpose, as often as asked, unless something stands against it by now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from api.batches import Batch, Outgoing, rule_for
from api.contacting import moment_of
from api.house import House
from api.message_values import SHOWN, Wording, tells, values_of
from api.refusing import ways_to_refuse
from api.situations import asking_on, read_ledgers, situations
from data.outreach import MessageFair, render
from data.store import (
    Reveal,
    candidates_by_id,
    messages_of,
    note_delivered,
    note_reveal,
    posts_by_id,
    revealed,
    undelivered_of,
)
from matcher.errors import BadInput, Conflict
from matcher.outreach.opening import next_window, why_withheld
from matcher.outreach.situation import BY_NUMBER, Asking, Situation, in_local_time
from matcher.outreach.timing import WINDOW_DAYS
from matcher.records import Actor, Channel, Message, Person


@dataclass(frozen=True, slots=True, repr=False)
class Ready:
    """A message as it leaves the house: to whom, what, and from when on the person may be disturbed."""

    id: str
    candidate_id: str
    name: str
    phone: str | None  # None = goes by a channel that needs none
    text: str
    send_after: datetime  # local time of the city
    send_before: datetime  # the channel closes then, or is closed for a pause
    handed_out_at: datetime | None  # before; None = never, local time

    def __repr__(self) -> str:
        """Show which message it is and nothing of the person."""
        return f"Ready({self.id!r})"


@dataclass(frozen=True, slots=True)
class Opened:
    """Messages as they leave the house, and how many do not, by the code of why; no code tells of a group."""

    ready: Sequence[Ready]
    withheld: Mapping[str, int]


Invitations = Mapping[str, MessageFair]  # what each candidate is told of a fair

NOTHING = Opened((), {})
GONE, NO_NUMBER, WORDING, NO_MEETING = "gone", "no_number", "wording", "no_meeting"


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A batch as it leaves the house: its messages in the order of ids, and how many stay behind why."""

    batch: Outgoing
    messages: Sequence[Message]
    ready: Sequence[Ready]
    withheld: Mapping[str, int]


def hand_out(
    house: House,
    batch: Outgoing,
    messages: Sequence[Message],
    *,
    purpose: str,
    actor: Actor,
    invitations: Invitations | None = None,
) -> HandedOut:
    """
    Open messages of a batch that was decided, with a line in the log; whoever writes them notes it by ``note_out``.

    Raises:
        BadInput: no purpose is given.
    """
    if not messages:
        return HandedOut(batch, (), (), {})
    reveal = note_opening(house, messages, actor=actor, purpose=purpose)
    opened = open_messages(house, messages, reveal, office=batch.office, invitations=invitations)
    return HandedOut(batch, messages, opened.ready, opened.withheld)


def note_out(house: House, handed: HandedOut, *, actor: Actor) -> None:
    """
    Note that messages were handed out.

    Raises:
        Conflict: a colleague handed some of them out at the same moment; what was made must not be used then.
    """
    if handed.messages:
        note_handed_out(house, handed.messages, handed.ready, actor=actor)


def as_dict(one: Ready) -> dict[str, str | None]:
    """Give a message as files and pages tell it."""
    return {
        "id": one.id,
        "candidate_id": one.candidate_id,
        "name": one.name,
        "phone": one.phone,
        "text": one.text,
        "send_after": one.send_after.isoformat(timespec="minutes"),
        "send_before": one.send_before.isoformat(timespec="minutes"),
        "handed_out_at": None if one.handed_out_at is None else one.handed_out_at.isoformat(timespec="minutes"),
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


def open_messages(
    house: House,
    messages: Sequence[Message],
    reveal: Reveal,
    *,
    office: str | None,
    invitations: Invitations | None = None,
) -> Opened:
    """
    Write messages as they leave the house, in the order in which they are given.

    Against whom something stands by now, as ``withheld_now`` tells, or whose number is lost, is left out, and so is a
    message that would tell a priority group; a post that is gone is not told.

    Args:
        house: where people and posts are.
        messages: of one batch.
        reveal: names their people.
        office: as the messages name it; None = that of the person's district.
        invitations: of messages that invite to a fair; who is not there has nothing to come for any more.

    Raises:
        NotReady: the address under which people refuse further messages is not known.
    """
    withheld = withheld_now(house, messages)
    if invitations is not None:
        withheld |= {one.id: NO_MEETING for one in messages if one.candidate_id not in invitations}
    wanted = [one for one in messages if one.id not in withheld]
    with house.database.read() as session:
        people = candidates_by_id(session, [one.candidate_id for one in wanted])
        persons = revealed(session, reveal, list(people), vault=house.vault)
        posts = posts_by_id(session, {id for one in wanted for id in one.post_ids})
    ways = ways_to_refuse(house, people)
    asking = replace(asking_on(house), at=moment_of(house))
    ready = []
    for one in wanted:
        candidate, person = people.get(one.candidate_id), persons.get(one.candidate_id, Person())
        if candidate is None or not _can_be_reached(person, one.channel):
            withheld[one.id] = GONE if candidate is None else NO_NUMBER
            continue
        wording = Wording(house.gazetteer.city, office, house.messages[one.template])
        fair = invitations[one.candidate_id] if invitations is not None else None
        told = [posts[id] for id in one.post_ids if id in posts and not tells(posts[id])]
        try:
            values = values_of(
                candidate,
                person.name or "",
                told,
                wording=wording,
                to_register=one.to_register,
                ways=ways[candidate.id],
                fair=fair,
            )
            text = render(wording.template, values)
        except BadInput:
            withheld[one.id] = WORDING  # it would tell a group: one message less, and the others go out
            continue
        window = next_window(rule_for(house.outreach, one.channel), asking, earliest=one.send_after)
        name, phone = person.name or "", person.phone
        before = None if one.delivered_at is None else in_local_time(one.delivered_at, house.outreach)
        ready.append(Ready(one.id, one.candidate_id, name, phone, text, window.since, window.until, before))
    return Opened(ready, dict(sorted(Counter(withheld.values()).items())))


def refuse_second_time(house: House, messages: Sequence[Message]) -> None:
    """
    Refuse to hand out what was handed out before: two colleagues may send it to the same people.

    Raises:
        Conflict: some of the messages were; the text says when and by whom.
    """
    given = [one for one in messages if one.delivered_at is not None]
    if not given:
        return
    last = max(given, key=lambda one: one.delivered_at or one.at)
    at = in_local_time(last.delivered_at or last.at, house.outreach)
    raise Conflict(
        "{batch}: {n} of its messages were handed out, the last on {at} by {who}; ask for them again only if that "
        "copy is lost (--again)",
        batch=last.batch,
        n=len(given),
        at=f"{at:%Y-%m-%d %H:%M}",
        who=last.delivered_by,
    )


def note_handed_out(house: House, messages: Sequence[Message], ready: Sequence[Ready], *, actor: Actor) -> None:
    """
    Note that messages were handed out.

    Raises:
        Conflict: a colleague handed some of them out at the same moment; what was made must not be used then.
    """
    fresh = {one.id for one in messages if one.delivered_at is None}
    new = [one.id for one in ready if one.id in fresh]
    with house.database.begin() as session:
        n = note_delivered(session, new, actor=actor, at=house.clock(), vault=house.vault)
        if n != len(new):
            refuse_second_time(house, messages_of(session, messages[0].batch))


def unfinished_before(house: House, batch: Batch) -> list[Batch]:
    """Give the same as it was decided on days before, the oldest first, where messages still wait to be delivered."""
    days = [batch.as_of - timedelta(days=n) for n in range(WINDOW_DAYS, 0, -1)]
    earlier = {one.id: one for one in map(batch.on, days)}
    with house.database.read() as session:
        waiting = undelivered_of(session, earlier.keys())
    return [one for id, one in earlier.items() if id in waiting and _is_wanted(house, waiting[id])]


def _is_wanted(house: House, messages: Sequence[Message]) -> bool:
    return len(withheld_now(house, messages)) < len(messages)


def withheld_now(house: House, messages: Sequence[Message]) -> dict[str, str]:
    """Give those of some messages against which something stands by now, id → code of why; nobody is read."""
    asking = replace(asking_on(house), at=moment_of(house))
    with house.database.read() as session:
        people = candidates_by_id(session, [one.candidate_id for one in messages])
        ledgers = read_ledgers(session, list(people))
    found = {one.candidate.id: one for one in situations(house, people.values(), ledgers, asking=asking)}
    codes = {one.id: _why(one, found.get(one.candidate_id), house, asking) for one in messages}
    return {id: code for id, code in codes.items() if code is not None}


def _why(one: Message, situation: Situation | None, house: House, asking: Asking) -> str | None:
    if situation is None:
        return GONE
    return why_withheld(one, situation, rule_for(house.outreach, one.channel), asking)


def _can_be_reached(person: Person, channel: Channel) -> bool:
    return bool(person.phone) or channel not in BY_NUMBER
