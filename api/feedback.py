"""Feedback over HTTP: what became of posts that were offered, told and read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    RootModel,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from api.deps import JsonOnly, TheActor, TheHouse, needs
from api.errors import problems
from api.fields import GivenId, MaybeDay, MaybeLine
from api.house import House
from api.idempotency import TheOnce
from api.paging import AskedPage, read_cursor, write_cursor
from data.store import Session, add_feedback, current_id, get_candidate, list_feedback, withdraw_feedback
from matcher.errors import BadInput, Phrase
from matcher.records import LAST_PLACE, Actor, DeclineReason, Feedback, FeedbackEvent

MOST = 500  # events of one body

EXAMPLE: list[Any] = [
    {"candidate_id": "C000123", "post_id": "P000123", "event": "shown", "position": 1, "list_id": "2023-09-01/17"},
    {"candidate_id": "C000123", "post_id": "P000123", "event": "declined", "reason": "pay", "note": "至少要 3500"},
]

router = APIRouter(prefix="/v1/feedback", tags=["feedback"])


class Event(BaseModel):
    """One event between a candidate and a post."""

    model_config = ConfigDict(extra="forbid")

    candidate_id: GivenId = Field(description="Whom the post was offered to.")
    post_id: GivenId = Field(description="What was offered.")
    event: FeedbackEvent = Field(description="What became of it.")
    happened_on: MaybeDay = Field(None, description="The day; today by default.")
    reason: DeclineReason | None = Field(None, description="Why it was declined.")
    note: MaybeLine = Field(None, description="In free words; personal numbers are taken out.")
    position: int | None = Field(
        None,
        strict=True,
        ge=1,
        le=LAST_PLACE,
        description="Place of the post in the list where it was shown, from 1; none = it stood in no list.",
    )
    list_id: MaybeLine = Field(None, description="Of that list, as whoever showed it names it.")
    automatic: bool = Field(
        False, strict=True, description="A program concluded it, nobody said or did it: kept, and not learnt from."
    )

    @model_validator(mode="after")
    def _only_what_is_declined_has_a_reason(self) -> Event:
        if self.reason is not None and self.event is not FeedbackEvent.DECLINED:
            raise ValueError(Phrase.of("reason goes with the event declined, not with {event}", event=self.event))
        return self


class _OneOrMore:
    """Take an event alone for a list of one, and tell OpenAPI that both are taken."""

    @staticmethod
    def listed(value: object) -> object:
        return [value] if isinstance(value, dict) else value

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        many = handler(schema)
        return {"anyOf": [many["items"], many]}


class FeedbackBody(RootModel[list[Event]]):
    """One event, or a list of them."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    root: Annotated[list[Event], Field(min_length=1, max_length=MOST), BeforeValidator(_OneOrMore.listed), _OneOrMore()]


class FeedbackKept(BaseModel):
    """What came of a body of events."""

    n_new: int = Field(description="Events kept.", examples=[2])
    n_known: int = Field(description="Events told before: the same of a pair on a day by the same actor.", examples=[0])


class EventKept(BaseModel):
    """An event as it is stored."""

    candidate_id: str
    post_id: str
    event: FeedbackEvent
    happened_on: date
    reason: DeclineReason | None
    note: str | None
    position: int | None
    list_id: str | None
    automatic: bool
    actor_id: str = Field(description="Who told it.")
    at: datetime = Field(description="When it was told.")


class AskedFeedback(AskedPage):
    """How the events of a candidate are listed."""

    candidate_id: GivenId = Field(description="Whose events.")


class FeedbackPage(BaseModel):
    """One page of events in the order in which they were told."""

    items: list[EventKept]
    next_cursor: str | None = Field(description="None = this was the last page.")


def to_feedback(house: House, body: FeedbackBody, *, actor: Actor) -> list[Feedback]:
    """
    Make the records of a body.

    Raises:
        BadInput: a day is still to come.
    """
    today, at = house.today(), house.moment()
    events = []
    for n, one in enumerate(body.root):
        on = one.happened_on or today
        if on > today:
            raise BadInput("{field}: {day} is still to come", field=f"[{n}].happened_on", day=on)
        values = one.model_dump(exclude={"happened_on"})
        events.append(Feedback(happened_on=on, actor=actor, at=at, **values))
    return events


def from_feedback(one: Feedback) -> EventKept:
    """Tell a stored event."""
    names = EventKept.model_fields.keys() - {"actor_id"}
    return EventKept.model_construct(actor_id=one.actor.id, **{name: getattr(one, name) for name in names})


def keep_feedback(house: House, session: Session, body: FeedbackBody, *, actor: Actor) -> FeedbackKept:
    """Keep the events of a body, all or none; raises as ``to_feedback`` and as ``add_feedback`` of the store."""
    told = to_feedback(house, body, actor=actor)
    n_new = add_feedback(session, told, actor=actor, at=house.clock())
    return FeedbackKept(n_new=n_new, n_known=len(told) - n_new)


def take_back(house: House, session: Session, body: FeedbackBody, *, actor: Actor) -> int:
    """Take back events that the actor told by a slip, of the same pairs and days, and count them; raises NotFound."""
    for one in body.root:
        get_candidate(session, current_id(session, one.candidate_id))
    return withdraw_feedback(session, to_feedback(house, body, actor=actor), actor=actor, at=house.clock())


@router.post(
    "",
    summary="Tell what became of offers",
    dependencies=[needs("feedback:write"), JsonOnly],
    responses=problems(400, 404, 413, 415, 422, 503),
)
def post_feedback(body: FeedbackBody, house: TheHouse, actor: TheActor, once: TheOnce) -> FeedbackKept:
    """
    Keep events, all of them or none; whoever shows a list tells `shown` with each post's position.

    The same event of a pair on the same day by the same actor changes nothing. A candidate or post that is not there
    refuses the whole body with 404, which names the place in it. The ranking learns from this by
    `matcher train ranker --feedback`.
    """
    return once.do(lambda session: keep_feedback(house, session, body, actor=actor), FeedbackKept)


@router.get(
    "",
    summary="List what became of a candidate's offers",
    responses=problems(404, 422, 503),
    dependencies=[needs("feedback:read")],
)
def list_page(house: TheHouse, asked: Annotated[AskedFeedback, Query()]) -> FeedbackPage:
    """List the events of a candidate in the order in which they were told, page by page."""
    lister = asked.lister("feedback")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    with house.database.read() as session:
        person = get_candidate(session, current_id(session, asked.candidate_id)).id
        found = list_feedback(session, person, after=int(after or 0), limit=asked.limit + 1)
    items = found[: asked.limit]
    more = len(found) > asked.limit
    return FeedbackPage(
        items=[from_feedback(one) for _, one in items],
        next_cursor=write_cursor(house.vault, lister=lister, after=str(items[-1][0])) if more else None,
    )
