"""Rankings and reasons on a small synthetic city, as a file: a change of them is read in review."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from api.cli.lists import candidate_line, pair_lines, post_line
from api.cli.terminal import Terminal
from api.cli.verdicts import post_mark, short_lines
from api.house import House
from api.imports import import_file
from api.judging import eligibility_of
from api.language import translation
from api.matching import candidate_vectors, candidates_for, posts_for
from api.verdict_names import verdict_text
from data.store import iter_candidates, iter_posts
from data.synthetic import make_city
from matcher.records import Actor

GOLDEN = Path(__file__).parents[1] / "golden" / "rankings.txt"
N_SHOWN = 8  # candidates, and posts


def lists(house: House) -> Iterator[str]:
    """Write what a caseworker and an employer would see."""
    terminal = Terminal(house.settings, translation("zh"))
    say = terminal.say
    with house.database.read() as session:
        people, posts = list(iter_candidates(session))[:N_SHOWN], list(iter_posts(session))[:N_SHOWN]
    for person in people:
        pairs = posts_for(house, person, candidate_vectors(house, person), on=house.today(), limit=3)
        found = eligibility_of(house, person, on=house.today())
        yield f"# {candidate_line(person, say)}"
        yield from short_lines(found, say)
        yield from pair_lines(
            terminal, pairs, lambda pair: post_line(pair.post, say) + post_mark(pair.eligibility, say)
        )
    for post in posts:
        yield f"# {post.id} · {post_line(post, say)}"
        yield from (
            f"  {pair.match.score:6.2f}  {candidate_line(pair.candidate, say)} · {verdict_text(pair.eligibility, say)}"
            for pair in candidates_for(house, post, on=house.today(), limit=3)
        )


def test_rankings_and_reasons_are_as_reviewed(
    tmp_path: Path, house: House, compare_golden: Callable[[Path, str], None]
) -> None:
    make_city(tmp_path / "city", posts=150, candidates=60, seed=11, on=house.today())
    for kind in ("employers", "posts", "candidates"):
        import_file(house, kind, tmp_path / "city" / f"{kind}.csv", actor=Actor("golden", "admin"), at=house.clock())
    house.follower.work_off()
    compare_golden(GOLDEN, "\n".join(lists(house)) + "\n")
