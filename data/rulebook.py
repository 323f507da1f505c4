"""The editions of the programme's rules: read from their files and checked."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from matcher.editions import Edition, Rulebook

BUNDLED = "jinan-2023"


def read_edition(text: str) -> Edition:
    """Read an edition from the text of its file."""
    return TypeAdapter(Edition).validate_python(tomllib.loads(text))


@cache
def load_rulebook(name: str = BUNDLED) -> Rulebook:
    """Load the rules of a city by the name of a bundled edition."""
    return Rulebook.of([read_edition(files("data").joinpath("rules", f"{name}.toml").read_text(encoding="utf-8"))])
