"""The few errors that this house raises on purpose; each text says what, where and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class Phrase:
    """
    A sentence of this program, in English, with places for values: it is translated before the values go in.

    Attributes:
        template: a text for ``str.format`` with named places, or a plain text where there are no values.
        values: what goes into the places; a phrase among them is translated too.
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

    def __str__(self) -> str:
        """Give the sentence in English."""
        return self.told()


def _told(value: object, translate: Callable[[str], str]) -> object:
    if isinstance(value, MatcherError):
        return value.phrase.told(translate)
    return value.told(translate) if isinstance(value, Phrase) else value


class MatcherError(Exception):
    """Stand above every error raised on purpose; *template* and *values* make its phrase."""

    def __init__(self, template: str, **values: object) -> None:
        self.phrase = Phrase(template, values)
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
