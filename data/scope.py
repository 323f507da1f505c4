"""Whose rows a session may meet: the whole city's, one district's or one employer's, held for as long as a task."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from matcher.errors import NotAllowed
from matcher.records import Actor

OPTION = "matcher_scope"  # of a connection, and in the notes of its session: the scope that it holds


@dataclass(frozen=True, slots=True)
class Scope:
    """
    Whose rows are met: of people who live in one district, or of one employer; neither = the whole city's.

    Attributes:
        district: an official name of the gazetteer; people of no known district are in none.
        employer_id: of the employers' own rows.

    Raises:
        ValueError: both are given: nobody is both, and which of the two would rule must not be a guess.
    """

    district: str | None = None
    employer_id: str | None = None

    @classmethod
    def of(cls, actor: Actor) -> Scope:
        """Give the scope of whoever acts."""
        return cls(actor.district, actor.employer_id)

    def __post_init__(self) -> None:
        """Refuse what no rule is written for."""
        if self.district is not None and self.employer_id is not None:
            raise ValueError("a scope is a district's or an employer's, not both")


WHOLE_CITY = Scope()


@dataclass(slots=True)
class Held:
    """What a session holds to: statements look here, so that a stretch of it can be lifted."""

    scope: Scope


_current: ContextVar[Scope] = ContextVar("matcher_current_scope", default=WHOLE_CITY)


def current_scope() -> Scope:
    """Give the scope that sessions opened now will hold to."""
    return _current.get()


@contextmanager
def within(scope: Scope) -> Iterator[None]:
    """Let sessions that are opened meanwhile, here and in what is called from here, meet the rows of *scope* alone."""
    before = _current.set(scope)
    try:
        yield
    finally:
        _current.reset(before)


@contextmanager
def everywhere(*, why: str) -> Iterator[None]:
    """
    Let sessions that are opened meanwhile meet the whole city's rows.

    Args:
        why: what cannot be done within a scope, and why nothing of it is told; for whoever looks for the places.
    """
    check_said(why)
    with within(WHOLE_CITY):
        yield


@contextmanager
def lifted(session: Session, *, why: str) -> Iterator[None]:
    """Let this one open session meet the whole city's rows for a stretch; otherwise as ``everywhere``."""
    check_said(why)
    held: Held | None = session.info.get(OPTION)
    if held is None:
        yield
        return
    before, held.scope = held.scope, WHOLE_CITY
    try:
        yield
    finally:
        held.scope = before


def unscoped(*, why: str) -> dict[str, Any]:
    """Give the options of one statement that shall meet the whole city's rows; otherwise as ``everywhere``."""
    check_said(why)
    return {OPTION: Held(WHOLE_CITY)}


def scope_of(session: Session) -> Scope:
    """Give the scope that a session holds to at this moment."""
    held: Held | None = session.info.get(OPTION)
    return WHOLE_CITY if held is None else held.scope


def need_whole_city(what: str) -> None:
    """
    Refuse whoever holds to a scope what is only right when it is counted over the whole city.

    Raises:
        NotAllowed: a scope holds at this moment.
    """
    if current_scope() != WHOLE_CITY:
        raise refusal(what)


def refusal(what: str) -> NotAllowed:
    """Say that somebody of a scope asks for what only the whole city's eyes may see."""
    return NotAllowed("this needs the right to see the whole city ({what})", what=what)


def check_said(why: str) -> None:
    """Refuse to lift a scope without a reason."""
    if not why.strip():
        raise ValueError("say why the scope is lifted")
