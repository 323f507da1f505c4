"""The weights of the classifier of kinds as a file of plain numbers, without pickle."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from matcher.errors import NotReady
from models.keeping import write_whole
from models.kinds.features import Look, Meaning, Words
from models.kinds.model import KINDS, KindModel
from models.packing import Arrays, pack_arrays, read_arrays

FORMAT = 1


@dataclass(frozen=True)
class KindWeights:
    """What one training gives: weights over meaning and words, weights over words alone, and where they come from."""

    encoder_id: str  # whose vectors *full* was fitted with
    full: KindModel
    words: KindModel
    learnt_from: frozenset[str]  # keys of the labelled adverts; they cannot be turned back into adverts
    held_out: Mapping[str, float]  # what cross-validation gave when they were fitted

    @cached_property
    def fingerprint(self) -> str:
        """Tell these weights from others by a few characters."""
        return hashlib.sha256(pack(self)).hexdigest()[:10]


def pack(weights: KindWeights) -> bytes:
    """Give the file's content; equal weights give equal bytes."""
    head = {
        "format": FORMAT,
        "kinds": list(KINDS),
        "encoder": weights.encoder_id,
        "held_out": dict(sorted(weights.held_out.items())),
        "learnt_from": sorted(weights.learnt_from),
        "full": weights.full.temperature,
        "words": weights.words.temperature,
        "length": weights.full.look.meaning.length if weights.full.look.meaning else None,
    }
    return pack_arrays(head, _arrays("full", weights.full) | _arrays("words", weights.words))


def write_weights(path: Path, weights: KindWeights) -> None:
    """
    Write a file of weights; it stands complete under its name, or not at all.

    Raises:
        NotReady: the folder cannot be written to.
    """
    write_whole(path, pack(weights))


def read_weights(path: Path) -> KindWeights:
    """
    Read a file of weights.

    Raises:
        NotReady: it is not there, or no file of weights of this version.
    """
    try:
        head, arrays = read_arrays(path)
        if head["format"] != FORMAT or head["kinds"] != list(KINDS):
            raise ValueError("another format")
        return KindWeights(
            encoder_id=head["encoder"],
            full=_model("full", arrays, temperature=head["full"], length=head["length"]),
            words=_model("words", arrays, temperature=head["words"], length=None),
            learnt_from=frozenset(head["learnt_from"]),
            held_out=head["held_out"],
        )
    except (OSError, ValueError, KeyError) as error:
        raise NotReady("{path} holds no weights for the kinds of posts: train them again", path=path) from error


def _arrays(name: str, model: KindModel) -> Arrays:
    look = model.look
    arrays: Arrays = {
        "title_terms": look.title.terms,
        "title_weights": look.title.weights,
        "body_terms": look.body.terms,
        "body_weights": look.body.weights,
        "weights": model.weights,
        "offsets": model.offsets,
    }
    if look.meaning is not None:
        arrays["middle"] = look.meaning.middle
    return {f"{name}_{key}": array for key, array in arrays.items()}


def _model(name: str, arrays: Arrays, *, temperature: float, length: float | None) -> KindModel:
    own = {key.removeprefix(f"{name}_"): array for key, array in arrays.items() if key.startswith(f"{name}_")}
    title = Words(own["title_terms"], own["title_weights"])
    body = Words(own["body_terms"], own["body_weights"])
    meaning = None if length is None else Meaning(own["middle"], length)
    return KindModel(Look(title, body, meaning), own["weights"], own["offsets"], temperature)
