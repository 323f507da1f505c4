"""Find vectors by inner product: exact FAISS search over immutable blocks, with a mask of those allowed."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

# the types that faiss ships know its C++ signatures only, not what its Python layer accepts
_PARAMETERS: Any = faiss.SearchParameters
_SELECTOR: Any = faiss.IDSelectorBitmap


_CHUNK = 8_192
"""Vectors widened at a time: what half precision saves must not be lost while it is computed with."""


def halve(vectors: NDArray[Any]) -> NDArray[np.float16]:
    """
    Round *vectors* to half precision, the precision of every vector that is compared here.

    The store keeps float16 too, so that a vector compares alike whether it was just encoded, read back, or indexed.
    """
    return np.ascontiguousarray(vectors, dtype=np.float16)


class Block:
    """
    Vectors that never change, searchable; safe for any number of threads.

    Half precision at every size: it is exact for vectors of half precision, takes half the memory, and from some
    10,000 vectors on one query takes half the time or less (docs/decisions/0003-index.md).
    """

    def __init__(self, vectors: NDArray[np.float16]) -> None:
        n, dimension = vectors.shape
        self._index: Any = faiss.IndexScalarQuantizer(
            dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        faiss.copy_array_to_vector(vectors.view(np.uint8).ravel(), self._index.codes)
        self._index.ntotal = n
        self._index.is_trained = True
        # the codes are the vectors: one copy serves search and exact scoring, and lives as long as the index
        codes: NDArray[np.uint8] = faiss.rev_swig_ptr(self._index.codes.data(), n * dimension * 2)
        self.vectors: NDArray[np.float16] = codes.view(np.float16).reshape(n, dimension)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def top(
        self, queries: NDArray[np.float32], *, k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """
        Give the *k* best (scores, rows) for each query, best first; rows are -1 where there are fewer than *k*.

        Args:
            queries: (n_queries, dimension).
            allowed: (len(self),) which vectors may be found; None = all.
        """
        options = None
        if allowed is not None:
            bitmap: Any = np.packbits(allowed, bitorder="little")
            options = _PARAMETERS(sel=_SELECTOR(bitmap))
        found: tuple[NDArray[np.float32], NDArray[np.int64]] = self._index.search(
            np.ascontiguousarray(queries, dtype=np.float32), k, params=options
        )
        return found

    def scores(self, queries: NDArray[np.float32], rows: NDArray[np.intp] | None = None) -> NDArray[np.float32]:
        """Give the score of each of *rows* (None = all) for each query, in single precision: (n_queries, n_rows)."""
        if rows is not None:
            return queries @ self.vectors[rows].astype(np.float32).T
        found = np.empty((len(queries), len(self)), dtype=np.float32)
        for start in range(0, len(self), _CHUNK):
            part = self.vectors[start : start + _CHUNK].astype(np.float32)
            found[:, start : start + _CHUNK] = queries @ part.T
        return found


def use_threads(n: int) -> None:
    """Let FAISS searches that this thread starts use *n* threads; other threads keep their number."""
    faiss.omp_set_num_threads(n)
