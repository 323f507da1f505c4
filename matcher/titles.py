"""Titles: how alike titles of work are, in meaning and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.lexical import N_TERMS, Counts, count_ngrams, inverse_frequency, weigh
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
    # most titles share nothing and a few share a rare word: the root draws that long tail in before it is standardised
    return Likeness(_by_query(np.sqrt(_words_alike(queries, texts))), _by_query(meaning))


def _by_query(scores: Scores) -> Scores:
    return standardise(scores, mean=scores.mean(axis=1, keepdims=True), deviation=scores.std(axis=1, keepdims=True))


def _words_alike(queries: Sequence[str], texts: Sequence[str]) -> Scores:
    """Give the cosines of TF-IDF vectors, the frequencies counted over *texts*."""
    counts = count_ngrams(texts)
    frequencies = np.bincount(counts.indices, minlength=N_TERMS)
    idf = inverse_frequency(frequencies, n_texts=len(texts))
    return np.asarray((_unit(count_ngrams(queries), idf) @ _unit(counts, idf).T).toarray())


def _unit(counts: Counts, idf: NDArray[np.float64]) -> sparse.csr_matrix:
    weighed = weigh(counts)
    weighed = sparse.csr_matrix((weighed.data * idf[weighed.indices], weighed.indices, weighed.indptr), weighed.shape)
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    scales = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return sparse.csr_matrix(sparse.diags(scales) @ weighed)
