"""Texts on their way into a network: cut, ordered by length, taken in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray


def cut(text: str, *, chars: int) -> str:
    """Return the first *chars* characters, half surrogate pairs replaced by a question mark."""
    return text[:chars].encode("utf-8", "replace").decode("utf-8")


def batches(lengths: Sequence[int], *, size: int) -> Iterator[NDArray[np.intp]]:
    """Yield the positions of texts of like length, *size* at a time, the longest first."""
    order = np.argsort(np.negative(lengths), kind="stable")
    for start in range(0, len(order), size):
        yield order[start : start + size]
