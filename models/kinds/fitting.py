"""Fit the classifier of kinds to labelled posts beside examples of our own, and judge it on posts held out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.errors import BadInput
from matcher.lexical import count_ngrams
from matcher.records import Kind
from models.kinds.features import Columns, Look, Texts, Vectors
from models.kinds.model import KINDS, KindModel, spread

FOLDS = 5
REPEATS = 5
INVERSE_PENALTY = 10.0
ALIKE = 0.5  # posts that share this part of their n-grams are one advert written twice
RANGE = 1.5  # logarithm of the temperature, at most, both ways

Numbers = NDArray[np.float64]
Rows = NDArray[np.intp]
Fold = tuple[Rows, Rows]  # to learn from, to judge by


@dataclass(frozen=True, slots=True)
class Lessons:
    """Posts of known kind to learn from; *vectors* are None where words alone are looked at."""

    texts: Texts
    kinds: Sequence[Kind]
    vectors: Vectors | None
    counts: Sequence[float]  # how much each counts in learning
    employers: Sequence[str]  # "" = unknown

    def __len__(self) -> int:
        """Count the posts."""
        return len(self.texts)

    @property
    def truth(self) -> Rows:
        """The kinds as numbers, the places in KINDS."""
        return np.array([KINDS.index(kind) for kind in self.kinds], dtype=np.intp)

    def of_words(self) -> Lessons:
        """Give the same without vectors."""
        return replace(self, vectors=None)

    def only(self, rows: Rows) -> Lessons:
        """Give those of *rows*."""
        return Lessons(
            [self.texts[row] for row in rows],
            [self.kinds[row] for row in rows],
            None if self.vectors is None else self.vectors[rows],
            [self.counts[row] for row in rows],
            [self.employers[row] for row in rows],
        )

    def __add__(self, other: Lessons) -> Lessons:
        """Put the posts of *other* after these; both have vectors, or neither."""
        both = None
        if self.vectors is not None and other.vectors is not None:
            both = np.concatenate([self.vectors, other.vectors])
        return Lessons(
            [*self.texts, *other.texts],
            [*self.kinds, *other.kinds],
            both,
            [*self.counts, *other.counts],
            [*self.employers, *other.employers],
        )


def fit_kinds(labelled: Lessons, own: Lessons) -> KindModel:
    """
    Fit a classifier; the same lessons give the same weights.

    Args:
        labelled: posts as they come, by which probabilities are calibrated too.
        own: examples that are learnt from, but not judged by.

    Raises:
        BadInput: there is neither a label nor an example of some kind.
    """
    lessons = own + labelled
    look = Look.of(lessons.texts, lessons.vectors)
    columns = look.columns(lessons.texts, lessons.vectors)
    rotated, back = _rotate(columns)
    truth, counts = lessons.truth, np.array(lessons.counts, dtype=np.float64)

    def learn(rows: Rows) -> tuple[Numbers, Numbers]:
        return _regress(rotated[rows], truth[rows], counts[rows])

    temperature = _temperature(learn, rotated, len(own), folds_of(labelled, seed=0), labelled.truth)
    coefficients, offsets = learn(np.arange(len(lessons)))
    return KindModel(
        look, columns.weighed(back @ coefficients).astype(np.float32), offsets.astype(np.float32), temperature
    )


def cross_validate(
    labelled: Lessons,
    own: Lessons,
    *,
    n_repeats: int = REPEATS,
    on_progress: Callable[[int, int], None] | None = None,
) -> Numbers:
    """
    Classify each labelled post by weights that were fitted, and calibrated, without it and without its like.

    Returns:
        (n_repeats, n, kinds) probabilities.

    Raises:
        BadInput: a kind has too few labels.
    """
    check_labels(labelled)
    found = np.zeros((n_repeats, len(labelled), len(KINDS)))
    for repeat in range(n_repeats):
        for number, (train, test) in enumerate(folds_of(labelled, seed=repeat)):
            held = labelled.only(test)
            found[repeat, test] = fit_kinds(labelled.only(train), own).probabilities(held.texts, held.vectors)
            if on_progress is not None:
                on_progress(repeat * FOLDS + number + 1, n_repeats * FOLDS)
    return found


def check_labels(labelled: Lessons) -> None:
    """
    Refuse labels that are too few to learn from and to judge by.

    Raises:
        BadInput: a kind has fewer labels than there are parts to hold out in turn.
    """
    for kind, n in zip(KINDS, np.bincount(labelled.truth, minlength=len(KINDS)), strict=True):
        if n < FOLDS:
            raise BadInput(
                "{n} label(s) of the kind '{kind}'; learning takes {least} of each", n=int(n), kind=kind, least=FOLDS
            )


def folds_of(labelled: Lessons, *, seed: int) -> Iterator[Fold]:
    """Part posts into FOLDS parts of about the same kinds; posts that are alike stay together."""
    groups, truth = alike(labelled), labelled.truth
    of_group = np.array([truth[groups == group][0] for group in range(groups.max() + 1)])
    order = np.random.default_rng(seed).permutation(len(of_group))
    order = order[np.argsort(of_group[order], kind="stable")]
    part = np.empty(len(of_group), dtype=np.intp)
    part[order] = np.arange(len(of_group)) % FOLDS  # dealt out kind by kind, so that each part has its share
    for fold in range(FOLDS):
        yield np.flatnonzero(part[groups] != fold), np.flatnonzero(part[groups] == fold)


def alike(lessons: Lessons) -> Rows:
    """Number the groups of posts that are of one employer or nearly one text."""
    from scipy.sparse.csgraph import connected_components

    held = (count_ngrams([body for _, body in lessons.texts]) > 0).astype(np.float64)
    shared, sizes = (held @ held.T).toarray(), np.asarray(held.sum(axis=1)).ravel()
    near = shared > ALIKE * np.maximum(sizes[:, None] + sizes[None] - shared, 1.0)
    named = np.array(lessons.employers, dtype=object)
    near |= (named[:, None] == named[None]) & (named[:, None] != "")
    groups: Rows = connected_components(sparse.csr_matrix(near))[1].astype(np.intp)
    return groups


def _rotate(columns: Columns) -> tuple[Numbers, Numbers]:
    """Turn many columns into as few as there are rows, losing nothing, and give the way back for weights."""
    values, axes = np.linalg.eigh(columns.products())
    kept = values > 1e-8 * values[-1]
    roots = np.sqrt(values[kept])
    return axes[:, kept] * roots, axes[:, kept] / roots


def _regress(columns: Numbers, truth: Rows, counts: Numbers) -> tuple[Numbers, Numbers]:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=INVERSE_PENALTY, max_iter=2_000, tol=1e-4).fit(columns, truth, counts)
    if len(fitted.classes_) < len(KINDS):
        raise BadInput("there is nothing to learn some kind from: no label and no example")
    return fitted.coef_.T, fitted.intercept_


def _temperature(
    learn: Callable[[Rows], tuple[Numbers, Numbers]], columns: Numbers, n_own: int, folds: Iterator[Fold], truth: Rows
) -> float:
    """Find the temperature that makes held-out probabilities come true: the one of the least log loss."""
    from scipy.optimize import minimize_scalar

    scores = np.zeros((len(truth), len(KINDS)))
    for train, test in folds:
        coefficients, offsets = learn(np.concatenate([np.arange(n_own), n_own + train]))
        scores[test] = columns[n_own + test] @ coefficients + offsets

    def loss(logarithm: float) -> float:
        spread_out = spread(scores, temperature=float(np.exp(logarithm)))
        return float(-np.log(np.maximum(spread_out[np.arange(len(truth)), truth], 1e-12)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-RANGE, RANGE), method="bounded").x))
