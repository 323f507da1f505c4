"""Quality on judged queries: measures of one ranking or set, means with intervals, the difference of two systems."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

RELEVANT_FROM = 2  # on the scale 0-3: "would be recommended without embarrassment"
RESAMPLES = 10_000
SEED = 20_230_808
ALIKE = 1e-9  # values that differ by less are equal but for rounding, and no interval can be computed from them


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over queries with its 95 % interval; None where a single query allows no interval."""

    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean difference of two systems over the same queries, its 95 % interval, and how likely chance alone is."""

    mean: float
    low: float | None
    high: float | None
    p: float  # two-sided, 0..1


def ndcg(ranking: Sequence[str], judged: Mapping[str, int], *, depth: int = 10) -> float:
    """
    Compute nDCG with gain 2^grade - 1 and discount log2(rank + 1) (Burges et al. 2005).

    Args:
        ranking: ids, best first, each once.
        judged: grade of each judged id, 0 or more; what is not in it counts 0.
        depth: ranks looked at.

    Returns:
        0..1; 0 where no judged id has a grade above 0.
    """
    _check_once(ranking)
    reached = _discounted([judged.get(id_, 0) for id_ in ranking[:depth]])
    ideal = _discounted(sorted(judged.values(), reverse=True)[:depth])
    return reached / ideal if ideal > 0 else 0.0


def average_precision(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Average the precision at each relevant id over all relevant ids: 0..1; one that is not ranked adds 0."""
    _check_once(ranking)
    ranks = _ranks_of(ranking, relevant)
    if not ranks:
        return 0.0
    return sum(n / rank for n, rank in enumerate(ranks, start=1)) / len(set(relevant))


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Compute 1 / rank of the first relevant id; 0 where none is ranked."""
    ranks = _ranks_of(ranking, relevant)
    return 1.0 / ranks[0] if ranks else 0.0


def precision_at_1(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Tell whether the first id is relevant: 1 or 0; an empty ranking gives 0."""
    return float(bool(ranking) and ranking[0] in relevant)


def share_unjudged(ranking: Sequence[str], judged: Collection[str], *, depth: int = 10) -> float:
    """Compute the share of the first *depth* ids that nobody judged; 0 for an empty ranking."""
    head = ranking[:depth]
    return sum(id_ not in judged for id_ in head) / len(head) if head else 0.0


def set_precision(found: Collection[str], relevant: Collection[str]) -> float:
    """Compute the share of *found* that is relevant; 0 where nothing is found."""
    return len(set(found) & set(relevant)) / len(set(found)) if found else 0.0


def set_recall(found: Collection[str], relevant: Collection[str]) -> float:
    """Compute the share of *relevant* that is found; 0 where nothing is relevant."""
    return len(set(found) & set(relevant)) / len(set(relevant)) if relevant else 0.0


def set_f1(found: Collection[str], relevant: Collection[str]) -> float:
    """Compute the harmonic mean of precision and recall of a set; 0 where both are empty."""
    n = len(set(found)) + len(set(relevant))
    return 2 * len(set(found) & set(relevant)) / n if n else 0.0


def relevant_ids(judged: Mapping[str, int], *, least: int = RELEVANT_FROM) -> frozenset[str]:
    """Give the ids graded *least* or better."""
    return frozenset(id_ for id_, grade in judged.items() if grade >= least)


def answered(judged: Mapping[str, Mapping[str, int]], *, least: int) -> list[str]:
    """Give the queries that have a relevant id; the others can tell no ranking from another and are left out."""
    return [query for query, grades in judged.items() if relevant_ids(grades, least=least)]


def measure_rankings(
    rankings: Mapping[str, Sequence[str]], judged: Mapping[str, Mapping[str, int]], *, least: int
) -> dict[str, NDArray[np.float64]]:
    """
    Measure one ranking a query.

    Args:
        rankings: query → ids, best first.
        judged: query → id → grade.
        least: the least grade that counts as relevant.

    Returns:
        Name of the measure → (n,) one value for each query of ``answered``, in its order.
    """
    queries = answered(judged, least=least)
    pairs = [(rankings[query], relevant_ids(judged[query], least=least)) for query in queries]
    return {
        "ndcg@10": np.array([ndcg(rankings[query], judged[query]) for query in queries]),
        "p@1": np.array([precision_at_1(ranking, relevant) for ranking, relevant in pairs]),
        "map": np.array([average_precision(ranking, relevant) for ranking, relevant in pairs]),
        "mrr": np.array([reciprocal_rank(ranking, relevant) for ranking, relevant in pairs]),
    }


def measure_sets(
    found: Mapping[str, Collection[str]], judged: Mapping[str, Mapping[str, int]], *, least: int
) -> dict[str, NDArray[np.float64]]:
    """Measure one set a query, as ``measure_rankings`` measures rankings; means over queries are macro averages."""
    queries = answered(judged, least=least)
    pairs = [(found[query], relevant_ids(judged[query], least=least)) for query in queries]
    return {
        "f1": np.array([set_f1(ids, relevant) for ids, relevant in pairs]),
        "precision": np.array([set_precision(ids, relevant) for ids, relevant in pairs]),
        "recall": np.array([set_recall(ids, relevant) for ids, relevant in pairs]),
    }


def estimate(values: ArrayLike, *, n_resamples: int = RESAMPLES, seed: int = SEED) -> Estimate:
    """
    Estimate a mean over queries with its 95 % interval by bootstrap (bias-corrected and accelerated, Efron 1987).

    Args:
        values: (n,) one value a query, n at least 1.
        n_resamples: draws of n queries with replacement.
        seed: the same seed gives the same interval.

    Returns:
        Equal values give an interval of no width; a single one gives no interval.

    Raises:
        ValueError: there is no value.
    """
    sample = _sample(values)
    mean = float(sample.mean())
    if len(sample) == 1:
        return Estimate(mean, None, None)
    if np.ptp(sample) < ALIKE:
        return Estimate(mean, mean, mean)
    low, high = _interval(sample, n_resamples=n_resamples, seed=seed)
    return Estimate(mean, low, high)


def estimate_ratio(
    numerators: ArrayLike,
    denominators: ArrayLike,
    *,
    level: float = 0.95,
    n_resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Estimate:
    """
    Estimate a ratio of sums over queries with its interval by bootstrap (percentiles; whole queries are drawn).

    Args:
        numerators: (n,) one value a query, n at least 1.
        denominators: (n,) ≥ 0, of the same queries; draws in which all are 0 are left out.
        level: of the interval, 0..1.
        n_resamples: draws of n queries with replacement.
        seed: the same seed gives the same interval.

    Raises:
        ValueError: lengths differ, there is no value, or all denominators are 0.
    """
    above, below = _sample(numerators), _sample(denominators)
    if len(above) != len(below) or not below.any():
        raise ValueError("as many numerators as denominators, of which one is above 0")
    ratio = float(above.sum() / below.sum())
    if np.count_nonzero(below) == 1:
        return Estimate(ratio, None, None)
    rng, n, drawn = np.random.default_rng(seed), len(above), list[NDArray[np.float64]]()
    for _ in range(n_resamples):
        rows = rng.integers(n, size=n)
        drawn.append(np.array([above[rows].sum(), below[rows].sum()]))
    up, down = np.array(drawn).T
    low, high = np.quantile(up[down > 0] / down[down > 0], [(1 - level) / 2, (1 + level) / 2])
    return Estimate(ratio, float(low), float(high))


def paired_difference(a: ArrayLike, b: ArrayLike, *, n_resamples: int = RESAMPLES, seed: int = SEED) -> Difference:
    """
    Compare two systems over the same queries by the paired bootstrap.

    Args:
        a: (n,) values of one system, a query each.
        b: (n,) values of the other, the same queries in the same order.
        n_resamples: draws of n queries with replacement.
        seed: the same seed gives the same answer.

    Returns:
        The mean of a - b. *p* is the share of draws from the centred differences that lie as far from 0 as the mean
        does (Efron and Tibshirani 1993, 16.4), never under 1 / (n_resamples + 1).

    Raises:
        ValueError: lengths differ, or there is no value.
    """
    left, right = _sample(a), _sample(b)
    if len(left) != len(right):
        raise ValueError(f"{len(left)} values against {len(right)}: pairs need equal lengths")
    gaps = left - right
    found = estimate(gaps, n_resamples=n_resamples, seed=seed)
    draws = np.random.default_rng(seed).integers(len(gaps), size=(n_resamples, len(gaps)))
    centred = np.abs((gaps - gaps.mean())[draws].mean(axis=1))
    # a hair of tolerance: sums in another order differ in the last digits
    n_as_far = int((centred >= abs(found.mean) - 1e-12).sum())
    return Difference(found.mean, found.low, found.high, (n_as_far + 1) / (n_resamples + 1))


def _sample(values: ArrayLike) -> NDArray[np.float64]:
    sample = np.asarray(values, dtype=np.float64)
    if sample.ndim != 1 or not len(sample):
        raise ValueError("at least one value, in one dimension")
    return sample


def _interval(sample: NDArray[np.float64], *, n_resamples: int, seed: int) -> tuple[float, float]:
    from scipy.stats import bootstrap  # half a second, and only an evaluation needs it

    found = bootstrap(
        (sample,),
        np.mean,
        n_resamples=n_resamples,
        batch=max(1, 4_000_000 // len(sample)),
        method="BCa",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return float(found.low), float(found.high)


def _discounted(grades: Sequence[int]) -> float:
    gains = np.exp2(np.asarray(grades, dtype=np.float64)) - 1
    return float((gains / np.log2(np.arange(len(gains)) + 2)).sum())


def _ranks_of(ranking: Sequence[str], relevant: Collection[str]) -> list[int]:
    wanted = frozenset(relevant)
    return [rank for rank, id_ in enumerate(ranking, start=1) if id_ in wanted]


def _check_once(ranking: Sequence[str]) -> None:
    if len(set(ranking)) != len(ranking):
        raise ValueError("an id stands in the ranking twice")
