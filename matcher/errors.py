"""The few errors that this house raises on purpose; each text says what, where and what to do."""

from __future__ import annotations


class MatcherError(Exception):
    """Stand above every error raised on purpose."""


class BadInput(MatcherError):
    """Refuse what came from outside; *field* names the faulty field where there is one."""

    def __init__(self, text: str, *, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


class NotFound(MatcherError):
    """Say that a named thing does not exist."""


class NotAllowed(MatcherError):
    """Refuse an action that this actor may not take."""


class Conflict(MatcherError):
    """Refuse a change that contradicts what is stored."""


class NotReady(MatcherError):
    """Say that something needed first (database, key, weights, index) is not there yet."""
