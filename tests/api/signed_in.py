"""Clients who have logged in: by default as the one that the tests of features act as."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient

from api.accounts import Account, add_key, put_account
from api.app import app_over
from api.house import House
from api.signing_in import new_id, new_secret
from data.store import add_token, find_user, put_user
from matcher.records import Actor, Role, Token, TokenKind, User

PASSWORD = "a sentence of one's own"
ACTOR = Actor("office", "admin")


def token_for(
    house: House,
    id: str = "local",
    role: Role = Role.ADMIN,
    *,
    district: str | None = None,
    employer: str | None = None,
) -> str:
    """Give a token as a log-in does, without the time that a password takes; the user is made where there is none."""
    at, secret = datetime.now().astimezone(), new_secret()
    ends = at + timedelta(days=3650)  # tests turn the clock
    token = Token(new_id(), TokenKind.ACCESS, id, new_id(), ends, None, None, at, id, ends, None, None)
    with house.database.begin() as session:
        if find_user(session, id) is None:
            put_user(session, User(id, role, district, employer, True, at))
        add_token(session, token, secret)
    return secret


def signed_in(house: House, *, headers: dict[str, str] | None = None, **told: Any) -> TestClient:
    """Give a client of the application who has logged in as *local*, an administrator."""
    shown = {"Authorization": f"Bearer {token_for(house)}"}
    return TestClient(app_over(house), headers=shown | (headers or {}), **told)


def browser_for(
    house: House,
    id: str,
    role: Role,
    *,
    district: str | None = None,
    language: str = "en",
    follow_redirects: bool = False,
) -> TestClient:
    """Give a browser in which a user has logged in, without the time that a password takes."""
    at, secret = house.clock(), new_secret()
    ends = at + timedelta(hours=12)
    token = Token(new_id(), TokenKind.SESSION, id, new_id(), ends, None, None, at, id, ends, None, None)
    with house.database.begin() as session:
        if find_user(session, id) is None:
            put_user(session, User(id, role, district, None, True, at))
        add_token(session, token, secret)
    headers = {"origin": "http://testserver", "accept-language": language}
    browser = TestClient(app_over(house), headers=headers, follow_redirects=follow_redirects)
    browser.cookies.set("matcher", secret)
    return browser


def soon(house: House | None = None) -> str:
    """A day in a month by the clock of a house, or by the machine's: keys end by it, whatever day is decided for."""
    at = datetime.now().astimezone() if house is None else house.clock()
    return (at + timedelta(days=30)).date().isoformat()


def account_in(house: House) -> tuple[str, str]:
    """Add a user with a password and a program with a key; give the name and the id of the key."""
    put_account(house, "wang.li", Account(Role.CASEWORKER, "历下区"), actor=ACTOR, password=PASSWORD)
    put_account(house, "mini-program", Account(Role.CLIENT), actor=ACTOR)
    until = date.fromisoformat(soon(house))
    key, _ = add_key(house, "mini-program", actor=ACTOR, scopes=["posts:read"], label=None, expires_on=until)
    return "wang.li", key.id
