"""The access report as a page for paper: A4, without scripts and without anything from elsewhere."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from matcher.access import AccessReport


def access_page(report: AccessReport) -> str:
    """Make the page; every text is escaped."""
    return _template().render(report=report)


@cache
def _template() -> Template:
    # autoescape: what people say of themselves stands here
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    return environment.from_string(files("data.access").joinpath("page.html.jinja").read_text(encoding="utf-8"))
