"""Keys of programs in the console: made and shown once, exchanged for a new one, revoked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.accounts import LONGEST_KEY, add_key, revoke_key
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.typed import faults_told
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.house import House
from api.language import Translate
from api.permissions import PERMISSIONS, permissions_of
from data.store import iter_keys, iter_users
from matcher.errors import BadInput, NotFound
from matcher.outreach.situation import in_local_time
from matcher.records import Role, Token

USUAL = timedelta(days=180)  # how long a key lasts where nobody says otherwise
SOON = timedelta(days=30)  # a key that ends within it is to be exchanged

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the form of a key, and what is wrong with it."""

    user: str = ""
    scopes: tuple[str, ...] = ()
    expires_on: str = ""
    label: str = ""
    replaces: str = ""  # the key that the new one takes the place of
    faults: dict[str, str] | None = None

    def fault(self, field: str) -> str | None:
        """Say what is wrong with a field."""
        return (self.faults or {}).get(field)


@dataclass(frozen=True, slots=True)
class Line:
    """A key in the list."""

    key: Token
    scopes: tuple[str, ...]  # in words
    is_over: bool
    ends_soon: bool


@router.get("/keys", dependencies=[needs("users:manage")])
def show_keys(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    done: Annotated[str | None, Query(max_length=40)] = None,
    key: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Show all keys, and the form for another; *key* = the one that it takes the place of."""
    notice = Notice(visitor.say("Revoked: nobody comes in with this key any more.")) if done == "revoked" else None
    return _list(request, house, visitor, _like(house, key), notice=notice)


@router.post("/keys", dependencies=[needs("users:manage")])
def post_key(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    user: Annotated[str, Form(max_length=100)] = "",
    scopes: Annotated[list[str] | None, Form()] = None,
    expires_on: Annotated[str, Form(max_length=40)] = "",
    label: Annotated[str, Form(max_length=100)] = "",
    replaces: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Make a key and show it, once; one that it takes the place of stays good until it is revoked."""
    typed = Typed(user, tuple(scopes or ()), expires_on, label, replaces)
    try:
        token, secret = add_key(
            house,
            user,
            actor=visitor.actor,
            scopes=typed.scopes,
            label=label.strip() or None,
            expires_on=_day(expires_on),
        )
    except (BadInput, NotFound) as error:
        return _list(request, house, visitor, replace(typed, faults=faults_told(error, visitor.say, otherwise="user")))
    return page(
        request,
        "key_made",
        secret=secret,
        line=_line(token, house.clock(), visitor.say),
        replaces=replaces or None,
        base=str(request.base_url).rstrip("/"),
    )


@router.post("/keys/revoke", dependencies=[needs("users:manage")])
def post_revoke(request: Request, house: TheHouse, visitor: TheVisitor, key: Annotated[str, Form()]) -> Response:
    """Make a key worth nothing; it cannot be undone, since nobody has the key to make it good again."""
    revoke_key(house, key, actor=visitor.actor)
    return go_on(request, "/keys", done="revoked")


def _list(request: Request, house: House, visitor: Visitor, typed: Typed, *, notice: Notice | None = None) -> Response:
    at, say = house.clock(), visitor.say
    with house.database.read() as session:
        keys = iter_keys(session)
        programs = [one.id for one in iter_users(session) if one.role is Role.CLIENT and one.is_active]
    lines = sorted((_line(one, at, say) for one in keys), key=lambda one: one.is_over)
    local = in_local_time(at, house.outreach).date()
    return page(
        request,
        "keys",
        status=422 if typed.faults else 200,
        lines=lines,
        programs=programs,
        typed=typed if typed.expires_on else replace(typed, expires_on=(local + USUAL).isoformat()),
        first_day=local.isoformat(),
        last_day=(local + LONGEST_KEY - timedelta(days=1)).isoformat(),
        permissions=[
            (name, PERMISSIONS[name].about.told(say)) for name in PERMISSIONS if name in permissions_of(Role.CLIENT)
        ],
        notice=notice,
    )


def _line(key: Token, at: datetime, say: Translate) -> Line:
    words = tuple(PERMISSIONS[name].about.told(say) for name in key.scopes or () if name in PERMISSIONS)
    is_over = key.revoked_at is not None or key.expires_at <= at
    return Line(key, words, is_over, not is_over and key.expires_at - at < SOON)


def _like(house: House, id: str | None) -> Typed:
    """Give the form filled as the key was that is to be exchanged; empty where there is none."""
    if id is None:
        return Typed()
    with house.database.read() as session:
        found = next((one for one in iter_keys(session) if one.id == id), None)
    return Typed() if found is None else Typed(found.user_id, found.scopes or (), "", found.label or "", found.id)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise BadInput("{field}: must be a date like 2023-07-01", field="expires_on") from None
