"""Rank and list posts for every indexed candidate, a batch of vectors at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matcher.engine.post_listing import list_posts
from matcher.engine.post_ranking import rank_posts
from matcher.engine.queries import CandidateQuery
from matcher.engine.snapshot import Snapshot
from matcher.ranking import Weights
from matcher.records import Listed, PostFilter, Scored

SCORES = 1 << 24
"""Single-precision scores held at a time for each part by meaning: bounds a batch's memory."""

BATCH = 512
"""Candidates of a batch at most."""


def rank_all(snapshot: Snapshot, *, on: int, limit: int, weights: Weights) -> Iterator[tuple[str, list[Scored]]]:
    """Give each living candidate of *snapshot* with its best posts."""
    for query, meaning in each_query(snapshot, np.flatnonzero(snapshot.candidates.alive), weights):
        yield (
            query.id,
            rank_posts(snapshot, query, on=on, limit=limit, where=PostFilter(), weights=weights, meaning=meaning),
        )


def list_all(snapshot: Snapshot, *, on: int, limit: int, weights: Weights) -> Iterator[tuple[str, list[Listed]]]:
    """Give each living candidate of *snapshot* with its list of posts."""
    rows = np.flatnonzero(snapshot.candidates.alive)
    yield from list_some(snapshot, rows, on=on, limit=limit, weights=weights)


def list_some(
    snapshot: Snapshot, rows: NDArray[np.intp], *, on: int, limit: int, weights: Weights
) -> Iterator[tuple[str, list[Listed]]]:
    """Give the living candidates of some rows of *snapshot*, each with its list of posts."""
    for query, meaning in each_query(snapshot, rows, weights):
        yield (
            query.id,
            list_posts(snapshot, query, on=on, limit=limit, where=PostFilter(), weights=weights, meaning=meaning),
        )


def each_query(
    snapshot: Snapshot, rows: NDArray[np.intp], weights: Weights
) -> Iterator[tuple[CandidateQuery, list[NDArray[np.float32]]]]:
    """Give the candidates of some rows with the scores of all posts for each part by meaning."""
    size = min(BATCH, max(1, SCORES // max(1, len(snapshot.posts.alive))))
    for start in range(0, len(rows), size):
        batch = rows[start : start + size]
        scores = _scores(snapshot, batch, weights)
        for i, query in enumerate(_queries(snapshot, batch)):
            yield query, [found[i] for text, found in scores if query.told(text)]


def _queries(snapshot: Snapshot, rows: NDArray[np.intp]) -> Iterator[CandidateQuery]:
    people = snapshot.candidates
    vectors = np.stack([people.vectors(text, rows) for text in (0, 1)], axis=1)
    counts = (people.counts(0, rows), people.counts(1, rows))
    columns = people.columns.take(rows)
    for i, row in enumerate(rows):
        own = (counts[0][[i]], counts[1][[i]])
        yield CandidateQuery(people.ids[row], columns.take(slice(i, i + 1)), vectors[i], own, snapshot.known.majors)


def _scores(snapshot: Snapshot, rows: NDArray[np.intp], weights: Weights) -> list[tuple[int, NDArray[np.float32]]]:
    """Give for each part by meaning the candidate's text, and the scores of all posts (n rows, n posts)."""
    scores = []
    for part in weights.parts:
        if part.by == "meaning":
            queries = snapshot.candidates.vectors(part.candidate_text, rows).astype(np.float32)
            scores.append((part.candidate_text, snapshot.posts.scores(part.post_text, queries)))
    return scores
