"""Batches of messages over HTTP: asked for with a purpose and handed out once decided; how a batch stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.batches import MOST, Batch, asked_batch, decide
from api.deps import JsonOnly, TheActor, TheHouse, needs
from api.errors import problems
from api.fields import MaybeDay, MaybeLine, MaybeWord, OpenLine, RecordId
from api.handing_out import (
    NOTHING,
    Opened,
    note_handed_out,
    note_opening,
    open_messages,
    refuse_second_time,
    unfinished_before,
)
from api.house import House
from api.idempotency import IdempotencyKey, Repeated, recall, remember
from api.paging import AskedPage, read_cursor, write_cursor
from api.profiles import official
from api.ready import MessageReady, from_ready
from api.situations import knows_holidays
from data.store import Session, count_messages, get_batch, messages_of
from matcher.records import Actor, Channel, Message

ROUTE = "outreach/exports"
WAY = "http"

router = APIRouter(prefix="/v1/outreach/exports", tags=["outreach"])


class ExportBody(BaseModel):
    """Which messages are asked for, and what the names are needed for."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"channel": "sms", "district": "历下区", "limit": 100, "purpose": "九月岗位推送"}
        },
    )

    channel: Literal[Channel.SMS, Channel.MINI_PROGRAM]
    purpose: OpenLine = Field(description="What names and numbers are needed for: it stands in the log.")
    template: MaybeWord = Field(None, description="That of the channel by default.")
    district: MaybeWord = Field(
        None, description="Only people who live in this district; `none` = of whom no district is known."
    )
    limit: int = Field(200, ge=1, le=MOST, description="The most messages.")
    as_of: MaybeDay = Field(None, description="Today by default; a day before only for what was decided on it.")
    again: bool = Field(False, description="Hand out once more what was handed out before: that copy is lost.")
    office: MaybeLine = Field(
        None, description="How the messages name the office; by the person's district by default."
    )


class BatchReady(BaseModel):
    """A batch as it leaves the house, in the order of the candidates' ids."""

    batch: str
    channel: Channel
    template: str
    n: int = Field(description="Messages here.")
    n_withheld: int = Field(description="Not here: something stands against them by now.")
    withheld: dict[str, int] = Field(
        description="How many of these, by the code of why: a reason of the queue, call_back, gone, or wording = its "
        "words would tell a priority group.",
        examples=[{"opted_out": 2, "wording": 1}],
    )
    holidays_known: bool = Field(description="false = a year without its table: Monday to Friday was counted.")
    unfinished: list[str] = Field(
        description="Batches of days before that were asked for alike and not handed out: ask for them by their day."
    )
    messages: list[MessageReady]


class MessageKept(BaseModel):
    """A message of a batch, without the person."""

    id: str
    candidate_id: str
    post_ids: list[str]
    delivered_at: datetime | None = Field(description="None = it was not handed out yet.")


class BatchShown(BaseModel):
    """How a batch stands, with one page of its messages."""

    batch: str
    channel: Channel
    template: str
    decided_at: datetime
    n: int
    n_delivered: int
    items: list[MessageKept]
    next_cursor: str | None = Field(description="None = this was the last page.")


class KeyKept(BaseModel):
    """What is kept of an answer under its key: nobody's name or number."""

    as_of: str


@router.post(
    "",
    summary="Hand out messages",
    status_code=201,
    dependencies=[needs("outreach:export"), JsonOnly],
    responses=problems(400, 409, 413, 415, 422, 503),
)
def post_export(body: ExportBody, house: TheHouse, actor: TheActor, key: IdempotencyKey = None) -> BatchReady:
    """
    Decide whom the channel writes to today, unless that was asked before, and hand the messages out.

    The same again with its key, or with ``again``, gives the same messages under the same ids, and is refused
    otherwise; each counts as an attempt once. Nothing here tells why
    somebody is among them, and the order is that of the ids. Names and numbers stand in full, so the purpose is logged.
    """
    batch = _batch(house, body, actor=actor, key=key)
    unfinished = [one.id for one in unfinished_before(house, batch)]
    decide(house, batch, actor=actor)
    with house.database.read() as session:
        messages = messages_of(session, batch.id)
    opened = _hand_out(house, batch, messages, purpose=body.purpose, actor=actor)
    return BatchReady(
        batch=batch.id,
        channel=batch.channel,
        template=batch.template,
        n=len(opened.ready),
        n_withheld=len(messages) - len(opened.ready),
        withheld=opened.withheld,
        holidays_known=knows_holidays(batch.as_of),
        unfinished=unfinished,
        messages=[from_ready(one) for one in opened.ready],
    )


def _batch(house: House, body: ExportBody, *, actor: Actor, key: str | None) -> Batch:
    """Make the batch asked for; a key that was sent before stands for the batch of that day."""
    batch = asked_batch(
        house,
        channel=body.channel,
        way=WAY,
        template=body.template,
        as_of=body.as_of,
        district=official(body.district, gazetteer=house.gazetteer),
        limit=body.limit,
        office=body.office,
    )
    if key is None:
        with house.database.read() as session:
            _refuse_second_time(house, session, batch, body)
        return batch
    day, request = KeyKept(as_of=f"{batch.as_of}"), body.model_dump_json(exclude={"purpose", "again"})
    try:
        with house.database.begin() as session:
            recall(house, session, actor=actor, route=ROUTE, key=key, request=request)
            _refuse_second_time(house, session, batch, body)
            at = house.clock()
            remember(house, session, actor=actor, route=ROUTE, key=key, request=request, answer=day, at=at)
    except Repeated as repeated:
        day = KeyKept.model_validate(repeated.body)
    return batch.on(date.fromisoformat(day.as_of))


def _refuse_second_time(house: House, session: Session, batch: Batch, body: ExportBody) -> None:
    if not body.again:
        refuse_second_time(house, messages_of(session, batch.id))


def _hand_out(house: House, batch: Batch, messages: list[Message], *, purpose: str, actor: Actor) -> Opened:
    if not messages:
        return NOTHING
    reveal = note_opening(house, messages, actor=actor, purpose=purpose)
    opened = open_messages(house, messages, reveal, office=batch.office)
    note_handed_out(house, messages, opened.ready, actor=actor)
    return opened


@router.get(
    "/{batch}",
    summary="See how a batch of messages stands",
    responses=problems(404, 422, 503),
    dependencies=[needs("outreach:read")],
)
def show_batch(batch: RecordId, house: TheHouse, asked: Annotated[AskedPage, Query()]) -> BatchShown:
    """Tell which messages a batch holds and which were delivered, page by page, without names and numbers."""
    lister = asked.lister(f"batch {batch}")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    with house.database.read() as session:
        return _standing(session, batch, asked, house=house, lister=lister, after=after)


def _standing(
    session: Session, batch: str, asked: AskedPage, *, house: House, lister: str, after: str | None
) -> BatchShown:
    every = get_batch(session, batch)
    n, n_delivered = count_messages(session, batch)
    rest = [one for one in every if after is None or one.candidate_id > after]
    items, first = rest[: asked.limit], every[0]
    more = len(rest) > asked.limit
    return BatchShown(
        batch=batch,
        channel=first.channel,
        template=first.template,
        decided_at=first.at,
        n=n,
        n_delivered=n_delivered,
        items=[
            MessageKept(
                id=one.id,
                candidate_id=one.candidate_id,
                post_ids=list(one.post_ids),
                delivered_at=one.delivered_at,
            )
            for one in items
        ],
        next_cursor=write_cursor(house.vault, lister=lister, after=items[-1].candidate_id) if more else None,
    )
