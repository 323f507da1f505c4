"""What routes are given: the house and the actor, and the demand for JSON."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import BaseModel

from api.errors import Refusal
from api.house import House
from api.language import Translate, spoken_to
from matcher.records import Actor

SOURCE = "http"  # where a field came from that was put by this door


def the_house(request: Request) -> House:
    """Give the house that the application was made with."""
    house: House = request.app.state.house
    return house


def the_actor() -> Actor:
    """Give who acts: whoever can reach this machine's own port, until log-in exists."""
    return Actor(id="local", role="admin")


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
TheActor = Annotated[Actor, Depends(the_actor)]
JsonOnly = Depends(json_only)
JsonOrNothing = Depends(json_or_nothing)
