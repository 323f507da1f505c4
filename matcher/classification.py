"""Quality of a classification by probabilities: measures with intervals, the confusion, and whether .8 means .8."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.evaluation import SEED, Estimate, estimate

RESAMPLES = 2_000
REACH = 95.0  # percent of the resamples that lie within an interval
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)  # of the probability of what was chosen

Truth = NDArray[np.intp]
"""(n,) number of the true class of each case."""

Probabilities = NDArray[np.float64]
"""(r, n, c) probability of each class, for each of r repetitions of the experiment."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases whose chosen class got about the same probability: what was promised, and what came true."""

    low: float
    high: float
    n: float  # cases, in the mean over repetitions
    promised: float  # mean probability of the chosen class
    correct: float  # share of the choices that are true


@dataclass(frozen=True, slots=True)
class Classified:
    """How good a classification is; every figure is a mean over the repetitions."""

    n: int
    accuracy: Estimate
    macro_f1: Estimate
    log_loss: float
    calibration_error: float  # expected |promised - correct| over the bins, 0..1
    by_class: Mapping[str, Mapping[str, Estimate]]  # class → precision, recall, f1
    confusion: NDArray[np.float64]  # (c, c) true class down, chosen class across
    reliability: tuple[Bin, ...]


def measure_classes(truth: Truth, probabilities: Probabilities, *, names: Sequence[str]) -> Classified:
    """
    Measure a classification.

    Args:
        names: of the classes, in the order of the probabilities.

    Raises:
        ValueError: there is no case, or shapes differ.
    """
    _, n, n_classes = probabilities.shape
    if not n or truth.shape != (n,) or n_classes != len(names):
        raise ValueError(f"{truth.shape} truths, {probabilities.shape} probabilities, {len(names)} names")
    chosen = probabilities.argmax(axis=2)
    resampled = _resampled(truth, chosen, n_classes=n_classes)
    whole = _confusions(truth, chosen, n_classes=n_classes)
    bins = _bins(truth, probabilities, chosen)
    spread, own = _by_class(resampled), _by_class(whole)
    return Classified(
        n=n,
        accuracy=estimate((chosen == truth).mean(axis=0)),
        macro_f1=_estimate(own["f1"].mean(axis=1), spread["f1"].mean(axis=1), n=n),
        log_loss=float(-np.log(np.clip(probabilities[:, np.arange(n), truth], 1e-12, 1.0)).mean()),
        calibration_error=sum(one.n * abs(one.promised - one.correct) for one in bins) / n,
        by_class={
            name: {measure: _estimate(own[measure][:, c], spread[measure][:, c], n=n) for measure in own}
            for c, name in enumerate(names)
        },
        confusion=whole.mean(axis=0),
        reliability=bins,
    )


def _confusions(truth: Truth, chosen: NDArray[np.intp], *, n_classes: int) -> NDArray[np.float64]:
    """Count (r, c, c) the cases of each true and chosen class."""
    cells = truth[None] * n_classes + chosen
    counts = [np.bincount(row, minlength=n_classes**2) for row in cells]
    return np.stack(counts).reshape(-1, n_classes, n_classes).astype(np.float64)


def _resampled(truth: Truth, chosen: NDArray[np.intp], *, n_classes: int) -> NDArray[np.float64]:
    """Count the same over draws of n cases with replacement, the repetitions together: (draws, c, c)."""
    n_repeats, n = chosen.shape
    cells = truth[None] * n_classes + chosen
    each = np.zeros((n, n_classes**2))
    np.add.at(each, (np.tile(np.arange(n), n_repeats), cells.ravel()), 1.0 / n_repeats)
    draws = np.random.default_rng(SEED).multinomial(n, np.full(n, 1.0 / n), size=RESAMPLES)
    return (draws @ each).reshape(-1, n_classes, n_classes)


def _by_class(confusions: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Give precision, recall and F1 (m, c) of *m* confusions; a class that nothing is of or goes to gets 0."""
    hit = np.diagonal(confusions, axis1=1, axis2=2)
    of, to = confusions.sum(axis=2), confusions.sum(axis=1)
    return {"precision": _share(hit, to), "recall": _share(hit, of), "f1": _share(2 * hit, of + to)}


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _estimate(values: NDArray[np.float64], spread: NDArray[np.float64], *, n: int) -> Estimate:
    if n == 1:
        return Estimate(float(values.mean()), None, None)
    low, high = np.percentile(spread, [(100 - REACH) / 2, (100 + REACH) / 2])
    return Estimate(float(values.mean()), float(low), float(high))


def _bins(truth: Truth, probabilities: Probabilities, chosen: NDArray[np.intp]) -> tuple[Bin, ...]:
    promised, correct = probabilities.max(axis=2), chosen == truth
    places = np.clip(np.digitize(promised, BINS) - 1, 0, len(BINS) - 2)
    found = []
    for place, (low, high) in enumerate(pairwise(BINS)):
        inside = places == place
        if inside.any():
            share = float(inside.sum() / len(probabilities))
            found.append(Bin(low, high, share, float(promised[inside].mean()), float(correct[inside].mean())))
    return tuple(found)
