"""Users over HTTP: listed, added, changed and locked out by an administrator; one's own password by oneself."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from api.accounts import Account, change_own_password, put_account, refuse_oneself
from api.deps import JsonOnly, TheActor, TheHouse, created, needs
from api.errors import problems, slow_down
from api.fields import MaybeLine
from api.signing_in import TooSoon
from data.store import get_user, iter_users
from matcher.records import Role, User

router = APIRouter(prefix="/v1/users", tags=["access"])

UserId = Annotated[
    str, Path(max_length=100, description="The name to log in with.", examples=["li.na"], pattern=r"^[\x21-\x7e]+$")
]


class UserBody(BaseModel):
    """What a user shall be."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"role": "caseworker", "district": "历下区", "password": "first-sentence-to-be-changed"}
        },
    )

    role: Role = Field(description="The user's job; docs/access.md says what each may do.")
    district: MaybeLine = Field(None, description="The one whose people are seen; null = the whole city.")
    employer_id: MaybeLine = Field(None, description="Of the employer, for the role employer.")
    active: bool = Field(True, strict=True, description="False = nobody comes in under this name.")
    password: SecretStr | None = Field(
        None, max_length=1000, description="A new one, 10 characters or more; left out = as it is."
    )


class UserShown(BaseModel):
    """A user, without anything that would let somebody in."""

    id: str
    role: Role
    district: str | None
    employer_id: str | None
    active: bool = Field(description="False = nobody comes in under this name.")
    created_at: datetime


class UserList(BaseModel):
    """All users, by name."""

    items: list[UserShown]


class PasswordBody(BaseModel):
    """One's own password, the old and the new."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"old": "the sentence of before", "new": "another one of mine"}}
    )

    old: SecretStr = Field(max_length=1000, description="The present one.")
    new: SecretStr = Field(max_length=1000, description="10 characters or more.")


@router.get("", summary="List users", dependencies=[needs("users:manage")], responses=problems(422, 503))
def list_users(house: TheHouse) -> UserList:
    """List all users; an office has few."""
    with house.database.read() as session:
        return UserList(items=[from_user(one) for one in iter_users(session)])


@router.post(
    "/me/password",
    summary="Change one's own password",
    status_code=204,
    dependencies=[needs("self"), JsonOnly],
    responses=problems(400, 413, 415, 422, 429, 503),
)
def post_password(body: PasswordBody, house: TheHouse, actor: TheActor) -> None:
    """
    Change one's own password; every token of the user ends, this one too.

    After three wrong ones in a row the next try must wait as at a log-in: 429 with Retry-After.
    """
    try:
        change_own_password(house, actor=actor, old=body.old.get_secret_value(), new=body.new.get_secret_value())
    except TooSoon as error:
        raise slow_down(error.wait) from None


@router.get("/{id}", summary="Read a user", dependencies=[needs("users:manage")], responses=problems(404, 422, 503))
def read_user(id: UserId, house: TheHouse) -> UserShown:
    """Give one user."""
    with house.database.read() as session:
        return from_user(get_user(session, id))


@router.put(
    "/{id}",
    summary="Put a user",
    status_code=200,
    dependencies=[needs("users:manage"), JsonOnly],
    responses=created(UserShown) | problems(400, 404, 409, 413, 415, 422, 503),
)
def put_user(id: UserId, body: UserBody, house: TheHouse, actor: TheActor, response: Response) -> UserShown:
    """Add or change a user; whatever is changed, the user's tokens and keys end."""
    refuse_oneself(id, actor=actor)
    account = Account(body.role, body.district, body.employer_id, body.active)
    password = None if body.password is None else body.password.get_secret_value()
    user, is_new = put_account(house, id, account, actor=actor, password=password)
    response.status_code = 201 if is_new else 200
    return from_user(user)


def from_user(user: User) -> UserShown:
    """Give a user as it is shown."""
    return UserShown(
        id=user.id,
        role=user.role,
        district=user.district,
        employer_id=user.employer_id,
        active=user.is_active,
        created_at=user.created_at,
    )
