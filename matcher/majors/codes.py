"""Verdicts on majors as numbers, to be kept in arrays."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matcher.majors.verdict import Fit, Verdict

MET, NEAR, WELCOME, UNKNOWN, NOT_MET = range(5)
"""WELCOME is near where related majors are invited."""

_NUMBERS = {Fit.MET: MET, Fit.UNKNOWN: UNKNOWN, Fit.NOT_MET: NOT_MET}


def codes_of(verdicts: Iterable[Verdict]) -> NDArray[np.int8]:
    """Give the number of each of *verdicts*."""
    return np.array([code_of(verdict) for verdict in verdicts], dtype=np.int8)


def code_of(verdict: Verdict) -> int:
    """Give the number of a verdict."""
    if verdict.fit is Fit.NEAR:
        return WELCOME if verdict.welcome else NEAR
    return _NUMBERS[verdict.fit]
