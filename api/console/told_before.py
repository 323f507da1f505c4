"""What was tried with people and offered to them before, in short, for whoever is about to call them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from api.contact_names import result_word
from api.feedback_names import event_word, reason_word
from api.house import House
from api.language import Translate
from api.outreach_names import channel_word
from data.store import Session, attempts_by_candidate, feedback_by_candidate, placements_near, posts_by_id
from matcher.outreach.situation import local_day
from matcher.records import Attempt, ContactResult, Feedback, FeedbackEvent, Post


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt in words."""

    id: str
    at: datetime
    channel: str
    result: str
    call_back_on: date | None
    post: str | None
    reason: str
    note: str | None
    by: str


@dataclass(frozen=True, slots=True)
class Offered:
    """What became of one post that was offered, in words."""

    post_id: str
    post: str  # its title and employer; its id where it is no longer stored
    on: date
    event: str
    reason: str


@dataclass(frozen=True, slots=True)
class Before:
    """What was before with one person: attempts and posts, the newest first."""

    tried: tuple[Tried, ...] = ()
    offered: tuple[Offered, ...] = ()
    last_on: date | None = None


def told_before(house: House, session: Session, ids: Sequence[str], *, say: Translate) -> dict[str, Before]:
    """Tell for each of some people what was tried, and of each post that was offered the last that became of it."""
    attempts = attempts_by_candidate(session, ids)
    events = {id: _last_of_each(told) for id, told in feedback_by_candidate(session, ids, list(FeedbackEvent)).items()}
    wanted = {one.post_id for told in events.values() for one in told}
    wanted |= {one.post_id for tried in attempts.values() for one in tried if one.post_id is not None}
    posts = posts_by_id(session, wanted)
    agreed = starts_agreed(session, [one for told in events.values() for one in told])
    return {
        id: Before(
            tuple(_tried(one, posts, say, now=house.moment()) for one in reversed(attempts.get(id, []))),
            tuple(
                _offered(one, posts, event_told(one, agreed, on=house.today(), say=say), say)
                for one in events.get(id, [])
            ),
            local_day(attempts[id][-1], house.outreach) if id in attempts else None,
        )
        for id in ids
    }


def _last_of_each(told: Sequence[Feedback]) -> list[Feedback]:
    """Give for each post the last event; that it was shown once more says nothing beside what the person said."""
    said = sorted(told, key=lambda one: one.event is not FeedbackEvent.SHOWN)  # stable: each kind as it was told
    last = {one.post_id: one for one in said}
    return sorted(last.values(), key=lambda one: one.at, reverse=True)


def _tried(one: Attempt, posts: dict[str, Post], say: Translate, *, now: datetime) -> Tried:
    waits = one.result is ContactResult.SENT and one.at > now  # a message is held until its hour
    return Tried(
        one.id,
        one.at,
        channel_word(one.channel, say),
        say("goes out at that time") if waits else result_word(one.result, say),
        one.call_back_on,
        None if one.post_id is None else post_words(one.post_id, posts),
        reason_word(one.reason, say),
        one.note,
        one.actor.id,
    )


def _offered(one: Feedback, posts: dict[str, Post], told: tuple[str, date], say: Translate) -> Offered:
    word, day = told
    return Offered(one.post_id, post_words(one.post_id, posts), day, word, reason_word(one.reason, say))


def starts_agreed(session: Session, told: Iterable[Feedback]) -> dict[Feedback, date]:
    """Give the first day of the traineeship for each start among some events that was told before it."""
    starts = [one for one in told if one.event is FeedbackEvent.STARTED]
    placements = placements_near(session, candidate_ids={one.candidate_id for one in starts}).values()
    days = {
        one: min(
            (
                other.starts_on
                for other in placements
                if (other.candidate_id, other.post_id) == (one.candidate_id, one.post_id)
                and other.last_day >= one.happened_on
            ),
            default=one.happened_on,
        )
        for one in starts
    }
    return {one: day for one, day in days.items() if day > one.happened_on}


def event_told(one: Feedback, agreed: Mapping[Feedback, date], *, on: date, say: Translate) -> tuple[str, date]:
    """Give the word of an event and its day; of a start that was told before it, the first day of the traineeship."""
    day = agreed.get(one, one.happened_on)
    return (say("to start as agreed") if one in agreed and day > on else event_word(one.event, say)), day


def post_words(id: str, posts: dict[str, Post]) -> str:
    """Name a post by title and employer; by its id where it is no longer stored."""
    post = posts.get(id)
    return id if post is None else f"{post.title} · {post.employer}"
