"""The terminal: progress with time left where somebody watches, plain lines elsewhere, and lists of matches as text."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.language import Translate
from api.matching import Pair
from api.settings import Language
from matcher.explain import sentence
from matcher.records import Candidate, Post, Status

Report = Callable[[int, int], None]  # done, in all

MARKS = {Status.MET: "✓", Status.NOT_MET: "✗", Status.UNKNOWN: "?"}
SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def progress(title: str) -> Iterator[Report]:
    """Show how far something is: a bar with the time left on a terminal, a line now and then elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(title)
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _lines(title: str) -> Report:
    said_at = time.monotonic()

    def report(done: int, total: int) -> None:
        nonlocal said_at
        if time.monotonic() - said_at >= SECONDS_BETWEEN_LINES:
            said_at = time.monotonic()
            print(f"{title}: {done:,} / {total:,}", file=sys.stderr, flush=True)

    return report


def pay_text(post: Post, _: Translate) -> str:
    """Write a post's monthly pay as people say it."""
    low, high = post.pay_min_month_yuan, post.pay_max_month_yuan
    if low is None and high is None:
        return _("pay not stated")
    if low is None or high is None or low == high:
        return _("{yuan:.0f} yuan/month").format(yuan=low if low is not None else high)
    return _("{low:.0f}-{high:.0f} yuan/month").format(low=low, high=high)


def post_line(post: Post, _: Translate) -> str:
    """Write a post on one line: title, employer, place, pay."""
    place = post.zone or post.district or post.place or _("place unknown")
    return f"{post.title} · {post.employer} · {place} · {pay_text(post, _)}"


def candidate_line(candidate: Candidate, _: Translate) -> str:
    """Write a candidate on one line, without anything that names the person."""
    parts = [
        candidate.id,
        candidate.education_written or "",
        candidate.major or "",
        f"{candidate.graduated_on:%Y-%m}" if candidate.graduated_on else "",
        candidate.home_district or "",
    ]
    wish = candidate.wish or _("no wish stated")
    return " · ".join(part for part in parts if part) + f" | {wish}"


def pair_lines(pairs: Iterable[Pair], *, of: Callable[[Pair], str], language: Language) -> Iterator[str]:
    """Write matches in order, each with its reasons, one a line."""
    for position, pair in enumerate(pairs, start=1):
        yield f"{position:>3}. {pair.match.score:6.2f}  {of(pair)}"
        for criterion in pair.match.criteria:
            yield f"       {MARKS[criterion.status]} {sentence(criterion, language)}"
