"""Users in the database: who they are, what their password is checked against, and how long a name must wait."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from data.store.changes import upsert
from data.tables import LogInDelayRow, UserRow
from matcher.errors import NotFound
from matcher.records import Role, User


def find_user(session: Session, id: str) -> User | None:
    """Give a user; None = there is none of this name."""
    row = session.get(UserRow, id)
    return None if row is None else _to_user(row)


def get_user(session: Session, id: str) -> User:
    """Give a user, or raise NotFound."""
    found = find_user(session, id)
    if found is None:
        raise NotFound("there is no user {id!r}", id=id)
    return found


def iter_users(session: Session) -> list[User]:
    """Give all users by name; an office has few."""
    return [_to_user(row) for row in session.scalars(select(UserRow).order_by(UserRow.id))]


def count_users(session: Session, *, role: Role) -> int:
    """Count the users of a role who may log in."""
    wanted = select(func.count()).select_from(UserRow).where(UserRow.role == role, UserRow.is_active.is_(True))
    return session.execute(wanted).scalar_one()


def put_user(session: Session, user: User) -> None:
    """Store a user anew or over the one of this name; the password stays as it is."""
    row = {
        "id": user.id,
        "role": user.role.value,
        "district": user.district,
        "employer_id": user.employer_id,
        "is_active": user.is_active,
        "created_at": user.created_at,
    }
    upsert(session, UserRow, [row])


def password_of(session: Session, id: str) -> str | None:
    """Give the hash that a user's password is checked against; None = there is no such user, or no password."""
    return session.execute(select(UserRow.password).where(UserRow.id == id)).scalar_one_or_none()


def put_password(session: Session, id: str, password: str) -> None:
    """Keep the hash of a user's password."""
    session.execute(update(UserRow).where(UserRow.id == id).values(password=password))


def next_log_in(session: Session, name: bytes) -> tuple[int, datetime | None]:
    """Give how often a name, as a keyed hash, failed to log in since it last did, and when it may try again."""
    row = session.execute(
        select(LogInDelayRow.n_failed, LogInDelayRow.next_at).where(LogInDelayRow.name == name).with_for_update()
    ).one_or_none()
    return (0, None) if row is None else (row.n_failed, row.next_at)


def put_log_in_delay(session: Session, name: bytes, *, n_failed: int, next_at: datetime) -> None:
    """Note how often a name failed, and when it may try again; 0 = it logged in."""
    upsert(session, LogInDelayRow, [{"name": name, "n_failed": n_failed, "next_at": next_at}])


def _to_user(row: UserRow) -> User:
    return User(row.id, Role(row.role), row.district, row.employer_id, row.is_active, row.created_at)
