"""Ranked lists on a terminal: each match on a line, its reasons under it, and why a list is empty."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from api.cli.tables import broken
from api.cli.terminal import Terminal
from api.criterion_names import criterion_name
from api.kind_names import kind_text
from api.language import Translate
from matcher.records import Candidate, Criterion, Post, Status
from matcher.traps import DOUBTFUL, doubt_of

if TYPE_CHECKING:
    from api.emptiness import Emptiness
    from api.matching import Pair

MARKS = {Status.MET: "✓", Status.NOT_MET: "✗", Status.UNKNOWN: "?"}
BLOCKING = "⛔"
CHANGE = "→"  # before what would have to be otherwise
INDENT = 14  # cells before what is said of a match
LONGEST_WISH = 60  # characters of a wish that the line of a person holds


def mark(criterion: Criterion) -> str:
    """Give the sign of a criterion; one that blocks the match has its own."""
    blocks = criterion.hard and criterion.status is Status.NOT_MET
    return BLOCKING if blocks else MARKS[criterion.status]


def head_lines(_: Translate, *, on: date) -> tuple[str, str]:
    """Say for which day a list is, and what its scores and signs mean."""
    return (
        _("As of {day}; the higher the score the better; beside it how likely a caseworker would recommend it.").format(
            day=on
        ),
        _("✓ fits   ✗ counts against it   ⛔ rules it out   ? not known"),
    )


def doubt_lines(pairs: Sequence[Pair], _: Translate) -> Iterator[str]:
    """Say above a list what makes it worth little: nothing to compare by, or nothing that fits."""
    from matcher.text import candidate_texts

    person = pairs[0].candidate
    one_person = all(pair.candidate.id == person.id for pair in pairs)
    if one_person and not any(candidate_texts(person)) and person.kind_wanted is None:
        yield _("This profile says nothing to compare posts by, so their order means nothing; ask for:")
        yield "  " + _("the work wished for, the major, skills, certificates, experience")
    elif pairs[0].match.score < 0:
        yield _("None fits well: in each more counts against it than for it.")


def pay_text(post: Post, _: Translate) -> str:
    """Write a post's monthly pay as people say it."""
    amounts = sorted({yuan for yuan in (post.pay_min_month_yuan, post.pay_max_month_yuan) if yuan is not None})
    if not amounts:
        return _("pay not stated")
    return _("{yuan} yuan/month").format(yuan="-".join(f"{yuan:.0f}" for yuan in amounts))


def post_line(post: Post, _: Translate) -> str:
    """Write a post on one line: a mark where it looks like a trap, title, employer, kind, place, pay, id."""
    place = post.zone or post.district or _tidy(post.place) or _("place not stated")
    flag = _("⚑ to be checked") + " · " if doubt_of(post) == DOUBTFUL else ""
    return f"{flag}{post.title} · {post.employer} · {kind_text(post, _)} · {place} · {pay_text(post, _)} · {post.id}"


def _tidy(place: str | None) -> str:
    """Write a place without the marks of parts that nobody filled in (``济南··``)."""
    return "·".join(part for part in re.split(r"\s*·\s*", place or "") if part)


def candidate_line(candidate: Candidate, _: Translate) -> str:
    """Write a candidate on one line, without anything that names the person."""
    graduated, home = candidate.graduated_on, candidate.home_district
    facts = (
        candidate.id,
        candidate.education_written,
        candidate.major,
        graduated and _("graduated {month}").format(month=f"{graduated:%Y-%m}"),
        home and _("lives in {district}").format(district=home),
        _("wish: {wish}").format(wish=_short(candidate.wish) if candidate.wish else _("not stated")),
    )
    return " · ".join(fact for fact in facts if fact)


def candidate_head(candidate: Candidate, _: Translate) -> str:
    """Write a candidate above a list of posts: the line, and under it what the person needs, as stated."""
    needs = _("Needs: {needs}").format(needs=candidate.needs) if candidate.needs else None
    return "\n".join(filter(None, (candidate_line(candidate, _), needs)))


def _short(wish: str) -> str:
    return wish if len(wish) <= LONGEST_WISH else f"{wish[:LONGEST_WISH]}…"


def pair_lines(terminal: Terminal, pairs: Iterable[Pair], of: Callable[[Pair], str]) -> Iterator[str]:
    """Write matches in order, each with its reasons, one a line."""
    return on_terminal(_pair_lines(terminal, pairs, of))


def on_terminal(lines: Iterable[str]) -> Iterator[str]:
    """Break long lines to the width of a terminal; elsewhere each stays whole."""
    for line in lines:
        if sys.stdout.isatty():
            yield from broken(line, width=shutil.get_terminal_size().columns, indent=INDENT)
        else:
            yield line


def _pair_lines(terminal: Terminal, pairs: Iterable[Pair], of: Callable[[Pair], str]) -> Iterator[str]:
    from matcher.changes import change_sentence
    from matcher.explain import sentence, telling

    for position, pair in enumerate(pairs, start=1):
        blocked = terminal.say(" [blocked]") if pair.match.blocked else ""
        alike = terminal.say(" and {n} alike").format(n=len(pair.alike_ids)) if pair.alike_ids else ""
        yield f"{position:>3}. {pair.match.score:5.2f} {pair.match.chance:4.0%}  {of(pair)}{alike}{blocked}"
        for criterion in sorted(telling(pair.match), key=lambda one: mark(one) != BLOCKING):
            yield f"{' ' * (INDENT - 2)}{mark(criterion)} {sentence(criterion, terminal.settings.language)}"
        for change in pair.changes:
            yield f"{' ' * (INDENT - 2)}{CHANGE} {change_sentence(change, terminal.settings.language)}"


def no_posts_line(why: Emptiness, _: Translate) -> str:
    """Say why a candidate's list is empty, and what to do."""
    if why.reason == "nothing_indexed":
        return _("No post is stored yet; first: matcher import posts FILE")
    if why.reason == "nothing_passes_the_filter":
        text = _("No post passes the filter, of {n:,} in all; leave out --kind, --district or --min-allowance.")
        return text.format(n=why.n_indexed)
    text = _("Every post is ruled out, {n:,} in all ({reasons}); --include-blocked lists them, each with its reasons.")
    return text.format(n=why.n_passing, reasons=_reasons(why, _))


def no_candidates_line(why: Emptiness, _: Translate) -> str:
    """Say why a post's list is empty, and what to do."""
    if why.reason == "nothing_indexed":
        return _("No candidate is stored yet; first: matcher import candidates FILE")
    text = _(
        "Every candidate is ruled out, {n:,} in all ({reasons}); --include-blocked lists them, each with its reasons."
    )
    return text.format(n=why.n_passing, reasons=_reasons(why, _))


def _reasons(why: Emptiness, _: Translate) -> str:
    return _(", ").join(f"{criterion_name(code, _)} {n:,}" for code, n in why.blocked_by.items())
