"""Messages handed out: opened for a purpose, as often as asked, unless something stands against it by now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from api.batches import refuses
from api.contacting import moment_of
from api.house import House
from api.message_values import SHOWN, Wording, tells, values_of
from api.situations import asking_on
from data.outreach import MessageTemplate, render
from data.store import Reveal, candidates_by_id, note_reveal, posts_by_id, revealed
from matcher.errors import BadInput
from matcher.outreach.situation import in_local_time
from matcher.outreach.timing import next_moment
from matcher.records import Actor, Candidate, Message, Post


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

    Whoever has opted out since, or has lost the number, is left out, and so is a message that would tell a priority
    group; a post that is gone is not told.

    Args:
        house: where people and posts are.
        messages: of one batch.
        reveal: names their people.
        office: as the messages name it; None = that of the person's district.
    """
    with house.database.read() as session:
        people = candidates_by_id(session, [one.candidate_id for one in messages])
        persons = revealed(session, reveal, list(people), vault=house.vault)
        posts = posts_by_id(session, {id for one in messages for id in one.post_ids})
    wanted = [
        one for one in messages if one.candidate_id in people and not refuses(people[one.candidate_id], one.channel)
    ]
    ready = []
    for one in wanted:
        person = persons.get(one.candidate_id)
        if person is None or not person.name or not person.phone:
            continue
        wording = Wording(house.gazetteer.city, office, house.messages[one.channel])
        try:
            text = _text(wording, one, people[one.candidate_id], person.name, posts)
        except BadInput:
            continue  # it would tell a group: one message less, and the others go out
        opens = in_local_time(_opens(house, one), house.outreach)
        ready.append(Ready(one.id, one.candidate_id, person.name, person.phone, text, opens))
    return ready


def _text(wording: Wording, one: Message, candidate: Candidate, name: str, posts: Mapping[str, Post]) -> str:
    template: MessageTemplate = wording.template
    told = [posts[id] for id in one.post_ids if id in posts and not tells(posts[id])]
    return render(template, values_of(candidate, name, told, wording=wording, to_register=one.to_register))


def _opens(house: House, one: Message) -> datetime:
    """Give the first moment from now on at which the channel is open, but no earlier than was decided."""
    now = moment_of(house)
    rule = house.outreach.rule_of(one.channel)
    if now <= one.send_after or rule is None:
        return one.send_after
    return next_moment(rule, replace(asking_on(house), at=now))
