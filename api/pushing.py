"""Pushes planned: everybody's posts chosen at once, kept as a draft with the picture, and planned again."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

import numpy as np

from api.batches import WRITTEN, rule_for
from api.configured import fingerprint
from api.house import House
from api.matching import caught_up
from api.push_ground import Gathered, Progress, fitting, gather
from api.push_picture import picture_of
from api.rankings import made_by, mark_of
from api.situations import asking_on
from data import log
from data.store import Session, digest_of, get_push, iter_shares, lock_sequence, put_push, put_shares
from matcher.allocation.campaign import (
    Changed,
    Ground,
    capacities,
    changes,
    employers_of,
    former_of,
    ground_of,
    shares_of,
)
from matcher.allocation.flow import allocate
from matcher.allocation.interest import learn_interest
from matcher.allocation.pairs import Allocation, Limits, Terms
from matcher.errors import BadInput, Conflict
from matcher.outreach.situation import Asking
from matcher.records import Actor, Channel, Push, PushScope, PushShare, PushState

ID_DIGITS = 8
OF = "shares of a push"  # what a line of the log on a plan tells of


@dataclass(frozen=True, slots=True)
class AskedPush:
    """What is to be planned: the scope, the channel, the most posts for each (None = as the city states), the day."""

    scope: PushScope = field(default_factory=PushScope)
    channel: Channel = Channel.SMS
    most: int | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedPush:
    """
    A draft that was kept.

    Attributes:
        changed: against the plan before; None = it is the first.
        was: the state before it was planned again.
    """

    push: Push
    shares: list[PushShare]
    changed: Changed | None = None
    was: PushState | None = None


def plan_push(house: House, asked: AskedPush, *, actor: Actor, on_progress: Progress) -> PlannedPush:
    """
    Plan who is sent which posts so that none is flooded, and keep it as a draft.

    Nothing is kept before all is decided. The log gets a line with the counts and a hash of the ids.

    Args:
        house: where people and posts are.
        asked: what to plan.
        actor: who asks.
        on_progress: is told how many people were ranked.

    Raises:
        BadInput: nothing is written by this channel; nobody is in the scope, or may be sent anything; no post is, or
            has a place left, or fits anybody; more posts for each are asked for than there are.
        NotReady: the index is not complete yet.
    """
    return _plan(house, asked, None, {}, actor=actor, on_progress=on_progress)


def plan_again(house: House, id: str, *, as_of: date | None = None, actor: Actor, on_progress: Progress) -> PlannedPush:
    """
    Plan a draft again with what came since, changing as little as it can; one that was approved is a draft again.

    Without *as_of* it is for the day that it was for, or for today once that is over.

    Raises:
        NotFound: there is no such push.
        Conflict: it was handed out or cancelled, or somebody changed it meanwhile.
        BadInput, NotReady: as ``plan_push``.
    """
    with house.database.read() as session:
        push = get_push(session, id, vault=house.vault)
        former = {one.candidate_id: one.posts for one in iter_shares(session, id, vault=house.vault)}
    refuse_over(push)
    day = as_of if as_of is not None or push.as_of <= house.today() else push.as_of
    asked = AskedPush(push.scope, push.channel, most_of(push), day)
    pairs = {id: frozenset(post.post_id for post in posts) for id, posts in former.items() if posts}
    return _plan(house, asked, push, pairs, actor=actor, on_progress=on_progress)


def refuse_over(push: Push) -> None:
    """
    Refuse to change what cannot be taken back.

    Raises:
        Conflict: the push was handed out or cancelled.
    """
    if push.state is PushState.EXPORTED:
        raise Conflict("{id}: was handed out already; plan a new one", id=push.id)
    if push.state is PushState.CANCELLED:
        raise Conflict("{id}: was cancelled; plan a new one", id=push.id)


def most_of(push: Push) -> int:
    """Give how many posts each person of a push gets at most."""
    return cast(int, push.picture["most"])


def _plan(
    house: House,
    asked: AskedPush,
    before: Push | None,
    former: Mapping[str, frozenset[str]],
    *,
    actor: Actor,
    on_progress: Progress,
) -> PlannedPush:
    began, planned_at = time.monotonic(), house.clock()  # whatever is approved from now on is not counted
    id = None if before is None else before.id
    drawn = draw_push(house, asked, id, former, on_progress=on_progress)
    shares, asking = drawn.shares, drawn.asking
    picture = picture_of(drawn.gathered, drawn.ground, drawn.limits, drawn.terms, drawn.allocation, shares)
    picture |= {"most": drawn.terms.most, "seconds": round(time.monotonic() - began, 1)}
    push = Push(
        id=drawn.id,
        scope=asked.scope,
        as_of=asking.day,
        channel=asked.channel,
        policy=house.push.id,
        state=PushState.DRAFT,
        planned_at=planned_at,
        planned_by=actor,
        digest=digest_of(shares, vault=house.vault),
        picture=picture,
    )
    with house.database.begin() as session:
        _keep(house, session, push, shares, before=before, inputs=inputs_of(house, drawn.gathered))
    changed = None if before is None else changes(former, shares)
    return PlannedPush(push, shares, changed, None if before is None else before.state)


@dataclass(frozen=True, slots=True)
class DrawnPush:
    """A push as it was decided on, with all that it was decided from; nothing is kept."""

    id: str
    asking: Asking
    terms: Terms
    gathered: Gathered
    ground: Ground
    limits: Limits
    allocation: Allocation
    shares: list[PushShare]


def draw_push(
    house: House,
    asked: AskedPush,
    id: str | None,
    former: Mapping[str, frozenset[str]],
    *,
    on_progress: Progress,
) -> DrawnPush:
    """
    Decide who would be sent which posts, as ``plan_push`` does, and keep nothing.

    Args:
        house: where people and posts are.
        asked: what to plan.
        id: of the push that is planned again, and does not count against itself; None = of a new one.
        former: the posts of a person in the plan before, by id.
        on_progress: is told how many people were ranked.

    Raises:
        BadInput, NotReady: as ``plan_push``.
    """
    if asked.channel not in WRITTEN:
        known = tuple(str(one) for one in WRITTEN)
        raise BadInput("{field}: messages go out by one of {known}", field="channel", known=known)
    rule_for(house.outreach, asked.channel)
    caught_up(house)
    asking = asking_on(house, as_of=asked.as_of)
    terms = _terms(house, asked)
    with house.database.read() as session:
        gathered = gather(house, session, asked.scope, asked.channel, asking, apart_from=id)
    _refuse_empty(gathered, terms)
    found = fitting(house, gathered, on=asking.day, n_best=house.push.n_best, on_progress=on_progress)
    ground = ground_of(gathered.taking_part, gathered.posts, found.posts)
    own = id or _new_id(asked, asking.day, house)
    limits = _limits(house, gathered, ground, former)
    _refuse_no_choice(ground, limits)
    allocation = allocate(ground.pairs, limits, terms)
    against = {one: reason.code for one, reason in gathered.against.items()}
    shares = shares_of(own, ground, allocation.chosen, left_out=against, known=found.known)
    return DrawnPush(own, asking, terms, gathered, ground, limits, allocation, shares)


def inputs_of(house: House, gathered: Gathered) -> dict[str, str]:
    """Give keyed hashes of what a push was decided from: people, posts, and what was told of them."""
    told = {
        "people": [mark_of(house, one) for _, one in sorted(gathered.people.items())],
        "posts": [mark_of(house, one) for _, one in sorted(gathered.posts.items())],
        "told": [
            *sorted(f"{id} {reason.code}" for id, reason in gathered.against.items()),
            *sorted(gathered.members),
            fingerprint(gathered.seen),
            *map(fingerprint, gathered.feedback),
        ],
    }
    return {name: house.vault.seal("\n".join([name, *one]).encode()).hex() for name, one in told.items()}


def policy_of(house: House) -> str:
    """Name the terms by which pushes are decided, with a hash of what they say."""
    return f"{house.push.id} {fingerprint(house.push)}"


def _terms(house: House, asked: AskedPush) -> Terms:
    terms = house.push.terms
    if asked.most is None:
        return terms
    return replace(terms, most=asked.most, least=min(terms.least, asked.most))


def _new_id(asked: AskedPush, day: date, house: House) -> str:
    """Name a campaign by its day and by what was asked when; of whom, it says nothing."""
    told = f"{asked!r}\n{house.clock().isoformat()}"
    return f"{day:%Y%m%d}-{hashlib.sha256(told.encode()).hexdigest()[:ID_DIGITS]}"


def _limits(house: House, gathered: Gathered, ground: Ground, former: Mapping[str, frozenset[str]]) -> Limits:
    posts = [gathered.posts[id] for id in ground.posts]
    prior = house.push.interest
    interest = learn_interest(gathered.feedback, gathered.kinds, prior=prior.people_per_taker, strength=prior.strength)
    fits_somebody = np.zeros(len(posts), dtype=np.bool_)
    fits_somebody[ground.pairs.posts] = True
    return Limits(
        capacity=capacities(posts, interest, taken=gathered.seen.lately),
        employers=employers_of(posts),
        members=np.array([id in gathered.members for id in ground.candidates], dtype=np.bool_),
        good=fits_somebody,
        former=former_of(ground, former) if former else None,
    )


def _refuse_empty(gathered: Gathered, terms: Terms) -> None:
    """Say in one line why there is nothing to plan."""
    if not gathered.people:
        raise BadInput("nobody is in the scope of this push; nothing is planned")
    if not gathered.posts:
        raise BadInput("no post of the scope is open and sound on the day; nothing is planned")
    if terms.most > len(gathered.posts):
        raise BadInput(
            "{k} posts for each are more than the {n} posts of the scope; nothing is planned",
            k=terms.most,
            n=len(gathered.posts),
        )
    if len(gathered.against) == len(gathered.people):
        first = next(iter(gathered.against.values()))
        raise BadInput(
            "none of the {n} people of the scope may be sent anything, the first since: {reason}; nothing is planned",
            n=len(gathered.people),
            reason=first.phrase,
        )


def _refuse_no_choice(ground: Ground, limits: Limits) -> None:
    if not len(ground.pairs.posts):
        raise BadInput("no post of the scope fits any of its people; nothing is planned")
    if not limits.capacity.any():
        raise BadInput("no post of the scope has a place left: the capacity is 0; nothing is planned")


def _keep(
    house: House,
    session: Session,
    push: Push,
    shares: list[PushShare],
    *,
    before: Push | None,
    inputs: Mapping[str, str],
) -> None:
    lock_sequence(session)
    if before is not None and get_push(session, push.id, vault=house.vault) != before:
        raise Conflict("{id}: somebody changed it while it was planned; look at it, and plan again", id=push.id)
    put_push(session, push, vault=house.vault)
    put_shares(session, push.id, shares, vault=house.vault)
    ids = [one.candidate_id for one in shares if one.posts]
    details = {
        "of": OF,
        "policy": policy_of(house),
        "inputs": dict(inputs),
        "as_of": push.as_of.isoformat(),
        "channel": str(push.channel),
        "n_people": len(shares),
        "n": len(ids),
        "n_pairs": sum(len(one.posts) for one in shares),
        "again": before is not None,
        "digest": push.digest,
        "ids_keyed": log.sealed_people(session, ids, seal=house.vault.seal),
        **made_by(house, on=push.as_of),
    }
    log.record(
        session, actor=push.planned_by, action="plan", noun="push", id=push.id, details=details, at=house.clock()
    )
