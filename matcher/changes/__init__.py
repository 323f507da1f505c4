"""What would change it: the smallest changes that unblock a pair or raise its score, and what comes of making them."""

from __future__ import annotations

from matcher.changes.case import Case, blocking, judge_case
from matcher.changes.change import By, Change, change_sentence, opening_sentence
from matcher.changes.finding import Raise, changes_for, raises_for
from matcher.changes.making import made

__all__ = [
    "By",
    "Case",
    "Change",
    "Raise",
    "blocking",
    "change_sentence",
    "changes_for",
    "judge_case",
    "made",
    "opening_sentence",
    "raises_for",
]
