"""Learn the weights of the ranking from feedback: from those in force, judged on candidates who are held out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.errors import NotReady
from matcher.evaluation import Estimate, estimate_ratio
from matcher.ranking import Calibration
from models.ranker.examination import Examination, fit_examination
from models.ranker.exposure import Exposures
from models.ranker.fitting import RECOMMENDED, Lessons, fit_calibration, fit_ranker

HELD_OUT_EVERY = 5
"""One candidate in so many is never learnt from."""

LEAST_WITH_POSITIVE = 50
LEAST_SHOWN = 200
LEAST_HELD_OUT = 5
"""Candidates who wanted a post among those held out; fewer tell nothing."""

LEAST_LABELS = 100
"""Pairs held out that came to an application or further, and as many declined, before chances are learnt anew."""

SURE = 0.975
"""Of the interval of the gain: percentiles over some forty candidates are narrower than they say."""

RIDGE_OF_ONE = 1.0
"""How firmly the weights in force are held, against what one candidate tells."""

LEAST_SCALE = 0.1
"""Feedback that has nothing to do with the weights in force must not blow deviations from them up."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Relearnt:
    """New weights, and what they are worth on the candidates held out."""

    weights: Array  # (n_codes,)
    examination: Examination
    n_candidates: int
    n_shown: int
    n_held_out: int  # candidates held out who wanted a post
    before: float  # of the weights in force, on those held out
    after: float
    gain: Estimate
    calibration: Calibration | None  # None = too few labels, the one in force stays

    @property
    def better(self) -> bool:
        """Tell whether the new weights are better, chance aside: the whole interval of the gain is above 0."""
        return self.gain.low is not None and self.gain.mean > 0 and self.gain.low >= 0


def relearn(exposures: Exposures, in_force: Array) -> Relearnt:
    """
    Fit weights to four in five candidates, and compare them with those *in_force* (n_codes,) on the fifth.

    Raises:
        NotReady: there is too little feedback; the text says what is missing.
    """
    refuse_too_little(n_shown=len(exposures.grades), n_positive=exposures.n_with_positive)
    held = np.array([is_held_out(id) for id in exposures.candidate_ids])[exposures.queries]
    seen, unseen = exposures.only(np.flatnonzero(~held)), exposures.only(np.flatnonzero(held))
    _refuse_untold(unseen)
    listed = seen.only(np.flatnonzero(seen.positions > 0))
    examination = fit_examination(listed, in_force)
    weights = fit_feedback(seen, in_force, counts=examination.weights(seen))
    told = _Told.of(unseen, examination.weights(unseen))
    before, after = told.gains(in_force), told.gains(weights)
    whole = told.most.sum()
    return Relearnt(
        weights=weights,
        examination=examination,
        n_candidates=len(exposures.candidate_ids),
        n_shown=len(exposures.grades),
        n_held_out=unseen.n_with_positive,
        before=float(before.sum() / whole),
        after=float(after.sum() / whole),
        gain=estimate_ratio(after - before, told.most, level=SURE),
        calibration=recalibrate(unseen, weights, counts=examination.weights(unseen)),
    )


def fit_feedback(exposures: Exposures, in_force: Array, *, counts: Array | None = None) -> Array:
    """
    Fit weights to pairs, each of which counts (n,) so much, drawn towards those *in_force*: (n_codes,) ≥ 0.

    What people do is a fainter sign than a grade, so first the weights in force are scaled as a whole to what they
    tell of it; deviations from them are then in the units of a score, which keep their meaning. The more candidates,
    the less the weights in force are held.
    """
    scores = exposures.values @ in_force
    lessons = Lessons(
        codes=exposures.codes,
        values=exposures.values,
        grades=exposures.grades,
        queries=exposures.queries,
        judged=exposures.reacted,
        weights=counts,
    )
    as_one = _with_values(lessons, ("score",), scores[:, None])
    scale = max(LEAST_SCALE, float(fit_ranker(as_one, prior=np.ones(1), ridge=0.0)[0]))
    scaled = _with_values(lessons, lessons.codes, lessons.values * scale)
    return fit_ranker(scaled, prior=in_force, ridge=RIDGE_OF_ONE / len(exposures.candidate_ids))


def is_held_out(candidate_id: str) -> bool:
    """Tell whether a candidate is never learnt from: by the id alone, so that it stays so at the next training."""
    return hashlib.sha256(candidate_id.encode()).digest()[0] % HELD_OUT_EVERY == 0


def _with_values(lessons: Lessons, codes: tuple[str, ...], values: Array) -> Lessons:
    return Lessons(codes, values, lessons.grades, lessons.queries, lessons.judged, lessons.weights)


def recalibrate(held_out: Exposures, weights: Array, *, counts: Array) -> Calibration | None:
    """
    Turn scores by *weights* into the chance of an application or more, by candidates to whom they were not fitted.

    None where there are too few labels of either sort, or where a better score does not mean a better chance.
    """
    came_far = held_out.grades >= RECOMMENDED
    n_declined = np.count_nonzero(held_out.reacted & (held_out.grades == 0))
    if min(np.count_nonzero(came_far), n_declined) < LEAST_LABELS:
        return None
    found = fit_calibration(held_out.values @ weights, held_out.grades, counts=counts)
    return found if found.slope > 0 else None


def refuse_too_little(*, n_shown: int, n_positive: int) -> None:
    """Raise NotReady where so few posts were shown, or so few candidates wanted one, that nothing can be learnt."""
    if n_shown < LEAST_SHOWN or n_positive < LEAST_WITH_POSITIVE:
        raise NotReady(
            "too little feedback to learn from: {n_shown:,} pairs of at least {least_shown}, {n_positive:,} candidates "
            "who wanted a post of at least {least_positive}",
            n_shown=n_shown,
            least_shown=LEAST_SHOWN,
            n_positive=n_positive,
            least_positive=LEAST_WITH_POSITIVE,
        )


def _refuse_untold(held_out: Exposures) -> None:
    if held_out.n_with_positive < LEAST_HELD_OUT:
        raise NotReady(
            "too little feedback to judge by: {n} of the candidates held out wanted a post, of at least {least}",
            n=held_out.n_with_positive,
            least=LEAST_HELD_OUT,
        )


@dataclass(frozen=True, slots=True)
class _Told:
    """What candidates told of the posts that they were shown, each reaction weighed by the chance of a look."""

    exposures: Exposures
    gained: Array  # (n,) weight times gain of the grade

    @classmethod
    def of(cls, exposures: Exposures, weights: Array) -> _Told:
        return cls(exposures, weights * (np.exp2(exposures.grades) - 1))

    @property
    def most(self) -> Array:
        """Give what each candidate would have had if all that it wanted had stood first."""
        return np.asarray(np.bincount(self.exposures.queries, self.gained, len(self.exposures.candidate_ids)), float)

    def gains(self, weights: Array) -> Array:
        """Give what each candidate has, discounted by log2(rank + 1) among what it was shown."""
        queries = self.exposures.queries
        order = np.lexsort((-np.round(self.exposures.values @ weights, 9), queries))
        firsts = np.searchsorted(queries[order], np.arange(len(self.exposures.candidate_ids)))
        ranks = np.arange(len(order)) - firsts[queries[order]] + 1
        return np.asarray(np.bincount(queries[order], self.gained[order] / np.log2(ranks + 1), len(firsts)), float)
