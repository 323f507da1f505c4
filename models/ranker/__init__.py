"""The ranker: how its weights are fitted to judged pairs, and which weights are in force."""

from __future__ import annotations

from models.ranker.fitting import FOLDS, N_UNJUDGED, SEED, Lessons, cross_validate, fit_calibration, fit_ranker
from models.ranker.storing import RankerWeights, pack, ranker_adoption, read_ranker, write_ranker

__all__ = [
    "FOLDS",
    "N_UNJUDGED",
    "SEED",
    "Lessons",
    "RankerWeights",
    "cross_validate",
    "fit_calibration",
    "fit_ranker",
    "pack",
    "ranker_adoption",
    "read_ranker",
    "write_ranker",
]
