"""The classifier of kinds: weights, and the probabilities that they give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.records import Kind
from models.kinds.features import Look, Texts, Vectors

KINDS = tuple(Kind)
"""The kinds, in the order of all columns of probabilities."""


@dataclass(frozen=True, slots=True)
class KindModel:
    """
    A linear model over what a Look gives.

    Each post's result depends on that post alone; probabilities add up to 1 and are calibrated: of the posts that
    are given a kind with .8, eight in ten are of it, as far as the labels that it was fitted on are like them.
    """

    look: Look
    weights: NDArray[np.float32]  # (columns, kinds)
    offsets: NDArray[np.float32]  # (kinds,)
    temperature: float  # above 1 draws probabilities together, below 1 apart

    def probabilities(self, texts: Texts, vectors: Vectors | None = None) -> NDArray[np.float64]:
        """Give (n, kinds) probabilities; *vectors* are those of the encoder that the weights were fitted with."""
        if not len(texts):
            return np.zeros((0, len(KINDS)))
        return spread(self.scores(texts, vectors), temperature=self.temperature)

    def scores(self, texts: Texts, vectors: Vectors | None = None) -> NDArray[np.float64]:
        """Give (n, kinds) scores before calibration."""
        return self.look.columns(texts, vectors).times(self.weights.astype(np.float64)) + self.offsets


def spread(scores: NDArray[np.float64], *, temperature: float) -> NDArray[np.float64]:
    """Turn scores into probabilities (softmax with a temperature, Guo and others 2017)."""
    raised = scores / temperature
    raised = np.exp(raised - raised.max(axis=-1, keepdims=True))
    found: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return found
