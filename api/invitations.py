"""Invitations to a fair over HTTP: handed out once for the guests of its plan."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.deps import JsonOnly, TheActor, TheHouse, needs
from api.errors import problems
from api.fair_invitations import FairBatch, batch_of, invite_guests
from api.fields import RecordId
from api.handing_out import note_out
from api.house import House
from api.idempotency import IdempotencyKey, Repeated, recall, remember
from api.ready import HandOutBody, MessagesReady, from_handed
from matcher.records import Actor, Channel

router = APIRouter(prefix="/v1/fairs", tags=["fairs"])


class InvitationsBody(HandOutBody):
    """By what the guests are invited, and what their names are needed for."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"purpose": "九月对接会"}})

    channel: Literal[Channel.SMS, Channel.MINI_PROGRAM] = Channel.SMS


class KeyKept(BaseModel):
    """What is kept of an answer under its key: nobody's name or number."""

    fair: str


@router.post(
    "/{id}/invitations",
    summary="Hand out the invitations to a fair",
    status_code=201,
    dependencies=[needs("fairs:plan"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def post_invitations(
    id: RecordId, body: InvitationsBody, house: TheHouse, actor: TheActor, key: IdempotencyKey = None
) -> MessagesReady:
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
    return from_handed(handed)


def _was_asked(house: House, batch: FairBatch, body: InvitationsBody, *, actor: Actor, key: str) -> bool:
    """Tell whether the same was asked for under this key before."""
    try:
        with house.database.read() as session:
            recall(house, session, actor=actor, route=_route(batch), key=key, request=body.as_key())
    except Repeated:
        return True
    return False


def _note_asked(house: House, batch: FairBatch, body: InvitationsBody, *, actor: Actor, key: str) -> None:
    kept, at = KeyKept(fair=batch.fair_id), house.clock()
    with suppress(Repeated), house.database.begin() as session:
        remember(house, session, actor=actor, route=_route(batch), key=key, request=body.as_key(), answer=kept, at=at)


def _route(batch: FairBatch) -> str:
    return f"{batch.id}/invitations"
