"""Rank all posts for one candidate: exact, though only promising posts are compared in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.alike import Alike
from matcher.columns import KINDS
from matcher.eligibility import RULES, rules_with
from matcher.engine.findings import Pairs, record
from matcher.engine.judging import Screened, screen
from matcher.engine.queries import CandidateQuery
from matcher.engine.snapshot import Posts, Snapshot
from matcher.engine.works import answers, cover_all, other_work, relations
from matcher.lexical import stack
from matcher.ranking import (
    BEHIND,
    BODY,
    DECIMALS,
    OTHER_WORK,
    WISHED,
    Part,
    Weights,
    best_first,
    standardise,
)
from matcher.records import PostFilter, Scored

DEPTH = 256
"""How many posts each likeness in meaning retrieves before the bound decides who else is compared."""

SLACK = 1e-3
"""Single precision is off by less than this, in score units: who is so near the last place is compared exactly."""

MASK_BELOW = 0.5
"""A mask costs FAISS more than it saves while it lets more than this share of the posts through."""


def rank_posts(
    snapshot: Snapshot,
    query: CandidateQuery,
    *,
    on: int,
    limit: int,
    where: PostFilter,
    weights: Weights,
    meaning: Sequence[NDArray[np.float32]] | None = None,
) -> list[Scored]:
    """
    Give the best *limit* posts for *query*, as if every post had been compared in full.

    Likeness in words and all rules are computed for every post. Each likeness in meaning retrieves the nearest
    posts; no other post can be nearer than the last of them, which bounds its score. Posts whose bound beats the
    worst post listed are compared too, so that nothing is missed (threshold algorithm: Fagin, Lotem, Naor, 2003).

    Args:
        meaning: for each part by meaning the scores of all posts, where they were computed in a batch beforehand.
    """
    screened = screen(query.columns, snapshot.posts.columns, majors=query.majors, on=on, weights=weights)
    allowed = open_posts(snapshot, screened, where)
    if not allowed.any():
        return []
    comparison = Comparison(snapshot, query, weights, screened.reservations - BEHIND * screened.blocked)
    best = comparison.best(np.flatnonzero(allowed), limit=limit, meaning=meaning)
    return record(comparison.pairs(best.rows), on=on, weights=weights)


def open_posts(snapshot: Snapshot, screened: Screened, where: PostFilter) -> NDArray[np.bool_]:
    """Tell which rows are posts that may be ranked: (n_posts,)."""
    allowed = snapshot.posts.alive & passes(snapshot, where)
    return allowed if where.blocked else allowed & ~screened.blocked


@dataclass(frozen=True, slots=True)
class Compared:
    """One candidate and every living post: what each part and each rule gives before it is weighed."""

    post_ids: tuple[str, ...]
    codes: tuple[str, ...]
    values: NDArray[
        np.float64
    ]  # (n_posts, n_codes) likeness in standard deviations, or less how grave a reservation is
    blocked: NDArray[np.bool_]  # (n_posts,)
    rows: NDArray[np.intp]  # (n_posts,) of the index
    alike: Alike  # of the posts of the index
    wishes: NDArray[np.uint16]  # (MAX_WISHES × WISH_SIGNS,)


def compare_posts(snapshot: Snapshot, query: CandidateQuery, *, on: int, weights: Weights) -> Compared:
    """Compare *query* with every post in full; of *weights* only the parts are read."""
    rows = np.flatnonzero(snapshot.posts.alive)
    columns = snapshot.posts.columns.take(rows)
    screened = screen(query.columns, snapshot.posts.columns, majors=query.majors, on=on, weights=weights)
    comparison = Comparison(snapshot, query, weights, screened.reservations)
    rules = rules_with(query.majors)
    reservations = [-np.broadcast_to(rule.judge(query.columns, columns, on).amount, len(rows)) for rule in rules]
    return Compared(
        post_ids=tuple(snapshot.posts.ids[row] for row in rows),
        codes=(*(part.code for part in weights.parts), *(rule.code for rule in RULES)),
        values=np.stack([*comparison.likeness(rows), *reservations], axis=1),
        blocked=screened.blocked[rows],
        rows=rows,
        alike=snapshot.alike,
        wishes=query.columns.wishes[0],
    )


@dataclass(slots=True)
class _Likeness:
    part: Part
    told: bool
    mean: float
    deviation: float
    row: NDArray[np.float64] | None  # (n_posts,) of a part by words, standardised, or by works


@dataclass(frozen=True, slots=True)
class Best:
    """The best posts, best first."""

    rows: NDArray[np.intp]  # (n,)
    totals: NDArray[np.float64]  # (n,)


class Comparison:
    """One candidate against the posts of a snapshot; *base* (n_posts,) is what counts besides likeness."""

    def __init__(self, snapshot: Snapshot, query: CandidateQuery, weights: Weights, base: NDArray[np.float64]) -> None:
        self._posts: Posts = snapshot.posts
        self._query = query
        self._parts = _likeness_of(snapshot, query, weights)
        self._base = base
        for part in self._parts:
            if part.row is not None:
                self._base = self._base + part.part.weight * part.row

    def best(self, allowed: NDArray[np.intp], *, limit: int, meaning: Sequence[NDArray[np.float32]] | None) -> Best:
        """Give the best *limit* of the rows *allowed*, exact; equal ones in the order of ids."""
        rows = self.finalists(allowed, limit=limit, meaning=meaning)
        totals = self.totals(rows)
        order = best_first(totals, [self._posts.ids[row] for row in rows], limit=limit)
        return Best(rows[order], totals[order])

    def above(self, allowed: NDArray[np.intp], least: float, *, meaning: Sequence[NDArray[np.float32]]) -> Best:
        """Give those of the rows *allowed* that have *least* in all at least, exact; equal ones in the order of ids."""
        if not len(allowed):
            return Best(allowed, np.zeros(0))
        rows = allowed[self._base[allowed] + self._meaning(meaning)[allowed] >= least - SLACK]
        totals = self.totals(rows)
        rows, totals = rows[totals >= least], totals[totals >= least]
        order = best_first(totals, [self._posts.ids[row] for row in rows], limit=len(rows))
        return Best(rows[order], totals[order])

    def finalists(
        self, allowed: NDArray[np.intp], *, limit: int, meaning: Sequence[NDArray[np.float32]] | None
    ) -> NDArray[np.intp]:
        """Give few of the rows *allowed* among which the best *limit* are."""
        if meaning is not None:
            return _near_the_best(allowed, self._base[allowed] + self._meaning(meaning)[allowed], limit)
        if len(allowed) <= 2 * DEPTH + limit:
            return allowed
        return self._bounded(allowed, limit=limit)

    def _bounded(self, allowed: NDArray[np.intp], *, limit: int) -> NDArray[np.intp]:
        hopes = self._base[allowed]
        chosen = np.zeros(len(self._base), dtype=np.bool_)
        chosen[allowed[np.argpartition(hopes, -DEPTH)[-DEPTH:]]] = True
        bound = SLACK
        for part, (scores, rows) in zip(self._by_meaning(), self._retrieve(allowed), strict=True):
            chosen[rows] = True
            bound += part.part.weight * float(self._standard(part, np.array(scores[-1], dtype=np.float64)))
        first = allowed[chosen[allowed]]
        totals = self._approximate(first)
        hopeful = allowed[hopes + bound >= _last_listed(totals, limit)]
        more = hopeful[~chosen[hopeful]]
        rows = np.concatenate([first, more])
        return _near_the_best(rows, np.concatenate([totals, self._approximate(more)]), limit)

    def _approximate(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Give the totals of *rows*, which ascend, in single precision."""
        parts = self._by_meaning()
        found = [self._posts.scores(part.part.post_text, self._query32(part), rows)[0] for part in parts]
        return self._base[rows] + (self._meaning(found) if parts else 0.0)

    def _meaning(self, scores: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
        """Sum the parts by meaning from their *scores*."""
        total = np.zeros(len(scores[0]) if scores else len(self._base))
        for part, row in zip(self._by_meaning(), scores, strict=True):
            total = total + part.part.weight * self._standard(part, row.astype(np.float64))
        return total

    def totals(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Give what the posts *rows* have in all."""
        totals: NDArray[np.float64] = self._base[rows]
        for part in self._by_meaning():
            totals = totals + part.part.weight * self._likeness(part, rows)
        rounded: NDArray[np.float64] = np.round(totals, DECIMALS)
        return rounded

    def pairs(self, rows: NDArray[np.intp]) -> Pairs:
        """Give what is recorded of the posts *rows*, in that order."""
        told = [part.told for part in self._parts]
        return Pairs(
            candidate_ids=[self._query.id] * len(rows),
            post_ids=[self._posts.ids[row] for row in rows],
            candidates=self._query.columns,
            posts=self._posts.columns.take(rows),
            likeness=np.stack(self.likeness(rows), axis=1),
            told=np.broadcast_to(np.array(told), (len(rows), len(told))),
            majors=self._query.majors,
        )

    def likeness(self, rows: NDArray[np.intp]) -> list[NDArray[np.float64]]:
        """Give each part's likeness of the posts *rows*."""
        return [self._likeness(part, rows) for part in self._parts]

    def _by_meaning(self) -> list[_Likeness]:
        return [part for part in self._parts if part.row is None and part.told]

    def _retrieve(self, allowed: NDArray[np.intp]) -> list[tuple[NDArray[np.float32], NDArray[np.int64]]]:
        found = []
        mask: NDArray[np.bool_] | None = None
        if len(allowed) < MASK_BELOW * len(self._base):
            mask = np.zeros(len(self._base), dtype=np.bool_)
            mask[allowed] = True
        for part in self._by_meaning():
            scores, rows = self._posts.top(part.part.post_text, self._query32(part), k=DEPTH, allowed=mask)
            found.append((scores[0], rows[0]))
        return found

    def _query32(self, part: _Likeness) -> NDArray[np.float32]:
        query: NDArray[np.float32] = self._query.vectors[part.part.candidate_text][None].astype(np.float32)
        return query

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


def _likeness_of(snapshot: Snapshot, query: CandidateQuery, weights: Weights) -> list[_Likeness]:
    rows = _rows_by_words(snapshot, query, weights)
    works = _rows_by_works(snapshot, query)
    return [
        _Likeness(part, query.wishes, 0.0, 1.0, works[part.code])
        if part.by == "works"
        else _likeness(snapshot, query, part, rows.get((part.candidate_text, part.post_text)))
        for part in weights.parts
    ]


def _rows_by_works(snapshot: Snapshot, query: CandidateQuery) -> dict[str, NDArray[np.float64]]:
    """Give how far every post answers the works wished for, and which are plainly other work."""
    cover = cover_all(snapshot.posts, BODY, query.columns.works[0], snapshot.words[BODY].idf)
    relation = relations(snapshot.known.occupations, query.columns, snapshot.posts.columns)
    return {WISHED: answers(relation, cover), OTHER_WORK: other_work(relation, cover)}


def _rows_by_words(
    snapshot: Snapshot, query: CandidateQuery, weights: Weights
) -> dict[tuple[int, int], NDArray[np.float64]]:
    """Give the likeness in words of each pair of texts, those with the same text of the posts computed together."""
    rows: dict[tuple[int, int], NDArray[np.float64]] = {}
    for post_text, words in enumerate(snapshot.words):
        parts = [part for part in weights.parts if part.by == "words" and part.post_text == post_text]
        if parts:
            found = words.rows(stack([query.counts[part.candidate_text] for part in parts]))
            rows |= {(part.candidate_text, post_text): row for part, row in zip(parts, found, strict=True)}
    return rows


def _likeness(snapshot: Snapshot, query: CandidateQuery, part: Part, row: NDArray[np.float64] | None) -> _Likeness:
    told = query.told(part.candidate_text)
    if part.by == "words" and row is not None:
        mean, deviation = snapshot.words[part.post_text].row_spread(row)
        return _Likeness(part, told, mean, deviation, standardise(row, mean=mean, deviation=deviation))
    vector, moments = query.vectors[part.candidate_text][None], snapshot.moments[part.post_text]
    return _Likeness(part, told, float(moments.mean(vector)[0]), float(moments.deviation(vector)[0]), None)


def _last_listed(totals: NDArray[np.float64], limit: int) -> float:
    """Give the *limit*-th highest of *totals*; -inf where there are fewer."""
    return float(np.partition(totals, -limit)[-limit]) if len(totals) >= limit else -np.inf


def _near_the_best(rows: NDArray[np.intp], totals: NDArray[np.float64], limit: int) -> NDArray[np.intp]:
    return rows[totals >= _last_listed(totals, limit) - SLACK]


def passes(snapshot: Snapshot, where: PostFilter) -> NDArray[np.bool_]:
    """Tell which rows pass a filter, whether or not anything blocks them: (n_posts,)."""
    columns = snapshot.posts.columns
    passing = np.ones(len(columns), dtype=np.bool_)
    if where.kind is not None:
        passing &= columns.kind == KINDS.index(where.kind)
    if where.district is not None:
        code = snapshot.known.districts.codes().get(where.district, -3)
        passing &= (columns.district == code) | (columns.zone == code)
    if where.min_allowance_month_yuan is not None:
        passing &= columns.pay_least >= where.min_allowance_month_yuan
    return passing
