"""The records of targeted push: a campaign with its scope and state, and what each person of it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from matcher.records.matching import Actor, Kind
from matcher.records.outreach import Channel


class PushState(StrEnum):
    """How far a campaign has come."""

    DRAFT = "draft"  # planned, to be looked at; planning again replaces it
    APPROVED = "approved"
    EXPORTED = "exported"  # handed out, wholly or in part
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PushScope:
    """
    Which people and which posts a campaign is about; empty or None = all.

    Attributes:
        districts: of people, by where they live.
        post_districts: of posts, by their workplace.
        kinds: of posts.
        published_since: the first day of posts.
        published_until: the last day of posts.
        priority_only: people of a priority group alone; of which, is asked nowhere.
    """

    districts: tuple[str, ...] = ()
    post_districts: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    published_since: date | None = None
    published_until: date | None = None
    priority_only: bool = False


@dataclass(frozen=True, slots=True)
class Push:
    """
    A campaign: what was asked, how far it has come, and by whom.

    Attributes:
        as_of: the day that it is planned for.
        channel: by which it goes out.
        policy: id of the office's terms by which it was planned.
        digest: of the shares as planned; an approval holds for these alone.
        picture: the figures shown before it is approved, as ``matcher.allocation`` gives them.
    """

    id: str
    scope: PushScope
    as_of: date
    channel: Channel
    policy: str
    state: PushState
    planned_at: datetime
    planned_by: Actor
    digest: str
    picture: dict[str, object]
    approved_at: datetime | None = None
    approved_by: Actor | None = None
    exported_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PushedPost:
    """A post that somebody is sent, the best first in a share."""

    post_id: str
    chance: float  # that a caseworker would recommend it, 0..1


@dataclass(frozen=True, slots=True)
class PushShare:
    """What one person of a campaign is sent; without posts, why not."""

    push_id: str
    candidate_id: str
    posts: tuple[PushedPost, ...]
    without: str | None = None  # code of the reason; None = there are posts
