"""Who may come in: users with a role, and the tokens by which a request shows whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matcher.records.matching import Actor


class Role(StrEnum):
    """What somebody's job is; which permissions go with it stands in one table of the ways in."""

    CASEWORKER = "caseworker"
    ORGANISER = "organiser"
    PROGRAMME = "programme"
    ADMIN = "admin"
    AUDITOR = "auditor"
    EMPLOYER = "employer"
    CLIENT = "client"


class TokenKind(StrEnum):
    """What a token is for."""

    ACCESS = "access"  # goes with each request, for minutes
    REFRESH = "refresh"  # buys the next access token, once
    KEY = "key"  # of a program, for months
    SESSION = "session"  # of a browser, in a cookie: for a working day, while it is used


@dataclass(frozen=True, slots=True)
class User:
    """
    A person or a program that may come in.

    Attributes:
        id: the name to log in with; it stands in the log as who did something.
        district: the one whose people are seen; None = the whole city.
        employer_id: of whom the role ``employer`` speaks for, else None.
        is_active: False = nobody comes in under this name; its tokens are worth nothing.
    """

    id: str
    role: Role
    district: str | None
    employer_id: str | None
    is_active: bool
    created_at: datetime

    def as_actor(self) -> Actor:
        """Give who acts where this user does."""
        return Actor(self.id, self.role, self.district, self.employer_id)


@dataclass(frozen=True, slots=True)
class Token:
    """
    What is kept of a token; the token itself is shown once and kept nowhere.

    Attributes:
        id: names the token without being worth anything.
        family: what began with one log-in; it ends as a whole.
        family_ends_at: when somebody must log in again, however often the tokens were renewed.
        scopes: the permissions that it carries at most; None = all of the user's role.
        label: what a key is for, in its maker's words.
        revoked_at: None = it is worth something until it expires.
    """

    id: str
    kind: TokenKind
    user_id: str
    family: str
    family_ends_at: datetime
    scopes: tuple[str, ...] | None
    label: str | None
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
