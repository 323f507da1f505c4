"""Judged candidates, each compared with every advert: what the ranker learns from, and what it is judged by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from api.encoding import EncodedTexts
from data.reference import load_occupations
from data.reference.majors import load_majors
from data.suites import Suite
from matcher.engine import Compared, Matcher, list_compared
from matcher.records import Candidate
from matcher.text import candidate_texts, post_texts
from models.ranker import N_UNJUDGED, SEED, Lessons

ON = date(2024, 7, 1)
"""Any day: the adverts of suites bear no dates, and programme eligibility, which asks for one, plays no part."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates of a suite of adverts, each compared with all of them."""

    suite: Suite
    compared: tuple[Compared, ...]  # one a candidate, in the suite's order

    @property
    def codes(self) -> tuple[str, ...]:
        """What the columns of the comparisons are."""
        return self.compared[0].codes

    @property
    def keys(self) -> tuple[str, ...]:
        """Give each candidate's key."""
        return tuple(key_of(candidate) for candidate in self.suite.candidates)

    def ranking(self, n: int, weights: NDArray[np.float64], *, blocked: bool) -> list[str]:
        """Rank the posts for the n-th candidate by *weights* (n_codes,); *blocked*: list those that are refused too."""
        compared = self.compared[n]
        scores = np.round(compared.values @ weights, 9)
        rows = np.arange(len(scores)) if blocked else np.flatnonzero(~compared.blocked)
        return [compared.post_ids[row] for row in sorted(rows, key=lambda row: (-scores[row], compared.post_ids[row]))]

    def listing(self, n: int, weights: NDArray[np.float64]) -> list[str]:
        """List the posts for the n-th candidate by *weights* (n_codes,), as the product shows them."""
        compared = self.compared[n]
        return list_compared(compared, np.round(compared.values @ weights, 9), on=ON.toordinal())

    def weights(self, by_code: Mapping[str, float]) -> NDArray[np.float64]:
        """Give weights in the order of the columns; a code without one counts nothing."""
        return np.array([by_code.get(code, 0.0) for code in self.codes])

    def lessons(self) -> Lessons:
        """Give the judged pairs, and for each candidate some that nobody judged."""
        parts = [self._lessons_of(n) for n in range(len(self.compared))]
        queries = np.repeat(np.arange(len(parts)), [len(part.grades) for part in parts])
        return Lessons(
            codes=self.codes,
            values=np.concatenate([part.values for part in parts]),
            grades=np.concatenate([part.grades for part in parts]),
            queries=queries,
            judged=np.concatenate([part.judged for part in parts]),
        )

    def _lessons_of(self, n: int) -> Lessons:
        compared = self.compared[n]
        grades_of = self.suite.judged.get(self.suite.candidates[n].id, {})
        grades = np.array([grades_of.get(id_, -1) for id_ in compared.post_ids], dtype=np.intp)
        others = np.flatnonzero(grades < 0)
        drawn = np.random.default_rng((SEED, n)).choice(others, min(N_UNJUDGED, len(others)), replace=False)
        rows = np.concatenate([np.flatnonzero(grades >= 0), np.sort(drawn)])
        return Lessons(
            codes=self.codes,
            values=compared.values[rows],
            grades=np.maximum(grades[rows], 0),
            queries=np.zeros(len(rows), dtype=np.intp),
            judged=grades[rows] >= 0,
        )


def compare_judged(suite: Suite, texts: EncodedTexts) -> Judged:
    """Encode the texts of a suite of adverts and compare every candidate with every advert."""
    of_posts = [text for post in suite.posts for text in post_texts(post)]
    of_candidates = [text for candidate in suite.candidates for text in candidate_texts(candidate)]
    posts, candidates = texts.encode(posts=of_posts, candidates=of_candidates)
    dimension = posts.shape[1]
    matcher = Matcher(dimension=dimension, catalogue=load_majors(), occupations=load_occupations())
    matcher.update(posts=list(zip(suite.posts, posts.reshape(-1, 2, dimension), strict=True)), sequence=1)
    own = candidates.reshape(-1, 2, dimension)
    return Judged(suite, tuple(matcher.compare_posts(c, v, on=ON) for c, v in zip(suite.candidates, own, strict=True)))


def key_of(candidate: Candidate) -> str:
    """Name what a candidate says by a hash: whoever learnt from the same person twice can tell."""
    told: Sequence[str] = (*candidate_texts(candidate), str(candidate.education))
    return hashlib.sha256("\0".join(told).encode("utf-8", "surrogatepass")).hexdigest()[:16]
