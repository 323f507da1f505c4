"""Invitations to a fair over HTTP: handed out once for the guests of its plan."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.deps import JsonOnly, TheActor, TheHouse
from api.errors import problems
from api.fair_invitations import FairBatch, batch_of, invite_guests
from api.fields import MaybeLine, OpenLine, RecordId
from api.handing_out import note_out
from api.house import House
from api.idempotency import IdempotencyKey, Repeated, recall, remember
from api.ready import MessageReady, from_ready
from matcher.records import Actor, Channel

router = APIRouter(prefix="/v1/fairs", tags=["fairs"])


class InvitationsBody(BaseModel):
    """By what the guests are invited, and what their names are needed for."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"purpose": "九月对接会"}})

    channel: Literal[Channel.SMS, Channel.MINI_PROGRAM] = Channel.SMS
    purpose: OpenLine = Field(description="What names and numbers are needed for: it stands in the log.")
    again: bool = Field(False, description="Hand out once more what was handed out before: that copy is lost.")
    office: MaybeLine = Field(
        None, description="How the messages name the office; by the person's district by default."
    )


class InvitationsReady(BaseModel):
    """Invitations as they leave the house, in the order of the candidates' ids."""

    batch: str
    channel: Channel
    template: str
    n: int = Field(description="Messages here.")
    withheld: dict[str, int] = Field(description="Guests who are not written to, by reason.")
    messages: list[MessageReady]


class KeyKept(BaseModel):
    """What is kept of an answer under its key: nobody's name or number."""

    fair: str


@router.post(
    "/{id}/invitations",
    summary="Hand out the invitations to a fair",
    status_code=201,
    dependencies=[JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def post_invitations(
    id: RecordId, body: InvitationsBody, house: TheHouse, actor: TheActor, key: IdempotencyKey = None
) -> InvitationsReady:
    """
    Invite the guests of a planned fair, each once: who refused or was contacted a short while ago is withheld.

    A plan made anew invites whoever is new. The same again with its key, or with ``again``, gives all messages under
    the same ids, and is refused otherwise where none is left. Names and numbers stand in full: the purpose is logged.
    """
    batch = batch_of(house, id, Channel(body.channel), office=body.office)
    was_asked = key is not None and _was_asked(house, batch, body, actor=actor, key=key)
    handed = invite_guests(house, batch, purpose=body.purpose, actor=actor, again=body.again or was_asked)
    note_out(house, handed, actor=actor)
    if key is not None and not was_asked:
        _note_asked(house, batch, body, actor=actor, key=key)
    return InvitationsReady(
        batch=batch.id,
        channel=batch.channel,
        template=batch.template,
        n=len(handed.ready),
        withheld=dict(handed.withheld),
        messages=[from_ready(one) for one in handed.ready],
    )


def _was_asked(house: House, batch: FairBatch, body: InvitationsBody, *, actor: Actor, key: str) -> bool:
    """Tell whether the same was asked for under this key before."""
    try:
        with house.database.read() as session:
            recall(session, actor=actor, route=_route(batch), key=key, request=_request(body))
    except Repeated:
        return True
    return False


def _note_asked(house: House, batch: FairBatch, body: InvitationsBody, *, actor: Actor, key: str) -> None:
    kept, at = KeyKept(fair=batch.fair_id), house.clock()
    with suppress(Repeated), house.database.begin() as session:
        remember(session, actor=actor, route=_route(batch), key=key, request=_request(body), answer=kept, at=at)


def _route(batch: FairBatch) -> str:
    return f"{batch.id}/invitations"


def _request(body: InvitationsBody) -> str:
    return body.model_dump_json(exclude={"purpose", "again"})
