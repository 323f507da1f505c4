"""How pushes are told: campaigns with their picture, shares and results, the same over HTTP and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.fields import MaybeDay, Words
from api.house import House
from api.language import Translate
from api.matching import one_pair
from api.planned import offer_reasons
from api.push_names import without_word
from api.push_states import Results
from api.pushing import PlannedPush, most_of
from api.settings import Language
from data.store import Session, masked_people, posts_by_id
from matcher.allocation.campaign import Changed
from matcher.records import Channel, Kind, Person, Post, Push, PushedPost, PushScope, PushShare, PushState

FIELDS = ("name", "phone")


class ScopeBody(BaseModel):
    """Which people and posts a push is about; what is left out narrows nothing."""

    model_config = ConfigDict(extra="forbid")

    districts: Words = Field((), description="Of people, by where they live.")
    post_districts: Words = Field((), description="Of posts, by district or functional zone.")
    kinds: tuple[Kind, ...] = Field((), description="Of posts.")
    published_since: MaybeDay = Field(None, description="The first day of posts.")
    published_until: MaybeDay = Field(None, description="The last day of posts.")
    priority_only: bool = Field(False, description="Only 重点帮扶; of which group is asked nowhere.")


class ResultsShown(BaseModel):
    """What came of a push since it was handed out: pairs of person and post by event, people who refused push."""

    shown: int
    interested: int
    declined: int
    applied: int
    started: int
    refused: int


class PushShown(BaseModel):
    """A campaign."""

    id: str = Field(examples=["20230901-3f0a6f2c"])
    state: PushState
    scope: ScopeBody
    as_of: date
    channel: Channel
    most: int = Field(description="Posts for each person at most.")
    policy: str = Field(description="What the city states, by its id.")
    planned_at: datetime
    planned_by: str
    digest: str = Field(description="Of what is sent to whom; an approval holds for this alone.")
    approved_at: datetime | None
    approved_by: str | None
    exported_at: datetime | None
    picture: dict[str, Any] = Field(
        description="candidates, posts, pairs, over_capacity, mean_score_loss, gini, posts_seen_share, without_any by "
        "reason, baselines, seconds and more, as it was planned."
    )
    results: ResultsShown | None = Field(description="None = it was not handed out.")


class PushedPostShown(BaseModel):
    """A post that somebody is sent."""

    post_id: str
    title: str | None = Field(description="None = the post is gone.")
    employer: str | None
    place: str | None
    chance: float
    reasons: list[str] = Field(description="Why, in words, where one person was asked for.")


class ShareShown(BaseModel):
    """What one person is sent; the person is masked."""

    candidate_id: str
    name: str | None = Field(examples=["王**"])
    phone: str | None = Field(examples=["138****1234"])
    posts: list[PushedPostShown]
    without: str | None = Field(description="Why there are none, as a code.", examples=["no_push"])
    why: str | None = Field(description="The same in words.")


def to_scope(body: ScopeBody) -> PushScope:
    """Make the scope that was asked for."""
    return PushScope(
        districts=body.districts,
        post_districts=body.post_districts,
        kinds=tuple(dict.fromkeys(body.kinds)),
        published_since=body.published_since,
        published_until=body.published_until,
        priority_only=body.priority_only,
    )


def from_push(push: Push, results: Results | None = None) -> PushShown:
    """Tell a campaign."""
    return PushShown(
        id=push.id,
        state=push.state,
        scope=ScopeBody.model_construct(**asdict(push.scope)),
        as_of=push.as_of,
        channel=push.channel,
        most=most_of(push),
        policy=push.policy,
        planned_at=push.planned_at,
        planned_by=push.planned_by.id,
        digest=push.digest,
        approved_at=push.approved_at,
        approved_by=None if push.approved_by is None else push.approved_by.id,
        exported_at=push.exported_at,
        picture=push.picture,
        results=None if results is None else ResultsShown(**asdict(results)),
    )


def to_json(planned: PlannedPush) -> dict[str, Any]:
    """Tell a plan as one flat object for programs: the figures of its picture beside what it is."""
    push = planned.push
    changed: Changed | None = planned.changed
    return {
        **push.picture,
        "id": push.id,
        "state": str(push.state),
        "as_of": push.as_of.isoformat(),
        "channel": str(push.channel),
        "digest": push.digest,
        "changed": None if changed is None else asdict(changed),
    }


def masked_shares(house: House, session: Session, shares: list[PushShare], *, say: Translate) -> list[ShareShown]:
    """Tell some shares with their people masked, without reasons."""
    people = masked_people(
        session, "candidate", [one.candidate_id for one in shares], "self", fields=FIELDS, vault=house.vault
    )
    posts = posts_by_id(session, {post.post_id for one in shares for post in one.posts})
    return [from_share(one, people.get(one.candidate_id), posts, say=say) for one in shares]


def from_share(one: PushShare, person: Person | None, posts: Mapping[str, Post], *, say: Translate) -> ShareShown:
    """Tell a share; *person* as it is to be shown, masked or revealed."""
    return ShareShown(
        candidate_id=one.candidate_id,
        name=None if person is None else person.name,
        phone=None if person is None else person.phone,
        posts=[_post(post, posts.get(post.post_id)) for post in one.posts],
        without=one.without,
        why=None if one.without is None else without_word(one.without, say),
    )


def with_reasons(house: House, shown: ShareShown, *, on: date, language: Language) -> ShareShown:
    """Add to each post of a share why it fits."""
    told = [
        post.model_copy(
            update={"reasons": offer_reasons(one_pair(house, shown.candidate_id, post.post_id, on=on).match, language)}
        )
        if post.title is not None
        else post
        for post in shown.posts
    ]
    return shown.model_copy(update={"posts": told})


def _post(one: PushedPost, post: Post | None) -> PushedPostShown:
    return PushedPostShown(
        post_id=one.post_id,
        title=None if post is None else post.title,
        employer=None if post is None else post.employer,
        place=None if post is None else post.zone or post.district or post.place,
        chance=one.chance,
        reasons=[],
    )
