"""Rank all posts for one candidate: exact, though only promising posts are compared in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.columns import KINDS
from matcher.engine.findings import scored
from matcher.engine.judging import Judged, judge
from matcher.engine.queries import CandidateQuery
from matcher.engine.snapshot import Posts, Snapshot
from matcher.ranking import BEHIND, DECIMALS, Part, Weights, best_first, standardise
from matcher.records import PostFilter, Scored

DEPTH = 256
"""How many posts each likeness in meaning retrieves before the bound decides who else is compared."""

SLACK = 1e-3
"""Added to the bound: FAISS sums in single precision, in deviations at most about a thousandth."""

Found = tuple[NDArray[np.float32], NDArray[np.int64]]
"""One retrieved list: scores and rows, best first, -1 where it has ended."""


def rank_posts(
    snapshot: Snapshot,
    query: CandidateQuery,
    *,
    on: int,
    limit: int,
    where: PostFilter,
    weights: Weights,
    retrieved: Sequence[Found] | None = None,
) -> list[Scored]:
    """
    Give the best *limit* posts for *query*, as if every post had been compared in full.

    Likeness in words and all rules are computed for every post. Each likeness in meaning retrieves the nearest
    posts; no other post can be nearer than the last of them, which bounds its score. Posts whose bound beats the
    worst post listed are compared too, so that nothing is missed (threshold algorithm: Fagin, Lotem, Naor, 2003).

    Args:
        retrieved: lists made beforehand, one for each of the parts by meaning, over all posts.
    """
    posts = snapshot.posts
    judged = judge(query.columns, posts.columns, on=on, weights=weights, n=len(posts.alive))
    allowed = posts.alive & _passes(snapshot, where)
    if not where.blocked:
        allowed &= ~judged.blocked
    if not allowed.any():
        return []
    comparison = _Comparison(snapshot, query, judged, weights)
    rows = comparison.contenders(allowed, limit=limit, retrieved=retrieved)
    order = best_first(comparison.totals(rows), [posts.ids[row] for row in rows], limit=limit)
    return comparison.records(rows[order])


@dataclass(slots=True)
class _Likeness:
    part: Part
    told: bool
    mean: float
    deviation: float
    row: NDArray[np.float64] | None  # (n_posts,) standardised, of a part by words


class _Comparison:
    """One candidate against the posts of a snapshot."""

    def __init__(self, snapshot: Snapshot, query: CandidateQuery, judged: Judged, weights: Weights) -> None:
        self._posts: Posts = snapshot.posts
        self._query = query
        self._judged = judged
        self._weights = weights
        self._parts = [_likeness(snapshot, query, part) for part in weights.parts]
        self._base = judged.total - BEHIND * judged.blocked
        for part in self._parts:
            if part.row is not None:
                self._base = self._base + part.part.weight * part.row

    def contenders(
        self, allowed: NDArray[np.bool_], *, limit: int, retrieved: Sequence[Found] | None
    ) -> NDArray[np.intp]:
        """Give rows among which the best *limit* are."""
        if np.count_nonzero(allowed) <= 2 * DEPTH + limit:
            return np.flatnonzero(allowed)
        chosen = np.zeros(len(allowed), dtype=np.bool_)
        bound = SLACK
        for part, (scores, rows) in zip(self._by_meaning(), retrieved or self._retrieve(allowed), strict=True):
            chosen[rows[rows >= 0]] = True
            if rows[-1] >= 0:
                bound += part.part.weight * float(self._standard(part, np.array(scores[-1], dtype=np.float64)))
            else:
                bound = -np.inf
        chosen &= allowed
        hopes = np.where(allowed, self._base, -np.inf)
        chosen[np.argpartition(hopes, -DEPTH)[-DEPTH:]] = True
        first = np.flatnonzero(chosen)
        totals = self.totals(first)
        worst_listed = np.partition(totals, -limit)[-limit] if len(totals) >= limit else -np.inf
        if np.isfinite(bound):
            chosen |= hopes + bound >= worst_listed
        return np.flatnonzero(chosen & allowed)

    def totals(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Give the scores of the posts *rows*, those blocked pushed behind all others."""
        totals: NDArray[np.float64] = self._base[rows]
        for part in self._by_meaning():
            totals = totals + part.part.weight * self._likeness(part, rows)
        rounded: NDArray[np.float64] = np.round(totals, DECIMALS)
        return rounded

    def records(self, rows: NDArray[np.intp]) -> list[Scored]:
        """Record the posts *rows* in that order."""
        values = np.stack([self._likeness(part, rows) for part in self._parts], axis=1)
        told = [part.told for part in self._parts]
        return [
            scored(
                self._query.id,
                self._posts.ids[row],
                likeness=values[i],
                told=told,
                judged=self._judged,
                place=int(row),
                weights=self._weights,
            )
            for i, row in enumerate(rows)
        ]

    def _by_meaning(self) -> list[_Likeness]:
        return [part for part in self._parts if part.row is None and part.told]

    def _retrieve(self, allowed: NDArray[np.bool_]) -> list[Found]:
        found = []
        for part in self._by_meaning():
            query = self._query.vectors[part.part.candidate_text][None].astype(np.float32)
            scores, rows = self._posts.top(part.part.post_text, query, k=DEPTH, allowed=allowed)
            found.append((scores[0], rows[0]))
        return found

    def _likeness(self, part: _Likeness, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        if part.row is not None:
            return part.row[rows]
        if not part.told:
            return np.zeros(len(rows))
        scores: NDArray[np.float64] = (
            self._posts.vectors(part.part.post_text, rows) @ self._query.vectors[part.part.candidate_text]
        )
        return self._standard(part, scores)

    def _standard(self, part: _Likeness, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        return standardise(scores, mean=part.mean, deviation=part.deviation)


def _likeness(snapshot: Snapshot, query: CandidateQuery, part: Part) -> _Likeness:
    told = query.told(part.candidate_text)
    if part.by == "words":
        words = snapshot.words[part.post_text]
        row = words.row(query.counts[part.candidate_text])
        mean, deviation = words.row_spread(row)
        return _Likeness(part, told, mean, deviation, standardise(row, mean=mean, deviation=deviation))
    vector, moments = query.vectors[part.candidate_text][None], snapshot.moments[part.post_text]
    return _Likeness(part, told, float(moments.mean(vector)[0]), float(moments.deviation(vector)[0]), None)


def _passes(snapshot: Snapshot, where: PostFilter) -> NDArray[np.bool_]:
    columns = snapshot.posts.columns
    passes = np.ones(len(columns), dtype=np.bool_)
    if where.kind is not None:
        passes &= columns.kind == KINDS.index(where.kind)
    if where.district is not None:
        code = snapshot.districts.codes().get(where.district, -3)
        passes &= (columns.district == code) | (columns.zone == code)
    if where.min_allowance_month_yuan is not None:
        passes &= columns.pay_least >= where.min_allowance_month_yuan
    return passes
