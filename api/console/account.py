"""One's own account in the console: where one is logged in, the password, the language."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.accounts import change_own_password
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.typed import faults_told
from api.console.visitors import TheVisitor, Visitor, keep_session
from api.deps import TheHouse, needs
from api.house import House
from api.language import Translate
from api.log_ins import end_log_in, end_log_ins, log_ins_of
from api.passwords import LONGEST, SHORTEST
from api.permissions import PERMISSIONS
from api.role_names import role_about, role_word
from api.signing_in import TooSoon, log_in_browser
from data.store import everywhere
from matcher.errors import BadInput
from matcher.records import Role

FIELD_OF = {"old": "password_old", "password": "password_new"}

router = APIRouter(include_in_schema=False)


@router.get("/account", dependencies=[needs("self")])
def show_account(
    request: Request, house: TheHouse, visitor: TheVisitor, done: Annotated[str | None, Query(max_length=40)] = None
) -> Response:
    """Show who one is here and where one is logged in."""
    return _account(request, house, visitor, notice=_notice(done, visitor.say))


@router.post("/account/log-ins", dependencies=[needs("self")])
def post_end(
    request: Request, house: TheHouse, visitor: TheVisitor, family: Annotated[str, Form(max_length=100)] = ""
) -> Response:
    """End one of one's own log-ins, or all but this one."""
    own = visitor.access.token.family
    if family:
        end_log_in(house, family, user_id=visitor.actor.id, actor=visitor.actor)
    else:
        end_log_ins(house, visitor.actor.id, actor=visitor.actor, but=own)
    return go_on(request, "/account", done="ended")


@router.post("/account/password", dependencies=[needs("self")])
def post_password(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    password_old: Annotated[str, Form(max_length=1_000)] = "",
    password_new: Annotated[str, Form(max_length=1_000)] = "",
    password_again: Annotated[str, Form(max_length=1_000)] = "",
) -> Response:
    """Change one's own password; every other log-in ends, and this browser goes on with a new session."""
    say = visitor.say
    if password_new != password_again:
        return _account(request, house, visitor, faults={"password_again": say("is not the same as the new one")})
    try:
        change_own_password(house, actor=visitor.actor, old=password_old, new=password_new)
    except BadInput as error:
        told = faults_told(error, say, otherwise="password")
        return _account(request, house, visitor, faults={FIELD_OF[field]: text for field, text in told.items()})
    except TooSoon as error:
        return _account(request, house, visitor, faults={"password_old": _wait(error.wait, say)})
    answer = go_on(request, "/account", done="password")
    with everywhere(why="one's own log-in"):
        keep_session(answer, house, log_in_browser(house, name=visitor.actor.id, password=password_new))
    return answer


def _account(
    request: Request,
    house: House,
    visitor: Visitor,
    *,
    faults: dict[str, str] | None = None,
    notice: Notice | None = None,
) -> Response:
    say, role = visitor.say, Role(visitor.actor.role)
    return page(
        request,
        "account",
        status=422 if faults else 200,
        role=role_word(role, say),
        about=role_about(role, say),
        may=[PERMISSIONS[name].about.told(say) for name in PERMISSIONS if visitor.may(name)],
        log_ins=log_ins_of(house, visitor.actor.id),
        own=visitor.access.token.family,
        faults=faults or {},
        shortest=SHORTEST,
        longest=LONGEST,
        notice=notice,
    )


def _wait(wait: timedelta, say: Translate) -> str:
    return say("wrong too often; try again in {n} seconds").format(n=max(1, round(wait.total_seconds())))


def _notice(done: str | None, say: Translate) -> Notice | None:
    words = {
        "ended": say("Ended. Whoever sits there is asked for the password at the next click."),
        "password": say("Your password is new. Wherever else you were logged in, that log-in ended."),
    }
    return Notice(words[done]) if done in words else None
