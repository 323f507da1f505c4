"""What one round of following the database met: records with their texts, and counts of what was done."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from matcher.records import Candidate, Post
from matcher.text import candidate_texts, post_texts


@dataclass(frozen=True, slots=True)
class Caught:
    """What one round of catching up did: records put into the index and taken out of it, texts encoded."""

    posts: int = 0
    candidates: int = 0
    removed: int = 0
    encoded: int = 0

    def __add__(self, other: Caught) -> Caught:
        """Add the counts."""
        return Caught(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of some keys as they stand in the database, with the texts that stand for them."""

    posts: dict[str, Post]
    candidates: dict[str, Candidate]

    @property
    def post_texts(self) -> list[str]:
        """The texts of all posts, two a post."""
        return [text for post in self.posts.values() for text in post_texts(post)]

    @property
    def candidate_texts(self) -> list[str]:
        """The texts of all candidates, two a candidate."""
        return [text for candidate in self.candidates.values() for text in candidate_texts(candidate)]
