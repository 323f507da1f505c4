"""The words of titles: n-grams, of which those weigh more that few titles hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.lexical import count_ngrams, weigh


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """
    How common n-grams are.

    They are counted once, over titles that were learnt from, so that how alike two titles are depends on these two
    alone and not on what else is listed.

    Attributes:
        terms: (n,) ascending, places in the hash space: no word can be read from them.
        frequencies: (n,) how many titles hold each.
        n_titles: among how many.
    """

    terms: NDArray[np.int32]
    frequencies: NDArray[np.int32]
    n_titles: int

    @classmethod
    def of(cls, titles: Sequence[str]) -> Self:
        """Count the n-grams of *titles*."""
        terms, frequencies = np.unique(count_ngrams(titles).indices, return_counts=True)
        return cls(terms.astype(np.int32), frequencies.astype(np.int32), len(titles))

    def of_titles(self, titles: Sequence[str]) -> sparse.csr_matrix:
        """Give (n titles, N_TERMS) TF-IDF rows of unit length; a title without a sign stays 0."""
        found = weigh(count_ngrams(titles))
        rarity = self._rarity(found.indices)
        return of_unit_length(sparse.csr_matrix((found.data * rarity, found.indices, found.indptr), found.shape))

    def _rarity(self, terms: NDArray[np.int32]) -> NDArray[np.float64]:
        places = np.minimum(np.searchsorted(self.terms, terms), max(0, len(self.terms) - 1))
        met = self.terms[places] == terms if len(self.terms) else np.zeros(len(terms), dtype=np.bool_)
        frequencies = np.ones(len(terms))  # what was never met is as rare as what was met once
        frequencies[met] = self.frequencies[places[met]]
        rarity: NDArray[np.float64] = np.log1p(self.n_titles / frequencies)
        return rarity


def of_unit_length(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    """Stretch each row to length 1; a row of nothing stays so."""
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    scales = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return sparse.csr_matrix(sparse.diags(scales) @ rows)
