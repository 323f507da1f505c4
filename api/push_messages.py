"""The messages of a push that was approved: kept once for who may be sent them by now, then handed out or sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from api.batches import keep_messages, rule_for
from api.contacting import moment_of
from api.handing_out import HandedOut, refuse_second_time
from api.handing_out import hand_out as open_batch
from api.house import House
from api.message_values import tells
from api.reaching import reachable
from api.refusing import refuse_unaddressed
from api.removals import removed_today
from api.situations import asking_on
from data import log
from data.outreach.messages import is_telling
from data.store import (
    Session,
    digest_kept,
    get_push,
    iter_shares,
    lock_sequence,
    message_id,
    messages_of,
    posts_by_id,
    put_push,
)
from matcher.errors import BadInput, Conflict
from matcher.outreach.opening import next_window
from matcher.records import Actor, Channel, LegalBasis, Message, Post, Push, PushShare, PushState
from matcher.traps import TRUSTED, doubt_of

NO_POST = "no_post"  # none of the posts may be sent any more


@dataclass(frozen=True, slots=True)
class PushBatch:
    """The messages of a push, by whatever way they leave the house; *office* as they name it, None = by district."""

    push_id: str
    channel: Channel
    office: str | None

    @property
    def id(self) -> str:
        """The name of the batch; of whom, it says nothing."""
        return f"push-{self.push_id}"

    @property
    def template(self) -> str:
        """The name of the template."""
        return str(self.channel)


def batch_of(house: House, id: str, *, office: str | None) -> PushBatch:
    """
    Give the batch of a push that may go out.

    Raises:
        NotFound: there is no such push.
        Conflict: it was not approved, or was cancelled.
        NotReady: the address under which people refuse further messages is not known.
        BadInput: what the office is to be called would tell a priority group.
    """
    refuse_unaddressed(house)
    if office is not None and is_telling(office):
        raise BadInput("{field}: would tell a priority group; take a name of the office without it", field="office")
    with house.database.read() as session:
        push = get_push(session, id, vault=house.vault)
    if push.state not in (PushState.APPROVED, PushState.EXPORTED):
        raise Conflict("{id}: is not approved; somebody has to look at it and approve it first", id=id)
    return PushBatch(id, push.channel, office)


def hand_out(house: House, batch: PushBatch, *, purpose: str, actor: Actor, again: bool = False) -> HandedOut:
    """
    Decide the messages of a push, unless that was done before, and open them; whoever writes them notes it.

    Raises:
        Conflict: they were handed out before and *again* is not said; or as ``keep_push``.
        BadInput: no purpose is given.
    """
    withheld = keep_push(house, batch, actor=actor)
    with house.database.read() as session:
        messages = messages_of(session, batch.id)
    if not again:
        refuse_second_time(house, messages)
    handed = open_batch(house, batch, messages, purpose=purpose, actor=actor)
    return replace(handed, withheld=Counter(withheld) + Counter(handed.withheld))


def keep_push(house: House, batch: PushBatch, *, actor: Actor) -> dict[str, int]:
    """
    Keep the messages of an approved push, once: to those against whom nothing stands by now.

    Each message counts as an attempt, and its posts as shown, from this moment on.

    Returns:
        how many people of the push are withheld, by code of the reason; as it was when the messages were kept.

    Raises:
        Conflict: the push is not approved any more, or is not what was approved.
    """
    with house.database.begin() as session:
        lock_sequence(session)
        push = get_push(session, batch.push_id, vault=house.vault)
        if push.state is PushState.EXPORTED:
            return cast(dict[str, int], push.picture.get("withheld", {}))
        if push.state is not PushState.APPROVED or digest_kept(session, push.id, vault=house.vault) != push.digest:
            raise Conflict("{id}: is not what was approved any more; plan it again", id=push.id)
        at = moment_of(house)
        kept = _sorted_out(house, session, push, list(iter_shares(session, push.id, vault=house.vault)))
        asking = replace(asking_on(house), at=at)
        opens = next_window(rule_for(house.outreach, batch.channel), asking, earliest=at).since
        messages = [_message(batch, one, posts, send_after=opens, actor=actor, at=at) for one, posts, _ in kept.going]
        basis = {one.candidate_id: ground for one, _, ground in kept.going}
        details = {"channel": str(push.channel), "template": batch.template, "push": push.id}
        keep_messages(house, session, messages, basis=basis, details=details, actor=actor, at=at)
        withheld = dict(sorted(kept.withheld.items()))
        exported = replace(
            push, state=PushState.EXPORTED, exported_at=at, picture=push.picture | {"withheld": withheld}
        )
        put_push(session, exported, vault=house.vault)
        said = {"n": len(messages), "n_withheld": sum(withheld.values())}
        log.record(session, actor=actor, action="export", noun="push", id=push.id, details=said, at=house.clock())
    return withheld


@dataclass(frozen=True, slots=True)
class _Kept:
    going: list[tuple[PushShare, tuple[str, ...], LegalBasis]]
    withheld: Counter[str]


def _sorted_out(house: House, session: Session, push: Push, shares: Sequence[PushShare]) -> _Kept:
    """Tell who is sent which posts by now, on what ground, and count why others are not."""
    given = {one.candidate_id: one for one in shares if one.posts}
    found = reachable(house, session, given, push.channel, replace(asking_on(house), at=moment_of(house)))
    sound = dict(_sound(house, session, {post.post_id for one in given.values() for post in one.posts}))
    going, withheld = list[tuple[PushShare, tuple[str, ...], LegalBasis]](), Counter(found.withheld)
    for id, basis in found.basis.items():
        posts = tuple(post.post_id for post in given[id].posts if post.post_id in sound)
        if posts:
            going.append((given[id], posts, basis))
        else:
            withheld[NO_POST] += 1
    return _Kept(going, +withheld)


def _sound(house: House, session: Session, ids: set[str]) -> Iterator[tuple[str, Post]]:
    """Give those posts that may still be sent: open, sound, of no employer that was removed."""
    removed, today = removed_today(house, session), house.today()
    for id, post in posts_by_id(session, ids).items():
        is_open = post.closes_on is None or post.closes_on >= today
        if is_open and doubt_of(post) == TRUSTED and not tells(post) and not any(r.may_offer(post) for r in removed):
            yield id, post


def _message(
    batch: PushBatch, one: PushShare, posts: tuple[str, ...], *, send_after: datetime, actor: Actor, at: datetime
) -> Message:
    return Message(
        id=message_id(batch.id, one.candidate_id, template=batch.template, post_ids=posts),
        batch=batch.id,
        candidate_id=one.candidate_id,
        channel=batch.channel,
        template=batch.template,
        post_ids=posts,
        to_register=False,
        send_after=send_after,
        at=at,
        actor=actor,
    )
