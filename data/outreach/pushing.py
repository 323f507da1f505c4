"""What a city states of its pushes: read from its file, and refused where it is wrong."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter

from data.stated import read_stated
from matcher.allocation.policy import PushPolicy, find_mistakes

_POLICIES = TypeAdapter(tuple[PushPolicy], config=ConfigDict(extra="forbid"))


def read_push_policy(place: Path | None) -> PushPolicy:
    """
    Read what a city states of its pushes and check it.

    Args:
        place: its file; None = the bundled one.

    Raises:
        BadInput: the file cannot be read, a key is missing or misspelt, or a value makes no sense; the text names
            file, key and reason.
    """
    return _bundled() if place is None else _read(place)


@cache
def _bundled() -> PushPolicy:
    with as_file(files("data").joinpath("outreach", "push.toml")) as path:
        return _read(path)


def _read(path: Path) -> PushPolicy:
    return read_stated(path, shape=_POLICIES, find_mistakes=find_mistakes)
