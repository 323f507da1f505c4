"""How a page is made: a template, what it shows, and the frame around it in the visitor's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.console.menu import menu_for
from api.console.visitors import Visitor
from api.language import language_for, translation
from api.settings import Language

TAG_OF: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}


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
    return made


def page(
    request: Request, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **shown: Any
) -> HTMLResponse:
    """
    Make a page of ``<template>.html.jinja`` for whoever asked.

    A template reads *shown*, and besides ``_`` (the translation of an English text), ``language``, ``tag``, ``path``,
    ``menu``, ``visitor`` (None before log-in) and ``partial`` (whether a part of the page is all that was asked for).
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
            partial=is_partial(request),
            **shown,
        )
    )
    return HTMLResponse(text, status, dict(headers or {}))


def is_partial(request: Request) -> bool:
    """Tell whether a script of the page asks for a part of it."""
    return "hx-request" in request.headers and "hx-boosted" not in request.headers


def _percent(part: float) -> str:
    return f"{part:.0%}"
