"""The demonstration: a synthetic city made, imported, indexed and ranked, the way a city would do it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.importing import lines
from api.cli.ranking import candidate_line, pair_lines, post_line
from api.cli.terminal import Terminal, actor
from matcher.records import Candidate, Kind

if TYPE_CHECKING:
    from api.house import House
    from api.imports import ImportKind

N_POSTS, N_CANDIDATES, SEED = 2_000, 5_000, 2023
DAY = date(2023, 9, 1)  # a month after the programme's notice
SHOWN = (Kind.TECHNICAL, Kind.SOCIAL_SERVICE, Kind.RESEARCH)  # one person who wants each is shown
FILES: tuple[tuple[ImportKind, str], ...] = (
    ("employers", "employers.csv"),
    ("posts", "posts.csv"),
    ("candidates", "candidates.csv"),
)


def show(terminal: Terminal) -> None:
    """Make the city once, then import, index and rank it; done again, it finds everything in place."""
    from api.beginning import begin
    from api.house import House

    settings = terminal.settings.in_demo(day=DAY)
    here = Terminal(settings, terminal.say)
    started = time.monotonic()
    city = settings.var / "city"
    _make_city(here, city)
    begin(settings)
    house = House.open(settings)
    try:
        _fill(here, house, city)
        for person in people_to_show(house):
            _print_list(here, house, person)
    finally:
        house.close()
    text = here.say("Done in {seconds:.0f} s. Next: make serve, or MATCHER_VAR={var} matcher rank --candidate ID")
    here.print("", text.format(seconds=time.monotonic() - started, var=settings.var))


def _make_city(terminal: Terminal, folder: Path) -> None:
    from data.synthetic import make_city

    if (folder / "posts.csv").exists():
        terminal.print(terminal.say("Synthetic city: {folder} (made before)").format(folder=folder))
        return
    with terminal.progress(terminal.say("Synthetic city")):
        make_city(folder, posts=N_POSTS, candidates=N_CANDIDATES, seed=SEED, on=DAY)
    text = terminal.say("Synthetic city: {posts:,} posts, {candidates:,} candidates in {folder}; nobody in it exists")
    terminal.print(text.format(posts=N_POSTS, candidates=N_CANDIDATES, folder=folder))


def _fill(terminal: Terminal, house: House, city: Path) -> None:
    from api.imports import import_file

    for kind, name in FILES:
        with terminal.progress(name) as report:
            result = import_file(house, kind, city / name, actor=actor(), at=house.clock(), on_progress=report)
        terminal.print(*lines(name, result, terminal.say))
    with terminal.progress(terminal.say("Encoding")) as report:
        started = time.monotonic()
        done = house.follower.work_off(on_progress=report)
    text = terminal.say(
        "Index: {posts:,} posts, {candidates:,} candidates, {encoded:,} texts encoded in {seconds:.0f} s"
    )
    matcher = house.follower.matcher
    terminal.print(
        text.format(
            posts=matcher.n_posts,
            candidates=matcher.n_candidates,
            encoded=done.encoded,
            seconds=time.monotonic() - started,
        )
    )


def people_to_show(house: House) -> Iterator[Candidate]:
    """Find the first candidate with a stated wish for each kind shown."""
    from data.store import iter_candidates

    wanted = dict.fromkeys(SHOWN)
    found: dict[Kind, Candidate] = {}
    with house.database.read() as session:
        for person in iter_candidates(session):
            if person.kind_wanted in wanted and person.wish and person.major:
                found.setdefault(person.kind_wanted, person)
            if len(found) == len(wanted):
                break
    return (found[kind] for kind in SHOWN if kind in found)


def _print_list(terminal: Terminal, house: House, person: Candidate) -> None:
    from api.matching import candidate_vectors, posts_for

    pairs = posts_for(house, person, candidate_vectors(house, person), on=house.today(), limit=3)
    terminal.print("", candidate_line(person, terminal.say))
    terminal.print(*pair_lines(terminal, pairs, lambda pair: post_line(pair.post, terminal.say)))
