"""What a message holds of a person and of posts: a name, posts in words, the office; nothing told in confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.refusing import Ways
from data.outreach import MessageFair, MessagePost, MessageTemplate, MessageValues
from data.outreach.messages import is_telling
from matcher.records import Candidate, Post

SHOWN = ("name", "phone")
"""The personal fields that are read to write a message and to send it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """By what a message is worded: the city, the office as it names itself (None = by district), the template."""

    city: str
    office: str | None
    template: MessageTemplate


def values_of(
    candidate: Candidate,
    name: str,
    posts: Sequence[Post],
    *,
    wording: Wording,
    to_register: bool,
    ways: Ways,
    fair: MessageFair | None = None,
) -> MessageValues:
    """Give what a message to somebody holds; posts come in their order, *fair* is what the person is invited to."""
    district = candidate.home_district or f"{wording.city}市"
    return MessageValues(
        name=name,
        district=district,
        office=wording.office or f"{district}公共就业服务机构",
        posts=tuple(map(_post, posts)),
        to_register=to_register,
        refuse_link=ways.link,
        refuse_code=ways.code,
        fair=fair,
    )


def _post(post: Post) -> MessagePost:
    return MessagePost(post.title, post.employer, post.district or post.place or "地点面议", _pay(post))


def _pay(post: Post) -> str:
    low, high = post.pay_min_month_yuan, post.pay_max_month_yuan
    known = sorted({one for one in (low, high) if one is not None})
    return f"{'–'.join(f'{one:g}' for one in known)}元/月" if known else "待遇面议"


def tells(post: Post) -> bool:
    """Tell whether a post may stand in no message: its own words would tell somebody's group."""
    return any(is_telling(text) for text in (post.title, post.employer, post.place or ""))
