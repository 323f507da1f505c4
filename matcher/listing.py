"""From a ranking to a list: copies stand behind one of them, no employer fills it, wishes and new posts are seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from matcher.alike import Alike
from matcher.columns import PostColumns
from matcher.signatures import MAX_WISHES, NO_SIGN, UNNAMED_EMPLOYER, WISH_SIGNS

FIRST = 10
"""What is read of a list before somebody turns away: the rules speak of so many posts at its head."""

MOST_OF_AN_EMPLOYER = 2
"""Of the first; the third comes after them."""

REACH = 30
"""A post for a wish, and a new one, are looked for among so many of the best."""

WISH_MARGIN = 0.5
"""A post is moved up for a wish unless it fits so much worse than the last of the first; score units."""

NAMED, PLAINLY_NAMED = 0.3, 0.6
"""
The least share of a wish's signs in a title that serves it, and in one that is moved up for it.

For the wish 软件测试 the title 测试工程师 counts as served already, but only one like 软件测试员 is moved up for it.
"""

NEW_DAYS = 7
NEW_MARGIN = 0.25
"""A new post, published within so many days, is seen where it fits about as well as the last of the first."""

BEHIND_DOUBTFUL, BEHIND_BLOCKED = 1, 2
"""How far back a post stands: whatever stands nearer comes before it."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best posts for one person, as a ranking has them; *n* of them, *n_posts* in the index."""

    rows: NDArray[np.intp]  # (n,) in the index: those that stand nearest first, then the highest score
    scores: NDArray[np.float64]  # (n,)
    standing: NDArray[np.int8]  # (n_posts,) 0 = nothing against it, else how far back
    allowed: NDArray[np.bool_]  # (n_posts,) open to the person


@dataclass(frozen=True, slots=True)
class Shown:
    """A post of a list, and the posts that are the same job, which it stands for."""

    place: int  # in the ranking
    alike: NDArray[np.intp]  # rows, ascending


def standing_of(posts: PostColumns, blocked: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Tell how far back each post stands: sound ones, doubtful ones, and the same of those *blocked*."""
    return (BEHIND_DOUBTFUL * (posts.doubtful > 0) + BEHIND_BLOCKED * blocked).astype(np.int8)


def arrange(
    ranked: Ranked, alike: Alike, *, wishes: NDArray[np.uint16], on: int, limit: int | None = None
) -> list[Shown]:
    """
    Make a list of a ranking; every post of it is shown or stands behind one that is.

    Only posts of one standing stand for each other, and only those against which nothing speaks are moved: what is
    doubtful stays behind them. Each move takes a post to the end of the first, and takes from there the last one that
    no wish needs; all else keeps the order of the ranking. A longer ranking than one of REACH groups makes no
    difference to where its list begins.

    Args:
        alike: of the posts of the index.
        wishes: (MAX_WISHES × WISH_SIGNS,) signs of the works that the person lists.
        on: day ordinal.
        limit: the most posts to give, None = all; at least REACH are given where there are so many.
    """
    heads = list(islice(_heads(ranked, alike), None if limit is None else max(limit, REACH)))
    n_sound = sum(not ranked.standing[ranked.rows[head.place]] for head in heads)
    reach = [head.place for head in heads[: min(n_sound, REACH)]]
    rows = ranked.rows[reach]
    first = _first(
        ranked.scores[reach],
        employers=alike.columns.employer[rows].tolist(),
        serving=serving(alike.columns.title_signs[rows], wishes),
        new=_new(alike.columns.published[rows], on),
    )
    moved = set(first)
    return [*(heads[i] for i in first), *(head for i, head in enumerate(heads) if i not in moved)]


def serving(titles: NDArray[np.uint16], wishes: NDArray[np.uint16]) -> NDArray[np.float64]:
    """Give the share of each wish's signs that stand in each title: (n_titles, n_wishes), wishes that are there."""
    each = wishes.reshape(MAX_WISHES, WISH_SIGNS)
    each = each[each[:, 0] != NO_SIGN]
    told = each != NO_SIGN
    found = (titles[:, None, None, :] == each[None, :, :, None]).any(axis=3) & told
    shares: NDArray[np.float64] = found.sum(axis=2) / told.sum(axis=1)
    return shares


def _heads(ranked: Ranked, alike: Alike) -> Iterable[Shown]:
    """Give the best post of each group of copies, in the order of the ranking."""
    free = ranked.allowed.copy()
    for place, row in enumerate(ranked.rows.tolist()):
        if not free[row]:
            continue
        copies = alike.to(row)
        if len(copies):
            copies = copies[free[copies] & (ranked.standing[copies] == ranked.standing[row])]
            free[copies] = False
        free[row] = False
        yield Shown(place, copies)


def _new(published: NDArray[np.int32], on: int) -> NDArray[np.bool_]:
    return (published > on - NEW_DAYS) & (published <= on)


def _first(
    scores: NDArray[np.float64], *, employers: Sequence[int], serving: NDArray[np.float64], new: NDArray[np.bool_]
) -> list[int]:
    """Choose the first of posts that stand in the order of a ranking; in that order."""
    first = _without_crowding(employers)
    if len(first) < FIRST or len(first) == len(employers):
        return first
    least, named = scores[first[-1]], serving >= NAMED
    for wish in range(serving.shape[1]):
        if not named[first, wish].any():
            fitting = (serving[:, wish] >= PLAINLY_NAMED) & (scores >= least - WISH_MARGIN)
            first = _with_one(first, np.flatnonzero(fitting), employers=employers, named=named)
    if not new[first].any():
        fitting = new & (scores >= least - NEW_MARGIN)
        first = _with_one(first, np.flatnonzero(fitting), employers=employers, named=named)
    return first


def _without_crowding(employers: Sequence[int]) -> list[int]:
    first: list[int] = []
    for i, employer in enumerate(employers):
        if len(first) < FIRST and _has_room(first, employer, employers):
            first.append(i)
    others = (i for i in range(len(employers)) if i not in first)
    return sorted([*first, *islice(others, FIRST - len(first))])  # a place that nobody else can have is theirs


def _has_room(first: Iterable[int], employer: int, employers: Sequence[int]) -> bool:
    return employer == UNNAMED_EMPLOYER or sum(employers[i] == employer for i in first) < MOST_OF_AN_EMPLOYER


def _with_one(
    first: list[int], fitting: NDArray[np.intp], *, employers: Sequence[int], named: NDArray[np.bool_]
) -> list[int]:
    """Put the best of *fitting* among the first, for the last of them that no wish needs, where there is room."""
    needed = (named[first] & (named[first].sum(axis=0) == 1)).any(axis=1)
    if needed.all():
        return first
    kept = [i for n, i in enumerate(first) if n != np.flatnonzero(~needed)[-1]]
    one = next((i for i in fitting.tolist() if _has_room(kept, employers[i], employers)), None)
    return first if one is None else sorted([*kept, one])
