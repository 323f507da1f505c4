"""How one criterion stands for pairs, as arrays, and what a rule is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.columns import CandidateColumns, PostColumns

MET, UNKNOWN, NOT_MET = 1, 0, -1
"""A criterion's status in arrays."""

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one criterion stands for the pairs: arrays that broadcast against each other."""

    status: Array  # MET, UNKNOWN, NOT_MET
    amount: Array | float = 0.0  # how grave the reservation is, 0..1
    hard: Array | bool = False  # not met blocks the pair


@dataclass(frozen=True, slots=True)
class Rule:
    """A criterion: its code, the field of the post it is read from, and how it is judged."""

    code: str
    field: str
    judge: Callable[[CandidateColumns, PostColumns, int], Outcome]


def status_of(known: Array, met: Array) -> Array:
    """Give MET or NOT_MET where *known*, else UNKNOWN."""
    signs = np.multiply(np.asarray(met).astype(np.int8), 2, dtype=np.int8) - np.int8(1)  # MET or NOT_MET
    return np.asarray(signs * known)


def against(such: Array, amount: Array | float) -> Outcome:
    """Hold something against a post where *such* is so, by *amount*; elsewhere it is met."""
    return Outcome(np.where(such, NOT_MET, MET), amount=np.where(such, amount, 0.0))
