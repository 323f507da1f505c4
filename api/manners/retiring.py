"""Routes that go: marked in one place, told by headers and in OpenAPI until the day that was promised."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from email.utils import format_datetime

from fastapi.routing import APIRoute

from api.manners.headers import LINK, SINCE, UNTIL


def retire(route: APIRoute, *, since: date, until: date, successor: str) -> None:
    """
    Mark a route as one that goes: it answers as before, with `Deprecation`, `Sunset` and a `Link` to what follows.

    Args:
        route: of a router; marked before the application is made.
        since: the day from which nobody should begin to use it.
        until: the day from which it may be gone; docs/http.md promises a year.
        successor: path of what takes its place.

    Raises:
        ValueError: less than a year lies between the days.
    """
    if (until - since).days < 365:
        raise ValueError(f"{route.path}: a route stays for a year after it was deprecated")
    begin = [datetime.combine(day, time(), UTC) for day in (since, until)]
    route.deprecated = True
    route.openapi_extra = (route.openapi_extra or {}) | {
        SINCE: f"@{int(begin[0].timestamp())}",  # RFC 9745
        UNTIL: format_datetime(begin[1], usegmt=True),  # RFC 8594
        LINK: successor,
    }
