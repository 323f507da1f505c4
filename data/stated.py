"""Files in which a city states its own rules: read as TOML, shaped into records, refused with file, key and reason."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from data.faults import phrase_of
from matcher.editions import Mistake
from matcher.errors import BadInput, Phrase, why_refused

MOST_BYTES = 1_000_000
MOST_SHOWN = 3  # mistakes in one line

T = TypeVar("T")


def read_facts(path: Path) -> dict[str, object]:
    """
    Read what a file states.

    Raises:
        BadInput: it cannot be read, is too large, or is not TOML in UTF-8.
    """
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


def shaped(name: str, facts: dict[str, object], *, shape: TypeAdapter[tuple[T]]) -> T:
    """
    Make a record of what a file states.

    Args:
        name: of the file.
        facts: as ``read_facts`` gives them.
        shape: of a tuple of such records, for the check of unknown keys to hold.

    Raises:
        BadInput: a key is missing, unknown, or has a value of another type.
    """
    try:
        return shape.validate_python((facts,))[0]
    except ValidationError as error:
        raise refusal(name, list(_missing_and_wrong(error))) from None


def read_stated(path: Path, *, shape: TypeAdapter[tuple[T]], find_mistakes: Callable[[T], Sequence[Mistake]]) -> T:
    """
    Make a record of what a file states, and check it.

    Raises:
        BadInput: as ``read_facts`` and ``shaped``, or a value makes no sense.
    """
    stated = shaped(path.name, read_facts(path), shape=shape)
    mistakes = find_mistakes(stated)
    if mistakes:
        raise refusal(path.name, mistakes)
    return stated


def _missing_and_wrong(error: ValidationError) -> Iterator[Mistake]:
    for fault in error.errors():
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"][1:])
        yield Mistake(key.lstrip("."), phrase_of(fault))


def refusal(name: str, mistakes: Sequence[Mistake]) -> BadInput:
    """Say the first mistakes in one line."""
    told = tuple(Phrase.of("{key} {reason}", key=one.key, reason=one.reason) for one in mistakes[:MOST_SHOWN])
    if len(mistakes) <= MOST_SHOWN:
        return BadInput("{file}: {mistakes}", file=name, mistakes=told)
    return BadInput("{file}: {mistakes}, and {n} more", file=name, mistakes=told, n=len(mistakes) - MOST_SHOWN)
