"""How evenly posts are seen: the Lorenz curve and the Gini coefficient of the people they are shown to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

POINTS = 21


def lorenz(shown: NDArray[np.int64], capacity: NDArray[np.int64]) -> tuple[float, ...]:
    """
    Give the share of all that is shown which the least seen posts get, at 0, 5, …, 100 % of all capacity.

    A post counts by its capacity: one that looks for three may be shown to three times as many, and the curve of
    shares in proportion to capacity is the diagonal.

    Args:
        shown: (n_posts,) people whom each post is shown to.
        capacity: (n_posts,) of each; posts of capacity 0 are left out.

    Returns:
        21 points, rising from 0 to 1; empty where nothing is shown or no post has room.
    """
    room = capacity > 0
    shown, capacity = shown[room], capacity[room]
    if not shown.sum():
        return ()
    order = np.argsort(shown / capacity, kind="stable")
    at = np.concatenate([[0.0], np.cumsum(capacity[order]) / capacity.sum()])
    reached = np.concatenate([[0.0], np.cumsum(shown[order]) / shown.sum()])
    return tuple(np.interp(np.linspace(0, 1, POINTS), at, reached).tolist())


def gini(shown: NDArray[np.int64], capacity: NDArray[np.int64]) -> float | None:
    """
    Compute twice the area between the diagonal and the whole Lorenz curve: 0 = as capacity is, 1 = one post has all.

    Returns:
        None where nothing is shown or no post has room.
    """
    room = capacity > 0
    shown, capacity = shown[room], capacity[room]
    if not shown.sum():
        return None
    order = np.argsort(shown / capacity, kind="stable")
    widths = capacity[order] / capacity.sum()
    reached = np.concatenate([[0.0], np.cumsum(shown[order]) / shown.sum()])
    return float(1.0 - (widths * (reached[1:] + reached[:-1])).sum())
