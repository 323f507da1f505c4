"""Find vectors by inner product: exact FAISS search over immutable blocks, with a mask of those allowed."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

HALF_FROM = 60_000
"""From this many vectors a block is searched in half precision: half the memory, and faster (docs/decisions/0003)."""


# the types that faiss ships know its C++ signatures only, not what its Python layer accepts
_PARAMETERS: Any = faiss.SearchParameters
_SELECTOR: Any = faiss.IDSelectorBitmap


def halve(vectors: NDArray[Any]) -> NDArray[np.float16]:
    """
    Round *vectors* to half precision, the precision of every vector that is compared here.

    The store keeps float16 too, so that a vector compares alike whether it was just encoded, read back, or indexed.
    """
    return np.ascontiguousarray(vectors, dtype=np.float16)


class Block:
    """Vectors that never change, searchable; safe for any number of threads."""

    def __init__(self, vectors: NDArray[np.float16]) -> None:
        n, dimension = vectors.shape
        self.vectors = vectors
        if n < HALF_FROM:
            self._index: Any = faiss.IndexFlatIP(dimension)
            self._index.add(vectors.astype(np.float32))
        else:
            self._index = faiss.IndexScalarQuantizer(
                dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
            )
            faiss.copy_array_to_vector(vectors.view(np.uint8).ravel(), self._index.codes)
            self._index.ntotal = n
            self._index.is_trained = True
            # the codes are the vectors: one copy serves search and exact scoring
            codes = faiss.rev_swig_ptr(self._index.codes.data(), n * dimension * 2)
            self.vectors = codes.view(np.float16).reshape(n, dimension)

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


def use_threads(n: int) -> None:
    """Let FAISS searches that this thread starts use *n* threads; other threads keep their number."""
    faiss.omp_set_num_threads(n)
