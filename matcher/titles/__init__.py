"""Titles: how alike a title that is sought and titles that are listed are, as coded titles taught it."""

from __future__ import annotations

from matcher.titles.examples import Examples, key_of
from matcher.titles.likeness import Likeness, Titles, TitleSense, liken
from matcher.titles.meaning import Meaning
from matcher.titles.words import Words
from matcher.titles.writing import plain_title

__all__ = ["Examples", "Likeness", "Meaning", "TitleSense", "Titles", "Words", "key_of", "liken", "plain_title"]
