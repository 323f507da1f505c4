"""The tables of access: users, the tokens that they come in with, and how long the next try to log in must wait."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.foundation import Base, Key


class UserRow(Base):
    """A user; never deleted, since the log names them."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    role: Mapped[str]
    district: Mapped[str | None]
    employer_id: Mapped[str | None] = mapped_column(Key)
    password: Mapped[str | None]  # as Argon2 writes a hash; None = nobody logs in by a password
    is_active: Mapped[bool]
    created_at: Mapped[datetime]


class TokenRow(Base):
    """Every token there is, of all kinds, by its hash: whoever reads the table can come in with none of them."""

    __tablename__ = "tokens"
    __table_args__ = (Index(None, "user_id"), Index(None, "family"), Index(None, "hash", unique=True))

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    kind: Mapped[str]
    user_id: Mapped[str] = mapped_column(Key)
    family: Mapped[str] = mapped_column(Key)
    family_ends_at: Mapped[datetime]
    scopes: Mapped[list[str] | None]
    label: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class LogInDelayRow(Base):
    """How often in a row a name failed to log in, and when it may try again; of names that nobody has too."""

    __tablename__ = "log_in_delays"

    name: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)  # a keyed hash: it may be a password mistyped
    n_failed: Mapped[int]
    next_at: Mapped[datetime]
