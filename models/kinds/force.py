"""The classifier with the weights that are in force, for one encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.records import Kind
from models.adoption import Adoption
from models.kinds.features import Texts, Vectors
from models.kinds.model import KINDS
from models.kinds.storing import KindWeights, read_weights, write_weights


@dataclass(frozen=True, slots=True)
class Inferred:
    """The likeliest kind of a post, and how likely it is: 0.25..1."""

    kind: Kind
    p: float


@dataclass(frozen=True, slots=True)
class KindClassifier:
    """
    The weights in force, for one encoder.

    Weights over meaning fit the vectors of one encoder only. With any other the words alone decide, by weights that
    were fitted for that; the id says which.
    """

    weights: KindWeights
    encoder_id: str

    @property
    def by_meaning(self) -> bool:
        """Tell whether vectors are looked at."""
        return self.encoder_id == self.weights.encoder_id

    @property
    def id(self) -> str:
        """Name the weights and what they look at; results of equal ids are equal."""
        return f"kinds.{self.weights.fingerprint}.{'full' if self.by_meaning else 'words'}"

    def probabilities(self, texts: Texts, vectors: Vectors | None) -> NDArray[np.float64]:
        """Give (n, kinds) probabilities of posts by their two texts and the encoder's (n, 2, dimension) vectors."""
        if self.by_meaning:
            return self.weights.full.probabilities(texts, vectors)
        return self.weights.words.probabilities(texts)

    def classify(self, texts: Texts, vectors: Vectors) -> Sequence[Inferred]:
        """Give the likeliest kind of each post."""
        found = self.probabilities(texts, vectors)
        return [Inferred(KINDS[row.argmax()], float(row.max())) for row in found]


def load_kinds(encoder_id: str, *, folder: Path) -> KindClassifier:
    """
    Load the classifier for the vectors of an encoder.

    Args:
        folder: of the weights adopted here (``var/models/kinds``); it need not be there.

    Raises:
        NotReady: there is a file of adopted weights, but it cannot be read.
    """
    return KindClassifier(kinds_adoption(folder).in_force(), encoder_id)


def kinds_adoption(folder: Path) -> Adoption[KindWeights]:
    """Give the weights for the kinds of posts on this machine; *folder*: of those adopted (``var/models/kinds``)."""
    return Adoption(folder, ".npz", read_weights, write_weights, shipped_weights)


@cache
def shipped_weights() -> KindWeights:
    """Read the weights that come with the product."""
    with as_file(files("models.kinds") / "weights.npz") as path:
        return read_weights(path)
