"""Why this post: each criterion in words, and a sentence for each outcome that a caseworker can read aloud."""

from __future__ import annotations

from matcher.explain.criteria import explain
from matcher.explain.sentences import Language, sentence, sentence_to_employer
from matcher.explain.telling import telling

__all__ = ["Language", "explain", "sentence", "sentence_to_employer", "telling"]
