"""What a post asks of the person's major, judged by the verdicts of a catalogue."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matcher.columns import CandidateColumns, PostColumns
from matcher.eligibility.outcome import MET, NOT_MET, UNKNOWN, Outcome
from matcher.majors import Majors, codes

NEAR_AMOUNT, WELCOME_AMOUNT = 0.4, 0.2
"""How grave it is to have a near major instead of one asked for, and where related ones are invited."""

_STATUS = np.zeros(5, dtype=np.int8)
_AMOUNT = np.zeros(5)
for _verdict, _status, _grave in (
    (codes.MET, MET, 0.0),
    (codes.NEAR, NOT_MET, NEAR_AMOUNT),
    (codes.WELCOME, MET, WELCOME_AMOUNT),
    (codes.UNKNOWN, UNKNOWN, 0.0),
    (codes.NOT_MET, NOT_MET, 1.0),
):
    _STATUS[_verdict], _AMOUNT[_verdict] = _status, _grave


def major(majors: Majors) -> Callable[[CandidateColumns, PostColumns, int], Outcome]:
    """
    Give the rule that holds another major than those asked for against a post; it never blocks.

    A near major is a small reservation, and met where related majors are invited; what is unknown costs nothing.
    The columns must have been numbered by *majors*.
    """

    def judge(c: CandidateColumns, p: PostColumns, on: int) -> Outcome:
        found = majors.judge(c.schooling, p.requirement)
        return Outcome(_STATUS[found], amount=_AMOUNT[found])

    return judge
