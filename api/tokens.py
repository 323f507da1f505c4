"""Tokens over HTTP: got for a password or a refresh token (OAuth 2.0, RFC 6749), and given up."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Response
from pydantic import BaseModel, ConfigDict, Field

from api.deps import TheAccess, TheHouse, needs
from api.errors import Refusal, problems, slow_down
from api.house import House
from api.signing_in import ACCESS, Pair, TooSoon, WrongLogIn, log_in, log_out, renew
from matcher.errors import BadInput

router = APIRouter(prefix="/v1/token", tags=["access"])

NOT_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}  # RFC 6749, 5.1


class TokenForm(BaseModel):
    """What is sent for a token, as a form."""

    model_config = ConfigDict(
        extra="ignore", json_schema_extra={"example": {"username": "li.na", "password": "a sentence only you know"}}
    )

    grant_type: Literal["password", "refresh_token"] = Field("password", description="What is sent for the token.")
    username: str | None = Field(None, max_length=100, description="The user's name, with a password.")
    password: str | None = Field(None, max_length=1000, description="The user's password.")
    refresh_token: str | None = Field(None, max_length=200, description="What the last answer gave; it is spent.")
    scope: str = Field(
        "", max_length=2000, description="The permissions wanted at most, with blanks between; none = all of the role."
    )


class TokenGiven(BaseModel):
    """A pair of tokens; neither can be shown again."""

    access_token: str = Field(description="For the header Authorization: Bearer …")
    token_type: Literal["bearer"] = "bearer"
    expires_in: int = Field(description="Seconds until the access token ends.", examples=[1800])
    refresh_token: str = Field(description="Buys the next pair, once, until the log-in is over.")
    scope: str = Field(description="The permissions that it carries.", examples=["candidates:read posts:read self"])
    role: str = Field(description="The user's role.", examples=["caseworker"])
    district: str | None = Field(description="The district whose people are seen; null = the whole city.")


class Me(BaseModel):
    """Whose token was shown, and what it allows."""

    id: str
    role: str
    district: str | None
    employer_id: str | None
    permissions: list[str]
    expires_at: datetime = Field(description="When the token ends.")


@router.post("", summary="Log in", responses=problems(400, 413, 422, 429, 503))
def post_token(form: Annotated[TokenForm, Form()], house: TheHouse, response: Response) -> TokenGiven:
    """
    Give an access token and a refresh token for a name and a password, or for a refresh token.

    A wrong name and a wrong password get the same answer, 400 with the code invalid_grant, after the same time. After
    four failures in a row the next try under that name must wait, longer each time: 429 with Retry-After.
    """
    response.headers.update(NOT_KEPT)
    try:
        pair = _pair(house, form)
    except TooSoon as error:
        raise slow_down(error.wait) from None
    except WrongLogIn:
        raise Refusal(
            "name or password is wrong, or the refresh token is worth nothing", status=400, code="invalid_grant"
        ) from None
    return TokenGiven(
        access_token=pair.access,
        expires_in=round(ACCESS.total_seconds()),
        refresh_token=pair.refresh,
        scope=" ".join(sorted(pair.permissions)),
        role=pair.user.role,
        district=pair.user.district,
    )


@router.get("", summary="Say whose token this is", dependencies=[needs("self")], responses=problems(422, 503))
def read_token(access: TheAccess) -> Me:
    """Say whose token was shown, and what it allows."""
    actor = access.actor
    return Me(
        id=actor.id,
        role=actor.role,
        district=actor.district,
        employer_id=actor.employer_id,
        permissions=sorted(access.permissions),
        expires_at=access.token.expires_at,
    )


@router.delete("", summary="Log out", status_code=204, dependencies=[needs("self")], responses=problems(422, 503))
def delete_token(access: TheAccess, house: TheHouse) -> None:
    """End the log-in to which the token belongs, its refresh token too; a key is revoked."""
    log_out(house, access)


def _pair(house: House, form: TokenForm) -> Pair:
    if form.grant_type == "refresh_token":
        if not form.refresh_token:
            raise BadInput("{field}: is missing", field="refresh_token")
        return renew(house, refresh=form.refresh_token)
    for field in ("username", "password"):
        if not getattr(form, field):
            raise BadInput("{field}: is missing", field=field)
    scopes = form.scope.split() or None
    return log_in(house, name=form.username or "", password=form.password or "", scopes=scopes)
