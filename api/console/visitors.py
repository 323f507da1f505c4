"""Who sits before a browser: the cookie of a session, the language, and whether a form came from a page of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import Response

from api.house import House
from api.language import LANGUAGE_COOKIE, Translate, language_for, translation
from api.settings import Language
from api.signing_in import KEPT, Access
from matcher.records import Actor

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks for a page, and how it is told."""

    access: Access
    language: Language

    @property
    def actor(self) -> Actor:
        """Give who acts."""
        return self.access.actor

    @property
    def say(self) -> Translate:
        """Give the function from an English text to the visitor's language."""
        return translation(self.language)

    def may(self, permission: str) -> bool:
        """Tell whether the visitor has a permission."""
        return permission in self.access.permissions


def cookie_name(house: House) -> str:
    """Name the cookie of a session; behind https browsers refuse the name from anywhere but this very host."""
    return "__Host-matcher" if house.settings.behind_https else "matcher"


def shown_session(connection: HTTPConnection, house: House) -> str | None:
    """Give the secret that a browser keeps; None = it has none."""
    return connection.cookies.get(cookie_name(house))


def keep_session(response: Response, house: House, secret: str) -> None:
    """
    Let a browser keep the secret of its session; no script reads it, and no other site's form sends it.

    It is kept as long as the session is known: by it a form that comes when the session is over is known for whose.
    """
    response.set_cookie(
        cookie_name(house),
        secret,
        max_age=round(KEPT.total_seconds()),
        path="/",
        httponly=True,
        secure=house.settings.behind_https,
        samesite="lax",
    )


def drop_session(response: Response, house: House) -> None:
    """Let a browser forget its session."""
    response.delete_cookie(cookie_name(house), path="/", httponly=True, secure=house.settings.behind_https)


def keep_language(response: Response, house: House, language: Language) -> None:
    """Let a browser keep the language that was chosen."""
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=YEAR_S,
        path="/",
        httponly=True,
        secure=house.settings.behind_https,
        samesite="lax",
    )


def is_from_here(headers: Headers) -> bool:
    """
    Tell whether a form was sent by a page of this very service, as the browser says it.

    Browsers name the page's site in ``Sec-Fetch-Site`` where the connection is trusted, and its origin in ``Origin``
    with every form. Neither can be set by a page. A request with neither comes from no browser of the last years.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


def the_visitor(request: Request) -> Visitor:
    """Give who asks; the doorkeeper lets nobody come to a page without a session but to log in."""
    return Visitor(request.state.access, language_for(request))


TheVisitor = Annotated[Visitor, Depends(the_visitor)]
