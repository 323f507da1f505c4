"""The editions of the programme's rules: read from their files, and refused where they are wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from data.faults import phrase_of
from data.reference import load_gazetteer
from matcher.editions import Edition, Mistake, Rulebook, find_mistakes, find_overlaps
from matcher.errors import BadInput, Phrase, why_refused

SUFFIX = ".toml"
MOST_BYTES = 1_000_000
MOST_SHOWN = 3  # mistakes in one line

_EDITIONS = TypeAdapter(tuple[Edition], config=ConfigDict(extra="forbid"))  # a tuple, for the check of keys to hold


def read_edition(path: Path) -> Edition:
    """
    Read one edition from its file and check it.

    Raises:
        BadInput: the file cannot be read, or a rule is missing, out of its range or contradicts another; the text names
            file, key and reason.
    """
    edition = _shaped(path.name, _facts(path))
    mistakes = find_mistakes(edition, districts=load_gazetteer().names)
    if mistakes:
        raise _refusal(path.name, mistakes)
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
            raise _refusal(place, overlaps)
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


def _facts(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput("{file}: {why}", file=path.name, why=why_refused(error)) from None
    if len(content) > MOST_BYTES:
        raise BadInput("{file}: {n:,} bytes are too many for rules", file=path.name, n=MOST_BYTES)
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadInput("{file}: is not written in UTF-8", file=path.name) from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput("{file}: is not TOML: {why}", file=path.name, why=str(error)) from None


def _shaped(name: str, facts: dict[str, object]) -> Edition:
    try:
        return _EDITIONS.validate_python((facts,))[0]
    except ValidationError as error:
        raise _refusal(name, list(_missing_and_wrong(error))) from None


def _missing_and_wrong(error: ValidationError) -> Iterator[Mistake]:
    for fault in error.errors():
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"][1:])
        yield Mistake(key.lstrip("."), phrase_of(fault))


def _refusal(name: str, mistakes: Sequence[Mistake]) -> BadInput:
    """Say the first mistakes in one line."""
    told = tuple(Phrase.of("{key} {reason}", key=one.key, reason=one.reason) for one in mistakes[:MOST_SHOWN])
    if len(mistakes) <= MOST_SHOWN:
        return BadInput("{file}: {mistakes}", file=name, mistakes=told)
    return BadInput("{file}: {mistakes}, and {n} more", file=name, mistakes=told, n=len(mistakes) - MOST_SHOWN)
