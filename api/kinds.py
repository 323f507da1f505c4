"""The kinds of posts whose office states none: inferred from text and vectors, and kept apart from what is stated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from data.store import Database, put_inferred_kinds, read_inferred_kinds
from matcher.records import Kind, Post
from matcher.text import post_texts
from models.kinds import KindClassifier

Encoded = tuple[Post, NDArray[np.float32]]
"""A post with its (2, dimension) vectors."""


class KindKeeper:
    """Classify the posts that state no kind; a kind that is stated always counts."""

    def __init__(self, database: Database, load: Callable[[], KindClassifier]) -> None:
        self._database = database
        self._load = load
        self._classifier: KindClassifier | None = None
        self._unwritten: dict[str, tuple[Kind, float]] = {}

    @property
    def classifier(self) -> KindClassifier:
        """The weights in force; loaded on first use."""
        if self._classifier is None:
            self._classifier = self._load()
        return self._classifier

    def completed(self, posts: Iterable[Encoded]) -> list[Encoded]:
        """Give posts as they are, those that state no kind with the likeliest one and its probability."""
        told = list(posts)
        found = self._inferred(told)
        self._unwritten.update(found)
        return [
            (replace(post, kind=found[post.id][0], kind_p=found[post.id][1]) if post.id in found else post, vectors)
            for post, vectors in told
        ]

    def as_inferred(self, post: Post) -> Post:
        """Give a stored post with the kind that it is ranked by, also where that is not written yet."""
        inferred = self._unwritten.get(post.id)
        if inferred is None or (post.kind is not None and post.kind_p is None):
            return post
        return replace(post, kind=inferred[0], kind_p=inferred[1])

    def write(self) -> None:
        """Keep what was inferred since the last call, for lists and filters over the database: not a reader's work."""
        found = dict(self._unwritten)
        if not found:
            return
        with self._database.read() as session:
            known = read_inferred_kinds(session, found)
        fresh = {id: inferred for id, inferred in found.items() if known.get(id) != inferred}
        if fresh:
            with self._database.begin() as session:
                put_inferred_kinds(session, fresh)
        for id, inferred in found.items():  # last: what could not be written is tried again
            if self._unwritten.get(id) == inferred:
                self._unwritten.pop(id, None)

    def _inferred(self, posts: list[Encoded]) -> dict[str, tuple[Kind, float]]:
        open_ones = [(post, vectors) for post, vectors in posts if post.kind is None or post.kind_p is not None]
        if not open_ones:
            return {}
        texts = [post_texts(post) for post, _ in open_ones]
        found = self.classifier.classify(texts, np.stack([vectors for _, vectors in open_ones]))
        return {post.id: (one.kind, round(one.p, 4)) for (post, _), one in zip(open_ones, found, strict=True)}
