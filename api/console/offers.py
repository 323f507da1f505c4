"""What somebody says of a post, kept by one click on its card and taken back by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from starlette.responses import Response

from api.console.notices import Notice, go_on
from api.console.pages import is_partial, page
from api.console.paths import address
from api.console.told_before import event_told, post_words, starts_agreed
from api.console.views import TheViewKept
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.feedback import FeedbackBody, keep_feedback, take_back
from api.feedback_names import event_word, reason_word
from api.fields import GivenId, MaybeLine, RecordId
from api.house import House
from api.language import Translate
from data.store import Session, feedback_by_candidate, posts_by_id
from matcher.records import LAST_PLACE, DeclineReason, Feedback, FeedbackEvent, Post

ONE_CLICK = (FeedbackEvent.INTERESTED, FeedbackEvent.APPLIED)
"""What a card takes by one click, beside declining, which wants a reason."""

N_OFFERED = 30  # the newest that a page tells

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a post, in words."""

    event: FeedbackEvent
    word: str
    on: date
    actor_id: str
    note: str | None
    may_undo: bool  # by whoever reads it: told by the same one, today
    is_past: bool = False  # the person has said the contrary since


@dataclass(frozen=True, slots=True)
class Offer:
    """A post that is talked about with a candidate, and what was said of it."""

    candidate_id: str
    post_id: str
    rank: int  # in its list, from 1; 0 = it stands in none
    list_id: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """A post that was offered before, with what became of it, the newest first."""

    post_id: str
    post: Post | None  # None = no longer stored
    told: tuple[Told, ...]


def _none_where_blank(value: object) -> object:
    return None if value == "" else value


class OfferForm(BaseModel):
    """What a card sends."""

    model_config = ConfigDict(extra="ignore")

    post_id: GivenId
    event: FeedbackEvent
    reason: Annotated[DeclineReason | None, BeforeValidator(_none_where_blank)] = None
    rank: int = Field(0, ge=0, le=LAST_PLACE)
    list_id: MaybeLine = None
    leads_to: Literal["list", "pair"] = "list"


def to_body(candidate_id: str, form: OfferForm) -> FeedbackBody:
    """Make the body of one event."""
    reason = form.reason if form.event is FeedbackEvent.DECLINED else None
    told = {"candidate_id": candidate_id, "post_id": form.post_id, "event": form.event, "reason": reason}
    placed = {"position": form.rank, "list_id": form.list_id} if form.rank else {}
    return FeedbackBody.model_validate(told | placed)


@router.post("/candidates/{id}/feedback", dependencies=[needs("feedback:write")])
def post_feedback(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    view: TheViewKept,
    form: Annotated[OfferForm, Form()],
) -> Response:
    """Keep what somebody says of a post."""
    with house.database.begin() as session:
        keep_feedback(house, session, to_body(id, form), actor=visitor.actor)
    notice = kept_notice(house, id, form, dict(view.said), visitor)
    if is_partial(request):
        return _card(request, house, id, form, visitor, view.query, notice)
    said = {"of": form.post_id, "event": str(form.event)}
    return go_on(request, _path(id, form), done="told", **said, **view.said)


@router.post("/candidates/{id}/feedback/undo", dependencies=[needs("feedback:write")])
def post_undo(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    view: TheViewKept,
    form: Annotated[OfferForm, Form()],
) -> Response:
    """Take back what was told of a post by a slip."""
    with house.database.begin() as session:
        take_back(house, session, to_body(id, form), actor=visitor.actor)
    if is_partial(request):
        notice = Notice(visitor.say("Taken back."))
        return _card(request, house, id, form, visitor, view.query, notice)
    return go_on(request, _path(id, form), done="taken-back", **view.said)


def _path(id: str, form: OfferForm) -> str:
    return address("candidates", id) if form.leads_to == "list" else address("candidates", id, "posts", form.post_id)


def _card(
    request: Request, house: House, id: str, form: OfferForm, visitor: Visitor, query: str, notice: Notice
) -> Response:
    with house.database.read() as session:
        told = told_of(house, session, id, [form.post_id], visitor).get(form.post_id, ())
        offered = offered_to(house, session, id, visitor) if form.leads_to == "list" else None
    offer = Offer(id, form.post_id, form.rank, form.list_id or "", tuple(told))
    return page(
        request,
        "offer",
        id=id,
        offered=offered,
        offer=offer,
        query=query,
        leads_to=form.leads_to,
        notice=notice,
        **offering(visitor.say),
    )


def kept_notice(house: House, id: str, form: OfferForm, said: Mapping[str, str], visitor: Visitor) -> Notice:
    """Say that an event was kept, and how it is undone."""
    word = event_word(form.event, visitor.say)
    with house.database.read() as session:
        words = post_words(form.post_id, posts_by_id(session, [form.post_id]))
    return Notice(
        visitor.say("Kept: {event} · {post}").format(event=word, post=words),
        undo=f"{address('candidates', id)}/feedback/undo",
        fields={
            "post_id": form.post_id,
            "event": str(form.event),
            "leads_to": form.leads_to,
            "view": urlencode(dict(said)),
        },
    )


def offering(_: Translate) -> dict[str, Any]:
    """Give the buttons of a card: events by one click, and reasons for declining."""
    return {
        "one_click": [(str(one), event_word(one, _)) for one in ONE_CLICK],
        "declining": [(str(one), reason_word(one, _)) for one in DeclineReason],
    }


def told_of(
    house: House, session: Session, candidate_id: str, post_ids: Sequence[str], visitor: Visitor
) -> dict[str, list[Told]]:
    """Give what was told of some posts that were offered to a candidate, the newest first."""
    wanted, found = set(post_ids), dict[str, list[Told]]()
    events = feedback_by_candidate(session, [candidate_id], tuple(FeedbackEvent)).get(candidate_id, [])
    events = [one for one in reversed(events) if one.post_id in wanted]
    agreed = starts_agreed(session, events)
    for one in events:
        found.setdefault(one.post_id, []).append(told_event(house, one, agreed, visitor))
    return {post_id: with_past(told) for post_id, told in found.items()}


def with_past(told: Sequence[Told]) -> list[Told]:
    """Mark what the person has said the contrary of since; the newest, which comes first, stands."""
    opinions = [one.event for one in told if one.event in (*ONE_CLICK, FeedbackEvent.DECLINED)]
    contrary: tuple[FeedbackEvent, ...] = ()
    if opinions:
        contrary = ONE_CLICK if opinions[0] is FeedbackEvent.DECLINED else (FeedbackEvent.DECLINED,)
    return [replace(one, is_past=one.event in contrary) for one in told]


def told_event(house: House, one: Feedback, agreed: Mapping[Feedback, date], visitor: Visitor) -> Told:
    """Tell an event in words; *agreed* gives the days of starts that were told before them."""
    word, day = event_told(one, agreed, on=house.today(), say=visitor.say)
    if one.reason is not None:
        word = visitor.say("{event} ({reason})").format(event=word, reason=reason_word(one.reason, visitor.say))
    own = one.actor.id == visitor.actor.id and one.happened_on == house.today()
    return Told(one.event, word, day, one.actor.id, one.note, own and one.event is not FeedbackEvent.SHOWN)


def offered_to(house: House, session: Session, candidate_id: str, visitor: Visitor) -> tuple[Offered, ...]:
    """Give the posts that were offered to a candidate before, with what became of each, the newest first."""
    events = feedback_by_candidate(session, [candidate_id], tuple(FeedbackEvent)).get(candidate_id, [])
    agreed, newest = starts_agreed(session, events), dict[str, list[Told]]()
    for one in reversed(events):
        newest.setdefault(one.post_id, []).append(told_event(house, one, agreed, visitor))
    shown = dict(list(newest.items())[:N_OFFERED])
    posts: Mapping[str, Post] = posts_by_id(session, list(shown))
    return tuple(Offered(id, posts.get(id), tuple(with_past(told))) for id, told in shown.items())
