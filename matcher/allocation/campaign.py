"""A push as plain thinking: who takes part and why not, pairs made of what fits, shares made of a choice, changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.allocation.interest import Interest, capacity_of
from matcher.allocation.pairs import Pairs
from matcher.errors import Phrase
from matcher.outreach.policy import ChannelRule
from matcher.outreach.situation import Asking, Situation
from matcher.outreach.timing import Reason, is_call_back_due, reasons_against, reasons_against_channel
from matcher.records import Kind, Post, PushedPost, PushScope, PushShare

IN_CAMPAIGN, CALL_BACK_DUE, NO_MATCHING = "in_campaign", "call_back_due", "no_matching"
NOTHING_FITS, ALL_KNOWN, FULL = "nothing_fits", "all_known", "full"

Fitting = Mapping[str, Sequence[PushedPost]]


@dataclass(frozen=True, slots=True)
class Ground:
    """
    Whom and what a plan may choose from.

    Attributes:
        candidates: ids of those who take part, ascending.
        posts: ids, ascending.
        pairs: of their places.
    """

    candidates: tuple[str, ...]
    posts: tuple[str, ...]
    pairs: Pairs


@dataclass(frozen=True, slots=True)
class Changed:
    """What a plan made again changed: people whose share is another one, and pairs."""

    people: int = 0
    kept: int = 0
    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of posts that were shown before, by candidate, and how often each was shown lately, by post."""

    known: Mapping[str, Collection[str]] = field(default_factory=dict)
    lately: Mapping[str, int] = field(default_factory=dict)


def reason_to_leave_out(
    situation: Situation, channel: ChannelRule, asking: Asking, *, promised: Collection[str]
) -> Reason | None:
    """
    Give the first reason for which somebody takes no part; None = takes part.

    Args:
        situation: of the person on the day.
        channel: by which the push goes out.
        asking: when it is.
        promised: who will get something by another campaign that was approved: it counts as a contact.
    """
    against = [*reasons_against(situation, asking), *reasons_against_channel(situation, channel, asking)]
    if against:
        return against[0]
    if situation.candidate.refuses_matching:
        return Reason(NO_MATCHING, Phrase("does not want to be matched automatically"))
    if is_call_back_due(situation, asking):
        return Reason(CALL_BACK_DUE, Phrase("asked to be called back, and the day has come"))
    if situation.candidate.id in promised:
        return Reason(IN_CAMPAIGN, Phrase("gets posts by another push that was approved"))
    return None


def is_in_scope(post: Post, scope: PushScope, *, on: date) -> bool:
    """Tell whether a post is open on a day and one of those that a push is about; what is unknown is in no scope."""
    if not (post.closes_on is None or post.closes_on >= on):
        return False
    if scope.post_districts and not {post.district, post.zone} & set(scope.post_districts):
        return False
    return (not scope.kinds or post.kind in scope.kinds) and _was_published(post, scope, on=on)


def _was_published(post: Post, scope: PushScope, *, on: date) -> bool:
    since, until, day = scope.published_since, scope.published_until, post.published_on
    if day is None:
        return since is None and until is None
    return (since is None or day >= since) and (until is None or day <= until) and day <= on


def ground_of(candidates: Iterable[str], posts: Iterable[str], fitting: Fitting) -> Ground:
    """Make pairs of what fits; a pair whose candidate or post is not among those named is left out."""
    people, offers = tuple(sorted(candidates)), tuple(sorted(posts))
    place = {id: n for n, id in enumerate(offers)}
    found = [
        (row, place[one.post_id], one.chance)
        for row, id in enumerate(people)
        for one in fitting.get(id, ())
        if one.post_id in place
    ]
    rows, columns, scores = zip(*found, strict=True) if found else ((), (), ())
    pairs = Pairs(
        candidates=np.array(rows, dtype=np.intp),
        posts=np.array(columns, dtype=np.intp),
        scores=np.array(scores, dtype=np.float64),
        n_candidates=len(people),
        n_posts=len(offers),
    )
    return Ground(people, offers, pairs)


def capacities(
    posts: Sequence[Post], interest: Mapping[Kind | None, Interest], *, taken: Mapping[str, int]
) -> NDArray[np.int64]:
    """
    Give how many people each post may be sent to, (n_posts,): its openings times how many must see one for it to fill.

    Args:
        posts: in their order; one whose openings are unknown has one.
        interest: as ``learn_interest`` gives it; a kind of which nothing is known has that of the whole.
        taken: by post how many were shown it lately, or will be by another push: these places are gone.
    """
    room = [
        capacity_of(one.headcount, people_per_taker=interest.get(one.kind, interest[None]).people_per_taker)
        - taken.get(one.id, 0)
        for one in posts
    ]
    return np.maximum(np.array(room, dtype=np.int64), 0)


def employers_of(posts: Sequence[Post]) -> NDArray[np.intp]:
    """Number the employers of posts, (n_posts,): by credit code, else by name."""
    numbers: dict[str, int] = {}
    return np.array(
        [numbers.setdefault(one.employer_uscc or one.employer, len(numbers)) for one in posts], dtype=np.intp
    )


def former_of(ground: Ground, former: Mapping[str, Collection[str]]) -> NDArray[np.bool_]:
    """Tell which pairs stood in a plan before, (n pairs,)."""
    pairs = ground.pairs
    return np.array(
        [
            ground.posts[post] in former.get(ground.candidates[row], ())
            for row, post in zip(pairs.candidates.tolist(), pairs.posts.tolist(), strict=True)
        ],
        dtype=np.bool_,
    )


def shares_of(
    push_id: str,
    ground: Ground,
    chosen: NDArray[np.bool_],
    *,
    left_out: Mapping[str, str],
    known: Collection[str],
) -> list[PushShare]:
    """
    Give everybody's share of a choice, by candidate; who gets nothing has a reason.

    Args:
        push_id: of the campaign.
        ground: that was chosen from.
        chosen: (n pairs,)
        left_out: who takes no part, with the code of the reason.
        known: who was shown or declined posts of the scope before.
    """
    pairs, given = ground.pairs, dict[str, list[PushedPost]]()
    for n in np.flatnonzero(chosen).tolist():
        one = PushedPost(ground.posts[pairs.posts[n]], float(pairs.scores[n]))
        given.setdefault(ground.candidates[pairs.candidates[n]], []).append(one)
    offered = {ground.candidates[row] for row in np.unique(pairs.candidates).tolist()}
    shares = [PushShare(push_id, id, (), code) for id, code in left_out.items()]
    for id in ground.candidates:
        posts = tuple(sorted(given.get(id, ()), key=lambda one: (-one.chance, one.post_id)))
        shares.append(PushShare(push_id, id, posts, None if posts else _why_none(id, offered, known)))
    return sorted(shares, key=lambda one: one.candidate_id)


def _why_none(id: str, offered: Collection[str], known: Collection[str]) -> str:
    if id in offered:
        return FULL
    return ALL_KNOWN if id in known else NOTHING_FITS


def changes(former: Mapping[str, Collection[str]], shares: Iterable[PushShare]) -> Changed:
    """Tell what shares changed against those of the plan before."""
    now = {one.candidate_id: {post.post_id for post in one.posts} for one in shares if one.posts}
    people = sorted({*now, *(id for id, posts in former.items() if posts)})
    both = [(set(former.get(id, ())), now.get(id, set())) for id in people]
    return Changed(
        people=sum(before != after for before, after in both),
        kept=sum(len(before & after) for before, after in both),
        added=sum(len(after - before) for before, after in both),
        removed=sum(len(before - after) for before, after in both),
    )
