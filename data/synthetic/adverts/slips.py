"""Slips of the pen as they stand in real adverts."""

from __future__ import annotations

from data.synthetic.chance import Chance
from data.synthetic.words import read_words

SHARE = 0.12  # of adverts with one slip


def slip(chance: Chance, text: str) -> str:
    """Make at most one slip in a text."""
    if not chance.happens(SHARE):
        return text
    right, wrong = chance.pick(read_words("adverts")["slips"]["pairs"])
    return str(text.replace(right, wrong, 1))
