"""The commands that begin and run an installation: init, synth, serve, demo."""

from __future__ import annotations

import dataclasses
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli.demo import DAY, N_CANDIDATES, N_POSTS, SEED, show
from api.cli.terminal import AsJson, Stopped, Terminal

IDS_TOLD = 50


def init(context: typer.Context) -> None:
    """Make the key file and the database; a second time changes nothing."""
    from api.beginning import begin
    from api.forgetting import apply_forgettings

    terminal: Terminal = context.obj
    _ = terminal.say
    with terminal.progress(_("Making people findable")) as report:
        made = begin(terminal.settings, on_progress=report)
    with terminal.house() as house:
        n_forgotten = apply_forgettings(house)
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
    host: Annotated[str, typer.Option(help="Only this machine, until log-in exists.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535)] = 8_000,
    demo_city: Annotated[bool, typer.Option("--demo", help="Serve the city that `matcher demo` made.")] = False,
) -> None:
    """Serve the API, with its documentation at /docs."""
    from api.serving import serve as run

    terminal: Terminal = context.obj
    text = terminal.say("Serving on http://{host}:{port}, documentation at /docs; Ctrl-C stops")
    settings = terminal.settings.in_demo(day=DAY) if demo_city else terminal.settings
    with suppress(Stopped):
        run(settings, host=host, port=port, announce=lambda taken: terminal.print(text.format(host=host, port=taken)))


def demo(context: typer.Context) -> None:
    """Make a synthetic city under var/demo, import, index and rank it, and show three recommendations."""
    show(context.obj)
