"""What was learnt about titles as a file of plain numbers, without pickle."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from scipy import sparse

from matcher.errors import NotReady
from matcher.lexical import N_TERMS
from matcher.titles import Examples, Meaning, TitleSense, Words
from matcher.titles.meaning import Vectors
from models.adoption import Adoption
from models.keeping import write_whole
from models.packing import Arrays, pack_arrays, read_arrays

FORMAT = 1


@dataclass(frozen=True, slots=True)
class TitleWeights:
    """What one training gives, and where it comes from."""

    encoder_id: str  # whose vectors it was fitted with
    sense: TitleSense
    learnt_from: frozenset[str]  # keys of the titles that were sought; they cannot be turned back into titles
    held_out: Mapping[str, float]  # what cross-validation gave when it was fitted

    @property
    def fingerprint(self) -> str:
        """Tell these weights from others by a few characters."""
        return hashlib.sha256(pack(self)).hexdigest()[:10]

    def sense_for(self, encoder_id: str, *, listed: Vectors) -> TitleSense:
        """
        Give what holds for vectors of an encoder.

        One network in eight bits and in float32 gives vectors of cosine .9995: sums and directions hold for both.
        """
        if _network(encoder_id) == _network(self.encoder_id):
            return self.sense
        return self.sense.with_other_encoder(listed)


def _network(encoder_id: str) -> str:
    return encoder_id.split(".")[0]


def pack(weights: TitleWeights) -> bytes:
    """Give the file's content; equal weights give equal bytes."""
    words, meaning, examples = weights.sense.words, weights.sense.meaning, weights.sense.examples
    head = {
        "format": FORMAT,
        "encoder": weights.encoder_id,
        "held_out": dict(sorted(weights.held_out.items())),
        "learnt_from": sorted(weights.learnt_from),
        "keys": list(examples.keys),
        "n_titles": words.n_titles,
    }
    arrays: Arrays = {
        "terms": words.terms,
        "frequencies": words.frequencies,
        "sought": meaning.sought,
        "listed": meaning.listed,
        "spread": meaning.spread,
        "counts": examples.counts,
        "word_sums": examples.words.data,
        "word_terms": examples.words.indices,
        "word_starts": examples.words.indptr,
        "meaning_sums": examples.meaning,
    }
    return pack_arrays(head, arrays)


def write_titles(path: Path, weights: TitleWeights) -> None:
    """
    Write a file of weights; it stands complete under its name, or not at all.

    Raises:
        NotReady: the folder cannot be written to.
    """
    write_whole(path, pack(weights))


def read_titles(path: Path) -> TitleWeights:
    """
    Read a file of weights.

    Raises:
        NotReady: it is not there, or no file of weights of this version.
    """
    try:
        head, arrays = read_arrays(path)
        if head["format"] != FORMAT:
            raise ValueError("another format")
        return TitleWeights(head["encoder"], _sense(head, arrays), frozenset(head["learnt_from"]), head["held_out"])
    except (OSError, ValueError, KeyError) as error:
        raise NotReady("{path} holds no weights for titles: train them again", path=path) from error


def titles_adoption(folder: Path) -> Adoption[TitleWeights]:
    """Give what was learnt about titles on this machine; *folder*: of what was adopted (``var/models/titles``)."""
    return Adoption(folder, ".npz", read_titles, write_titles, _shipped)


def _shipped() -> TitleWeights:
    with as_file(files("models.titles") / "weights.npz") as path:
        return read_titles(path)


def _sense(head: Mapping[str, Any], arrays: Arrays) -> TitleSense:
    sums = (arrays["word_sums"], arrays["word_terms"], arrays["word_starts"])
    examples = Examples(
        keys=tuple(head["keys"]),
        counts=arrays["counts"],
        words=sparse.csr_matrix(sums, shape=(len(head["keys"]), N_TERMS)),
        meaning=arrays["meaning_sums"],
    )
    words = Words(arrays["terms"], arrays["frequencies"], head["n_titles"])
    return TitleSense(words, Meaning(arrays["sought"], arrays["listed"], arrays["spread"]), examples)
