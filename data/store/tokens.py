"""Tokens in the database: kept by their hashes, found by them, and revoked one by one, by family or by user."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from data.store.changes import table_of
from data.tables import TokenRow
from matcher.records import Token, TokenKind


def add_token(session: Session, token: Token, secret: str) -> None:
    """Keep a token under the hash of its *secret*."""
    row = asdict(token) | {"scopes": None if token.scopes is None else list(token.scopes), "hash": hash_of(secret)}
    session.connection().execute(table_of(TokenRow).insert(), [row])


def find_token(session: Session, secret: str) -> Token | None:
    """Give the token that *secret* is, expired or revoked as it may be; None = there was never such a one."""
    row = session.scalars(select(TokenRow).where(TokenRow.hash == hash_of(secret))).one_or_none()
    return None if row is None else _to_token(row)


def iter_keys(session: Session) -> list[Token]:
    """Give the keys of all programs, the newest first."""
    wanted = select(TokenRow).where(TokenRow.kind == TokenKind.KEY).order_by(TokenRow.created_at.desc(), TokenRow.id)
    return [_to_token(row) for row in session.scalars(wanted)]


def tokens_of(session: Session, user_id: str, *, at: datetime) -> list[Token]:
    """Give the tokens of a user that are worth something at a moment, the newest first."""
    worth = TokenRow.user_id == user_id, TokenRow.revoked_at.is_(None), TokenRow.expires_at > at
    wanted = select(TokenRow).where(*worth).order_by(TokenRow.created_at.desc(), TokenRow.id)
    return [_to_token(row) for row in session.scalars(wanted)]


def last_seen(session: Session) -> dict[str, datetime]:
    """Tell when each user last came in or used a token; who did so longer ago than tokens are kept is left out."""
    seen = func.max(func.coalesce(TokenRow.used_at, TokenRow.created_at))
    wanted = select(TokenRow.user_id, seen).where(TokenRow.used_at.is_not(None) | (TokenRow.kind != TokenKind.KEY))
    return {user_id: at for user_id, at in session.execute(wanted.group_by(TokenRow.user_id))}


def spend_token(session: Session, id: str, *, at: datetime) -> bool:
    """Revoke a token if nobody has yet, and tell whether it was this call: of two at once, one is told so."""
    return _revoke(session, TokenRow.id == id, at=at) == 1


def revoke_family(session: Session, family: str, *, at: datetime) -> int:
    """Revoke all that began with one log-in, and give how many tokens that were."""
    return _revoke(session, TokenRow.family == family, at=at)


def revoke_tokens_of(session: Session, user_id: str, *, at: datetime) -> int:
    """Revoke all tokens of a user, and give how many there were."""
    return _revoke(session, TokenRow.user_id == user_id, at=at)


def revoke_all_tokens(session: Session, *, at: datetime) -> int:
    """Revoke every token and key there is, and give how many: of a backup, nobody knows which were revoked since."""
    return _revoke(session, TokenRow.revoked_at.is_(None), at=at)


def note_token_used(session: Session, id: str, *, at: datetime) -> None:
    """Note when a token was last used."""
    session.execute(update(TokenRow).where(TokenRow.id == id).values(used_at=at))


def extend_token(session: Session, id: str, *, expires_at: datetime, at: datetime) -> None:
    """Let a token last longer, as it was used; one that was revoked meanwhile stays so."""
    session.execute(update(TokenRow).where(TokenRow.id == id).values(expires_at=expires_at, used_at=at))


def drop_old_tokens(session: Session, *, ended_before: datetime) -> int:
    """Delete the tokens of log-ins that ended before a moment, and give how many; keys are kept to be told of."""
    old = delete(TokenRow).where(TokenRow.family_ends_at < ended_before, TokenRow.kind != TokenKind.KEY)
    return int(session.connection().execute(old).rowcount)


def hash_of(secret: str) -> bytes:
    """Hash a token's secret: it is 256 bits of chance, so that one round is enough."""
    return hashlib.sha256(secret.encode()).digest()


def _revoke(session: Session, which: ColumnElement[bool], *, at: datetime) -> int:
    revoking = update(TokenRow).where(which, TokenRow.revoked_at.is_(None)).values(revoked_at=at)
    return int(session.connection().execute(revoking).rowcount)


def _to_token(row: TokenRow) -> Token:
    return Token(
        id=row.id,
        kind=TokenKind(row.kind),
        user_id=row.user_id,
        family=row.family,
        family_ends_at=row.family_ends_at,
        scopes=None if row.scopes is None else tuple(row.scopes),
        label=row.label,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
    )
