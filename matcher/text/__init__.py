"""What of a candidate and of a post is compared, as Chinese text; nothing of a Person is in it."""

from __future__ import annotations

from matcher.text.candidates import candidate_texts
from matcher.text.cleaning import clean
from matcher.text.posts import post_texts, title_text
from matcher.text.works import MOST_WORKS, wished_works

EDITION = 8
"""Goes up whenever the same record gives other texts or other numbers: saved indexes are rebuilt."""

__all__ = ["EDITION", "MOST_WORKS", "candidate_texts", "clean", "post_texts", "title_text", "wished_works"]
