"""Texts on their way into a network: cut, ordered by length, taken in batches, put back in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray


def cut(text: str, *, max_tokens: int) -> str:
    """
    Return as much of the text as *max_tokens* pieces can come from, halves of surrogate pairs replaced by "?".

    Only a text of words of more than eight letters on average loses anything by it; one of 100,000 characters is
    split as fast as any other.
    """
    return text[: 8 * max_tokens].encode("utf-8", "replace").decode("utf-8")


def batches(lengths: Sequence[int], *, max_texts: int, max_units: int) -> Iterator[NDArray[np.intp]]:
    """
    Yield the positions of texts of like length, the longest first.

    Args:
        lengths: of each text, in any unit.
        max_texts: most texts in a batch.
        max_units: most units in a batch, padding counted; a single longer text is a batch of its own.
    """
    order = np.argsort(np.negative(lengths), kind="stable")
    start = 0
    while start < len(order):
        longest = max(1, lengths[order[start]])
        size = min(max_texts, max(1, max_units // longest))
        yield order[start : start + size]
        start += size


def equal_batches(widths: Sequence[int], *, max_texts: int) -> Iterator[NDArray[np.intp]]:
    """Yield the positions of texts of one width, *max_texts* at most at a time, the widest first."""
    order = np.argsort(np.negative(widths), kind="stable")
    bounds = np.flatnonzero(np.diff(np.asarray(widths, np.intp)[order])) + 1
    for equal in np.split(order, bounds):
        for start in range(0, len(equal), max_texts):
            yield equal[start : start + max_texts]


def gather(
    plan: Iterator[NDArray[np.intp]],
    run: Callable[[NDArray[np.intp]], NDArray[np.float32]],
    *,
    into: NDArray[np.float32],
    on_progress: Callable[[int], None] | None,
) -> NDArray[np.float32]:
    """Run batch after batch into the rows of *into*; *on_progress* hears the number of texts done so far."""
    done = 0
    for batch in plan:
        into[batch] = run(batch)
        done += len(batch)
        if on_progress is not None:
            on_progress(done)
    return into
