"""The policy of outreach: read from its file, and refused where it is wrong."""

from __future__ import annotations

from functools import cache, partial
from importlib.resources import as_file, files
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter

from data.reference import load_priority_groups
from data.stated import read_stated
from matcher.outreach.checks import find_mistakes
from matcher.outreach.policy import Policy

_POLICIES = TypeAdapter(tuple[Policy], config=ConfigDict(extra="forbid"))


def read_policy(place: Path | None) -> Policy:
    """
    Read a city's policy of outreach and check it.

    Args:
        place: its file; None = the bundled one.

    Raises:
        BadInput: the file cannot be read, a key is missing or misspelt, or a value makes no sense; the text names
            file, key and reason.
    """
    return _bundled() if place is None else _read(place)


@cache
def _bundled() -> Policy:
    with as_file(files("data").joinpath("outreach", "formula.toml")) as path:
        return _read(path)


def _read(path: Path) -> Policy:
    return read_stated(
        path, shape=_POLICIES, find_mistakes=partial(find_mistakes, groups=load_priority_groups().groups)
    )
