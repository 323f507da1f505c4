"""Pages of a fair for paper: A4, a page for each reader, without scripts and without anything from elsewhere."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from jinja2 import Environment, FunctionLoader, StrictUndefined

from matcher.fairs.prints import FairPrints

PageName = Literal["employers", "candidates", "signs", "overview", "door"]
PAGES: tuple[PageName, ...] = get_args(PageName)
POINTS, LARGE_POINTS = 11, 20


def page(told: FairPrints, name: PageName, *, points: int = POINTS) -> str:
    """
    Make one page of a fair's prints; every text is escaped.

    Args:
        told: all prints of the fair.
        name: which.
        points: size of the letters.
    """
    return _environment().get_template(f"{name}.html.jinja").render(told=told, head=told.head, points=points)


@cache
def _environment() -> Environment:
    # autoescape: titles of posts and names of employers come from outside
    return Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def _template(name: str) -> str:
    return files("data.fairs").joinpath(name).read_text(encoding="utf-8")
