"""Learn from titles that were coded to listed ones: sums and one matrix, nothing that is searched for step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.errors import BadInput
from matcher.titles import Examples, Likeness, Meaning, Titles, TitleSense, Words, key_of, liken
from matcher.titles.likeness import Scores

FOLDS = 10
SEED = 20_230_808
SHRINKAGE = 1.0  # of the directions' variances, towards their mean

Pairs = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """
    Titles as the market writes them, coded to listed ones.

    Attributes:
        pairs: (n, 2) row of *sought*, row of *listed*; a title may be coded to several.
    """

    sought: Titles
    listed: Titles
    pairs: Pairs

    def without(self, held: NDArray[np.intp]) -> Lessons:
        """Leave out the rows *held* of what is sought; rows are numbered anew."""
        kept = np.setdiff1d(np.arange(len(self.sought.texts)), held)
        pairs = self.pairs[np.isin(self.pairs[:, 0], kept)]
        rows = np.searchsorted(kept, pairs[:, 0])
        return Lessons(_only(self.sought, kept), self.listed, np.column_stack([rows, pairs[:, 1]]))


def fit_titles(lessons: Lessons) -> TitleSense:
    """
    Learn from coded titles; the same lessons give the same sense.

    Directions in which titles of one work differ are shortened by the root of the variance within works, shrunk
    towards the mean variance (within-class covariance normalisation: Hatch and others, 2006).

    Raises:
        BadInput: no title is coded to any.
    """
    if not len(lessons.pairs):
        raise BadInput("there are too few coded titles to learn from")
    words = Words.of([*lessons.sought.texts, *lessons.listed.texts])
    meaning = _fit_meaning(lessons)
    return TitleSense(words, meaning, _add_up(lessons, words, meaning))


def cross_validate(
    lessons: Lessons, *, relations: Scores, on_fit: Callable[[int, int], None] | None = None
) -> dict[str, Likeness]:
    """
    Compare each title that is sought by what was learnt without it and the others of its fold.

    Args:
        relations: (n sought, n listed) as ``liken`` takes them.

    Returns:
        ``taught``: with examples, ``untaught``: without any.
    """
    n = len(lessons.sought.texts)
    folds = list(_folds(n))
    found: dict[str, list[Likeness]] = {"taught": [], "untaught": []}
    for done, held in enumerate(folds, start=1):
        sense = fit_titles(lessons.without(held))
        sought = _only(lessons.sought, held)
        for name, of in (("taught", sense), ("untaught", sense.without_examples)):
            found[name].append(liken(of, sought, lessons.listed, relations=relations[held]))
        if on_fit is not None:
            on_fit(done, len(folds))
    back = np.argsort(np.concatenate(folds))
    return {name: _joined(parts, back) for name, parts in found.items()}


def _fit_meaning(lessons: Lessons) -> Meaning:
    dimension = lessons.listed.vectors.shape[1]
    plain = Meaning(
        _middle(lessons.sought.vectors), _middle(lessons.listed.vectors), np.eye(dimension, dtype=np.float16)
    )
    sought, listed = plain.of_sought(lessons.sought.vectors), plain.of_listed(lessons.listed.vectors)
    apart = sought[lessons.pairs[:, 0]] - listed[lessons.pairs[:, 1]]
    variances, axes = np.linalg.eigh(apart.T @ apart / max(1, len(apart)))
    shrunk = np.maximum(variances, 0.0) + SHRINKAGE * variances.mean()
    if not shrunk.all():
        return plain  # titles and what they are coded to do not differ at all
    spread = axes @ np.diag(np.sqrt(shrunk.min() / shrunk)) @ axes.T
    return Meaning(plain.sought, plain.listed, spread.astype(np.float16))


def _add_up(lessons: Lessons, words: Words, meaning: Meaning) -> Examples:
    coded, places = np.unique(lessons.pairs[:, 1], return_inverse=True)
    shape = (len(coded), len(lessons.sought.texts))
    chosen = sparse.csr_matrix((np.ones(len(places)), (places, lessons.pairs[:, 0])), shape)
    return Examples(
        keys=tuple(key_of(lessons.listed.texts[row]) for row in coded),
        counts=np.bincount(places, minlength=len(coded)).astype(np.int32),
        words=_rounded(sparse.csr_matrix(chosen @ words.of_titles(lessons.sought.texts))),
        meaning=np.asarray(chosen @ meaning.of_sought(lessons.sought.vectors)).astype(np.float16),
    )


def _rounded(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    rows.sort_indices()
    kept = rows.data.astype(np.float16).astype(np.float32)  # what is kept in a file is what is used at once
    return sparse.csr_matrix((kept, rows.indices.astype(np.int32), rows.indptr.astype(np.int32)), rows.shape)


def _folds(n: int) -> Iterator[NDArray[np.intp]]:
    order = np.random.default_rng(SEED).permutation(n)
    yield from (order[start::FOLDS] for start in range(min(FOLDS, n)))


def _only(titles: Titles, rows: NDArray[np.intp]) -> Titles:
    return Titles([titles.texts[row] for row in rows], titles.vectors[rows])


def _joined(parts: list[Likeness], back: NDArray[np.intp]) -> Likeness:
    return Likeness(
        words=np.concatenate([part.words for part in parts])[back],
        meaning=np.concatenate([part.meaning for part in parts])[back],
        work=np.concatenate([part.work for part in parts])[back],
        common=np.concatenate([part.common for part in parts])[back],
    )


def _middle(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    middle: NDArray[np.float32] = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    return middle
