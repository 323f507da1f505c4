"""The vocabulary of the synthetic city: TOML files of our own writing, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_words(name: str) -> dict[str, Any]:
    """Read one vocabulary file by its name without ending."""
    text = files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def read_occupation_files() -> tuple[dict[str, Any], ...]:
    """Read the occupations of every industry, in the order of the file names."""
    folder = files(__name__).joinpath("occupations")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(
        occupation
        for name in names
        for occupation in tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8"))["occupation"]
    )
