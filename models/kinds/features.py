"""What the classifier of kinds looks at: the meaning of a post's two texts, and their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.lexical import count_ngrams, weigh

LEAST_TEXTS = 3  # an n-gram that fewer texts hold is not looked at: it would only be learnt by heart
TITLE_WORDS, BODY_WORDS, MEANING = 1.0, 1.4, 1.0  # length of each part; equal changes of a longer part count more

Texts = Sequence[tuple[str, str]]
"""(title text, body text) of each post, as ``matcher.text.post_texts`` gives them."""

Vectors = NDArray[np.float32]
"""(n, 2, dimension) vectors of these texts, as the encoder gives them for posts."""


@dataclass(frozen=True, slots=True)
class Words:
    """The n-grams that are looked at in one of the two texts, rare ones weighing more."""

    terms: NDArray[np.int32]  # ascending, places in the hash space: no word can be read from them
    weights: NDArray[np.float32]  # inverse frequencies

    @classmethod
    def of(cls, texts: Sequence[str]) -> Words:
        """Choose the n-grams that several of *texts* hold."""
        counts = count_ngrams(texts)
        terms, frequencies = np.unique(counts.indices, return_counts=True)
        kept = frequencies >= LEAST_TEXTS
        weights = np.log(1.0 + len(texts) / frequencies[kept])
        return cls(terms[kept].astype(np.int32), weights.astype(np.float32))

    def of_texts(self, texts: Sequence[str], *, length: float) -> sparse.csr_matrix:
        """Give (n, terms) weighed n-grams, each row of *length*; a text that holds none of them stays 0."""
        found = weigh(count_ngrams(texts))[:, self.terms]
        found = sparse.csr_matrix(found @ sparse.diags(self.weights.astype(np.float64)))
        lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
        scales = np.divide(length, lengths, out=np.zeros_like(lengths), where=lengths > 0)
        return sparse.csr_matrix(sparse.diags(scales) @ found)


@dataclass(frozen=True, slots=True)
class Meaning:
    """Where the vectors of posts lie, so that what they share does not count."""

    middle: NDArray[np.float32]  # (2 × dimension,)
    length: float  # root of the mean square distance from the middle

    @classmethod
    def of(cls, vectors: Vectors) -> Meaning:
        """Find the middle of *vectors* and their mean distance from it."""
        flat = vectors.reshape(len(vectors), -1).astype(np.float64)
        middle = flat.mean(axis=0)
        length = float(np.sqrt(((flat - middle) ** 2).sum(axis=1).mean()))
        return cls(middle.astype(np.float32), length or 1.0)

    def of_vectors(self, vectors: Vectors) -> NDArray[np.float64]:
        """Give (n, 2 × dimension) distances from the middle."""
        flat = vectors.reshape(len(vectors), -1).astype(np.float64)
        return MEANING * (flat - self.middle) / self.length


@dataclass(frozen=True, slots=True)
class Columns:
    """One row of numbers a post: its words, of which few are there, and its meaning, of which all is."""

    words: sparse.csr_matrix  # (n, terms)
    meaning: NDArray[np.float64]  # (n, 2 × dimension), or (n, 0) where words alone are looked at

    def products(self) -> NDArray[np.float64]:
        """Multiply each row with each: (n, n)."""
        found: NDArray[np.float64] = (self.words @ self.words.T).toarray() + self.meaning @ self.meaning.T
        return found

    def times(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Multiply each row with weights (columns, m): (n, m)."""
        n_terms = self.words.shape[1]
        found: NDArray[np.float64] = np.asarray(self.words @ weights[:n_terms]) + self.meaning @ weights[n_terms:]
        return found

    def weighed(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Add up the rows, each by its weight of (n, m): (columns, m)."""
        return np.vstack([np.asarray(self.words.T @ rows), self.meaning.T @ rows])


@dataclass(frozen=True, slots=True)
class Look:
    """All that is looked at; without *meaning* the words alone, which need no encoder."""

    title: Words
    body: Words
    meaning: Meaning | None

    @classmethod
    def of(cls, texts: Texts, vectors: Vectors | None) -> Look:
        """Choose what to look at from the posts that are learnt from."""
        title, body = Words.of([title for title, _ in texts]), Words.of([body for _, body in texts])
        return cls(title, body, None if vectors is None else Meaning.of(vectors))

    def columns(self, texts: Texts, vectors: Vectors | None) -> Columns:
        """
        Look at posts: words of the title, words of the body, then meaning.

        Raises:
            ValueError: meaning is looked at and there are no vectors.
        """
        words = [
            self.title.of_texts([title for title, _ in texts], length=TITLE_WORDS),
            self.body.of_texts([body for _, body in texts], length=BODY_WORDS),
        ]
        meaning = np.zeros((len(texts), 0))
        if self.meaning is not None:
            if vectors is None:
                raise ValueError("these weights look at meaning, so they need vectors")
            meaning = self.meaning.of_vectors(vectors)
        return Columns(sparse.hstack(words, format="csr"), meaning)
