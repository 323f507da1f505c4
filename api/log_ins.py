"""Log-ins that last: where a user is logged in, and ending one or all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from api.house import House
from data import log
from data.store import everywhere, revoke_family, tokens_of
from matcher.errors import NotFound
from matcher.records import Actor, Token, TokenKind


@dataclass(frozen=True, slots=True)
class LogIn:
    """
    One log-in that lasts, with all its tokens.

    Attributes:
        family: of its tokens; worth nothing by itself.
        is_browser: False = a program logged in over HTTP.
        seen_at: when it was last used, as far as that is known.
    """

    family: str
    is_browser: bool
    began_at: datetime
    seen_at: datetime
    ends_at: datetime


def log_ins_of(house: House, user_id: str) -> list[LogIn]:
    """Give where a user is logged in now, the newest first; keys of programs are no log-ins."""
    with everywhere(why="where a user is logged in"), house.database.read() as session:
        tokens = tokens_of(session, user_id, at=house.clock())
    families: dict[str, list[Token]] = {}
    for one in tokens:
        if one.kind is not TokenKind.KEY:
            families.setdefault(one.family, []).append(one)
    return [_log_in(family, own) for family, own in families.items()]


def end_log_in(house: House, family: str, *, user_id: str, actor: Actor) -> None:
    """
    End one log-in of a user.

    Raises:
        NotFound: the user has no such log-in now.
    """
    if family not in {one.family for one in log_ins_of(house, user_id)}:
        raise NotFound("this log-in is over already")
    _end(house, [family], user_id=user_id, actor=actor)


def end_log_ins(house: House, user_id: str, *, actor: Actor, but: str | None = None) -> int:
    """End all log-ins of a user, *but* one perhaps, and count them; keys and the password stay as they are."""
    families = [one.family for one in log_ins_of(house, user_id) if one.family != but]
    if families:
        _end(house, families, user_id=user_id, actor=actor)
    return len(families)


def _end(house: House, families: list[str], *, user_id: str, actor: Actor) -> None:
    at = house.clock()
    with everywhere(why="log-ins that end"), house.database.begin() as session:
        for family in families:
            revoke_family(session, family, at=at)
        details = {"n": len(families)}
        log.record(session, actor=actor, action="end_log_in", noun="user", id=user_id, details=details, at=at)


def _log_in(family: str, tokens: list[Token]) -> LogIn:
    first = min(tokens, key=lambda one: one.created_at)
    return LogIn(
        family,
        any(one.kind is TokenKind.SESSION for one in tokens),
        first.created_at,
        max(one.used_at or one.created_at for one in tokens),
        max(one.expires_at for one in tokens),
    )
