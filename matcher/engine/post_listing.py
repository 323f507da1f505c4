"""List posts for one candidate: the ranking, deep enough, and made into a list."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.engine.findings import record
from matcher.engine.judging import screen
from matcher.engine.post_ranking import Best, Compared, Comparison, open_posts
from matcher.engine.queries import CandidateQuery
from matcher.engine.snapshot import Snapshot
from matcher.listing import REACH, Ranked, Shown, arrange, standing_of
from matcher.ranking import BEHIND, Weights, best_first
from matcher.records import Listed, PostFilter

DEPTH = 48
"""How many posts are ranked before copies are put together; more where too few are left."""

_DEEPER = 4


def list_posts(
    snapshot: Snapshot,
    query: CandidateQuery,
    *,
    on: int,
    limit: int,
    where: PostFilter,
    weights: Weights,
    meaning: Sequence[NDArray[np.float32]] | None = None,
) -> list[Listed]:
    """
    Give the list of posts for *query*, as ``matcher.listing`` makes it of the ranking of all; scores are the ranking's.

    Args:
        meaning: as for ``rank_posts``.
    """
    screened = screen(query.columns, snapshot.posts.columns, majors=query.majors, on=on, weights=weights)
    allowed = open_posts(snapshot, screened, where)
    rows = np.flatnonzero(allowed)
    if not len(rows):
        return []
    standing = standing_of(snapshot.posts.columns, screened.blocked)
    comparison = Comparison(snapshot, query, weights, screened.reservations - BEHIND * standing)
    depth, least = max(DEPTH, 2 * limit), max(REACH, limit)
    while True:
        best = comparison.best(rows, limit=depth, meaning=meaning)
        ranked = Ranked(best.rows, best.totals, standing, allowed)
        shown = arrange(ranked, snapshot.alike, wishes=query.columns.wishes[0], on=on, limit=least)
        if len(shown) >= least or len(best.rows) == len(rows):
            break
        depth *= _DEEPER
    return _listed(snapshot, comparison, best, shown[:limit], on=on, weights=weights)


def _listed(
    snapshot: Snapshot, comparison: Comparison, best: Best, shown: Sequence[Shown], *, on: int, weights: Weights
) -> list[Listed]:
    ids = snapshot.posts.ids
    scored = record(comparison.pairs(best.rows[[one.place for one in shown]]), on=on, weights=weights)
    copies = (tuple(sorted(ids[row] for row in one.alike.tolist())) for one in shown)
    return [Listed(pair, alike_ids) for pair, alike_ids in zip(scored, copies, strict=True)]


def list_compared(compared: Compared, scores: NDArray[np.float64], *, on: int) -> list[str]:
    """Give the ids of the whole list of one who was compared with every post, by *scores* (n_posts,) of any weights."""
    n_posts = len(compared.alike.columns)
    allowed, blocked = np.zeros(n_posts, dtype=np.bool_), np.zeros(n_posts, dtype=np.bool_)
    allowed[compared.rows], blocked[compared.rows] = ~compared.blocked, compared.blocked
    standing = standing_of(compared.alike.columns, blocked)
    totals = scores - BEHIND * standing[compared.rows]
    order = [place for place in best_first(totals, compared.post_ids, limit=len(scores)) if not compared.blocked[place]]
    ranked = Ranked(compared.rows[order], totals[order], standing, allowed)
    shown = arrange(ranked, compared.alike, wishes=compared.wishes, on=on)
    return [compared.post_ids[order[one.place]] for one in shown]
