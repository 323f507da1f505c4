"""The demonstration: a synthetic city made, imported, indexed and ranked, the way a city would do it."""

from __future__ import annotations

import shlex
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.importing import lines
from api.cli.lists import candidate_line, head_lines, pair_lines, post_line
from api.cli.terminal import Terminal, actor
from api.cli.verdicts import post_mark, short_lines
from matcher.months import add_months, first_of_month
from matcher.records import Candidate, Kind, LinkState, Status

if TYPE_CHECKING:
    from api.house import House
    from api.matching import Pair
    from api.settings import Settings
    from api.settling import ImportKind

N_POSTS, N_CANDIDATES, SEED = 2_000, 5_000, 2023
DAY = date(2023, 9, 1)  # a month after the programme's notice
DISTRICT, N_CONTACTS = "历下区", 3
FAIR, N_INVITED = "2023-09", 200
SHOWN = (Kind.TECHNICAL, Kind.SOCIAL_SERVICE, Kind.RESEARCH)  # one person who wants each is shown
FILES: tuple[tuple[ImportKind, str], ...] = (
    ("employers", "employers.csv"),
    ("posts", "posts.csv"),
    ("candidates", "candidates.csv"),
    ("placements", "placements.csv"),
    ("claims", "claims.csv"),
    ("employment", "employment.csv"),
    ("courses", "courses.csv"),
)
OF_FAIR = ("fair.toml", "booths.csv")
PAPERS = (("monthly", "monthly.xlsx"), ("openings", "openings.xlsx"), ("openings", "openings.html"))


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
    shown = "ID"
    try:
        _fill(here, house, city)
        for pairs in lists_to_show(house):
            shown = pairs[0].candidate.id
            _print_list(here, pairs)
        _watch(here, house)
        _plan(here, house)
        _push(here, house)
        _hold_fair(here, house, city)
        _write_papers(here, house)
    finally:
        house.close()
    text = here.say("Done in {seconds:.0f} s. Next: make serve, or one of these lists with all its posts:")
    command = "matcher" if shutil.which("matcher") else sys.argv[0]  # make activates no environment
    here.print("", text.format(seconds=time.monotonic() - started), f"  {same_list(settings, shown, command)}")


def same_list(settings: Settings, id: str, command: str) -> str:
    """Give the command that leads to a list of the demonstration: on its day, with its encoder."""
    where = {"MATCHER_VAR": settings.var, "MATCHER_MODELS": settings.models_folder}
    places = " ".join(f"{name}={shlex.quote(str(path))}" for name, path in where.items())
    return f"{places} {shlex.quote(command)} rank --candidate {shlex.quote(id)} --as-of {DAY}"


def _make_city(terminal: Terminal, folder: Path) -> None:
    from data.synthetic import make_city

    if all((folder / name).exists() for name in (*(name for _, name in FILES), *OF_FAIR)):
        terminal.print(terminal.say("Synthetic city: {folder} (made before)").format(folder=folder))
        return
    with terminal.progress(terminal.say("Synthetic city")):
        part = folder.with_name(folder.name + ".part")
        shutil.rmtree(part, ignore_errors=True)  # of a run that was killed
        make_city(part, posts=N_POSTS, candidates=N_CANDIDATES, seed=SEED, on=DAY)
        shutil.rmtree(folder, ignore_errors=True)  # of a version that wrote fewer files
        part.rename(folder)
    text = terminal.say("Synthetic city: {posts:,} posts, {candidates:,} candidates in {folder}; nobody in it exists")
    terminal.print(text.format(posts=N_POSTS, candidates=N_CANDIDATES, folder=folder))


def _fill(terminal: Terminal, house: House, city: Path) -> None:
    from api.imports import import_file

    for kind, name in FILES:
        with terminal.progress(name) as report:
            result = import_file(house, kind, city / name, actor=actor(), at=house.moment(), on_progress=report)
        terminal.print(*lines(name, result, terminal.say))
    _link(terminal, house, city)
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


def _link(terminal: Terminal, house: House, city: Path) -> None:
    """Bring in the registries of priority groups, and compare the candidates with them."""
    from api.linking import link_all
    from api.registering import import_registry

    for path in sorted(city.glob("registry_*.csv")):
        kind = path.stem.removeprefix("registry_")
        import_registry(house, kind, path, as_of=DAY, force=False, actor=actor(), at=house.clock())
    with terminal.progress(terminal.say("Linking")) as report:
        done = link_all(house, actor=actor(), at=house.clock(), on_progress=report)
    counts = [counted for of in done.links.values() for counted in of.items()]
    n_linked, n_review = (sum(n for state, n in counts if state is one) for one in (LinkState.LINKED, LinkState.REVIEW))
    text = terminal.say("Registries: {entries:,} entries; {linked:,} linked, {review:,} wait for a person")
    terminal.print(text.format(entries=done.n_entries, linked=n_linked, review=n_review))


def _plan(terminal: Terminal, house: House) -> None:
    """Say whom a caseworker of one district contacts first."""
    from api.cli.outreach import print_head

    terminal.print("", terminal.say("Whom to contact first in {district}:").format(district=DISTRICT))
    print_head(terminal, house, DISTRICT, limit=N_CONTACTS)


def _push(terminal: Terminal, house: House) -> None:
    """Plan a push for the whole city, and show what one person of it is sent."""
    from api.cli.push_lines import plan_lines, share_lines
    from api.cli.pushing import plan_in, share_shown
    from matcher.records import PushScope

    terminal.print("", terminal.say("Posts to everybody whom they fit, so that none is flooded:"))
    planned = plan_in(terminal, house, PushScope())
    terminal.print(*plan_lines(planned, terminal.say))
    first = next(one.candidate_id for one in planned.shares if one.posts)
    terminal.print(*share_lines(share_shown(terminal, house, planned.push, first), terminal.say))


def _hold_fair(terminal: Terminal, house: House, city: Path) -> None:
    """State the fair of the city, plan it and print it; done again, the same plan comes out again."""
    from api.cli.fair_lines import made_lines
    from api.cli.fairs import write_prints
    from api.fair_begun import BEGUN, state_now
    from api.fair_bodies import checked_body, read_fair_file
    from api.fair_keeping import create_fair
    from api.fair_shown import from_planned
    from api.imports import import_file
    from api.seating import plan_seats
    from data.store import get_fair, has_fair

    with house.database.begin() as session:
        if has_fair(session, FAIR, vault=house.vault):
            if state_now(house, session, get_fair(session, FAIR, vault=house.vault).fair) in BEGUN:
                return  # somebody tried the door with it
        else:
            body = checked_body(read_fair_file(city / "fair.toml"), where="fair.toml")
            create_fair(house, session, FAIR, body, actor=actor())
    import_file(house, "booths", city / "booths.csv", actor=actor(), at=house.clock(), fair=FAIR)
    with terminal.progress(terminal.say("Planning")):
        made = plan_seats(house, FAIR, actor=actor(), n_invited=N_INVITED)
    terminal.print("", *made_lines(from_planned(made), terminal.say))
    folder = house.settings.var / "fair"
    with terminal.progress(terminal.say("Printing")):
        files = write_prints(house, FAIR, folder, purpose=None, format="html", large=False)
    text = terminal.say("{n:,} files in {folder}; names are masked, --purpose TEXT shows them")
    terminal.print("  " + text.format(n=len(files), folder=folder))


def _watch(terminal: Terminal, house: House) -> None:
    from api.watching import watch_over

    watched = watch_over(house, as_of=DAY, actor=actor())
    text = terminal.say("Watch for fraud: {n:,} findings among {files}")
    terminal.print("", text.format(n=watched.n_found, files="placements.csv, claims.csv, employment.csv"))


def _write_papers(terminal: Terminal, house: House) -> None:
    """Write the papers of the month that is over into a folder of their own; those of an earlier run are replaced."""
    from api.cli.reporting import write
    from api.reporting import REPORTS, Asked

    folder = house.settings.var / "reports"
    folder.mkdir(exist_ok=True)
    for name, file in PAPERS:
        asked = Asked(
            month=add_months(first_of_month(DAY), -1) if name == "monthly" else None, public=name != "monthly"
        )
        write(folder / file, REPORTS[name](house, asked), force=True)
    text = terminal.say("Papers of the month: {files} in {folder}")
    terminal.print(text.format(files=", ".join(file for _, file in PAPERS), folder=folder))


def lists_to_show(house: House) -> Iterator[list[Pair]]:
    """Find, for each kind shown, the first person with a post that nothing stands against, and that person's list."""
    from data.store import iter_candidates

    with house.database.read() as session:
        people = [person for person in iter_candidates(session) if person.wish and person.major]
    for kind in SHOWN:
        lists = (_list(house, person) for person in people if person.kind_wanted is kind)
        yield from islice(filter(_is_plain, lists), 1)


def _list(house: House, person: Candidate) -> list[Pair]:
    from api.matching import candidate_vectors, posts_for

    return posts_for(house, person, candidate_vectors(house, person), on=house.today(), limit=3)


def _is_plain(pairs: list[Pair]) -> bool:
    statuses = {one.code: one.status for one in pairs[0].match.criteria} if pairs else {}
    return statuses.get("work") is Status.MET and Status.NOT_MET not in statuses.values()


def _print_list(terminal: Terminal, pairs: list[Pair]) -> None:
    say, found = terminal.say, pairs[0].eligibility
    terminal.print("", candidate_line(pairs[0].candidate, say), *short_lines(found, say), *head_lines(say, on=DAY))
    terminal.print(*pair_lines(terminal, pairs, lambda pair: post_line(pair.post, say) + post_mark(found, say)))
