"""The page of a call: who it is, why now, what to offer, what was before, and the form of the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from secrets import token_hex
from typing import Any

from fastapi import Request
from starlette.responses import Response

from api.colleagues import colleagues_of
from api.console.call_form import Typed, posts_named
from api.console.drafts import drafts_of
from api.console.listing import weightiest
from api.console.notes import undo_of
from api.console.notices import Notice
from api.console.pages import dated, page
from api.console.paths import address
from api.console.placed import placed_so_far
from api.console.profile import closes_soon, closes_text, pay_of, standing_of
from api.console.told_before import Before, post_words, told_before
from api.console.visitors import Visitor
from api.contact_names import result_word
from api.contacting import last_to_take_back, moment_of
from api.feedback_names import reason_word
from api.house import House
from api.outreach_names import basis_word, channel_word, term_word
from api.planned import from_explained
from api.planning import Explained, explain_outreach
from api.showing import Reason, from_criterion
from api.tasking import tasks_of
from data.outreach.following import load_following
from data.store import Session, claimed_on, masked_people, posts_by_id
from matcher.explain import telling
from matcher.records import Attempt, Channel, Claimed, ContactResult, DeclineReason, Match, Person, Post

FIELDS = ("name", "phone")


@dataclass(frozen=True, slots=True)
class Offered:
    """A post to offer as the page tells it."""

    post: Post
    chance: float
    reasons: tuple[Reason, ...]  # to be read first


@dataclass(frozen=True, slots=True)
class Beside:
    """What a page of a call shows beside what is stored: what was just shown, typed, done, and what is wrong."""

    typed: Typed | None = None
    person: Person | None = None  # name and number in full, just revealed
    groups: Sequence[Any] | None = None
    faults: Mapping[str, str] = field(default_factory=dict)  # by field; "purpose" and "groups" of what is revealed
    notice: Notice | None = None
    template: str = "call"  # the whole page, or the part that a script asked for
    headers: Mapping[str, str] | None = None


def call_page(
    request: Request, house: House, visitor: Visitor, id: str, beside: Beside, *, status: int = 200
) -> Response:
    """Make the page, or the part of it that *beside* names."""
    say = visitor.say
    found = explain_outreach(house, id, actor=visitor.actor, caseworker=visitor.actor.id)
    with house.database.read() as session:
        masked = masked_people(session, "candidate", [id], "self", fields=FIELDS, vault=house.vault).get(id)
        before = told_before(house, session, [id], say=say)[id]
        held = claimed_on(session, id, at=moment_of(house))
        last = last_to_take_back(house, session, id, actor=visitor.actor) if visitor.may("outreach:work") else None
        asked = _asked_about(house, session, id)
        placed = placed_so_far(session, id, visitor, on=house.today())
        is_slip = "other_post" in beside.faults
        named = posts_named(house, session, beside.typed.other_post) if beside.typed and is_slip else []
    standing = from_explained(found, masked, language=visitor.language, say=say)
    draft = None if beside.typed else _drafted(request, house, visitor, id)
    typed = beside.typed or draft or _untyped(found)
    chosen = _chosen(house, typed)
    faults = {at: dated(text, language=visitor.language) for at, text in beside.faults.items()}
    return page(
        request,
        beside.template,
        status=status,
        headers=beside.headers,
        notice=beside.notice,
        id=id,
        standing=standing,
        entry=standing.entry,
        is_priority=found.is_priority,
        offers=[_offered(post, match, visitor) for post, match in found.offers],
        candidate=found.situation.candidate,
        verdict=standing_of(found.situation.eligibility, visitor),
        placed=placed,
        person=beside.person,
        masked=masked,
        caseload=found.situation.caseload,
        held=held,
        is_mine=_is_of(held, visitor),
        is_anothers=held is not None and not _is_of(held, visitor),
        is_refusing=any(one.code == "opted_out" for one in standing.against),
        before=before,
        last=last,
        undo=_undo_of(last) if last else None,
        purpose=typed.purpose if typed.purpose is not None else say("call by phone: recommend posts"),
        groups=beside.groups,
        typed=typed,
        is_draft=draft is not None,
        faults={at: text for at, text in faults.items() if at not in ("purpose", "groups")},
        purpose_fault=faults.get("purpose"),
        groups_fault=faults.get("groups"),
        posts_named=named,
        posts=_posts(found.offers, before, [*asked, *chosen]),
        **_words(house, visitor),
    )


def _words(house: House, visitor: Visitor) -> dict[str, Any]:
    """Give what of the page is the same for everybody."""
    say, today = visitor.say, house.today()
    within = load_following().call_back_within
    return {
        "channels": [(str(one), channel_word(one, say)) for one in Channel],
        "reasons": [(str(one), reason_word(one, say)) for one in DeclineReason],
        "colleagues": colleagues_of(house, visitor.actor) if visitor.may("outreach:assign") else [],
        "days_left_alone": house.outreach.caps.days_after_start,
        "result_word": lambda word: result_word(ContactResult(word), say),
        "channel_word": lambda channel: channel_word(channel, say),
        "term_word": lambda code: term_word(code, say),
        "basis_word": lambda basis: basis_word(basis, say),
        "pay": lambda post: pay_of(post, say),
        "closes": lambda post: closes_text(post.closes_on, visitor),
        "soon": lambda post: closes_soon(post.closes_on, visitor, on=today),
        "moment_now": moment_of(house),
        "today": today,
        "last_call_back": today + timedelta(days=within),
    }


def _is_of(held: Claimed | None, visitor: Visitor) -> bool:
    return held is not None and held.actor.id == visitor.actor.id


def _undo_of(one: Attempt) -> str:
    """Give the address that takes a contact back: of a talk at the office where its form is, else on this very page."""
    return undo_of(one) if one.channel is Channel.OFFICE else address("calls", one.candidate_id, "undo")


def _drafted(request: Request, house: House, visitor: Visitor, id: str) -> Typed | None:
    """Give what the visitor typed of this call and left; it is noted under a key of its own."""
    draft = drafts_of(request).get(visitor.actor.id, id, at=house.clock()).call
    return None if draft is None else replace(draft, once=token_hex(12))


def channel_offered(found: Explained) -> str:
    """Give the channel that the form of a call has chosen before somebody types."""
    return str(found.planned.entry.channel if found.planned else Channel.PHONE)


def _untyped(found: Explained) -> Typed:
    return Typed(channel=channel_offered(found), once=token_hex(12))


def _offered(post: Post, match: Match, visitor: Visitor) -> Offered:
    told = [from_criterion(one, language=visitor.language) for one in telling(match)]
    return Offered(post, match.chance, tuple(weightiest(told)))


def _asked_about(house: House, session: Session, id: str) -> list[tuple[str, str]]:
    """Give the posts that open tasks are about: an employer's wish to meet is asked about over the phone."""
    ids = [one.post_id for one in tasks_of(house, session, [id]) if one.post_id is not None]
    stored = posts_by_id(session, ids)
    return [(post_id, post_words(post_id, stored)) for post_id in ids]


def _chosen(house: House, typed: Typed) -> list[tuple[str, str]]:
    """Give the post that a form was sent with, so that it stays chosen."""
    if not typed.post_id:
        return []
    with house.database.read() as session:
        stored = posts_by_id(session, [typed.post_id])
    return [(id, post_words(id, stored)) for id in stored]


def _posts(
    offers: Sequence[tuple[Post, Match]], before: Before, others: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Give the posts that a result may be about: those to offer, of open tasks, and that were offered before."""
    known = {post.id: post_words(post.id, {post.id: post}) for post, _ in offers}
    known |= {id: words for id, words in others if id not in known}
    known |= {one.post_id: one.post for one in before.offered if one.post_id not in known}
    return list(known.items())
