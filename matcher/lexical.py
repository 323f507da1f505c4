"""Compare texts by character n-grams: exact TF-IDF whose document frequencies follow every change."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

N_TERMS = 1 << 20
"""Hash space of n-grams; a city's 15,000 adverts hold some 1.5 million distinct ones, nearly all of them seen once."""

MAX_GRAM = 3
_WORD = re.compile(r"[a-z0-9][a-z0-9+#.]*")
_OTHER = re.compile(r"[^\w\U000f0000-\U000fffff]+|_")
_PRIVATE = 0xF0000  # a Latin word becomes one character of plane 15, so that "java" counts as one sign
_CHUNK = 2_000  # texts hashed at a time: bounds the memory of a bulk load
_MIX = np.uint64(0x9E3779B97F4A7C15)
_TF = np.concatenate([[0.0], 1.0 + np.log(np.arange(1, 256))])  # sublinear weight of a count

Counts = sparse.csr_matrix
"""(n texts, N_TERMS) uint8 counts of n-grams, sorted indices, no duplicates."""


def count_ngrams(texts: Sequence[str]) -> Counts:
    """Count the n-grams of 1 to MAX_GRAM signs in each text; counts stop at 255."""
    chunks = [_count(texts[i : i + _CHUNK]) for i in range(0, len(texts), _CHUNK)]
    if not chunks:
        return sparse.csr_matrix(np.zeros((0, N_TERMS), dtype=np.uint8))
    return chunks[0] if len(chunks) == 1 else stack(chunks)


def stack(parts: Sequence[Counts]) -> Counts:
    """Put the texts of *parts* one after another."""
    stacked: Counts = sparse.vstack(parts, format="csr", dtype=np.uint8)
    return stacked


def _signs(text: str) -> str:
    worded = _WORD.sub(lambda word: chr(_PRIVATE + zlib.crc32(word[0].encode()) % 0xFFF0), text.lower())
    return _OTHER.sub(" ", worded)


def pairs_of(text: str) -> NDArray[np.int32]:
    """Give the distinct terms of two signs of *text*, ascending; of a text of one sign (a Latin word) that sign."""
    codes = _codes(_signs(text))
    single, double = (terms for _, terms in _terms(codes, longest=2))
    return np.unique(double if len(double) else single).astype(np.int32)


def _codes(joined: str) -> NDArray[np.uint64]:
    return np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)


def _terms(codes: NDArray[np.uint64], *, longest: int) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.int64]]]:
    """Give for each length where an n-gram of it ends, and the terms of those n-grams."""
    inside = (codes != ord("\n")) & (codes != ord(" "))
    rolling, whole = np.zeros(len(codes), dtype=np.uint64), np.ones(len(codes), dtype=bool)
    for length in range(1, longest + 1):
        rolling[1:] = rolling[:-1] * np.uint64(1_000_003)
        rolling = (rolling + codes + np.uint64(length)) * _MIX
        whole[1:] = whole[:-1] & inside[1:]
        whole[:1] &= inside[:1]
        whole[: length - 1] = False
        yield whole, (rolling[whole] >> np.uint64(44)).astype(np.int64)


def _count(texts: Sequence[str]) -> Counts:
    codes = _codes("\n".join(_signs(text) for text in texts))
    owners = np.cumsum(codes == ord("\n")).astype(np.int64)
    keys = [(owners[ends] << 20) | terms for ends, terms in _terms(codes, longest=MAX_GRAM)]
    return _counts_of(np.sort(np.concatenate(keys)), n_texts=len(texts))


def _counts_of(keys: NDArray[np.int64], *, n_texts: int) -> Counts:
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.minimum(np.diff(first, append=len(keys)), 255).astype(np.uint8)
    distinct = keys[first]
    starts = np.searchsorted(distinct, np.arange(n_texts + 1, dtype=np.int64) << 20).astype(np.int32)
    terms = (distinct & (N_TERMS - 1)).astype(np.int32)
    return sparse.csr_matrix((counts, terms, starts), shape=(n_texts, N_TERMS))


def weigh(counts: Counts) -> sparse.csr_matrix:
    """Give the sublinear weights (1 + ln count) of *counts* as float64, in the same layout."""
    return sparse.csr_matrix((_TF[counts.data], counts.indices, counts.indptr), shape=counts.shape)


def inverse_frequency(frequencies: NDArray[np.int64], *, n_texts: int) -> NDArray[np.float64]:
    """Give ln(1 + n / df) per term; a term that no text holds gets 0, as nothing can be found by it."""
    idf = np.zeros(len(frequencies))
    seen = np.flatnonzero(frequencies > 0)
    idf[seen] = np.log1p(n_texts / frequencies[seen])
    return idf


def frequencies_of(postings: Iterable[Postings], alive: Iterable[NDArray[np.bool_]]) -> NDArray[np.int64]:
    """Count for each term of the hash space the texts that are *alive* and hold it."""
    frequencies = np.zeros(N_TERMS, dtype=np.int64)
    for block, living in zip(postings, alive, strict=True):
        block.add_frequencies(living, frequencies)
    return frequencies


def products_with(text: Counts, queries: Counts) -> NDArray[np.float64]:
    """Give the inner products of the one *text* with each of *queries*, both weighed already."""
    spread = np.zeros(N_TERMS)
    spread[text.indices] = text.data
    sums: NDArray[np.float64] = queries @ spread
    return sums


@dataclass(frozen=True, slots=True)
class Postings:
    """Texts by term, immutable: which texts hold a term, and how often."""

    terms: NDArray[np.int32]  # ascending, those that occur
    by_term: sparse.csr_matrix  # (n terms, n texts) uint8

    @classmethod
    def of(cls, counts: Counts) -> Postings:
        """Turn counts by text into counts by term."""
        present = np.unique(counts.indices)
        numbers = np.empty(N_TERMS, dtype=np.int32)
        numbers[present] = np.arange(len(present), dtype=np.int32)
        shape = (counts.shape[0], len(present))
        narrow = sparse.csr_matrix((counts.data, numbers[counts.indices], counts.indptr), shape=shape)
        return cls(present, narrow.T.tocsr())

    @property
    def n_texts(self) -> int:
        """How many texts there are."""
        return int(self.by_term.shape[1])

    def counts(self, rows: NDArray[np.intp]) -> Counts:
        """Give the counts of the texts *rows*, by text."""
        chosen = self.by_term[:, rows].T.tocsr()
        chosen.sort_indices()
        terms = self.terms[chosen.indices] if len(self.terms) else chosen.indices
        return sparse.csr_matrix((chosen.data, terms, chosen.indptr), shape=(len(rows), N_TERMS))

    def add_frequencies(self, alive: NDArray[np.bool_], frequencies: NDArray[np.int64]) -> None:
        """Add to *frequencies* (N_TERMS,) for each term the number of texts that are *alive* and hold it."""
        held = self.by_term.indptr
        if alive.all():
            counted = np.diff(held).astype(np.int64)
        else:
            running = np.append(0, np.cumsum(alive[self.by_term.indices], dtype=np.int64))
            counted = running[held[1:]] - running[held[:-1]]
        frequencies[self.terms] += counted

    def lengths(self, idf: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the Euclidean length of each text's TF-IDF vector; (n_texts,)."""
        squares = sparse.csr_matrix(
            (np.square(_TF, dtype=np.float64)[self.by_term.data], self.by_term.indices, self.by_term.indptr),
            shape=self.by_term.shape,
        )
        return np.asarray(np.sqrt(squares.T @ np.square(idf[self.terms])))

    def shares(self, terms: NDArray[np.int32], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum for each text the *weights* (n, n_terms) of those *terms* that it holds: (n, n_texts)."""
        known, places = self._places(terms)
        chosen = self.by_term[places]
        held = sparse.csr_matrix((np.ones(len(chosen.data)), chosen.indices, chosen.indptr), shape=chosen.shape)
        return np.asarray(held.T @ weights[:, known].T).T

    def _places(self, terms: NDArray[np.int32]) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
        """Tell which of *terms* occur at all, and where these stand."""
        places = np.searchsorted(self.terms, terms)
        known = places < len(self.terms)
        known[known] = self.terms[places[known]] == terms[known]
        return known, places[known]

    def products(self, queries: Queries) -> NDArray[np.float64]:
        """Give the inner products of *queries* with each text's counts, sublinear; (n_queries, n_texts)."""
        known, places = self._places(queries.terms)
        chosen = self.by_term[places]
        weighed = sparse.csr_matrix((_TF[chosen.data], chosen.indices, chosen.indptr), shape=chosen.shape)
        return np.asarray(weighed.T @ queries.weights[known]).T


@dataclass(frozen=True, slots=True)
class Listing:
    """Texts by text, immutable: which terms a text holds, and how often."""

    by_text: Counts

    @classmethod
    def of(cls, counts: Counts) -> Listing:
        """Keep counts as they are."""
        return cls(counts)

    @property
    def n_texts(self) -> int:
        """How many texts there are."""
        return int(self.by_text.shape[0])

    def counts(self, rows: NDArray[np.intp]) -> Counts:
        """Give the counts of the texts *rows*."""
        return self.by_text[rows]


@dataclass(frozen=True, slots=True)
class Queries:
    """What is looked for: terms, and for each query its sublinear count × idf² (the other side carries counts only)."""

    terms: NDArray[np.int32]  # ascending, those of any query
    weights: NDArray[np.float64]  # (n_terms, n_queries)

    @classmethod
    def of(cls, counts: Counts, idf: NDArray[np.float64]) -> Queries:
        """Weigh the texts of *counts*."""
        terms, places = np.unique(counts.indices, return_inverse=True)
        weights = np.zeros((len(terms), counts.shape[0]))
        owners = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        weights[places, owners] = _TF[counts.data] * np.square(idf[counts.indices])
        return cls(terms, weights)
