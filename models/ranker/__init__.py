"""The ranker: how its weights are fitted to judged pairs and to feedback, and which weights are in force."""

from __future__ import annotations

from models.ranker.exposure import Exposures, Outcome, outcomes_of
from models.ranker.feedback import Relearnt, refuse_too_little, relearn
from models.ranker.fitting import FOLDS, N_UNJUDGED, SEED, Lessons, cross_validate, fit_calibration, fit_ranker
from models.ranker.storing import RankerWeights, pack, ranker_adoption, read_ranker, write_ranker

__all__ = [
    "FOLDS",
    "N_UNJUDGED",
    "SEED",
    "Exposures",
    "Lessons",
    "Outcome",
    "RankerWeights",
    "Relearnt",
    "cross_validate",
    "fit_calibration",
    "fit_ranker",
    "outcomes_of",
    "pack",
    "ranker_adoption",
    "read_ranker",
    "refuse_too_little",
    "relearn",
    "write_ranker",
]
