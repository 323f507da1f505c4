"""The few errors that this house raises on purpose; each text says what, where and what to do."""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Phrase:
    """
    A sentence of this program, in English, with places for values: it is translated before the values go in.

    Attributes:
        template: a text for ``str.format`` with named places, or a plain text where there are no values.
        values: what goes into the places; a phrase or an error among them is translated too, and a list becomes a
            sequence as the language writes it.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, template: str, **values: object) -> Self:
        """Make a phrase of *template* and *values*."""
        return cls(template, values)

    def told(self, translate: Callable[[str], str] = str) -> str:
        """Give the sentence in the language of *translate*, English by default."""
        template = translate(self.template)
        if not self.values:
            return template
        return template.format(**{name: _told(value, translate) for name, value in self.values.items()})

    def to_plain(self) -> dict[str, Any]:
        """Give the phrase as what JSON can hold; a value of another type becomes its text."""
        return {"template": self.template, "values": {name: _plain(value) for name, value in self.values.items()}}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Make the phrase again that ``to_plain`` gave."""
        return cls(plain["template"], {name: _from_plain(value) for name, value in plain["values"].items()})

    def __str__(self) -> str:
        """Give the sentence in English."""
        return self.told()


def _told(value: object, translate: Callable[[str], str]) -> object:
    if isinstance(value, (tuple, list)):
        return translate(", ").join(str(_told(one, translate)) for one in value)
    return value.told(translate) if isinstance(value, (Phrase, MatcherError)) else value


def _plain(value: object) -> object:
    if isinstance(value, MatcherError):
        return value.phrase.to_plain()
    if isinstance(value, Phrase):
        return value.to_plain()
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return value if isinstance(value, (str, int, float)) or value is None else str(value)


def _from_plain(value: object) -> object:
    if isinstance(value, list):
        return [_from_plain(one) for one in value]
    return Phrase.from_plain(value) if isinstance(value, dict) else value


class MatcherError(Exception):
    """
    Stand above every error raised on purpose; *template* and *values* make its phrase.

    Attributes:
        faults: faulty fields with what is wrong with each, where one error refuses several.
    """

    def __init__(self, template: str, **values: object) -> None:
        self.phrase = Phrase(template, values)
        self.faults: tuple[tuple[str, Phrase], ...] = ()
        super().__init__(self.phrase.told())

    def told(self, translate: Callable[[str], str]) -> str:
        """Give the text in the language of *translate*."""
        return self.phrase.told(translate)


class BadInput(MatcherError):
    """Refuse what came from outside; *field* names the faulty field where there is one, and may stand in the text."""

    def __init__(self, template: str, *, field: str | None = None, **values: object) -> None:
        if field is not None and "{field}" in template:
            values["field"] = field
        super().__init__(template, **values)
        self.field = field


class NotFound(MatcherError):
    """Say that a named thing does not exist."""


class NotAllowed(MatcherError):
    """Refuse an action that this actor may not take."""


class Conflict(MatcherError):
    """Refuse a change that contradicts what is stored."""


class NotReady(MatcherError):
    """Say that something needed first (database, key, weights, index) is not there yet."""


REFUSALS = {
    errno.ENOENT: Phrase("there is no such file or folder"),
    errno.EACCES: Phrase("permission denied"),
    errno.EPERM: Phrase("not permitted"),
    errno.EISDIR: Phrase("it is a folder"),
    errno.ENOTDIR: Phrase("a part of the path is not a folder"),
    errno.EEXIST: Phrase("it exists already"),
    errno.ENOTEMPTY: Phrase("the folder is not empty"),
    errno.ENOSPC: Phrase("no space left on the disk"),
    errno.EFBIG: Phrase("a file may not become so large here"),
    errno.EDQUOT: Phrase("the disk quota is used up"),
    errno.EROFS: Phrase("the disk is read-only"),
    errno.ENAMETOOLONG: Phrase("the name is too long"),
    errno.ELOOP: Phrase("the links lead in a circle"),
    errno.EMFILE: Phrase("too many files are open"),
    errno.EBUSY: Phrase("it is in use"),
    errno.EIO: Phrase("the disk cannot be read or written"),
    errno.EADDRINUSE: Phrase("another program uses it"),
    errno.EADDRNOTAVAIL: Phrase("this machine has no such address"),
}
"""What the operating system says when it refuses, in our words."""


def why_refused(error: OSError) -> Phrase:
    """Say why the operating system refused; in its own words where we have none."""
    return REFUSALS.get(error.errno or 0) or Phrase(error.strerror or str(error))
