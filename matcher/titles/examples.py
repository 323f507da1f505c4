"""Examples: titles as the market writes them, of works that are listed under a title of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.lexical import N_TERMS
from matcher.titles.meaning import Numbers, of_unit_length
from matcher.titles.words import of_unit_length as rows_of_unit_length

OWN = 2.0
"""What a work is listed under counts as two examples of it."""

MOSTLY = 0.5
"""From this share of its works on, a list is the one that was coded to."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """
    What examples of each work add up to.

    Attributes:
        keys: of the titles that the works are listed under.
        counts: (n,) examples of each.
        words: (n, N_TERMS) sums of their TF-IDF rows.
        meaning: (n, dimension) sums of their directions.
    """

    keys: tuple[str, ...]
    counts: NDArray[np.int32]
    words: sparse.csr_matrix
    meaning: NDArray[np.float16]
    _places: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {key: place for place, key in enumerate(self.keys)})

    @classmethod
    def none(cls, *, dimension: int) -> Examples:
        """Know of no example."""
        nothing = sparse.csr_matrix(np.zeros((0, N_TERMS), dtype=np.float32))
        return cls((), np.zeros(0, np.int32), nothing, np.zeros((0, dimension), np.float16))

    def belong_to(self, titles: Sequence[str]) -> bool:
        """Tell whether *titles* are the list that examples were coded to, and not another that shares a few."""
        found = set(self.keys) & {key_of(title) for title in titles}
        return len(found) > MOSTLY * len(self.keys)

    def counts_of(self, titles: Sequence[str]) -> NDArray[np.int64]:
        """Count the examples of each of *titles*: (n titles,)."""
        return np.append(self.counts, 0)[self._rows(titles)].astype(np.int64)

    def beside_words(self, titles: Sequence[str], words: sparse.csr_matrix) -> sparse.csr_matrix:
        """Add to the rows of *titles* in words what examples say: (n titles, N_TERMS) of unit length."""
        rows = self._rows(titles)
        known = np.flatnonzero(rows >= 0)
        chosen = sparse.csr_matrix((np.ones(len(known)), (known, rows[known])), (len(rows), len(self.keys)))
        return rows_of_unit_length(sparse.csr_matrix(OWN * words + chosen @ self.words.astype(np.float64)))

    def beside_meaning(self, titles: Sequence[str], directions: Numbers) -> Numbers:
        """Add to the directions of *titles* what examples say: (n titles, dimension) of unit length."""
        nothing = np.zeros((1, directions.shape[1]))
        sums = np.vstack([self.meaning.astype(np.float64), nothing])
        return of_unit_length(OWN * directions + sums[self._rows(titles)])

    def _rows(self, titles: Sequence[str]) -> NDArray[np.intp]:
        """Give the row of each title, -1 where there is no example."""
        return np.array([self._places.get(key_of(title), -1) for title in titles], dtype=np.intp)


def key_of(title: str) -> str:
    """Name a title by a hash, so that weights know it again and do not hold it."""
    return hashlib.sha256(title.encode("utf-8", "surrogatepass")).hexdigest()[:16]
