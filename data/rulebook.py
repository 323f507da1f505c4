"""The editions of the programme's rules: read from their files, and refused where they are wrong."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter

from data.reference import load_gazetteer
from data.stated import read_facts, refusal, shaped
from matcher.editions import Edition, Rulebook, find_mistakes, find_overlaps
from matcher.errors import BadInput

SUFFIX = ".toml"

_EDITIONS = TypeAdapter(tuple[Edition], config=ConfigDict(extra="forbid"))  # a tuple, for the check of keys to hold


def read_edition(path: Path) -> Edition:
    """
    Read one edition from its file and check it.

    Raises:
        BadInput: the file cannot be read, or a rule is missing, out of its range or contradicts another; the text names
            file, key and reason.
    """
    edition = shaped(path.name, read_facts(path), shape=_EDITIONS)
    mistakes = find_mistakes(edition, districts=load_gazetteer().names)
    if mistakes:
        raise refusal(path.name, mistakes)
    return edition


def read_rulebook(place: str) -> Rulebook:
    """
    Read the editions of a city.

    Args:
        place: the id of a bundled edition; or a file; or a folder of files, of which by day one is in force.

    Raises:
        BadInput: there is no such place, a file is wrong, or two editions cannot stand beside each other.
    """
    bundled = _bundled()
    if place in bundled:
        own: tuple[Edition, ...] = (bundled[place],)
    else:
        own = tuple(read_edition(path) for path in _paths(place, bundled))
        overlaps = find_overlaps(own)
        if overlaps:
            raise refusal(place, overlaps)
    named = {one.id for one in own}
    return Rulebook.of(own, others=(one for id, one in bundled.items() if id not in named))


@cache
def _bundled() -> dict[str, Edition]:
    with ExitStack() as stack:
        folder = stack.enter_context(as_file(files("data").joinpath("rules")))
        found = [read_edition(path) for path in sorted(folder.glob(f"*{SUFFIX}"))]
    return {one.id: one for one in found}


def _paths(place: str, known: dict[str, Edition]) -> Sequence[Path]:
    path = Path(place)
    if path.is_dir():
        found = sorted(path.glob(f"*{SUFFIX}"))
        if not found:
            raise BadInput("{file}: there is no file of rules ({suffix}) in this folder", file=place, suffix=SUFFIX)
        return found
    if not path.exists():
        raise BadInput(
            "{file}: there are no such rules; give a file, a folder of files, or one of {known}",
            file=place,
            known=tuple(known),
        )
    return (path,)
