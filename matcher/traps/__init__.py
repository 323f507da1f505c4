"""Adverts that look like traps: the signs, each with the words it was read from; an officer decides what they mean."""

from __future__ import annotations

from matcher.traps.copies import copied_sign, copied_texts, text_bands
from matcher.traps.doubts import DOUBTFUL, TRAP, TRUSTED, doubt_of, flag_sentences
from matcher.traps.reading import trap_signs
from matcher.traps.signs import KINDS, Sign, suspect

__all__ = [
    "DOUBTFUL",
    "KINDS",
    "TRAP",
    "TRUSTED",
    "Sign",
    "copied_sign",
    "copied_texts",
    "doubt_of",
    "flag_sentences",
    "suspect",
    "text_bands",
    "trap_signs",
]
