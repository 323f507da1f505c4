"""Adverts that look like traps: the signs, each with the words it was read from; an officer decides what they mean."""

from __future__ import annotations

from matcher.traps.copies import copied_sign, copied_texts
from matcher.traps.reading import trap_signs
from matcher.traps.signs import KINDS, Sign, suspect

__all__ = ["KINDS", "Sign", "copied_sign", "copied_texts", "suspect", "trap_signs"]
