"""Keys of programs over HTTP: made and shown once, listed without what they are worth, revoked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.accounts import add_key, revoke_key
from api.addresses import decode_part
from api.deps import JsonOnly, TheActor, TheHouse, needs
from api.errors import problems
from api.fields import Day, MaybeLine, Word
from api.idempotency import TheOnce
from data.store import iter_keys
from matcher.records import Token

router = APIRouter(prefix="/v1/keys", tags=["access"])

KeyId = Annotated[
    str,
    Path(max_length=100, description="Of the key; worth nothing by itself.", examples=["5f0c2a1e"]),
    BeforeValidator(decode_part),
]


class KeyBody(BaseModel):
    """What a key shall be good for."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "user": "mini-program",
                "scopes": ["posts:read", "matches:read"],
                "expires_on": "2024-06-30",
                "label": "小程序 2024",
            }
        },
    )

    user: Word = Field(description="The program, a user of the role client.")
    scopes: list[Word] = Field(min_length=1, max_length=100, description="The permissions that it carries.")
    expires_on: Day = Field(description="Its last day, within a year.")
    label: MaybeLine = Field(None, description="What it is for.")


class KeyShown(BaseModel):
    """What is told of a key."""

    id: str
    user: str
    label: str | None
    scopes: list[str]
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None = Field(description="When it was last used, to the hour; null = never.")


class KeyGiven(KeyShown):
    """A new key."""

    key: str = Field(description="For the header Authorization: Bearer …; nobody can be shown it again.")


class KeyList(BaseModel):
    """All keys, the newest first."""

    items: list[KeyShown]


@router.get("", summary="List keys", dependencies=[needs("users:manage")], responses=problems(422, 503))
def list_keys(house: TheHouse) -> KeyList:
    """List the keys of all programs, expired and revoked ones too."""
    with house.database.read() as session:
        return KeyList(items=[KeyShown(**_told(one)) for one in iter_keys(session)])


@router.post(
    "",
    summary="Make a key",
    status_code=201,
    dependencies=[needs("users:manage"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def post_key(body: KeyBody, house: TheHouse, actor: TheActor, once: TheOnce) -> KeyGiven:
    """
    Make a key for a program; the answer is the only place where it is ever shown.

    The same again under its Idempotency-Key is a 409: revoke the key that was made, and make another.
    """
    asked: dict[str, Any] = {"scopes": body.scopes, "label": body.label, "expires_on": body.expires_on}
    token, secret = once.let_unkept(lambda begin: add_key(house, body.user, actor=actor, begin=begin, **asked))
    return KeyGiven(key=secret, **_told(token))


@router.delete(
    "/{id}",
    summary="Revoke a key",
    status_code=204,
    dependencies=[needs("users:manage")],
    responses=problems(404, 422, 503),
)
def delete_key(id: KeyId, house: TheHouse, actor: TheActor) -> None:
    """Make a key worth nothing from now on."""
    revoke_key(house, id, actor=actor)


def _told(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "user": token.user_id,
        "label": token.label,
        "scopes": list(token.scopes or ()),
        "created_at": token.created_at,
        "created_by": token.created_by,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
        "used_at": token.used_at,
    }
