"""The examples of our own that the classifier of kinds learns from beside labels."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from matcher.records import Kind

COUNT = 2.0
"""An example of our own counts as two labels: each stands for many adverts, and most for a boundary of two kinds."""


@dataclass(frozen=True, slots=True)
class Example:
    """An invented post of known kind."""

    kind: Kind
    title: str
    duties: str


@cache
def load_examples() -> tuple[Example, ...]:
    """Load the examples that are shipped."""
    written = tomllib.loads((files("models.kinds") / "examples.toml").read_text(encoding="utf-8"))
    return tuple(Example(Kind(kind), title, duties) for kind, rows in written.items() for title, duties in rows)
