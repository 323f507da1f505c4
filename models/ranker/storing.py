"""The weights of the ranking as a file of plain numbers (JSON)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from matcher.errors import NotReady
from matcher.ranking import PARTS, Calibration, Weights
from models.adoption import Adoption
from models.keeping import write_whole

FORMAT = 2


@dataclass(frozen=True, slots=True)
class RankerWeights:
    """What one training gives, and where it comes from."""

    by_code: Mapping[str, float]
    calibration: Calibration
    encoder_id: str  # whose vectors the weights were fitted with
    learnt_from: frozenset[str]  # keys of the candidates; they cannot be turned back into candidates
    held_out: Mapping[str, float]  # what cross-validation gave when they were fitted

    @property
    def weights(self) -> Weights:
        """Give them in the form that the matcher takes."""
        parts = tuple(part.weighing(self.by_code.get(part.code, 0.0)) for part in PARTS)
        named = {part.code for part in PARTS}
        reservations = {code: weight for code, weight in self.by_code.items() if code not in named}
        return Weights(parts, reservations, self.calibration)

    @property
    def fingerprint(self) -> str:
        """Tell these weights from others by a few characters."""
        return hashlib.sha256(pack(self).encode()).hexdigest()[:10]


def pack(weights: RankerWeights) -> str:
    """Give the file's content; equal weights give equal text."""
    content = {
        "format": FORMAT,
        "encoder": weights.encoder_id,
        "weights": dict(sorted(weights.by_code.items())),
        "calibration": {"slope": weights.calibration.slope, "offset": weights.calibration.offset},
        "held_out": dict(sorted(weights.held_out.items())),
        "learnt_from": sorted(weights.learnt_from),
    }
    return json.dumps(content, ensure_ascii=True, indent=1) + "\n"


def write_ranker(path: Path, weights: RankerWeights) -> None:
    """
    Write a file of weights; it stands complete under its name, or not at all.

    Raises:
        NotReady: the folder cannot be written to.
    """
    write_whole(path, pack(weights).encode())


def ranker_adoption(folder: Path) -> Adoption[RankerWeights]:
    """Give the weights of the ranking on this machine; *folder*: of those adopted (``var/models/ranker``)."""
    return Adoption(folder, ".json", read_ranker, write_ranker, _shipped)


def _shipped() -> RankerWeights:
    with as_file(files("models.ranker") / "weights.json") as path:
        return read_ranker(path)


def read_ranker(path: Path) -> RankerWeights:
    """
    Read a file of weights.

    Raises:
        NotReady: it is not there, or no file of weights of this version.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise ValueError("another format")
        return RankerWeights(
            by_code={str(code): float(weight) for code, weight in content["weights"].items()},
            calibration=Calibration(**content["calibration"]),
            encoder_id=content["encoder"],
            learnt_from=frozenset(content["learnt_from"]),
            held_out=content["held_out"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotReady("{path} holds no weights for the ranking: train them again", path=path) from error
