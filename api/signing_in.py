"""Signing in: a password or a refresh token for a pair of tokens, and what a token that is shown is worth."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from api.house import House
from api.passwords import hash_password, is_password, needs_new_hash
from api.permissions import PERMISSIONS, permissions_of
from data import log
from data.store import (
    Session,
    add_token,
    drop_old_tokens,
    everywhere,
    extend_token,
    find_token,
    find_user,
    next_log_in,
    note_token_used,
    password_of,
    put_log_in_delay,
    put_password,
    revoke_family,
    spend_token,
)
from matcher.errors import BadInput
from matcher.records import Actor, Token, TokenKind, User

ACCESS = timedelta(minutes=30)
IDLE = timedelta(minutes=60)  # so long a browser may be left alone
SEEN_EVERY = timedelta(minutes=1)  # how finely it is known when a browser was last used
LOG_IN = timedelta(hours=12)  # a working day; then the password is asked for again
KEPT = timedelta(days=30)  # how long the tokens of a log-in that is over are kept, to be told of
FREE_FAILURES = 3  # a slip of the finger costs nothing
LONGEST_DELAY = timedelta(minutes=15)
NOTED_EVERY = timedelta(hours=1)  # how finely it is known when a key was last used
STRANGER = Actor("-", "none")
MARK = "jxm_"  # so that a token is known for one where it should not be, in a file or a log
T = TypeVar("T")


class WrongLogIn(Exception):
    """Refuse a log-in without telling whether name or password is wrong, or a token that is worth nothing."""


class TooSoon(Exception):
    """Refuse a log-in, right or wrong, until some time has passed."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too soon")
        self.wait = wait


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """The two tokens of a log-in; shown once."""

    access: str
    refresh: str
    user: User
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody who showed a token may do."""

    actor: Actor
    permissions: frozenset[str]
    token: Token


def log_in(house: House, *, name: str, password: str, scopes: Sequence[str] | None) -> Pair:
    """
    Give tokens for a user's name and password.

    Each try counts as failed before the password is looked at, so that many at once are no way round the delay.

    Args:
        house: whose users there are.
        name: of the user.
        password: of the user.
        scopes: the permissions that the tokens shall carry at most; None = all of the role.

    Raises:
        TooSoon: the name failed too often a short while ago.
        WrongLogIn: name or password is wrong, or the user is locked out.
        BadInput: a scope is none.
    """
    asked = read_scopes(scopes)

    def pair(session: Session, user: User, at: datetime) -> Pair:
        return _new_pair(session, user, scopes=asked, family=new_id(), ends_at=at + LOG_IN, at=at)

    return _let_in(house, name=name, password=password, giving=pair)


def log_in_browser(house: House, *, name: str, password: str, instead_of: str | None = None) -> str:
    """
    Give the secret of a browser's session for a user's name and password: it ends after a working day, or unused.

    Args:
        house: whose users there are.
        name: of the user.
        password: of the user.
        instead_of: the secret of the session that the browser keeps so far, of whomever it is; it ends.

    Raises:
        TooSoon: the name failed too often a short while ago.
        WrongLogIn: name or password is wrong, or the user is locked out.
    """

    def secret(session: Session, user: User, at: datetime) -> str:
        made, family, ends_at = new_secret(), new_id(), at + LOG_IN
        token = _new_token(TokenKind.SESSION, user, family, family_ends_at=ends_at, expires_at=at + IDLE, at=at)
        add_token(session, token, made)
        before = None if instead_of is None else find_token(session, instead_of)
        if before is not None and before.kind is TokenKind.SESSION:
            revoke_family(session, before.family, at=at)
        return made

    return _let_in(house, name=read_name(name), password=password, giving=secret)


def _let_in(house: House, *, name: str, password: str, giving: Callable[[Session, User, datetime], T]) -> T:
    keyed = house.vault.seal(f"log-in {name}".encode())
    count_try(house, keyed)
    with house.database.read() as session:
        user, kept = find_user(session, name), password_of(session, name)
    right = is_password(password, kept) and user is not None and user.is_active
    with house.database.begin() as session:
        is_as_looked_at = (find_user(session, name), password_of(session, name)) == (user, kept)
        at = house.clock()
        if user is None or not right or not is_as_looked_at:  # else who was locked out meanwhile would be in
            _note(session, "log_in_failed", user, at=at)
        else:
            put_log_in_delay(session, keyed, n_failed=0, next_at=at)
            if kept is not None and needs_new_hash(kept):
                put_password(session, user.id, hash_password(password, user_id=user.id))
            drop_old_tokens(session, ended_before=at - KEPT)
            _note(session, "log_in", user, at=at)
            return giving(session, user, at)
    raise WrongLogIn


def read_name(typed: str) -> str:
    """Read a user's name as people type it into a page: names have small ASCII letters, and spaces are not meant."""
    return typed.strip().lower() if typed.isascii() else typed


def renew(house: House, *, refresh: str) -> Pair:
    """
    Give new tokens for a refresh token, which is spent by it.

    One that was spent before was copied by somebody: all that began with its log-in ends then (RFC 9700, 4.14.2).

    Raises:
        WrongLogIn: it is no refresh token, expired, revoked or spent, or its user is locked out.
    """
    at = house.clock()
    with house.database.begin() as session:
        token = find_token(session, refresh)
        user = None if token is None else find_user(session, token.user_id)
        if token is not None and token.kind is TokenKind.REFRESH and user is not None and user.is_active:
            if at < token.expires_at and spend_token(session, token.id, at=at):
                return _new_pair(
                    session, user, scopes=token.scopes, family=token.family, ends_at=token.family_ends_at, at=at
                )
            if revoke_family(session, token.family, at=at):
                _note(session, "refresh_token_reused", user, at=at)
    raise WrongLogIn


def count_try(house: House, keyed: bytes) -> None:
    """
    Count a try of a password as failed before the password is looked at; a success puts the count back.

    Args:
        house: that keeps the counts.
        keyed: by what door and under which name it is tried, sealed.

    Raises:
        TooSoon: it failed too often a short while ago.
    """
    with house.database.begin() as session:
        n_failed, next_at = next_log_in(session, keyed)
        at = house.clock()  # not before: the tries of others were counted while this one waited for its turn
        if next_at is not None and at < next_at:
            raise TooSoon(next_at - at)
        delay = timedelta(0) if n_failed < FREE_FAILURES else _delay_after(n_failed)
        put_log_in_delay(session, keyed, n_failed=n_failed + 1, next_at=at + delay)


def log_out(house: House, access: Access) -> None:
    """End all that began with the log-in, or make the key worth nothing, whose token was shown."""
    at = house.clock()
    with everywhere(why="one's own tokens"), house.database.begin() as session:
        revoke_family(session, access.token.family, at=at)
        log.record(session, actor=access.actor, action="log_out", noun="user", id=access.actor.id, details={}, at=at)


def read_access(house: House, secret: str) -> Access | None:
    """Tell what a program that shows *secret* in a header may do; None = it is worth nothing."""
    found = _worth(house, secret, kinds=(TokenKind.ACCESS, TokenKind.KEY))
    if found is None:
        return None
    token, at = found.token, house.clock()
    if token.kind is TokenKind.KEY and (token.used_at is None or at - token.used_at > NOTED_EVERY):
        with house.database.begin() as session:
            note_token_used(session, token.id, at=at)
    return found


def read_session(house: House, secret: str) -> Access | None:
    """Tell what whoever sits before the browser that keeps *secret* may do, and let it last; None = it is over."""
    found = _worth(house, secret, kinds=(TokenKind.SESSION,))
    if found is None:
        return None
    token, at = found.token, house.clock()
    lasts_until = min(at + IDLE, token.family_ends_at)
    if lasts_until - token.expires_at > SEEN_EVERY:
        with house.database.begin() as session:
            extend_token(session, token.id, expires_at=lasts_until, at=at)
    return found


def user_shown(house: House, secret: str) -> str | None:
    """Name the user whose session a browser keeps, also where it is over; None = nobody's, or too long ago."""
    if not secret.startswith(MARK):
        return None
    with house.database.read() as session:
        token = find_token(session, secret)
    return token.user_id if token is not None and token.kind is TokenKind.SESSION else None


def _worth(house: House, secret: str, *, kinds: Sequence[TokenKind]) -> Access | None:
    if not secret.startswith(MARK):
        return None
    with house.database.read() as session:
        token = find_token(session, secret)
        user = None if token is None else find_user(session, token.user_id)
    if token is None or user is None or not user.is_active or token.kind not in kinds:
        return None
    if token.revoked_at is not None or house.clock() >= token.expires_at:
        return None
    return Access(user.as_actor(), _carried(user, token.scopes), token)


def read_scopes(scopes: Sequence[str] | None) -> tuple[str, ...] | None:
    """
    Give the permissions that are asked for; None and none at all stand for all of the role.

    Raises:
        BadInput: one of them is none.
    """
    for one in scopes or ():
        if one not in PERMISSIONS:
            raise BadInput(
                "{field}: {one!r} is no permission; there are {known}",
                field="scope",
                one=one[:60],
                known=tuple(PERMISSIONS),
            )
    return tuple(dict.fromkeys(scopes)) if scopes else None


def new_id() -> str:
    """Make the id of a token or a family: chance, worth nothing."""
    return secrets.token_hex(8)


def new_secret() -> str:
    """Make what is shown once: 256 bits of chance."""
    return MARK + secrets.token_urlsafe(32)


def _carried(user: User, scopes: Sequence[str] | None) -> frozenset[str]:
    allowed = permissions_of(user.role)
    return allowed if scopes is None else allowed & frozenset(scopes)


def _delay_after(n_failed: int) -> timedelta:
    return min(timedelta(seconds=2.0 ** min(n_failed - FREE_FAILURES + 1, 20)), LONGEST_DELAY)


def _note(session: Session, action: str, user: User | None, *, at: datetime) -> None:
    """Note who logged in or failed to; a name that nobody has is not noted, it may be a password mistyped."""
    actor = STRANGER if user is None or action == "log_in_failed" else user.as_actor()
    log.record(
        session, actor=actor, action=action, noun="user", id=None if user is None else user.id, details={}, at=at
    )


def _new_pair(
    session: Session, user: User, *, scopes: tuple[str, ...] | None, family: str, ends_at: datetime, at: datetime
) -> Pair:
    access, refresh = new_secret(), new_secret()
    expires_at = min(at + ACCESS, ends_at)
    token = replace(
        _new_token(TokenKind.ACCESS, user, family, family_ends_at=ends_at, expires_at=expires_at, at=at), scopes=scopes
    )
    add_token(session, token, access)
    add_token(session, replace(token, id=new_id(), kind=TokenKind.REFRESH, expires_at=ends_at), refresh)
    return Pair(access, refresh, user, _carried(user, scopes))


def _new_token(
    kind: TokenKind, user: User, family: str, *, family_ends_at: datetime, expires_at: datetime, at: datetime
) -> Token:
    return Token(
        id=new_id(),
        kind=kind,
        user_id=user.id,
        family=family,
        family_ends_at=family_ends_at,
        scopes=None,
        label=None,
        created_at=at,
        created_by=user.id,
        expires_at=expires_at,
        revoked_at=None,
        used_at=None,
    )
