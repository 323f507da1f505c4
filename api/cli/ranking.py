"""The ranking commands: bring the index up to date, and print or write ranked lists with reasons."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.terminal import AsJson, Terminal
from api.language import Translate
from matcher.errors import BadInput
from matcher.records import Candidate, CandidateFilter, Kind, Post, PostFilter, Status

if TYPE_CHECKING:
    from api.house import House
    from api.matching import Pair

MARKS = {Status.MET: "✓", Status.NOT_MET: "✗", Status.UNKNOWN: "?"}


def index(
    context: typer.Context,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the index from the database anew.")] = False,
    as_json: AsJson = False,
) -> None:
    """Encode the texts that changed and refresh the index."""
    terminal: Terminal = context.obj
    with terminal.house() as house:
        if rebuild:
            house.follower.rebuild()
        with terminal.progress(terminal.say("Encoding")) as report:
            done = house.follower.work_off(on_progress=report)
        counts = dataclasses.asdict(done) | {
            "forgotten": house.follower.forget_others(),
            "posts_in_all": house.follower.matcher.n_posts,
            "candidates_in_all": house.follower.matcher.n_candidates,
        }
    if as_json:
        terminal.print_json(counts)
    else:
        text = terminal.say(
            "Index: {posts_in_all:,} posts, {candidates_in_all:,} candidates "
            "({posts:,} and {candidates:,} of them new or changed, {removed:,} removed, {encoded:,} texts encoded)"
        )
        terminal.print(text.format(**counts))
        if counts["forgotten"]:
            said = terminal.say("{n:,} vectors that another encoder had made are removed")
            terminal.print(said.format(n=counts["forgotten"]))


def rank(
    context: typer.Context,
    candidate: Annotated[str | None, typer.Option(metavar="ID", help="Rank posts for this candidate.")] = None,
    post: Annotated[str | None, typer.Option(metavar="ID", help="Rank candidates for this post.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Rank posts for every candidate, into --out.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="CSV file for --all.")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to rank for; today.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Length of a list.")] = 10,
    kind: Annotated[Kind | None, typer.Option(help="Only posts of this kind.")] = None,
    district: Annotated[str | None, typer.Option(help="Only posts in this district.")] = None,
    min_allowance: Annotated[float | None, typer.Option(min=0, help="Only posts that pay this, yuan a month.")] = None,
    blocked: Annotated[bool, typer.Option("--include-blocked", help="Blocked posts too, after the others.")] = False,
    as_json: AsJson = False,
) -> None:
    """Rank posts for a candidate, candidates for a post, or everybody's posts into a file."""
    terminal: Terminal = context.obj
    if [candidate is not None, post is not None, everybody].count(True) != 1:
        raise typer.BadParameter("give one of --candidate, --post, --all")
    if everybody != (out is not None):
        raise typer.BadParameter("--all and --out FILE go together")
    if candidate is None and (kind, district, min_allowance) != (None, None, None):
        raise typer.BadParameter("--kind, --district and --min-allowance go with --candidate")
    with terminal.house() as house:
        where = PostFilter(kind, _known_district(house, district), min_allowance, blocked)
        on = as_of.date() if as_of else house.today()
        _bring_up_to_date(terminal, house)
        if candidate is not None:
            _print_posts(terminal, house, candidate, where, on=on, limit=limit, as_json=as_json)
        elif post is not None:
            among = CandidateFilter(blocked=blocked)
            _print_candidates(terminal, house, post, among, on=on, limit=limit, as_json=as_json)
        elif out is not None:
            _write_everybody(terminal, house, out, on=on, limit=limit, as_json=as_json)


def _known_district(house: House, written: str | None) -> str | None:
    if written is None:
        return None
    place = house.gazetteer.recognise(written)
    if (name := place.zone or place.district) is None:
        raise BadInput(f"--district {written}: no such district; known are {', '.join(house.gazetteer.names)}")
    return name


def _bring_up_to_date(terminal: Terminal, house: House) -> None:
    house.follower.catch_up()
    if house.follower.n_pending:
        with terminal.progress(terminal.say("Encoding")) as report:
            house.follower.work_off(on_progress=report)


def _print_posts(
    terminal: Terminal, house: House, id: str, where: PostFilter, *, on: date, limit: int, as_json: bool
) -> None:
    from api.matching import candidate_vectors, posts_for
    from data.store import get_candidate

    with house.database.read() as session:
        person = get_candidate(session, id)
    pairs = posts_for(house, person, candidate_vectors(house, person), on=on, limit=limit, where=where)
    if as_json:
        terminal.print_json({"candidate": id, "as_of": on, "items": [as_dict(terminal, pair) for pair in pairs]})
        return
    terminal.print(candidate_line(person, terminal.say))
    terminal.print(*pair_lines(terminal, pairs, lambda pair: post_line(pair.post, terminal.say)))
    _explain_emptiness(terminal, pairs)


def _print_candidates(
    terminal: Terminal, house: House, id: str, where: CandidateFilter, *, on: date, limit: int, as_json: bool
) -> None:
    from api.matching import candidates_for
    from data.store import get_post

    with house.database.read() as session:
        post = get_post(session, id)
    pairs = candidates_for(house, post, on=on, limit=limit, where=where)
    if as_json:
        terminal.print_json({"post": id, "as_of": on, "items": [as_dict(terminal, pair) for pair in pairs]})
        return
    terminal.print(f"{post.id} · {post_line(post, terminal.say)}")
    terminal.print(*pair_lines(terminal, pairs, lambda pair: candidate_line(pair.candidate, terminal.say)))
    _explain_emptiness(terminal, pairs)


def _explain_emptiness(terminal: Terminal, pairs: list[Pair]) -> None:
    if not pairs:
        terminal.print(
            terminal.say("Nothing is free of hard obstacles; --include-blocked shows what there is, and why.")
        )


def _write_everybody(terminal: Terminal, house: House, out: Path, *, on: date, limit: int, as_json: bool) -> None:
    from api.matching import everybody

    if not out.parent.is_dir():
        raise BadInput(f"{out}: the folder {out.parent} does not exist")
    part = out.with_name(out.name + ".part")  # a killed run leaves no file that looks complete
    n_candidates = n_rows = 0
    with part.open("w", encoding="utf-8-sig", newline="") as stream, terminal.progress(out.name) as report:
        writer = csv.writer(stream)
        writer.writerow(["candidate_id", "rank", "post_id", "score", "title", "employer", "district"])
        facts = _facts_of_posts(house)
        for candidate_id, scored in everybody(house, on=on, limit=limit):
            n_candidates += 1
            n_rows += len(scored)
            writer.writerows(
                (candidate_id, n, one.post_id, f"{one.score:.6f}", *facts.get(one.post_id, ()))
                for n, one in enumerate(scored, 1)
            )
            report(n_candidates, house.follower.matcher.n_candidates)
    part.replace(out)
    if as_json:
        terminal.print_json({"candidates": n_candidates, "rows": n_rows, "out": out})
    else:
        text = terminal.say("{candidates:,} candidates, {rows:,} rows: {out}")
        terminal.print(text.format(candidates=n_candidates, rows=n_rows, out=out))


def _facts_of_posts(house: House) -> dict[str, tuple[str, str, str]]:
    from data.store import iter_posts

    with house.database.read() as session:
        return {post.id: (post.title, post.employer, post.district or "") for post in iter_posts(session)}


def pay_text(post: Post, _: Translate) -> str:
    """Write a post's monthly pay as people say it."""
    amounts = sorted({yuan for yuan in (post.pay_min_month_yuan, post.pay_max_month_yuan) if yuan is not None})
    if not amounts:
        return _("pay not stated")
    return _("{yuan} yuan/month").format(yuan="-".join(f"{yuan:.0f}" for yuan in amounts))


def post_line(post: Post, _: Translate) -> str:
    """Write a post on one line: id, title, employer, place, pay."""
    place = post.zone or post.district or post.place or _("place not stated")
    return f"{post.title} · {post.employer} · {place} · {pay_text(post, _)} · {post.id}"


def candidate_line(candidate: Candidate, _: Translate) -> str:
    """Write a candidate on one line, without anything that names the person."""
    graduated = f"{candidate.graduated_on:%Y-%m}" if candidate.graduated_on else None
    facts = candidate.id, candidate.education_written, candidate.major, graduated, candidate.home_district
    wish = candidate.wish or _("no wish stated")
    return " · ".join(fact for fact in facts if fact) + " · " + _("wish: {wish}").format(wish=wish)


def pair_lines(terminal: Terminal, pairs: Iterable[Pair], of: Callable[[Pair], str]) -> Iterator[str]:
    """Write matches in order, each with its reasons, one a line."""
    from matcher.explain import sentence, telling

    for position, pair in enumerate(pairs, start=1):
        blocked = terminal.say(" [blocked]") if pair.match.blocked else ""
        yield f"{position:>3}. {pair.match.score:5.2f}  {of(pair)}{blocked}"
        for criterion in telling(pair.match):
            yield f"       {MARKS[criterion.status]} {sentence(criterion, terminal.settings.language)}"


def as_dict(terminal: Terminal, pair: Pair) -> dict[str, Any]:
    """Give a match as plain values, for JSON."""
    from matcher.explain import sentence

    match = pair.match
    return {
        "candidate_id": match.candidate_id,
        "post_id": match.post_id,
        "score": match.score,
        "blocked": match.blocked,
        "title": pair.post.title,
        "employer": pair.post.employer,
        "criteria": [
            {**dataclasses.asdict(one), "sentence": sentence(one, terminal.settings.language)} for one in match.criteria
        ],
    }
