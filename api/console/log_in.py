"""Logging in by browser: the form, what was typed when a session ended, logging out and the choice of language."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from api.console.drafts import drafts_of
from api.console.late_forms import Typed, about_typed, labels_typed
from api.console.pages import is_partial, page
from api.console.paths import HOME, own_path
from api.console.visitors import SAFE, TheVisitor, drop_session, keep_language, keep_session, shown_session
from api.deps import TheHouse, needs, the_house
from api.house import House
from api.language import LANGUAGES, spoken_to
from api.signing_in import TooSoon, WrongLogIn, log_in_browser, log_out, read_name, user_shown
from matcher.errors import Phrase

KEPT = "kept."  # before the name of a field that was typed when the session had ended
SECRET = "password"  # how names of fields begin that are not kept: their page may lie open for hours
FORM = "application/x-www-form-urlencoded"
LOG_OUT = "/logout"

router = APIRouter(include_in_schema=False)


async def the_kept(request: Request) -> Typed | None:
    """Read what a form of log-in carries of another one."""
    form = await request.form()
    texts = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    action = next((value for name, value in texts if name == "action"), None)
    whose = next((value for name, value in texts if name == "whose"), "")
    fields = tuple((name.removeprefix(KEPT), value) for name, value in texts if name.startswith(KEPT))
    return None if action is None else Typed(own_path(action), whose, fields)


async def ask_stranger(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI application for requests for a page without a session: ask to log in, and keep what was typed."""
    request = Request(scope, receive)
    query = scope["query_string"].decode("latin-1")
    wanted = own_path(request.url.path + (f"?{query}" if query else ""))
    if is_partial(request):
        answer = _again(request, error=None)
    elif request.url.path == LOG_OUT:  # whose session is over is out already
        answer = _see("/login")
    elif request.method in SAFE:
        answer = _see("/login" if wanted == HOME else f"/login?to={quote(wanted, safe='/')}")
    else:
        typed = await _typed(request, wanted)
        answer = _form(request, to=_page_of(request), typed=typed, is_lost=typed is None, status=401)
    await answer(scope, receive, send)


@router.get("/login")
def show_log_in(request: Request, to: Annotated[str | None, Query()] = None) -> Response:
    """Show the form."""
    return _form(request, to=own_path(to), typed=None)


@router.post("/login")
def post_log_in(
    request: Request,
    house: TheHouse,
    kept: Annotated[Typed | None, Depends(the_kept)],
    name: Annotated[str, Form(max_length=100)] = "",
    password: Annotated[str, Form(max_length=1_000)] = "",
    to: Annotated[str | None, Form()] = None,
    of: Annotated[str | None, Form(max_length=100)] = None,
    lost: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    """
    Begin a session and go on to where somebody wanted to go, with what was typed before.

    A page that stayed open stays only for the user *of* whom it was made: it shows what another one may not see. What
    was typed is sent on only by whoever typed it: else it would stand under another name.
    """
    try:
        secret = log_in_browser(house, name=name, password=password, instead_of=shown_session(request, house))
    except (TooSoon, WrongLogIn) as refused:
        error = _why(refused).told(spoken_to(request))
        if is_partial(request):
            return _again(request, error=error, name=name)
        return _form(request, to=own_path(to), typed=kept, is_lost=bool(lost), error=error, name=name, status=401)
    if is_partial(request):
        stays = of is None or of == read_name(name)
        answer: Response = Response(
            status_code=204, headers={"HX-Trigger": "loggedIn"} if stays else {"HX-Redirect": HOME}
        )
    elif kept is None:
        answer = _see(own_path(to))
    else:
        own = kept if kept.whose == _sealed(house, read_name(name)) else None
        about = None if own is None else about_typed(house, secret, own)
        labels = labels_typed(kept.action, spoken_to(request))
        answer = page(request, "log_in_go_on", typed=own, labels=labels, about=about)
    keep_session(answer, house, secret)
    return answer


@router.post(LOG_OUT, dependencies=[needs("self")])
def post_log_out(request: Request, visitor: TheVisitor, house: TheHouse) -> Response:
    """End the session, and drop what was being typed."""
    drafts_of(request).drop(visitor.actor.id)
    log_out(house, visitor.access)
    answer = _see("/login")
    drop_session(answer, house)
    return answer


@router.post("/language")
def post_language(
    house: TheHouse, language: Annotated[str, Form()] = "", to: Annotated[str | None, Form()] = None
) -> Response:
    """Keep the language that was chosen, and show the page again in it."""
    answer = _see("/login" if to == "/login" else own_path(to))
    if language in LANGUAGES:
        keep_language(answer, house, LANGUAGES[language])
    return answer


def _see(path: str) -> Response:
    return RedirectResponse(path, 303)


def _form(
    request: Request,
    *,
    to: str,
    typed: Typed | None,
    is_lost: bool = False,
    error: str | None = None,
    name: str = "",
    status: int = 200,
) -> Response:
    return page(request, "log_in", status=status, to=to, typed=typed, is_lost=is_lost, error=error, name=name)


def _page_of(request: Request) -> str:
    """Give the page of ours from which a form was sent; the first one where the browser does not say it."""
    try:
        said = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return HOME
    if said.netloc != request.headers.get("host"):
        return HOME
    asked = {"type": "http", "method": "GET", "path": said.path, "root_path": "", "headers": []}
    if not any(route.matches(asked)[0] is Match.FULL for route in request.app.routes):
        return HOME  # it came as the answer to a form
    return own_path(said._replace(scheme="", netloc="", fragment="").geturl())


def _again(request: Request, *, error: str | None, name: str = "") -> Response:
    headers = {"HX-Retarget": "#log-in-again", "HX-Reswap": "innerHTML"}
    return page(request, "log_in_again", status=401, headers=headers, error=error, name=name)


async def _typed(request: Request, action: str) -> Typed | None:
    """
    Read what was typed, but no password.

    Nothing is kept of a form with files, as a file cannot be given back, and of one that is nobody's: after a log-out.
    """
    if not request.headers.get("content-type", "").startswith(FORM):
        return None
    form, house = await request.form(), the_house(request)
    user = await run_in_threadpool(user_shown, house, shown_session(request, house) or "")
    if user is None:
        return None
    texts = ((name, value) for name, value in form.multi_items() if isinstance(value, str))
    fields = tuple((name, value) for name, value in texts if not name.startswith(SECRET))
    return Typed(action, _sealed(house, user), fields)


def _sealed(house: House, user: str) -> str:
    """Give by what a form is known for a user's; whoever is not logged in reads no name in it."""
    return house.vault.seal(f"form of {user}".encode()).hex()


def _why(refused: TooSoon | WrongLogIn) -> Phrase:
    if isinstance(refused, WrongLogIn):
        return Phrase("The name or the password is wrong.")
    return Phrase(
        "Too many failed log-ins under this name. Try again in {n} seconds.",
        {"n": max(1, round(refused.wait.total_seconds() + 0.5))},
    )
