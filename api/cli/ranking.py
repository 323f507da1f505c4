"""The ranking commands: bring the index up to date, and print or write ranked lists with reasons."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.changing import opening_items, opening_lines, print_pair
from api.cli.everybody import refuse_target, write_everybody
from api.cli.indexing import bring_up_to_date, preparing_title
from api.cli.lists import (
    candidate_head,
    candidate_line,
    doubt_lines,
    head_lines,
    no_candidates_line,
    no_posts_line,
    pair_lines,
    post_line,
)
from api.cli.stored import stored_candidate, stored_post
from api.cli.terminal import AsJson, AtRequest, Terminal, actor
from api.cli.verdicts import post_mark, short_lines
from api.kind_names import known_kind
from api.language import Translate
from api.verdict_names import verdict_text
from matcher.errors import BadInput
from matcher.records import CandidateFilter, PostFilter

if TYPE_CHECKING:
    from api.emptiness import Emptiness
    from api.house import House
    from api.matching import Pair
    from api.showing import PairShown, Showing
    from matcher.eligibility.programme import Eligibility
    from matcher.engine import Opening


def index(
    context: typer.Context,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the index from the database anew.")] = False,
    as_json: AsJson = False,
) -> None:
    """Encode the texts that changed and refresh the index."""
    terminal: Terminal = context.obj
    with terminal.house() as house:
        with terminal.progress(preparing_title(terminal, house)):
            house.follower.keeper.encoder  # noqa: B018  # loads it
        if rebuild:
            house.follower.rebuild()
        with terminal.progress(terminal.say("Encoding")) as report:
            done = house.follower.work_off(on_progress=report)
        counts = dataclasses.asdict(done) | {
            "forgotten": _forget_others(house),
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


def _forget_others(house: House) -> int:
    """Remove what other encoders left behind, with a line in the log; count their vectors."""
    from data import log

    n_forgotten = house.follower.forget_others()
    if n_forgotten:
        details = {"vectors": n_forgotten, "kept": house.follower.keeper.encoder.id}
        with house.database.begin() as session:
            log.record(
                session, actor=actor(), action="forget", noun="vector", id=None, details=details, at=house.clock()
            )
    return n_forgotten


def rank(
    context: typer.Context,
    candidate: Annotated[str | None, typer.Option(metavar="ID", help="Rank posts for this candidate.")] = None,
    post: Annotated[str | None, typer.Option(metavar="ID", help="Rank candidates for this post.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Rank posts for every candidate, into --out.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="CSV file for --all.", readable=False)] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to rank for; today.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Length of a list.")] = 10,
    kind: Annotated[str | None, typer.Option(metavar="KIND", help="Only posts of this kind.")] = None,
    district: Annotated[str | None, typer.Option(help="Only posts in this district.")] = None,
    min_allowance: Annotated[float | None, typer.Option(min=0, help="Only posts that pay this, yuan a month.")] = None,
    blocked: Annotated[bool, typer.Option("--include-blocked", help="Blocked posts too, after the others.")] = False,
    at_request: AtRequest = False,
    as_json: AsJson = False,
) -> None:
    """Rank posts for a candidate, candidates for a post, or everybody's posts into a file; or look at one pair."""
    terminal: Terminal = context.obj
    _refuse_combination(candidate, post, everybody=everybody, out=out, narrowed=(kind, district, min_allowance))
    wanted = None if kind is None else known_kind(kind, terminal.say)
    if out is not None:
        refuse_target(out, force=force)
    from api.asked import refuse_unasked

    with terminal.house() as house:
        where = PostFilter(wanted, _known_district(house, district), min_allowance, blocked)
        on = as_of.date() if as_of else house.today()
        _refuse_unknown(house, candidate=candidate, post=post)
        bring_up_to_date(terminal, house)
        if candidate is not None and post is not None:
            print_pair(terminal, house, candidate=candidate, post=post, on=on, as_json=as_json)
        elif candidate is not None:
            refuse_unasked(house, stored_candidate(house, candidate), asked=at_request, actor=actor())
            listing = _posts_for(terminal, house, candidate, where, on=on, limit=limit)
            _print_listing(terminal, listing, on=on, as_json=as_json)
        elif post is not None:
            among = CandidateFilter(blocked=blocked)
            listing = _candidates_for(terminal, house, post, among, on=on, limit=limit)
            _print_listing(terminal, listing, on=on, as_json=as_json)
        elif out is not None:
            write_everybody(terminal, house, out, on=on, limit=limit, as_json=as_json, force=force)


def _refuse_combination(
    candidate: str | None, post: str | None, *, everybody: bool, out: Path | None, narrowed: tuple[object, ...]
) -> None:
    """Refuse options that do not go together."""
    if everybody == (candidate is not None or post is not None):
        raise typer.BadParameter("give one of --candidate, --post, --all, or --candidate and --post")
    if everybody != (out is not None):
        raise typer.BadParameter("--all and --out FILE go together")
    if (candidate is None or post is not None) and any(one is not None for one in narrowed):
        raise typer.BadParameter("--kind, --district and --min-allowance go with --candidate alone")


def _known_district(house: House, written: str | None) -> str | None:
    if written is None:
        return None
    place = house.gazetteer.recognise(written)
    if (name := place.zone or place.district) is None:
        raise BadInput(
            "--district {district}: no such district; known are {districts}",
            district=written,
            districts=tuple(house.gazetteer.names),
        )
    return name


@dataclass(frozen=True, slots=True)
class Listing:
    """One ranked list, and how it is told."""

    about: dict[str, Any]  # of which id and day
    head: str
    pairs: Sequence[Pair]
    why: Emptiness | None  # it is empty
    item_of: Callable[[int, Pair, Showing], PairShown]
    line_of: Callable[[Pair], str]
    empty_line: Callable[[Emptiness, Translate], str]
    openings: Sequence[Opening] = ()  # what would open more posts to the person
    eligibility: Eligibility | None = None  # of the one person whom the list is for


def _refuse_unknown(house: House, *, candidate: str | None, post: str | None) -> None:
    """Say that there is no such record before minutes go into encoding."""
    if candidate is not None:
        stored_candidate(house, candidate)
    if post is not None:
        stored_post(house, post)


def _posts_for(terminal: Terminal, house: House, id: str, where: PostFilter, *, on: date, limit: int) -> Listing:
    from api.emptiness import why_no_posts
    from api.judging import eligibility_of
    from api.matching import candidate_vectors, openings_for, posts_for
    from api.rankings import Asking, note_posts
    from api.showing import ranked_post

    person = stored_candidate(house, id)
    vectors, say = candidate_vectors(house, person), terminal.say
    pairs = posts_for(house, person, vectors, on=on, limit=limit, where=where)
    why = None if pairs else why_no_posts(house, person, vectors, on=on, where=where)
    found = eligibility_of(house, person, on=on)
    list_id = note_posts(house, pairs, person, Asking(on, limit, where), actor=actor())
    return Listing(
        {"candidate": id, "as_of": on, "list_id": list_id},
        "\n".join([candidate_head(person, say), *short_lines(found, say)]),
        pairs,
        why,
        ranked_post,
        lambda pair: post_line(pair.post, say) + post_mark(found, say),
        no_posts_line,
        openings_for(house, person, on=on, where=where),
        found,
    )


def _candidates_for(
    terminal: Terminal, house: House, id: str, where: CandidateFilter, *, on: date, limit: int
) -> Listing:
    from api.emptiness import why_no_candidates
    from api.matching import candidates_for
    from api.rankings import Asking, note_candidates
    from api.showing import ranked_candidate

    post = stored_post(house, id)
    pairs, say = candidates_for(house, post, on=on, limit=limit, where=where), terminal.say
    why = None if pairs else why_no_candidates(house, post, on=on)
    list_id = note_candidates(house, pairs, post, Asking(on, limit, where), actor=actor())
    about, head = {"post": id, "as_of": on, "list_id": list_id}, post_line(post, say)
    return Listing(
        about,
        head,
        pairs,
        why,
        ranked_candidate,
        lambda pair: f"{candidate_line(pair.candidate, say)} · {verdict_text(pair.eligibility, say)}",
        no_candidates_line,
    )


def _print_listing(terminal: Terminal, listing: Listing, *, on: date, as_json: bool) -> None:
    if as_json:
        terminal.print_json(_for_programs(terminal, listing))
        return
    terminal.print(listing.head)
    if listing.why is not None:
        terminal.print(listing.empty_line(listing.why, terminal.say))
    else:
        lines = pair_lines(terminal, listing.pairs, listing.line_of)
        terminal.print(*doubt_lines(listing.pairs, terminal.say), *head_lines(terminal.say, on=on), *lines)
    terminal.print(*opening_lines(terminal, listing.openings))


def _for_programs(terminal: Terminal, listing: Listing) -> dict[str, Any]:
    from api.showing import Showing, told_eligibility

    showing = Showing(terminal.settings.language)
    items = [
        listing.item_of(rank, pair, showing).model_dump(mode="json") for rank, pair in enumerate(listing.pairs, start=1)
    ]
    told = listing.about | {"items": items, "empty": None if listing.why is None else dataclasses.asdict(listing.why)}
    if listing.eligibility is not None:
        told |= {
            "eligibility": told_eligibility(listing.eligibility, showing).model_dump(mode="json"),
            "openings": opening_items(terminal, listing.openings),
        }
    return told
