"""Rank candidates for one post by the very score that each of them gives the post."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.columns import NO_TERM, CandidateColumns
from matcher.engine.findings import Pairs, record
from matcher.engine.judging import screen
from matcher.engine.queries import CandidateQuery, PostQuery
from matcher.engine.snapshot import Likeness, Snapshot
from matcher.engine.works import answers, cover_pairs, other_work, relations
from matcher.lexical import Counts
from matcher.ranking import BEHIND, BODY, DECIMALS, OTHER_WORK, WISHED, Part, Weights, best_first, standardise
from matcher.records import CandidateFilter, Scored

DEPTH = 500
"""How many candidates each likeness in meaning retrieves; up to twice as many are compared without retrieval."""


def rank_candidates(
    snapshot: Snapshot, query: PostQuery, *, on: int, limit: int, where: CandidateFilter, weights: Weights
) -> list[Scored]:
    """
    Give the best *limit* candidates for *query*.

    Candidates are retrieved by the post's vectors less the mean post, which takes away how near a candidate is to any
    post; those retrieved are compared in full.
    """
    people = snapshot.candidates
    screened = screen(people.columns, query.columns, majors=query.majors, on=on, weights=weights)
    allowed = people.alive & _passes(snapshot, where)
    if not where.blocked:
        allowed &= ~screened.blocked
    if not allowed.any():
        return []
    rows = _retrieved(snapshot, query, allowed, limit=limit, weights=weights)
    seekers = Seekers.of_rows(snapshot, rows, weights)
    likeness = seekers.likeness(query)
    totals = screened.reservations[rows] - BEHIND * screened.blocked[rows]
    totals = np.round(totals + likeness @ np.array([part.weight for part in weights.parts]), DECIMALS)
    order = best_first(totals, [people.ids[row] for row in rows], limit=limit)
    pairs = Pairs(
        candidate_ids=[people.ids[row] for row in rows[order]],
        post_ids=[query.id] * len(order),
        candidates=people.columns.take(rows[order]),
        posts=query.columns,
        likeness=likeness[order],
        told=seekers.told[order],
        majors=query.majors,
    )
    return record(pairs, on=on, weights=weights)


def score_pair(snapshot: Snapshot, candidate: CandidateQuery, post: PostQuery, *, on: int, weights: Weights) -> Scored:
    """Score one candidate for one post; neither need be indexed."""
    vectors = (candidate.vectors[0][None], candidate.vectors[1][None])
    seeker = Seekers(snapshot, candidate.columns, candidate.counts, vectors, weights)
    pairs = Pairs(
        candidate_ids=[candidate.id],
        post_ids=[post.id],
        candidates=candidate.columns,
        posts=post.columns,
        likeness=seeker.likeness(post),
        told=seeker.told,
        majors=post.majors,
    )
    return record(pairs, on=on, weights=weights)[0]


class Seekers:
    """Candidates to be compared with posts one after another: what hangs on the candidates alone is computed once."""

    def __init__(
        self,
        snapshot: Snapshot,
        columns: CandidateColumns,
        counts: tuple[Counts, Counts],
        vectors: tuple[NDArray[np.float64], NDArray[np.float64]],
        weights: Weights,
    ) -> None:
        self.columns = columns
        self.told = _told(columns, counts, weights)
        self._snapshot, self._vectors, self._parts = snapshot, vectors, weights.parts
        self._words = {
            part: snapshot.words[part.post_text].weighed(counts[part.candidate_text])
            for part in weights.parts
            if part.by == "words"
        }
        self._standards = [self._standard(part) for part in weights.parts]

    @classmethod
    def of_rows(cls, snapshot: Snapshot, rows: NDArray[np.intp], weights: Weights) -> Seekers:
        """Take the candidates of some rows of *snapshot*."""
        people = snapshot.candidates
        counts = (people.counts(0, rows), people.counts(1, rows))
        vectors = (people.vectors(0, rows), people.vectors(1, rows))
        return cls(snapshot, people.columns.take(rows), counts, vectors, weights)

    def likeness(self, post: PostQuery) -> NDArray[np.float64]:
        """Give the likeness to one post, standardised where it is by meaning or words: (n, n_parts)."""
        works = _by_works(self._snapshot, self.columns, post)
        columns = []
        for i, (part, standard) in enumerate(zip(self._parts, self._standards, strict=True)):
            if standard is None:
                columns.append(works[part.code])
                continue
            products = self._products(part, post)
            alike = standardise(products, mean=standard.mean, deviation=standard.deviation)
            columns.append(np.where(self.told[:, i], alike, 0.0))
        return np.stack(columns, axis=1)

    def _products(self, part: Part, post: PostQuery) -> NDArray[np.float64]:
        if part.by == "words":
            words = self._snapshot.words[part.post_text]
            return words.products(self._words[part], post.counts[part.post_text])
        products: NDArray[np.float64] = self._vectors[part.candidate_text] @ post.vectors[part.post_text]
        return products

    def _standard(self, part: Part) -> Likeness | None:
        """Give mean and deviation of a part over all posts; None = it is by works."""
        if part.by == "works":
            return None
        if part.by == "words":
            return self._snapshot.words[part.post_text].spreads(self._words[part])
        wide, moments = self._vectors[part.candidate_text], self._snapshot.moments[part.post_text]
        return Likeness(moments.mean(wide), moments.deviation(wide))


def _retrieved(
    snapshot: Snapshot, query: PostQuery, allowed: NDArray[np.bool_], *, limit: int, weights: Weights
) -> NDArray[np.intp]:
    depth = max(DEPTH, 4 * limit)
    if np.count_nonzero(allowed) <= 2 * depth:
        return np.flatnonzero(allowed)
    chosen = np.zeros(len(allowed), dtype=np.bool_)
    for part in weights.parts:
        if part.by == "meaning":
            moments = snapshot.moments[part.post_text]
            centred = query.vectors[part.post_text] - moments.first / max(moments.n, 1)
            found = snapshot.candidates.top(
                part.candidate_text, centred[None].astype(np.float32), k=depth, allowed=allowed
            )
            chosen[found[1][found[1] >= 0]] = True
    return np.flatnonzero(chosen & allowed)


def _by_works(snapshot: Snapshot, candidates: CandidateColumns, post: PostQuery) -> dict[str, NDArray[np.float64]]:
    idf, n_posts = snapshot.words[BODY].idf, snapshot.posts.n_alive
    cover = cover_pairs(candidates.works, post.counts[BODY], idf, n_posts=n_posts)
    relation = relations(snapshot.known.occupations, candidates, post.columns)
    return {WISHED: answers(relation, cover), OTHER_WORK: other_work(relation, cover)}


def _told(candidates: CandidateColumns, counts: tuple[Counts, Counts], weights: Weights) -> NDArray[np.bool_]:
    texts = [np.diff(one.indptr) > 0 for one in counts]
    works = (candidates.works != NO_TERM).any(axis=1)
    return np.stack([works if part.by == "works" else texts[part.candidate_text] for part in weights.parts], axis=1)


def _passes(snapshot: Snapshot, where: CandidateFilter) -> NDArray[np.bool_]:
    columns: CandidateColumns = snapshot.candidates.columns
    passes = np.ones(len(columns), dtype=np.bool_)
    if where.district is not None:
        passes &= columns.home == snapshot.known.districts.codes().get(where.district, -3)
    if where.education is not None:
        passes &= columns.education >= int(where.education)
    if where.ids is not None:
        wanted = np.zeros(len(columns), dtype=np.bool_)
        wanted[snapshot.candidates.rows_of(where.ids)] = True
        passes &= wanted
    passes[snapshot.candidates.rows_of(where.without)] = False
    return passes
