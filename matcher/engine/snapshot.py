"""Everything a ranking reads, at one moment; a new one replaces it whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.alike import Alike
from matcher.columns import CandidateColumns, PostColumns
from matcher.engine.queries import Known
from matcher.engine.sides import Side
from matcher.lexical import (
    N_TERMS,
    Counts,
    Listing,
    Postings,
    Queries,
    frequencies_of,
    inverse_frequency,
    products_with,
    weigh,
)
from matcher.ranking import Moments

SAMPLE = 1_024
"""Posts over which likeness in words is standardised: those with the lowest lots, the same in both directions."""

Posts = Side[PostColumns, Postings]
Candidates = Side[CandidateColumns, Listing]


class Snapshot:
    """Posts, candidates and what is derived from all posts: frequencies, lengths, moments, the sample."""

    def __init__(
        self,
        *,
        sequence: int,
        known: Known,
        posts: Posts,
        candidates: Candidates,
        moments: tuple[Moments, Moments],
        before: Snapshot | None = None,
    ) -> None:
        self.sequence = sequence
        self.known = known
        self.posts = posts
        self.candidates = candidates
        self.moments = moments
        if before is not None and before.posts is posts:
            self.words: tuple[Words, Words] = before.words
            self.alike: Alike = before.alike
        else:
            self.words = (Words.of(posts, 0), Words.of(posts, 1))
            self.alike = Alike(posts.columns)

    def purged(self) -> Snapshot:
        """Give the same without dead candidates, and without the words that only they wrote."""
        candidates = self.candidates.without_dead()
        lived = (candidates.columns.home, candidates.columns.districts, self.posts.columns.district)
        districts = self.known.districts.keeping([*lived, self.posts.columns.zone])
        majors = self.known.majors.keeping(candidates.columns.schooling)
        if candidates is self.candidates and districts is self.known.districts and majors is self.known.majors:
            return self
        known = replace(self.known, districts=districts, majors=majors)
        return Snapshot(
            sequence=self.sequence,
            known=known,
            posts=self.posts,
            candidates=candidates,
            moments=self.moments,
            before=self,
        )


@dataclass(frozen=True, slots=True)
class Likeness:
    """Products of queries with posts in words, and how the queries' products spread over the sample."""

    mean: NDArray[np.float64]  # (n_queries,)
    deviation: NDArray[np.float64]


class Words:
    """What one text of all living posts tells about words."""

    def __init__(self, posts: Posts, text: int, idf: NDArray[np.float64], lengths: NDArray[np.float64]) -> None:
        self._posts = posts
        self._text = text
        self.idf = idf
        self._scales = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
        self.sample = _sample(posts)

    @classmethod
    def of(cls, posts: Posts, text: int) -> Words:
        """Count over all living posts; independent of the order in which they came."""
        frequencies = frequencies_of((segment.texts[text] for segment in posts.segments), posts.alive_by_segment)
        idf = inverse_frequency(frequencies, n_texts=posts.n_alive)
        lengths = [np.zeros(0), *(segment.texts[text].lengths(idf) for segment in posts.segments)]
        return cls(posts, text, idf, np.concatenate(lengths))

    def rows(self, counts: Counts) -> NDArray[np.float64]:
        """
        Give the likeness of each text of *counts* to every post, up to a factor of that text's own: (n, n_posts).

        It is the root of the cosine: cosines of sparse texts have a long tail, in which one rare word shared would
        outweigh all meaning once they are standardised.
        """
        queries = Queries.of(counts, self.idf)
        products = [segment.texts[self._text].products(queries) for segment in self._posts.segments]
        none = np.zeros((counts.shape[0], 0))
        return np.asarray(np.sqrt(np.concatenate([none, *products], axis=1) * self._scales))

    def row_spread(self, row: NDArray[np.float64]) -> tuple[float, float]:
        """Give mean and deviation over the sample of a *row*."""
        chosen = row[self.sample]
        return (float(chosen.mean()), float(chosen.std())) if len(chosen) else (0.0, 0.0)

    def spreads(self, queries: sparse.csr_matrix) -> Likeness:
        """Give mean and deviation over the sample for each of *queries*, as ``weighed`` gives them."""
        products = np.sqrt((queries @ self._sample_by_term).toarray())
        if not products.shape[1]:
            return Likeness(np.zeros(len(products)), np.zeros(len(products)))
        return Likeness(products.mean(axis=1), products.std(axis=1))

    def products(self, queries: sparse.csr_matrix, post: Counts) -> NDArray[np.float64]:
        """Give the likeness of *queries*, as ``weighed`` gives them, to the one *post*, which need not be indexed."""
        weighed = weigh(post)
        length = np.sqrt(np.square(weighed.data * self.idf[weighed.indices]).sum())
        products = products_with(weighed, queries)
        return np.asarray(np.sqrt(products / length if length > 0 else products))

    def weighed(self, counts: Counts) -> sparse.csr_matrix:
        """Weigh the terms of texts that are compared with posts: by how often and, twice, by how rare they are."""
        weighed = weigh(counts)
        weights = weighed.data * np.square(self.idf[weighed.indices])
        return sparse.csr_matrix((weights, weighed.indices, weighed.indptr), shape=weighed.shape)

    @cached_property
    def _sample_by_term(self) -> sparse.csr_matrix:
        if not len(self.sample):
            return sparse.csr_matrix(np.zeros((N_TERMS, 0)))
        weighed = weigh(self._posts.counts(self._text, self.sample))
        scales = np.repeat(self._scales[self.sample], np.diff(weighed.indptr))
        scaled = sparse.csr_matrix((weighed.data * scales, weighed.indices, weighed.indptr), shape=weighed.shape)
        return scaled.T.tocsr()


def _sample(posts: Posts) -> NDArray[np.intp]:
    """Give the ascending rows of the sample."""
    rows = np.flatnonzero(posts.alive)
    if len(rows) <= SAMPLE:
        return rows
    drawn = np.argpartition(posts.columns.lot[rows], SAMPLE)[:SAMPLE]
    return np.sort(rows[drawn])
