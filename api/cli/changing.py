"""What would change it, on a terminal: one pair criterion by criterion, and which change would open most posts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from api.cli.lists import BLOCKING, CHANGE, candidate_head, head_lines, mark, on_terminal, post_line
from api.cli.terminal import Terminal
from api.cli.verdicts import short_lines
from matcher.records import Status

if TYPE_CHECKING:
    from api.house import House
    from api.matching import Pair
    from matcher.engine import Opening


def print_pair(terminal: Terminal, house: House, *, candidate: str, post: str, on: date, as_json: bool) -> None:
    """Print one candidate and one post: every criterion with its share of the score, and what would change it."""
    from api.matching import one_pair
    from api.showing import Showing, judged_pair

    pair = one_pair(house, candidate, post, on=on)
    if as_json:
        told = judged_pair(pair, Showing(terminal.settings.language)).model_dump(mode="json")
        terminal.print_json({"as_of": on} | told)
    else:
        terminal.print(*on_terminal(_pair_lines(terminal, pair, on=on)))


def _pair_lines(terminal: Terminal, pair: Pair, *, on: date) -> Iterator[str]:
    from matcher.explain import sentence

    say, language, match = terminal.say, terminal.settings.language, pair.match
    yield from candidate_head(pair.candidate, say).splitlines()
    yield from short_lines(pair.eligibility, say)
    yield post_line(pair.post, say)
    yield from head_lines(say, on=on)
    blocked = say(" [blocked]") if match.blocked else ""
    yield f"     {match.score:5.2f} {match.chance:4.0%}{blocked}"
    against_first = sorted(match.criteria, key=lambda one: (mark(one) != BLOCKING, one.status is not Status.NOT_MET))
    for criterion in against_first:
        yield f"     {criterion.contribution:+5.2f} {mark(criterion)} {sentence(criterion, language)}"
    yield from _change_lines(terminal, pair)


def _change_lines(terminal: Terminal, pair: Pair) -> Iterator[str]:
    from matcher.changes import change_sentence

    say, language = terminal.say, terminal.settings.language
    if pair.match.blocked:
        yield (
            say("What would unblock it:")
            if pair.changes
            else say("Nothing that anybody could change would unblock it.")
        )
        yield from (f"     {CHANGE} {change_sentence(change, language)}" for change in pair.changes)
    elif pair.raises:
        yield say("What would raise the score:")
        yield from (f"     {one.rise:+5.2f} {CHANGE} {change_sentence(one.change, language)}" for one in pair.raises)


def opening_lines(terminal: Terminal, openings: Sequence[Opening]) -> Iterator[str]:
    """Say under a person's list which single change would open most posts."""
    from matcher.changes import opening_sentence

    if openings:
        yield terminal.say("What would open more posts:")
    for one in openings:
        yield f"  {CHANGE} {opening_sentence(one.change, one.n_more, terminal.settings.language)}"


def opening_items(terminal: Terminal, openings: Sequence[Opening]) -> list[dict[str, Any]]:
    """Give the same for programs, as over HTTP."""
    from api.showing import from_opening

    return [from_opening(one, language=terminal.settings.language).model_dump(mode="json") for one in openings]
