"""Titles: how alike titles of work are, in meaning and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.lexical import Postings, Query, count_ngrams, inverse_frequency
from matcher.ranking import standardise

MEANING_SHARE = 0.7
"""
Meaning weighs more than words, and more than between a profile and an advert: a title holds few n-grams.

.7 was measured on adverts, not on any judged suite of titles.
"""

Scores = NDArray[np.float64]
"""(n queries, n texts); higher is more alike."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike each query and each text are, in standard deviations over the texts."""

    words: Scores
    meaning: Scores

    @property
    def fused(self) -> Scores:
        """Both together."""
        return MEANING_SHARE * self.meaning + (1 - MEANING_SHARE) * self.words


def liken(
    queries: Sequence[str], texts: Sequence[str], *, query_vectors: NDArray[np.float32], vectors: NDArray[np.float32]
) -> Likeness:
    """
    Compare every query with every text.

    Args:
        query_vectors: (n queries, dimension), unit length.
        vectors: (n texts, dimension), unit length.
    """
    meaning = query_vectors.astype(np.float64) @ vectors.astype(np.float64).T
    return Likeness(_by_query(_words_alike(queries, texts)), _by_query(meaning))


def _by_query(scores: Scores) -> Scores:
    return standardise(scores, mean=scores.mean(axis=1, keepdims=True), deviation=scores.std(axis=1, keepdims=True))


def _words_alike(queries: Sequence[str], texts: Sequence[str]) -> Scores:
    """Give the cosine of TF-IDF vectors, up to a factor of each query's own."""
    postings = Postings.of(count_ngrams(texts))
    idf = inverse_frequency(postings.frequencies(np.ones(len(texts), dtype=np.bool_)), n_texts=len(texts))
    lengths = postings.lengths(idf)
    scales = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    counts = count_ngrams(queries)
    return np.stack([postings.products(Query.of(counts[i], idf)) * scales for i in range(len(queries))])
