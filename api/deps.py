"""What routes are given: the house and the actor, what they demand of who asks, and the demand for JSON."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import OAuth2PasswordBearer, SecurityScopes
from pydantic import BaseModel

from api.console.paths import is_page
from api.errors import Refusal
from api.house import House
from api.language import Translate, spoken_to
from api.permissions import PERMISSIONS
from api.signing_in import Access
from matcher.errors import NotAllowed
from matcher.records import Actor

SOURCE = "http"  # where a field came from that was put by this door


def the_house(request: Request) -> House:
    """Give the house that the application was made with."""
    house: House = request.app.state.house
    return house


_IN_OPENAPI = OAuth2PasswordBearer(
    tokenUrl="/v1/token",
    refreshUrl="/v1/token",
    scopes={name: str(permission.about) for name, permission in PERMISSIONS.items()},
    description="The token of POST /v1/token, or a program's key.",
    auto_error=False,
)


def the_access(request: Request) -> Access:
    """Give what the token that was shown allows; the doorkeeper lets nobody so far without one."""
    access: Access | None = getattr(request.state, "access", None)
    if access is None:
        raise Refusal("log in first: POST /v1/token gives the token for the header Authorization", status=401)
    return access


def the_actor(access: Annotated[Access, Depends(the_access)]) -> Actor:
    """Give who acts: whoever the token belongs to."""
    return access.actor


async def _demand(
    request: Request,
    needed: SecurityScopes,
    access: Annotated[Access, Depends(the_access)],
    _token: Annotated[str | None, Depends(_IN_OPENAPI)],
) -> None:
    for permission in needed.scopes:
        if permission not in access.permissions:
            if is_page(request.url.path):
                about = PERMISSIONS[permission].about
                raise NotAllowed("{who} may not do this here: {what}", who=access.actor.id, what=about)
            raise NotAllowed(
                "this needs the permission {permission}, which {who} does not have here",
                permission=permission,
                who=access.actor.id,
            )


def needs(permission: str) -> Any:
    """
    Demand a permission of who asks: one of the dependencies of every route under ``/v1``.

    Raises:
        KeyError: there is no such permission.
    """
    PERMISSIONS[permission]
    return Security(_demand, scopes=[permission])


def the_language(request: Request) -> Translate:
    """Give the language of the answer."""
    return spoken_to(request)


def json_only(request: Request) -> None:
    """Refuse a body that does not say it is JSON."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Refusal("send the body as application/json", status=415)


def json_or_nothing(request: Request) -> None:
    """Refuse a body that does not say it is JSON; no body at all is well."""
    headers = request.headers
    if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
        json_only(request)


def created(answer: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """Describe the answer to a put that made something new, for OpenAPI."""
    return {201: {"description": "It is new.", "model": answer}}


TheHouse = Annotated[House, Depends(the_house)]
TheLanguage = Annotated[Translate, Depends(the_language)]
TheAccess = Annotated[Access, Depends(the_access)]
TheActor = Annotated[Actor, Depends(the_actor)]
JsonOnly = Depends(json_only)
JsonOrNothing = Depends(json_or_nothing)
