"""Users in the console: who may come in, added, changed, locked out and let in again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request
from starlette.responses import Response

from api.accounts import Account, put_account, refuse_oneself, refuse_unsound_account
from api.action_names import done_line
from api.console.notices import Notice, go_on
from api.console.pages import moment_text, page
from api.console.typed import faults_told
from api.console.undoing import is_sealed, sealed
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.house import House
from api.journal import to_entry
from api.language import Translate
from api.log_ins import end_log_in, end_log_ins, log_ins_of
from api.passwords import LONGEST, SHORTEST, sound_password
from api.role_names import role_about, role_word
from api.signing_in import KEPT
from data.log.listing import Wanted
from data.log.listing import page as log_page
from data.store import employers_by_id, get_user, iter_keys, iter_users, last_seen
from matcher.errors import BadInput, Conflict, NotFound
from matcher.records import Role, User

N_LINES = 10

router = APIRouter(include_in_schema=False)

UserId = Annotated[str, Path(max_length=100, pattern=r"^[\x21-\x7e]+$")]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the form of a user, and what is wrong with it."""

    id: str = ""
    role: str = Role.CASEWORKER.value
    district: str = ""
    employer_id: str = ""
    faults: dict[str, str] | None = None

    def fault(self, field: str) -> str | None:
        """Say what is wrong with a field."""
        return (self.faults or {}).get(field)


@dataclass(frozen=True, slots=True)
class Line:
    """A user in the list."""

    user: User
    role: str
    of: str  # the district or the employer
    seen: str


@router.get("/users", dependencies=[needs("users:manage")])
def show_users(request: Request, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show all users, and the form for another."""
    return _list(request, house, visitor, Typed())


@router.post("/users", dependencies=[needs("users:manage")])
def post_user(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    id: Annotated[str, Form(max_length=100)] = "",
    role: Annotated[Role, Form()] = Role.CASEWORKER,
    district: Annotated[str, Form(max_length=100)] = "",
    employer_id: Annotated[str, Form(max_length=300)] = "",
    password: Annotated[str, Form(max_length=1_000)] = "",
) -> Response:
    """Add a user; what is wrong comes back at its field."""
    typed, id = Typed(id, role.value, district, employer_id), id.strip()
    faults = _slips(house, id, typed, password, visitor.say)
    if not faults:
        try:
            put_account(house, id, _account(typed), actor=visitor.actor, password=password or None)
        except (BadInput, NotFound, Conflict) as error:  # a colleague was quicker
            faults = _faults(error, visitor.say)
    if faults:
        return _list(request, house, visitor, replace(typed, faults=faults))
    return go_on(request, f"/users/{id}", done="added")


@router.get("/users/{id}", dependencies=[needs("users:manage")])
def show_user(
    request: Request,
    id: UserId,
    house: TheHouse,
    visitor: TheVisitor,
    done: Annotated[str | None, Query(max_length=40)] = None,
    was_role: Annotated[str | None, Query(max_length=40)] = None,
    was_district: Annotated[str, Query(max_length=100)] = "",
    was_employer_id: Annotated[str, Query(max_length=300)] = "",
    seal: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Show a user: what may be changed, where the user is logged in, and what the user did last."""
    said = {"id": id, "done": done or ""}
    if was_role is not None:
        said |= {"was_role": was_role, "was_district": was_district, "was_employer_id": was_employer_id}
    before = Typed(id, was_role or "", was_district, was_employer_id)
    may_undo = is_sealed(house, visitor, seal, **said)
    return _one(request, house, visitor, id, notice=_notice(done, before, visitor.say, may_undo=may_undo))


@router.post("/users/{id}/job", dependencies=[needs("users:manage")])
def post_job(
    request: Request,
    id: UserId,
    house: TheHouse,
    visitor: TheVisitor,
    role: Annotated[Role, Form()],
    district: Annotated[str, Form(max_length=100)] = "",
    employer_id: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Change the role of a user and of what; the user's log-ins end."""
    refuse_oneself(id, actor=visitor.actor)
    before, typed = _user(house, id), Typed(id, role.value, district, employer_id)
    try:
        put_account(house, id, replace(_account(typed), is_active=before.is_active), actor=visitor.actor)
    except (BadInput, NotFound, Conflict) as error:
        return _one(request, house, visitor, id, typed=replace(typed, faults=_faults(error, visitor.say)))
    was = {"was_role": before.role.value, "was_district": before.district or ""}
    return _undoable(request, house, visitor, id, "changed", **was, was_employer_id=before.employer_id or "")


@router.post("/users/{id}/active", dependencies=[needs("users:manage")])
def post_active(
    request: Request, id: UserId, house: TheHouse, visitor: TheVisitor, active: Annotated[bool, Form()]
) -> Response:
    """Lock a user out, or let the user in again."""
    refuse_oneself(id, actor=visitor.actor)
    user = _user(house, id)
    account = Account(user.role, user.district, user.employer_id, is_active=active)
    put_account(house, id, account, actor=visitor.actor)
    return _undoable(request, house, visitor, id, "let_in" if active else "locked_out")


@router.post("/users/{id}/password", dependencies=[needs("users:manage")])
def post_password(
    request: Request,
    id: UserId,
    house: TheHouse,
    visitor: TheVisitor,
    password: Annotated[str, Form(max_length=1_000)] = "",
) -> Response:
    """Give a user a new password; the user's log-ins end."""
    refuse_oneself(id, actor=visitor.actor)
    user = _user(house, id)
    account = Account(user.role, user.district, user.employer_id, user.is_active)
    try:
        put_account(house, id, account, actor=visitor.actor, password=password)
    except BadInput as error:
        faults = faults_told(error, visitor.say, otherwise="password")
        return _one(request, house, visitor, id, typed=replace(_typed(user), faults=faults))
    return go_on(request, f"/users/{id}", done="password")


@router.post("/users/{id}/log-ins", dependencies=[needs("users:manage")])
def post_end(
    request: Request,
    id: UserId,
    house: TheHouse,
    visitor: TheVisitor,
    family: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """End one log-in of a user, or all of them."""
    _user(house, id)
    if family:
        end_log_in(house, family, user_id=id, actor=visitor.actor)
    else:
        end_log_ins(house, id, actor=visitor.actor)
    return go_on(request, f"/users/{id}", done="ended")


def _list(request: Request, house: House, visitor: Visitor, typed: Typed) -> Response:
    with house.database.read() as session:
        users, seen = iter_users(session), last_seen(session)
        names = employers_by_id(session, {one.employer_id for one in users if one.employer_id})
    lines = [
        Line(
            one,
            role_word(one.role, visitor.say),
            one.district or (names[one.employer_id].name if one.employer_id in names else one.employer_id or ""),
            _seen(house, one, seen.get(one.id), visitor),
        )
        for one in sorted(users, key=lambda one: (not one.is_active, one.id))
    ]
    status = 422 if typed.faults else 200
    return page(request, "users", status=status, lines=lines, typed=typed, **_choices(house, visitor))


def _one(
    request: Request,
    house: House,
    visitor: Visitor,
    id: str,
    *,
    typed: Typed | None = None,
    notice: Notice | None = None,
) -> Response:
    user = _user(house, id)
    house.spool.drain(house.database)
    with house.database.read() as session:
        seen = last_seen(session).get(id)
        keys = [one for one in iter_keys(session) if one.user_id == id]
        lines = [to_entry(one) for one in log_page(session, Wanted(noun="user", id=id), limit=N_LINES)]
    return page(
        request,
        "user",
        status=422 if typed and typed.faults else 200,
        user=user,
        role=role_word(user.role, visitor.say),
        about=role_about(user.role, visitor.say),
        is_oneself=id == visitor.actor.id,
        seen=_seen(house, user, seen, visitor),
        keys=keys,
        log_ins=log_ins_of(house, id),
        lines=lines,
        said=lambda line: done_line(line.noun, line.action, visitor.say),
        typed=typed or _typed(user),
        notice=notice,
        **_choices(house, visitor),
    )


def _seen(house: House, user: User, at: datetime | None, visitor: Visitor) -> str:
    """Say when a user was last seen; of new users alone it is known that they never were."""
    if at is not None:
        return moment_text(house, at, language=visitor.language)
    if user.created_at < house.clock() - KEPT:
        return visitor.say("not in the last 30 days")
    return visitor.say("not used yet") if user.role is Role.CLIENT else visitor.say("never logged in yet")


def _choices(house: House, visitor: Visitor) -> dict[str, Any]:
    roles = [(role.value, role_word(role, visitor.say)) for role in Role]
    districts = [("", visitor.say("the whole city"))] + [(name, name) for name in house.gazetteer.names]
    return {"roles": roles, "districts": districts, "shortest": SHORTEST, "longest": LONGEST}


def _account(typed: Typed) -> Account:
    return Account(Role(typed.role), typed.district.strip() or None, typed.employer_id.strip() or None)


def _typed(user: User) -> Typed:
    return Typed(user.id, user.role.value, user.district or "", user.employer_id or "")


def _told(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _user(house: House, id: str) -> User:
    with house.database.read() as session:
        return get_user(session, id)


def _slips(house: House, id: str, typed: Typed, password: str, say: Translate) -> dict[str, str]:
    """Give everything that is wrong with a new user at once: name, role and password are judged apart."""
    account, has_password = _account(typed), bool(password)
    checks: tuple[Callable[[], None], ...] = (
        partial(_refuse_known, house, id),
        partial(refuse_unsound_account, house, id, account, has_password=has_password),
        partial(_refuse_bad_password, account.role, password, user_id=id),
    )
    found: dict[str, str] = {}
    for check in checks:
        try:
            check()
        except (BadInput, NotFound) as error:
            found = _faults(error, say) | found
    return found


def _refuse_known(house: House, id: str) -> None:
    with house.database.read() as session:
        if any(one.id == id for one in iter_users(session)):
            raise BadInput(
                "{field}: there is a user {id!r} already; open it in the list to change it", field="id", id=id
            )


def _refuse_bad_password(role: Role, password: str, *, user_id: str) -> None:
    if role is not Role.CLIENT and not password:
        raise BadInput("{field}: is missing", field="password")
    if role is not Role.CLIENT:
        sound_password(password, user_id=user_id)


def _faults(error: BadInput | NotFound | Conflict, say: Translate) -> dict[str, str]:
    return faults_told(error, say, otherwise="employer_id" if isinstance(error, NotFound) else "role")


def _undoable(request: Request, house: House, visitor: Visitor, id: str, done: str, **was: str) -> Response:
    said = sealed(house, visitor, id=id, done=done, **was)
    return go_on(request, f"/users/{said.pop('id')}", **said)


def _notice(done: str | None, before: Typed, say: Translate, *, may_undo: bool) -> Notice | None:
    name, address = before.id, f"/users/{before.id}"
    words = {
        "added": say("Added. Tell name and password to your colleague, who changes the password under “My account”."),
        "password": say("The password is new, and every log-in under the old one ended."),
        "ended": say("Ended. Whoever sits there is asked for the password at the next click."),
        "changed": say("Changed. Whoever was logged in under this name logs in again."),
        "locked_out": say("{name} is locked out: every log-in ended, and nobody comes in under this name."),
        "let_in": say("{name} may log in again with the password of before."),
    }
    undone: dict[str, tuple[str, dict[str, str]]] = {
        "changed": (
            f"{address}/job",
            _told(role=before.role, district=before.district, employer_id=before.employer_id),
        ),
        "locked_out": (f"{address}/active", {"active": "true"}),
        "let_in": (f"{address}/active", {"active": "false"}),
    }
    if done not in words:
        return None
    text = words[done].format(name=name)
    return Notice(text, *undone[done]) if may_undo and done in undone else Notice(text)
