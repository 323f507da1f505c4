"""How a page is made: a template, what it shows, and the frame around it in the visitor's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, partial
from importlib.metadata import version
from typing import Any

from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.console.menu import menu_for
from api.console.paths import address
from api.console.visitors import Visitor
from api.house import House
from api.language import language_for, translation
from api.settings import Language
from matcher.outreach.situation import in_local_time

CODE = re.compile("`([^`]+)`")
ISO_DAY = re.compile(r"(?<!\d)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")
TAG_OF: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}
LOCALE_OF: Mapping[Language, str] = {"zh": "zh_CN", "en": "en_GB"}


@cache
def environment() -> Environment:
    """Give the templates; a value that is missing is an error, and every value is text, never markup."""
    made = Environment(
        loader=PackageLoader("api", "templates/console"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.globals["release"] = version("jianxi-matcher")
    made.filters["percent"] = _percent
    made.filters["number"] = _number
    made.globals["address"] = address
    made.filters["code"] = _code
    made.filters["twice"] = _twice
    return made


def page(
    request: Request, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **shown: Any
) -> HTMLResponse:
    """
    Make a page of ``<template>.html.jinja`` for whoever asked.

    A template reads *shown*, and besides ``_`` (the translation of an English text), ``language``, ``tag``, ``path``,
    ``menu``, ``under`` (whether the page is one of an entry), ``visitor`` (None before log-in), ``partial`` (whether
    a part of the page is all that was asked for), ``day`` and ``moment`` (which write a date, and a time of the
    city), and ``notice`` (a ``Notice`` or None).
    """
    access = getattr(request.state, "access", None)
    language = language_for(request)
    visitor = None if access is None else Visitor(access, language)
    text = (
        environment()
        .get_template(f"{template}.html.jinja")
        .render(
            _=translation(language),
            language=language,
            tag=TAG_OF[language],
            path=request.url.path,
            visitor=visitor,
            menu=() if visitor is None else menu_for(visitor),
            under=partial(_is_under, request.url.path),
            partial=is_partial(request),
            day=partial(day_text, language=language),
            dated=partial(dated, language=language),
            moment=partial(moment_text, request.app.state.house, language=language),
            **{"notice": None} | shown,
        )
    )
    return HTMLResponse(text, status, dict(headers or {}))


def is_partial(request: Request) -> bool:
    """Tell whether a script of the page asks for a part of it."""
    return "hx-request" in request.headers and "hx-boosted" not in request.headers


def day_text(day: date | None, *, language: Language) -> str:
    """Write a day as people of the language do; a dash where there is none."""
    return "–" if day is None else format_date(day, "medium", locale=LOCALE_OF[language])


def dated(text: str, *, language: Language) -> str:
    """Write the days within a sentence as the rest of the page does."""
    return ISO_DAY.sub(lambda found: day_text(date.fromisoformat(found[0]), language=language), text)


def moment_text(house: House, at: datetime | None, *, language: Language) -> str:
    """Write a time of the city; a dash where there is none."""
    if at is None:
        return "–"
    local = in_local_time(at, house.outreach)
    return f"{day_text(local.date(), language=language)} {local:%H:%M}"


def _is_under(path: str, start: str) -> bool:
    return path == start or path.startswith(f"{start}/")


def _percent(part: float) -> str:
    return f"{part:.0%}"


def _code(text: str) -> Markup:
    """Set off what is to be typed on a machine: `matcher backup`."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.10g}"


def _twice(text: str) -> tuple[str, str]:
    """Give a text as a choice whose value is its name."""
    return text, text
