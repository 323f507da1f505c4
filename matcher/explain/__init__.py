"""Why this post: each criterion in words, and a sentence for each outcome that a caseworker can read aloud."""

from __future__ import annotations

from matcher.explain.criteria import explain
from matcher.explain.sentences import Language, sentence, sentence_to_employer
from matcher.explain.telling import telling
from matcher.explain.to_employer import ABOUT_WORK, sentence_of, told_to_employer

__all__ = [
    "ABOUT_WORK",
    "Language",
    "explain",
    "sentence",
    "sentence_of",
    "sentence_to_employer",
    "telling",
    "told_to_employer",
]
