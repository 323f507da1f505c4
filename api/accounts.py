"""Accounts: users added, changed and locked out, their passwords, and the keys of programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from api.house import Begin, House
from api.passwords import hash_password, is_password
from api.permissions import permissions_of
from api.profiles import official
from api.signing_in import count_try, new_id, new_secret, read_scopes
from data import log
from data.store import (
    Session,
    add_token,
    count_users,
    everywhere,
    find_user,
    get_employer,
    get_user,
    iter_keys,
    lock_sequence,
    password_of,
    put_log_in_delay,
    put_password,
    put_user,
    revoke_family,
    revoke_tokens_of,
)
from matcher.errors import BadInput, Conflict, NotFound
from matcher.outreach.situation import in_local_time
from matcher.records import Actor, Role, Token, TokenKind, User

NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
NUMBER = re.compile(r"[0-9]{7}")  # a phone or an ID number would stand in the log for ever
WHOLE_CITY_ONLY = (Role.ADMIN, Role.AUDITOR)  # users and the log are not divided by district
LONGEST_KEY = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Account:
    """What a user shall be."""

    role: Role
    district: str | None = None
    employer_id: str | None = None
    is_active: bool = True


def put_account(
    house: House, id: str, account: Account, *, actor: Actor, password: str | None = None
) -> tuple[User, bool]:
    """
    Add or change a user, and tell whether it is new; whoever loses something loses the tokens too.

    Args:
        house: whose users there are.
        id: the name to log in with.
        account: what the user shall be.
        actor: who does it.
        password: the new one; None = as it is. A program (``client``) has none.

    Raises:
        BadInput: the name is none, a caseworker has no district, an employer's user no employer, or the like.
        NotFound: the district's or the employer's name leads nowhere.
        Conflict: nobody would be left who may manage users.
    """
    at = house.clock()
    account = replace(account, district=_district(house, account.district))
    hashed = None if password is None else hash_password(password, user_id=id)
    with house.database.begin() as session:
        lock_sequence(session)  # of two who disable each other, one is refused
        before = find_user(session, id)
        _check(session, id, account, has_password=hashed is not None)
        user = User(
            id,
            account.role,
            account.district,
            account.employer_id,
            account.is_active,
            before.created_at if before else at,
        )
        _refuse_last_admin(session, before, user)
        put_user(session, user)
        if hashed is not None:
            put_password(session, id, hashed)
        if before is not None and (before != user or hashed is not None):
            revoke_tokens_of(session, id, at=at)
        told = {"role": account.role.value, "district": account.district, "employer_id": account.employer_id}
        details = told | {"active": account.is_active, "password": hashed is not None}
        action = "add" if before is None else "change"
        log.record(session, actor=actor, action=action, noun="user", id=id, details=details, at=at)
    return user, before is None


def refuse_oneself(id: str, *, actor: Actor) -> None:
    """
    Refuse an administrator who would change himself by a page or a program.

    Raises:
        Conflict: it is he.
    """
    if id == actor.id:
        raise Conflict("an administrator is changed by another one, so that nobody locks the door behind himself")


def change_own_password(house: House, *, actor: Actor, old: str, new: str) -> None:
    """
    Change one's own password; all tokens of the user end, so that whoever knew the old one is out.

    Whoever has a token alone guesses no faster than at the door.

    Raises:
        TooSoon: the old one was wrong too often a short while ago.
        BadInput: the old one is wrong, or the new one too easy.
    """
    keyed = house.vault.seal(f"password of {actor.id}".encode())  # not the door's: a thief keeps nobody out of there
    with everywhere(why="the tries of one's own password"):
        count_try(house, keyed)
    with everywhere(why="one's own password"), house.database.read() as session:
        kept = password_of(session, actor.id)
    if not is_password(old, kept):
        raise BadInput("{field}: wrong", field="old")
    hashed, at = hash_password(new, user_id=actor.id), house.clock()
    with everywhere(why="one's own password and tokens"), house.database.begin() as session:
        if password_of(session, actor.id) != kept:  # changed since: by whoever meant to lock this one out, perhaps
            raise BadInput("{field}: wrong", field="old")
        put_password(session, actor.id, hashed)
        put_log_in_delay(session, keyed, n_failed=0, next_at=at)
        revoke_tokens_of(session, actor.id, at=at)
        log.record(session, actor=actor, action="password", noun="user", id=actor.id, details={}, at=at)


def add_key(
    house: House,
    user_id: str,
    *,
    actor: Actor,
    scopes: Sequence[str],
    label: str | None,
    expires_on: date,
    begin: Begin | None = None,
) -> tuple[Token, str]:
    """
    Make a key for a program, and give what is kept of it and the key itself, which nobody can be shown again.

    Raises:
        NotFound: there is no such user.
        BadInput: the user is no program, a scope is not among its permissions, or the key lasts too long.
    """
    at = house.clock()
    expires_at = datetime.combine(expires_on, time.max, in_local_time(at, house.outreach).tzinfo)
    asked = read_scopes(scopes)
    if asked is None:
        raise BadInput("{field}: name what the key shall be good for", field="scopes")
    if not at < expires_at <= at + LONGEST_KEY:
        raise BadInput("{field}: must lie within the next {n} days", field="expires_on", n=LONGEST_KEY.days)
    with (begin or house.database.begin)() as session:
        user = get_user(session, user_id)
        if user.role is not Role.CLIENT:
            raise BadInput(
                "{field}: {id!r} is no program; only users of the role client have keys", field="user", id=user_id
            )
        if missing := tuple(sorted(set(asked) - permissions_of(user.role))):
            raise BadInput("{field}: no program may have {missing}", field="scopes", missing=missing)
        secret, id = new_secret(), new_id()
        token = Token(id, TokenKind.KEY, user_id, id, expires_at, asked, label, at, actor.id, expires_at, None, None)
        add_token(session, token, secret)
        details = {"key": id, "scopes": list(asked), "until": expires_at.date().isoformat()}
        log.record(session, actor=actor, action="add_key", noun="user", id=user_id, details=details, at=at)
    return token, secret


def revoke_key(house: House, id: str, *, actor: Actor) -> None:
    """
    Make a key worth nothing from now on; a second time changes nothing.

    Raises:
        NotFound: there is no such key.
    """
    at = house.clock()
    with house.database.begin() as session:
        found = next((one for one in iter_keys(session) if one.id == id), None)
        if found is None:
            raise NotFound("there is no key {id!r}", id=id)
        if revoke_family(session, found.family, at=at):
            log.record(
                session, actor=actor, action="revoke_key", noun="user", id=found.user_id, details={"key": id}, at=at
            )


def refuse_unsound_account(house: House, id: str, account: Account, *, has_password: bool) -> None:
    """Refuse an account as ``put_account`` does, and change nothing."""
    account = replace(account, district=_district(house, account.district))
    with house.database.read() as session:
        _check(session, id, account, has_password=has_password)


def _district(house: House, district: str | None) -> str | None:
    name = official(district, gazetteer=house.gazetteer)
    if name is not None and name not in house.gazetteer.names:
        raise BadInput(
            "{field}: {name!r} is no district or zone; there are {known}",
            field="district",
            name=name,
            known=house.gazetteer.names,
        )
    return name


def _check(session: Session, id: str, account: Account, *, has_password: bool) -> None:
    if not NAME.fullmatch(id) or NUMBER.search(id):
        raise BadInput(
            "{field}: takes 2 to 40 small letters, digits, dots and dashes, a letter first, and no phone number",
            field="id",
        )
    if account.role is Role.CASEWORKER and account.district is None:
        raise BadInput("{field}: a caseworker works for one; name it", field="district")
    if account.role in WHOLE_CITY_ONLY and account.district is not None:
        raise BadInput("{field}: the role {role} is for the whole city", field="district", role=account.role)
    if (account.role is Role.EMPLOYER) != (account.employer_id is not None):
        raise BadInput("{field}: goes with the role employer, and with no other", field="employer_id")
    if account.district is not None and account.employer_id is not None:
        raise BadInput("{field}: an employer's posts are its own, in whatever district", field="district")
    if account.employer_id is not None:
        get_employer(session, account.employer_id)
    if account.role is Role.CLIENT and has_password:
        raise BadInput("{field}: a program has none; make it a key", field="password")


def _refuse_last_admin(session: Session, before: User | None, after: User) -> None:
    """Refuse what would leave nobody who may manage users."""
    was = before is not None and before.role is Role.ADMIN and before.is_active
    stays = after.role is Role.ADMIN and after.is_active
    if was and not stays and count_users(session, role=Role.ADMIN) == 1:
        raise Conflict("{id!r} is the only administrator; add another first", id=after.id)


def has_administrator(house: House) -> bool:
    """Tell whether there is anybody who may manage users."""
    with house.database.read() as session:
        return count_users(session, role=Role.ADMIN) > 0
