"""Trained things: what an encoder promises, and how to load one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

BUNDLED = "e5-small"


class Encoder(Protocol):
    """
    What every encoder promises.

    Deterministic; a batch equals single calls; vectors have unit length; any string is survived, long ones are
    truncated; one instance may be used from several threads and after a fork. *on_progress* hears, after each batch,
    how many of the texts are done.
    """

    @property
    def id(self) -> str:
        """Name weights, engine and precision: vectors of equal ids are interchangeable."""

    @property
    def dimension(self) -> int:
        """Length of each vector."""

    def encode_posts(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Encode what is searched: (n, dimension), unit length."""

    def encode_candidates(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Encode what searches: (n, dimension), unit length."""


def load_encoder(name: str, *, folder: Path) -> Encoder:
    """
    Load an encoder; the bundled one is converted into *folder* on first use. The network is never asked.

    Args:
        name: ``e5-small`` (bundled), else a sentence-transformers model: its folder, or its name where it is cached.
        folder: where converted models are kept (``var/models``).

    Raises:
        NotReady: weights cannot be found; the text says what to install or set.
    """
    if name == BUNDLED:
        from models.bundled import load_bundled

        return load_bundled(folder=folder)
    from models.sentence import load_sentence_encoder

    return load_sentence_encoder(name)


def is_to_convert(name: str, *, folder: Path) -> bool:
    """Tell whether ``load_encoder`` converts the encoder first, which takes about a minute."""
    if name != BUNDLED:
        return False
    from models.bundled import is_converted

    return not is_converted(folder=folder)
