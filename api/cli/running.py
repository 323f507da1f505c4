"""The commands that begin and run an installation: init, synth, serve, demo."""

from __future__ import annotations

import dataclasses
import secrets
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli.demo import DAY, N_CANDIDATES, N_POSTS, SEED, show
from api.cli.terminal import AsJson, Stopped, Terminal, actor, at_the_machine
from matcher.records import Role

IDS_TOLD = 50
DEMO_USER = "demo"


def init(
    context: typer.Context,
    admin: Annotated[str, typer.Option(metavar="NAME", help="The first administrator's name.")] = "admin",
    no_backup: Annotated[
        bool, typer.Option("--without-backup", help="Change the tables of an older version without a backup of it.")
    ] = False,
) -> None:
    """Make the key file, the database and the first administrator; a second time changes nothing."""
    from api.beginning import back_up_first, begin, without_backup
    from api.forgetting import apply_forgettings

    terminal: Terminal = context.obj
    _ = terminal.say
    before = without_backup if no_backup else back_up_first
    with at_the_machine(), terminal.progress(_("Making people findable")) as report:
        made = begin(terminal.settings, before_upgrade=before, on_progress=report)
    with terminal.house() as house:
        n_forgotten = apply_forgettings(house)
    if made.backup is not None:
        terminal.print(_("Backup of the older version: {file}").format(file=made.backup))
    new, kept = _("made"), _("there already")
    terminal.print(
        _("Key file: {path} ({state})").format(path=made.source, state=new if made.key else kept)
        if isinstance(made.source, Path)
        else _("Key: in {name}").format(name=made.source),
        (_("Database: {url} (made)") if made.tables else _("Database: {url} (up to date)")).format(url=made.database),
    )
    if n_forgotten:
        terminal.print(_("{n:,} people forgotten again, whom an older state brought back").format(n=n_forgotten))
    if made.unreadable:
        n, ids = len(made.unreadable), dict.fromkeys(id for _noun, id in made.unreadable)
        said = _("{n:,} personal values cannot be decrypted; put these records in anew: {ids}").format(
            n=n, ids=_(", ").join(list(ids)[:IDS_TOLD])
        )
        terminal.print(said + (_(" and {n:,} more").format(n=len(ids) - IDS_TOLD) if len(ids) > IDS_TOLD else ""))
    if made.key:
        terminal.print(_("Keep a copy of the key file in a safe place: without it no personal data can be read again."))
    _add_first_admin(terminal, admin)


def _add_first_admin(terminal: Terminal, name: str) -> None:
    """Add an administrator where there is none, with the password of the settings or of who sits at the terminal."""
    from api.accounts import Account, has_administrator, put_account
    from api.cli.accounts import ask_password

    _, given = terminal.say, terminal.settings.admin_password
    with terminal.house() as house:
        if has_administrator(house):
            return
        if given is None and not sys.stdin.isatty():
            terminal.print(
                _("No administrator yet: set MATCHER_ADMIN_PASSWORD and run matcher init again, or matcher user add.")
            )
            return
        password = ask_password(terminal, from_input=False) if given is None else given.get_secret_value()
        put_account(house, name, Account(Role.ADMIN), actor=actor(), password=password)
    terminal.print(_("Administrator: {name} (made)").format(name=name))


def synth(
    context: typer.Context,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the files.", show_default=False, readable=False)],
    posts: Annotated[int, typer.Option(min=1, max=1_000_000)] = N_POSTS,
    candidates: Annotated[int, typer.Option(min=1, max=10_000_000)] = N_CANDIDATES,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same city.")] = SEED,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The city's present day.")] = None,
    frauds: Annotated[bool, typer.Option("--frauds", help="Plant frauds in copies, in the folder frauds.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write a synthetic city as the files that a city would hand over; nobody in it exists."""
    from data.synthetic import make_city
    from data.synthetic.frauds import plant_frauds

    terminal: Terminal = context.obj
    on = as_of.date() if as_of else DAY
    with terminal.progress(str(out)):
        city = make_city(out, posts=posts, candidates=candidates, seed=seed, on=on)
        planted = plant_frauds(out, out / "frauds", seed=seed, on=on) if frauds else {}
    if as_json:
        terminal.print_json(dataclasses.asdict(city) | ({"planted": planted} if frauds else {}))
    else:
        _ = terminal.say
        people = _("{employers:,} employers, {posts:,} posts, {candidates:,} candidates in {rows:,} rows: {folder}")
        registers = _("Registries: {rows:,} rows, {links:,} of them candidates")
        programme = _(
            "Programme: {placements:,} traineeships, {claims:,} claims, {spells:,} spells, {courses:,} courses"
        )
        terminal.print(
            people.format(
                employers=city.n_employers,
                posts=city.n_posts,
                candidates=city.n_candidates,
                rows=city.n_candidate_rows,
                folder=out,
            ),
            registers.format(rows=sum(city.n_registered.values()), links=city.n_links),
            programme.format(
                placements=city.n_placements,
                claims=city.n_claims,
                spells=city.n_employments,
                courses=city.n_courses,
            ),
        )
    if frauds and not as_json:
        text = terminal.say("{n} stories planted, half of them innocent: {folder}")
        terminal.print(text.format(n=sum(planted.values()), folder=out / "frauds"))


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="127.0.0.1 = this machine alone; 0.0.0.0 = the network.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535)] = 8_000,
    demo_city: Annotated[bool, typer.Option("--demo", help="Serve the city that `matcher demo` made.")] = False,
) -> None:
    """Serve the API, with its documentation at /docs."""
    from api.serving import serve as run

    terminal: Terminal = context.obj
    text = terminal.say("Serving on http://{host}:{port}, documentation at /docs; Ctrl-C stops")
    settings = terminal.settings.in_demo(day=DAY) if demo_city else terminal.settings
    if demo_city:
        _let_in(Terminal(settings, terminal.say))
    with suppress(Stopped):
        run(settings, host=host, port=port, announce=lambda taken: terminal.print(text.format(host=host, port=taken)))
    terminal.print(terminal.say("No longer serving"))


def _let_in(terminal: Terminal) -> None:
    """Give the demonstration's administrator a new password each time, and say it: nothing of it is kept anywhere."""
    from api.accounts import Account, put_account

    password = secrets.token_urlsafe(9)
    with terminal.house() as house:
        put_account(house, DEMO_USER, Account(Role.ADMIN), actor=actor(), password=password)
    terminal.print(terminal.say("Log in as {name} with {password}").format(name=DEMO_USER, password=password))


def demo(context: typer.Context) -> None:
    """Make a synthetic city under var/demo, import, index and rank it, and show three recommendations."""
    show(context.obj)
