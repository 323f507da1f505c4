"""What of a candidate and of a post is compared, as Chinese text; nothing of a Person is in it."""

from __future__ import annotations

from matcher.text.candidates import candidate_texts
from matcher.text.cleaning import clean
from matcher.text.posts import post_texts

__all__ = ["candidate_texts", "clean", "post_texts"]
