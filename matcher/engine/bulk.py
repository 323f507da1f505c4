"""Rank posts for every indexed candidate, a batch of vectors at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matcher.engine.post_ranking import DEPTH, Found, rank_posts
from matcher.engine.queries import CandidateQuery
from matcher.engine.snapshot import Snapshot
from matcher.index import use_threads
from matcher.ranking import Weights
from matcher.records import PostFilter, Scored

BATCH = 512
THREADS = 2
"""Bulk work may use two cores; serving uses one for each request."""


def rank_all(snapshot: Snapshot, *, on: int, limit: int, weights: Weights) -> Iterator[tuple[str, list[Scored]]]:
    """Give each living candidate of *snapshot* with its best posts."""
    rows = np.flatnonzero(snapshot.candidates.alive)
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        queries = _queries(snapshot, batch)
        lists = _lists(snapshot, batch, weights)
        for i, query in enumerate(queries):
            told = [found for part, found in lists if query.told(part)]
            retrieved: list[Found] = [(scores[i], found[i]) for scores, found in told]
            yield (
                query.id,
                rank_posts(
                    snapshot, query, on=on, limit=limit, where=PostFilter(), weights=weights, retrieved=retrieved
                ),
            )


def _queries(snapshot: Snapshot, rows: NDArray[np.intp]) -> list[CandidateQuery]:
    people = snapshot.candidates
    vectors = np.stack([people.vectors(text, rows) for text in (0, 1)], axis=1)
    counts = (people.counts(0, rows), people.counts(1, rows))
    columns = people.columns.take(rows)
    return [
        CandidateQuery(people.ids[row], columns.take(slice(i, i + 1)), vectors[i], (counts[0][[i]], counts[1][[i]]))
        for i, row in enumerate(rows)
    ]


def _lists(
    snapshot: Snapshot, rows: NDArray[np.intp], weights: Weights
) -> list[tuple[int, tuple[NDArray[np.float32], NDArray[np.int64]]]]:
    if not snapshot.posts.n_alive:
        return []
    use_threads(THREADS)
    lists = []
    for part in weights.parts:
        if part.by == "meaning":
            queries = snapshot.candidates.vectors(part.candidate_text, rows).astype(np.float32)
            lists.append((part.candidate_text, snapshot.posts.top(part.post_text, queries, k=DEPTH)))
    use_threads(1)
    return lists
