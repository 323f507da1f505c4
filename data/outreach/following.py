"""What follows from contacts, in figures: read from its file, and refused where it is wrong."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter

from data.stated import read_stated
from matcher.outreach.following import Following, find_following_mistakes

_FOLLOWINGS = TypeAdapter(tuple[Following], config=ConfigDict(extra="forbid"))


@cache
def load_following() -> Following:
    """Give the figures that are shipped."""
    with as_file(files("data").joinpath("outreach", "following.toml")) as path:
        return read_following(path)


def read_following(path: Path) -> Following:
    """
    Read the figures from a file and check them.

    Raises:
        BadInput: the file cannot be read, a key is missing or misspelt, or a value makes no sense.
    """
    return read_stated(path, shape=_FOLLOWINGS, find_mistakes=find_following_mistakes)
