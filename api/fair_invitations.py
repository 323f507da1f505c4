"""The invitations to a planned fair: kept once for each guest who may be written to, handed out as they stand."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from api.batches import WRITTEN, keep_messages, rule_for
from api.contacting import moment_of
from api.fair_begun import beginning_of, has_begun, state_now
from api.fair_saying import is_other, put_told, telling_of
from api.handing_out import NO_MEETING, NO_NUMBER, HandedOut, Invitations, hand_out, refuse_second_time, withheld_now
from api.house import House
from api.message_values import tells
from api.reaching import reachable
from api.refusing import refuse_unaddressed
from api.situations import asking_on
from data.outreach import INVITATIONS, MessageFair, MessageMeeting, is_telling
from data.store import (
    Session,
    candidates_with_phone,
    get_fair,
    guests_of,
    lock_sequence,
    message_id,
    messages_of,
    posts_by_id,
)
from matcher.errors import BadInput, Conflict
from matcher.fairs.guests import KeptGuest, Told
from matcher.fairs.slots import slots_of
from matcher.fairs.soundness import refuse_closed
from matcher.outreach.opening import next_window
from matcher.outreach.situation import BY_NUMBER
from matcher.records import Actor, Booth, Channel, Fair, FairState, Message, Post, Seat

ID_DIGITS = 12
SOME_EMPLOYER, SOME_POST = "用人单位", "见习岗位"  # in place of words that would tell a priority group


@dataclass(frozen=True, slots=True)
class FairBatch:
    """The invitations to a fair by one channel, by whatever way they leave the house."""

    fair_id: str
    channel: Channel
    office: str | None

    @property
    def id(self) -> str:
        """The name of the batch; of whom, it says nothing."""
        return f"fair-{hashlib.sha256(self.fair_id.encode()).hexdigest()[:ID_DIGITS]}-{self.channel}"

    @property
    def template(self) -> str:
        """The name of the template."""
        return INVITATIONS[self.channel]


@dataclass(frozen=True, slots=True)
class Ahead:
    """
    How the invitations by a channel stand before anybody decides.

    Attributes:
        n_guests: who have a meeting or stand by.
        n_ready: would be invited now.
        n_asked: were invited before, by whatever channel or a call.
        n_kept: of them by this channel.
        n_out: of these handed out.
        withheld: how many would not be, by the code of why.
        against: the code of why of each of them who is stored.
    """

    n_guests: int
    n_ready: int
    n_asked: int
    n_kept: int
    n_out: int
    withheld: Mapping[str, int]
    against: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Telling:
    """What guests of a fair are told, as it was read: in the words of a message, and as it is kept; each by id."""

    messages: Invitations
    told: Mapping[str, Told]


def look_ahead(house: House, batch: FairBatch) -> Ahead:
    """
    Tell who would be invited now by a channel; nothing is kept.

    Raises:
        Conflict: the fair begins before the channel opens.
    """
    with house.database.read() as session:
        refuse_too_late(house, get_fair(session, batch.fair_id, vault=house.vault).fair, batch.channel)
        coming = _coming(house, session, batch.fair_id)
        wanted = _uninvited(house, session, batch)
        kept = messages_of(session, batch.id)
        asking = replace(asking_on(house), at=moment_of(house))
        found = reachable(house, session, wanted, batch.channel, asking)
    return Ahead(
        len(coming),
        len(found.basis),
        len(coming) - len(wanted),
        len(kept),
        sum(one.delivered_at is not None for one in kept),
        dict(sorted((+found.withheld).items())),
        dict(sorted(found.against.items())),
    )


def batch_of(house: House, fair_id: str, channel: Channel, *, office: str | None) -> FairBatch:
    """
    Give the batch of a fair's invitations.

    Raises:
        NotFound: there is no such fair.
        Conflict: it is not planned, or has begun.
        BadInput: nothing is written by this channel, or what the fair or the office is called would tell a priority
            group.
        NotReady: the address under which people refuse further messages is not known.
    """
    refuse_unaddressed(house)
    if channel not in WRITTEN:
        raise BadInput("{field}: messages go out by one of {known}", field="channel", known=tuple(map(str, WRITTEN)))
    if office is not None and is_telling(office):
        raise BadInput("{field}: would tell a priority group; take a name of the office without it", field="office")
    with house.database.read() as session:
        refuse_uninviting(house, session, get_fair(session, fair_id, vault=house.vault).fair)
    return FairBatch(fair_id, channel, office)


def refuse_uninviting(house: House, session: Session, fair: Fair) -> None:
    """
    Refuse to invite to a fair that is not planned or has begun, or whose name tells why somebody is invited.

    Raises:
        Conflict, BadInput: as ``batch_of``.
    """
    refuse_closed(fair)
    if fair.state is FairState.DRAFT:
        raise Conflict("fair {id!r} is not planned, or was changed since: matcher fair plan {id}", id=fair.id)
    if is_under_way(house, session, fair):
        raise Conflict("fair {id!r} has begun: nobody is invited to it any more", id=fair.id)
    if is_telling(fair.name) or is_telling(fair.place):
        raise BadInput(
            "fair {id!r}: what it or its place is called would tell a priority group; no message may", id=fair.id
        )


def refuse_too_late(house: House, fair: Fair, channel: Channel) -> datetime:
    """
    Refuse to invite where a channel opens only when the fair has begun; give when it opens.

    Raises:
        Conflict: it does.
    """
    opens = _opens(house, channel)
    if opens >= beginning_of(house, fair):
        raise Conflict("fair {id!r} begins before anybody may be written to by this channel", id=fair.id)
    return opens


def is_inviting(house: House, session: Session, fair: Fair) -> bool:
    """Tell whether a fair is planned and not under way, and some channel opens before it begins."""
    begins = beginning_of(house, fair)
    is_planned = state_now(house, session, fair) is FairState.PLANNED
    return is_planned and any(_opens(house, by) < begins for by in WRITTEN)


def _opens(house: House, channel: Channel) -> datetime:
    at = moment_of(house)
    return next_window(rule_for(house.outreach, channel), replace(asking_on(house), at=at), earliest=at).since


def is_under_way(house: House, session: Session, fair: Fair) -> bool:
    """Tell whether a fair has begun, by the clock or at its door, so that no message goes out any more."""
    return has_begun(house, fair) or state_now(house, session, fair) is FairState.OPEN


def invite_guests(house: House, batch: FairBatch, *, purpose: str, actor: Actor, again: bool = False) -> HandedOut:
    """
    Decide who is invited, and open the invitations that were not handed out; whoever writes them notes it.

    Args:
        again: all of them, also those that were handed out, with the meetings as they stand now.

    Raises:
        Conflict: all were handed out before and *again* is not said; or as ``batch_of``.
        BadInput: no purpose is given.
    """
    withheld = keep_invitations(house, batch, actor=actor)
    with house.database.read() as session:
        messages = messages_of(session, batch.id)
    waiting = [one for one in messages if one.delivered_at is None]
    if not again and not waiting:
        refuse_second_time(house, messages)
    telling = told_of(house, batch.fair_id)
    wanted = messages if again else waiting
    handed = hand_out(house, batch, wanted, purpose=purpose, actor=actor, invitations=telling.messages)
    note_told(house, batch.fair_id, telling, [one.candidate_id for one in handed.ready])
    return replace(handed, withheld=Counter(withheld) + Counter(handed.withheld))


def invite_anew(house: House, batch: FairBatch, ids: Collection[str], *, purpose: str, actor: Actor) -> HandedOut:
    """
    Open the invitations of some who were written to before, with the meetings as they stand now.

    Raises:
        BadInput: no purpose is given.
    """
    wanted = _handed_out_to(house, batch, ids)
    telling = told_of(house, batch.fair_id)
    renewed = {id: replace(one, is_renewed=True) for id, one in telling.messages.items()}
    handed = hand_out(house, batch, wanted, purpose=purpose, actor=actor, invitations=renewed)
    note_told(house, batch.fair_id, telling, [one.candidate_id for one in handed.ready])
    return handed


def against_anew(house: House, batch: FairBatch, ids: Collection[str]) -> dict[str, str]:
    """Tell to whom of some who were written to before no new message would go now, with the code of why."""
    if not ids:
        return {}
    told, wanted = told_of(house, batch.fair_id).messages, _handed_out_to(house, batch, ids)
    withheld = withheld_now(house, wanted)
    with house.database.read() as session:
        numbered = candidates_with_phone(session, list(ids)) if batch.channel in BY_NUMBER else ids
    found = {one.candidate_id: withheld[one.id] for one in wanted if one.id in withheld}
    found |= {id: NO_MEETING for id in ids if id not in told and id not in found}
    return found | {id: NO_NUMBER for id in ids if id not in numbered and id not in found}


def _handed_out_to(house: House, batch: FairBatch, ids: Collection[str]) -> list[Message]:
    with house.database.read() as session:
        messages = messages_of(session, batch.id)
    return [one for one in messages if one.delivered_at is not None and one.candidate_id in ids]


def note_told(house: House, fair_id: str, telling: Telling, ids: Collection[str]) -> None:
    """Keep with guests what the invitation told that left the house, whatever changed since it was read."""
    with house.database.begin() as session:
        put_told(house, session, fair_id, {id: telling.told[id] for id in ids if id in telling.told})


def handed_out(house: House, batch: FairBatch) -> set[str]:
    """Give whose invitation by a channel has left the house."""
    with house.database.read() as session:
        return {one.candidate_id for one in messages_of(session, batch.id) if one.delivered_at is not None}


def keep_invitations(house: House, batch: FairBatch, *, actor: Actor) -> dict[str, int]:
    """
    Keep an invitation for each guest with a meeting, or who stands by, who has none yet and may be written to.

    Each counts as an attempt from this moment on. No post counts as shown: a meeting that takes place is told.

    Returns:
        how many guests are not invited, by the code of why.

    Raises:
        Conflict: the fair is not planned any more, has begun, or begins before the channel opens.
    """
    with house.database.begin() as session:
        lock_sequence(session)
        fair = get_fair(session, batch.fair_id, vault=house.vault).fair
        refuse_uninviting(house, session, fair)
        wanted = _uninvited(house, session, batch)
        at = moment_of(house)
        asking = replace(asking_on(house), at=at)
        opens = refuse_too_late(house, fair, batch.channel)
        found = reachable(house, session, wanted, batch.channel, asking)
        messages = [_message(batch, id, send_after=opens, actor=actor, at=at) for id in sorted(found.basis)]
        details = {"channel": str(batch.channel), "template": batch.template, "fair": fair.id}
        keep_messages(house, session, messages, basis=found.basis, details=details, actor=actor, at=at)
    return dict(sorted((+found.withheld).items()))


def _uninvited(house: House, session: Session, batch: FairBatch) -> list[str]:
    batches = [replace(batch, channel=channel) for channel in WRITTEN]
    asked = {one.candidate_id for by in batches for one in messages_of(session, by.id)}
    coming = _coming(house, session, batch.fair_id)
    return [one.candidate_id for one in coming if one.candidate_id not in asked and one.told is None]


def _coming(house: House, session: Session, fair_id: str) -> list[KeptGuest]:
    return [one for one in guests_of(session, fair_id, vault=house.vault) if one.seats or one.waits]


def told_of(house: House, fair_id: str) -> Telling:
    """Give what each guest of a fair is told who has a meeting, or stands by, renewed where something else was told."""
    with house.database.read() as session:
        fair = get_fair(session, fair_id, vault=house.vault).fair
        guests = _coming(house, session, fair_id)
        posts = posts_by_id(session, {seat.post_id for one in guests for seat in one.seats})
    begins = [f"{one.begins:%H:%M}" for one in slots_of(fair)]
    booths = {one.id: one for one in fair.booths}
    shown = MessageFair(
        name=fair.name,
        place=fair.place,
        day=f"{fair.on.month}月{fair.on.day}日",
        since=f"{fair.hours.since:%H:%M}",
        until=f"{fair.hours.until:%H:%M}",
    )
    told = {one.candidate_id: telling_of(fair, one) for one in guests}
    messages = {
        one.candidate_id: replace(
            shown,
            meetings=tuple(
                _meeting(seat, begins[seat.slot], booths[seat.booth_id], posts.get(seat.post_id))
                for seat in sorted(one.seats, key=lambda seat: seat.slot)
            ),
            is_renewed=one.told is not None and is_other(one.told, told[one.candidate_id]),
        )
        for one in guests
    }
    return Telling(messages, told)


def _meeting(seat: Seat, begins: str, booth: Booth, post: Post | None) -> MessageMeeting:
    sayable = post is not None and not tells(post) and not is_telling(booth.employer)
    return MessageMeeting(
        begins=begins,
        where=f"{booth.hall or ''}{booth.id}号展位",
        employer=booth.employer if sayable else SOME_EMPLOYER,
        title=post.title if sayable and post is not None else SOME_POST,
    )


def _message(batch: FairBatch, candidate_id: str, *, send_after: datetime, actor: Actor, at: datetime) -> Message:
    return Message(
        id=message_id(batch.id, candidate_id, template=batch.template, post_ids=()),
        batch=batch.id,
        candidate_id=candidate_id,
        channel=batch.channel,
        template=batch.template,
        post_ids=(),
        to_register=False,
        send_after=send_after,
        at=at,
        actor=actor,
    )
