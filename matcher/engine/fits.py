"""Which posts fit whom, in bulk and in figures alone: for plans over many people and some of the posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.engine.bulk import each_query
from matcher.engine.judging import screen
from matcher.engine.post_ranking import Comparison
from matcher.engine.queries import CandidateQuery
from matcher.engine.snapshot import Snapshot
from matcher.ranking import Weights

_DEEPER = 4  # how much deeper a ranking is looked at where copies fill it


@dataclass(frozen=True, slots=True)
class Fits:
    """
    The best posts for one candidate, best first; of copies the best alone.

    Attributes:
        post_ids: (n,)
        chances: (n,) that a caseworker would recommend each, 0..1.
        n_known: posts passed over since the person knows them, copies counted.
    """

    candidate_id: str
    post_ids: tuple[str, ...]
    chances: NDArray[np.float64]
    n_known: int


def fits_within(
    snapshot: Snapshot,
    rows: NDArray[np.intp],
    among: NDArray[np.bool_],
    known: Mapping[str, NDArray[np.intp]],
    *,
    on: int,
    limit: int,
    weights: Weights,
) -> Iterator[Fits]:
    """
    Give the living candidates of some rows of *snapshot*, each with the best of some posts.

    The order and the chances are those of ``rank_posts``. What a hard criterion blocks is left out, and so is what
    bears signs of a trap.

    Args:
        rows: of candidates.
        among: (n_posts,) posts that may be given.
        known: rows of the posts that a candidate is not to be given again, by id; copies of them neither.
    """
    sound = among & snapshot.posts.alive & (snapshot.posts.columns.doubtful == 0)
    for query, meaning in each_query(snapshot, rows, weights):
        passed_over = _with_copies(snapshot, known.get(query.id))
        open_to = sound.copy()
        open_to[passed_over] = False
        n_known = int(np.count_nonzero(sound[passed_over]))
        yield _fits(snapshot, query, meaning, open_to, n_known=n_known, on=on, limit=limit, weights=weights)


def _with_copies(snapshot: Snapshot, known: NDArray[np.intp] | None) -> NDArray[np.intp]:
    if known is None:
        return np.zeros(0, dtype=np.intp)
    return np.unique(np.concatenate([known, *(snapshot.alike.to(row) for row in known.tolist())]))


def _fits(
    snapshot: Snapshot,
    query: CandidateQuery,
    meaning: list[NDArray[np.float32]],
    open_to: NDArray[np.bool_],
    *,
    n_known: int,
    on: int,
    limit: int,
    weights: Weights,
) -> Fits:
    screened = screen(query.columns, snapshot.posts.columns, majors=query.majors, on=on, weights=weights)
    allowed = np.flatnonzero(open_to & ~screened.blocked)
    if not len(allowed):
        return Fits(query.id, (), np.zeros(0), n_known)
    comparison, depth = Comparison(snapshot, query, weights, screened.reservations), 2 * limit
    while True:
        best = comparison.best(allowed, limit=depth, meaning=meaning)
        heads = _heads(snapshot, best.rows)[:limit]
        if len(heads) == limit or len(best.rows) == len(allowed):
            break
        depth *= _DEEPER
    ids = tuple(snapshot.posts.ids[row] for row in best.rows[heads])
    chances = np.array([weights.calibration.chance(total) for total in best.totals[heads].tolist()])
    return Fits(query.id, ids, chances, n_known)


def _heads(snapshot: Snapshot, rows: NDArray[np.intp]) -> list[int]:
    """Give the places of the best of each group of copies."""
    taken, heads = set[int](), list[int]()
    for place, row in enumerate(rows.tolist()):
        if row not in taken:
            heads.append(place)
            taken.update(snapshot.alike.to(row).tolist())
    return heads
