"""Titles of a judged suite, encoded: what is sought, what is listed, and which was judged to be which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from api.encoding import EncodedTexts
from data.reference import load_occupations
from data.suites import Suite
from matcher.titles import Titles, key_of, plain_title
from models.titles import Lessons, TitleWeights

MOSTLY = 0.5
"""From this share on, a suite is what was learnt from; below it, it is another that shares some titles."""

Rankings = dict[str, list[str]]
"""Query → ids, best first."""


@dataclass(frozen=True, slots=True, eq=False)
class CodedTitles:
    """The titles of a suite with their vectors, and how their works are related by the table of occupations."""

    suite: Suite
    sought: Titles
    listed: Titles
    relations: NDArray[np.float64]  # (n sought, n listed); NaN = unknown

    @property
    def keys(self) -> tuple[str, ...]:
        """Give the key of each title that is sought."""
        return tuple(key_of(title) for title in self.sought.texts)

    @property
    def lessons(self) -> Lessons:
        """Give the titles with those judged relevant to them."""
        listed = {post.id: row for row, post in enumerate(self.suite.posts)}
        judged = [self.suite.judged.get(candidate.id, {}) for candidate in self.suite.candidates]
        pairs = [
            (row, listed[id_])
            for row, grades in enumerate(judged)
            for id_, grade in grades.items()
            if grade >= self.suite.least_relevant
        ]
        return Lessons(self.sought, self.listed, np.array(pairs, dtype=np.intp).reshape(-1, 2))

    def was_learnt_from(self, weights: TitleWeights) -> bool:
        """Tell whether the weights were fitted to the titles of this suite."""
        return float(np.mean([key in weights.learnt_from for key in self.keys])) >= MOSTLY

    def rankings(self, scores: NDArray[np.float64]) -> Rankings:
        """Put the ids with the highest of *scores* (n sought, n listed) first; equal ones in the order of ids."""
        ids = np.array([post.id for post in self.suite.posts], dtype=object)  # one text each, in every ranking
        by_id = np.argsort(ids)
        order = by_id[np.argsort(-scores[:, by_id], axis=1, kind="stable")]
        return {candidate.id: ids[row].tolist() for candidate, row in zip(self.suite.candidates, order, strict=True)}


def encode_titles(suite: Suite, texts: EncodedTexts) -> CodedTitles:
    """
    Encode the titles of both sides; what is said about them beside is not looked at.

    A title that is sought may stand among those that are listed; it is ranked like any other.
    """
    sought = [plain_title(candidate.wish) for candidate in suite.candidates]
    listed = [plain_title(post.title) for post in suite.posts]
    vectors, queries = texts.encode(posts=listed, candidates=sought)
    occupations = load_occupations()
    works = occupations.bits(listed)
    relations = [occupations.relations(work, works) for work in occupations.bits(sought)]
    return CodedTitles(suite, Titles(sought, queries), Titles(listed, vectors), np.stack(relations))
