"""The meaning of titles: the encoder's vectors, without what all titles share and less what varies in one work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""(n, dimension), unit length, as the encoder gives them."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """
    Where vectors of titles lie, and which of their directions tell works apart.

    An encoder gives the two sides of a pair vectors of their own sort, so each side has a middle of its own.

    Attributes:
        sought: (dimension,) middle of the titles that are sought.
        listed: (dimension,) middle of those that are listed.
        spread: (dimension, dimension) shortens directions in which titles of one work differ.
    """

    sought: NDArray[np.float32]
    listed: NDArray[np.float32]
    spread: NDArray[np.float16]

    @classmethod
    def untaught(cls, listed: Vectors) -> Self:
        """Know of the titles *listed* only where their middle is."""
        middle = listed.mean(axis=0, dtype=np.float64).astype(np.float32)
        return cls(middle, middle, np.eye(listed.shape[1], dtype=np.float16))

    def of_sought(self, vectors: Vectors) -> Numbers:
        """Give (n, dimension) directions of titles that are sought."""
        return self._directions(vectors, self.sought)

    def of_listed(self, vectors: Vectors) -> Numbers:
        """Give (n, dimension) directions of titles that are listed."""
        return self._directions(vectors, self.listed)

    def _directions(self, vectors: Vectors, middle: NDArray[np.float32]) -> Numbers:
        away = of_unit_length(vectors.astype(np.float64) - middle)
        return of_unit_length(away @ self.spread.astype(np.float64))


def of_unit_length(rows: NDArray[Any]) -> Numbers:
    """Stretch each row to length 1; a row of nothing stays so."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    stretched: Numbers = np.divide(rows, lengths, out=np.zeros(rows.shape), where=lengths > 0)
    return stretched
