"""The vectors of a suite's texts, with the progress of making them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from api.vectors import VectorKeeper


class EncodedTexts:
    """Encode the two sides of a suite, each distinct text once."""

    def __init__(self, keeper: VectorKeeper, *, on_progress: Callable[[int, int], None] | None = None) -> None:
        self._keeper = keeper
        self._report = on_progress or (lambda done, total: None)

    def encode(
        self, *, posts: Sequence[str], candidates: Sequence[str]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Give the vectors (n, dimension) of the posts' texts and of the candidates', in order."""
        total, done = len(posts) + len(candidates), 0

        def settled(n: int) -> None:
            nonlocal done
            done += n
            self._report(done, total)

        of_posts = self._keeper.vectors("post", posts, on_progress=settled)
        of_candidates = self._keeper.vectors("candidate", candidates, on_progress=settled)
        return np.stack([of_posts[text] for text in posts]), np.stack([of_candidates[text] for text in candidates])
