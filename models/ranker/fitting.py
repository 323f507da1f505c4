"""Fit the weights of the ranking to judged pairs: few numbers, none of which can turn a merit into a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from matcher.ranking import UNTUNED, Calibration

LEVELS = (1, 2, 3)
LEVEL_COUNTS = (1.0, 2.0, 1.0)
"""How much it counts to tell the grades from each level on apart from those below; 2 is "would be recommended"."""

RECOMMENDED = 2
RIDGE = 3e-3
OFFSET_RIDGE = 0.01
UNTUNED_SCALE = 2.0
"""How many times a weight set by hand, in deviations of likeness, is about what it weighs in logits."""

N_UNJUDGED = 100
"""Posts drawn for each candidate from those that nobody judged; nearly all of them are other work (grade 0)."""

FOLDS = 32
SEED = 20_230_808

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lessons:
    """
    Judged pairs.

    Attributes:
        codes: of the columns.
        values: (n, n_codes) likeness, or less how grave a reservation is: more is always better.
        grades: (n,) 0..3; pairs that nobody judged are 0.
        queries: (n,) the candidate's number, 0..n_queries - 1.
        judged: (n,) somebody graded the pair.
        weights: (n,) ≥ 0, how much each counts among its candidate's; None = alike.
    """

    codes: tuple[str, ...]
    values: Array
    grades: NDArray[np.intp]
    queries: NDArray[np.intp]
    judged: NDArray[np.bool_]
    weights: Array | None = None

    def only(self, rows: NDArray[Any]) -> Lessons:
        """Keep the pairs *rows*; queries are numbered anew."""
        _, queries = np.unique(self.queries[rows], return_inverse=True)
        weights = None if self.weights is None else self.weights[rows]
        return Lessons(self.codes, self.values[rows], self.grades[rows], queries, self.judged[rows], weights)


def fit_ranker(lessons: Lessons, *, prior: Array | None = None, ridge: float = RIDGE) -> Array:
    """
    Give the weight of each column: (n_codes,) ≥ 0, drawn by *ridge* towards *prior*, by default those set by hand.

    Cumulative logits with one slope for all levels (proportional odds: McCullagh, 1980), slopes held at 0 or above,
    and an offset for each candidate, for some have many fitting posts and some have none; each candidate counts alike.
    Slopes are drawn towards the weights set by hand (ridge, a normal prior around them): what the grades say nothing
    of keeps what it weighed. Convex, so that the same lessons give the same weights.
    """
    n_codes, n_queries = len(lessons.codes), int(lessons.queries.max()) + 1
    if prior is None:
        prior = UNTUNED_SCALE * np.array([UNTUNED.by_code.get(code, 0.0) for code in lessons.codes])
    counts = np.ones(len(lessons.grades)) if lessons.weights is None else lessons.weights
    share = counts / np.bincount(lessons.queries, counts)[lessons.queries] / n_queries
    reached = [(lessons.grades >= level).astype(np.float64) for level in LEVELS]

    def loss(numbers: Array) -> tuple[float, Array]:
        slopes, thresholds, offsets = np.split(numbers, [n_codes, n_codes + len(LEVELS)])
        inner = lessons.values @ slopes + offsets[lessons.queries]
        value, steps = 0.0, []
        for y, threshold, count in zip(reached, thresholds, LEVEL_COUNTS, strict=True):
            z = inner - threshold
            value -= count * float(share @ (y * log_expit(z) + (1 - y) * log_expit(-z)))
            steps.append(count * share * (expit(z) - y))
        step = np.sum(steps, axis=0)
        away = slopes - prior
        value += ridge * float(away @ away) + OFFSET_RIDGE * float(offsets @ offsets) / n_queries
        by_query = np.bincount(lessons.queries, step, n_queries) + 2 * OFFSET_RIDGE * offsets / n_queries
        by_level = [-float(one.sum()) for one in steps]
        return value, np.concatenate([lessons.values.T @ step + 2 * ridge * away, by_level, by_query])

    start = np.concatenate([prior, np.array(LEVELS, dtype=np.float64) + 1, np.zeros(n_queries)])
    bounds = [(0.0, None)] * n_codes + [(None, None)] * (len(LEVELS) + n_queries)
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 1000})
    slopes: Array = np.asarray(found.x[:n_codes], dtype=np.float64)
    return slopes.round(4)


def fit_calibration(scores: Array, grades: NDArray[np.intp], *, counts: Array | None = None) -> Calibration:
    """
    Turn scores into the chance that a caseworker would recommend the post (grade 2 or better).

    A logistic curve (Platt, 1999) over judged pairs, by *scores* of weights that were not fitted to them. Judged pairs
    are the heads of several rankings, so the chance speaks of posts near the top of a list. *counts*: how much each
    pair counts; None = alike.
    """
    from sklearn.linear_model import LogisticRegression  # slow to import, and ranking needs none of it

    model = LogisticRegression(C=1e6).fit(scores[:, None], grades >= RECOMMENDED, counts)
    return Calibration(slope=round(float(model.coef_[0, 0]), 4), offset=round(float(model.intercept_[0]), 4))


def cross_validate(lessons: Lessons, *, on_fit: Callable[[int, int], None] | None = None) -> Array:
    """Give each query the weights fitted without it and the others of its fold: (n_queries, n_codes)."""
    n_queries = int(lessons.queries.max()) + 1
    weights = np.zeros((n_queries, len(lessons.codes)))
    folds = list(_folds(n_queries))
    for done, held in enumerate(folds, start=1):
        weights[held] = fit_ranker(lessons.only(~np.isin(lessons.queries, held)))
        if on_fit is not None:
            on_fit(done, len(folds))
    return weights


def _folds(n: int) -> Iterator[NDArray[np.intp]]:
    order = np.random.default_rng(SEED).permutation(n)
    yield from (order[start::FOLDS] for start in range(min(FOLDS, n)))
