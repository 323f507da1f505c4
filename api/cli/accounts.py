"""The commands of users and keys: who may come in over HTTP, and as what."""

from __future__ import annotations

import getpass
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.terminal import AsJson, Terminal, actor
from matcher.errors import BadInput, NotReady
from matcher.records import Role

if TYPE_CHECKING:
    from api.language import Translate

app = typer.Typer(help="Users of the service: who may log in, and as what.", no_args_is_help=True)
keys = typer.Typer(help="Keys, by which programs come in.", no_args_is_help=True)

UserName = Annotated[str, typer.Argument(metavar="NAME", help="The name to log in with.", show_default=False)]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the first line of the input.")
]


@app.command()
def add(
    context: typer.Context,
    name: UserName,
    role: Annotated[Role, typer.Option(help="The user's job.", show_default=False)],
    district: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The one whose people are seen; without, the whole city.", show_default=False
        ),
    ] = None,
    employer: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Of the employer, for the role employer.", show_default=False),
    ] = None,
    password_stdin: PasswordStdin = False,
    as_json: AsJson = False,
) -> None:
    """Add a user, or change what one is; the password is asked for, and never taken from the command line."""
    from api.accounts import Account, put_account

    terminal: Terminal = context.obj
    password = None if role is Role.CLIENT else ask_password(terminal, from_input=password_stdin)
    with terminal.house() as house:
        account = Account(role, district, employer)
        user, is_new = put_account(house, name, account, actor=actor(), password=password)
    if as_json:
        terminal.print_json({"id": user.id, "role": user.role, "district": user.district, "new": is_new})
        return
    text = terminal.say("{id}: added as {role}") if is_new else terminal.say("{id}: changed to {role}; logged out")
    terminal.print(text.format(id=user.id, role=user.role))


@app.command()
def password(context: typer.Context, name: UserName, password_stdin: PasswordStdin = False) -> None:
    """Give a user a new password; whoever is logged in under the name is logged out."""
    _change(context.obj, name, active=None, password=ask_password(context.obj, from_input=password_stdin))
    terminal: Terminal = context.obj
    terminal.print(terminal.say("{id}: has a new password; logged out").format(id=name))


@app.command()
def disable(context: typer.Context, name: UserName) -> None:
    """Let nobody in under a name any more; what the user did stays in the log."""
    _change(context.obj, name, active=False, password=None)
    terminal: Terminal = context.obj
    terminal.print(terminal.say("{id}: locked out").format(id=name))


@app.command()
def enable(context: typer.Context, name: UserName) -> None:
    """Let a user in again who was locked out, with the old password."""
    _change(context.obj, name, active=True, password=None)
    terminal: Terminal = context.obj
    terminal.print(terminal.say("{id}: may log in again").format(id=name))


@app.command("list")
def list_users(context: typer.Context, as_json: AsJson = False) -> None:
    """List all users."""
    from data.store import iter_users

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        found = iter_users(session)
    if as_json:
        items = [
            {"id": one.id, "role": one.role, "district": one.district, "employer_id": one.employer_id}
            | {"active": one.is_active}
            for one in found
        ]
        terminal.print_json({"items": items})
        return
    _ = terminal.say
    for one in found:
        where = one.employer_id or one.district or _("whole city")
        state = "" if one.is_active else _("locked out")
        terminal.print("  ".join(filter(None, (one.id, one.role.value, where, state))))
    if not found:
        terminal.print(_("There are no users yet: matcher user add NAME --role admin"))


@keys.command("add")
def add_a_key(
    context: typer.Context,
    program: Annotated[str, typer.Argument(metavar="NAME", help="A user of the role client.", show_default=False)],
    scope: Annotated[
        list[str], typer.Option(metavar="PERMISSION", help="What it is good for; may be repeated.", show_default=False)
    ],
    expires_on: Annotated[
        datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="Its last day, within a year.", show_default=False)
    ],
    label: Annotated[str | None, typer.Option(metavar="TEXT", help="What it is for.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """Make a key for a program; it is shown this once."""
    from api.accounts import add_key

    terminal: Terminal = context.obj
    with terminal.house() as house:
        token, secret = add_key(house, program, actor=actor(), scopes=scope, label=label, expires_on=expires_on.date())
    if as_json:
        terminal.print_json({"id": token.id, "key": secret, "expires_at": token.expires_at})
        return
    terminal.print(terminal.say("Key {id}, shown this once:").format(id=token.id), secret)


@keys.command("list")
def list_keys(context: typer.Context, as_json: AsJson = False) -> None:
    """List the keys of all programs, without what they are worth."""
    from data.store import iter_keys

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        found, now = iter_keys(session), house.clock()
    if as_json:
        terminal.print_json(
            {
                "items": [
                    {"id": one.id, "user": one.user_id, "label": one.label, "scopes": list(one.scopes or ())}
                    | {"expires_at": one.expires_at, "revoked_at": one.revoked_at, "used_at": one.used_at}
                    for one in found
                ]
            }
        )
        return
    for one in found:
        state = _state(one.revoked_at, one.expires_at, now, terminal.say)
        terminal.print("  ".join(filter(None, (one.id, one.user_id, " ".join(one.scopes or ()), state, one.label))))


@keys.command("revoke")
def revoke(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its id, as listed.", show_default=False)],
) -> None:
    """Make a key worth nothing from now on."""
    from api.accounts import revoke_key

    terminal: Terminal = context.obj
    with terminal.house() as house:
        revoke_key(house, key, actor=actor())
    terminal.print(terminal.say("{id}: revoked").format(id=key))


def ask_password(terminal: Terminal, *, from_input: bool) -> str:
    """
    Ask for a new password twice, unseen; or read it from the input.

    Raises:
        NotReady: there is nobody to ask.
        BadInput: the two differ.
    """
    _ = terminal.say
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise NotReady("there is no terminal to ask for the password at; give it by --password-stdin")
    first = getpass.getpass(_("Password (10 characters or more, unseen): "))
    if getpass.getpass(_("The same again: ")) != first:
        raise BadInput("{field}: the two differ; nothing was changed", field="password")
    return first


def _change(terminal: Terminal, name: str, *, active: bool | None, password: str | None) -> None:
    from api.accounts import Account, put_account
    from data.store import get_user

    with terminal.house() as house:
        with house.database.read() as session:
            user = get_user(session, name)
        is_active = user.is_active if active is None else active
        account = Account(user.role, user.district, user.employer_id, is_active)
        put_account(house, name, account, actor=actor(), password=password)


def _state(revoked_at: datetime | None, expires_at: datetime, now: datetime, _: Translate) -> str:
    if revoked_at is not None:
        return _("revoked {day}").format(day=revoked_at.date())
    text = _("until {day}") if now < expires_at else _("expired {day}")
    return text.format(day=expires_at.date())
