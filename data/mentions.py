"""Whom a row of the programme's files speaks of, as it is written there: only the database tells who that is."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from data.employers import employer_id
from data.reading import Values
from data.values.identifiers import read_uscc
from data.values.text import plain

E = TypeVar("E")

ID_DIGITS = 16  # of an id made here
_LIKE_USCC = re.compile(r"[0-9A-Za-z]{18}")


@dataclass(frozen=True, slots=True, repr=False)
class Mention:
    """The person and the employer of a row; of the employer the credit code or the name is known."""

    id_number: str  # in full, checked
    uscc: str | None
    employer: str | None  # its name as written

    def __repr__(self) -> str:
        """Show nothing of the person."""
        return f"Mention({self.uscc or self.employer!r})"

    @property
    def employer_id(self) -> str:
        """Give the id that the employer has where none is stored: the one that its own file would give it."""
        return employer_id(uscc=self.uscc, name=self.employer or "")


@dataclass(frozen=True, slots=True)
class Told(Generic[E]):
    """An entry as its row tells it, with whom the row mentions: the ids of both in it are not settled yet."""

    entry: E
    mention: Mention


def to_mention(values: Values) -> Mention:
    """
    Tell whom a row mentions; what stands for a name and is a credit code counts as one.

    Raises:
        ValueError: it has the form of a credit code and is none; the text is the reason in Chinese.
    """
    uscc, name = uscc_or_name(values["uscc"], values["employer"])
    return Mention(values["id_number"].number, uscc, name)


def uscc_or_name(uscc: str | None, name: str | None) -> tuple[str | None, str | None]:
    """Give the credit code and the name of an employer; raises ValueError as ``to_mention``."""
    if name and _LIKE_USCC.fullmatch(plain(name)):
        return uscc or read_uscc(name), None
    return uscc, name


def made_id(letter: str, *parts: object) -> str:
    """
    Make the id of a thing that its file gives none, of what it is known by.

    Args:
        letter: first sign of all ids of this noun.
        parts: in a fixed order; of a person the keyed id, never a number of the person. None is a part too.
    """
    told = "\x1f".join("" if part is None else str(part) for part in parts)
    return letter + hashlib.sha256(told.encode()).hexdigest()[:ID_DIGITS]
