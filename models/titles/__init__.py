"""What is learnt about titles: how it is fitted to coded titles, and which weights are in force."""

from __future__ import annotations

from models.titles.fitting import FOLDS, Lessons, cross_validate, fit_titles
from models.titles.storing import TitleWeights, pack, read_titles, titles_adoption, write_titles

__all__ = [
    "FOLDS",
    "Lessons",
    "TitleWeights",
    "cross_validate",
    "fit_titles",
    "pack",
    "read_titles",
    "titles_adoption",
    "write_titles",
]
