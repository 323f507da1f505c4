"""The classifier of kinds of posts: what it looks at, how it is fitted, and which weights are in force."""

from __future__ import annotations

from models.kinds.examples import COUNT, Example, load_examples
from models.kinds.fitting import REPEATS, Lessons, check_labels, cross_validate, fit_kinds
from models.kinds.force import Inferred, KindClassifier, kinds_adoption, load_kinds
from models.kinds.model import KINDS, KindModel
from models.kinds.storing import KindWeights, read_weights, write_weights

__all__ = [
    "COUNT",
    "KINDS",
    "REPEATS",
    "Example",
    "Inferred",
    "KindClassifier",
    "KindModel",
    "KindWeights",
    "Lessons",
    "check_labels",
    "cross_validate",
    "fit_kinds",
    "kinds_adoption",
    "load_examples",
    "load_kinds",
    "read_weights",
    "write_weights",
]
