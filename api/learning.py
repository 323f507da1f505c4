"""Learn the weights of the ranking from a judged suite, judge them on what was held out, adopt what is better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api.encoding import EncodedTexts
from api.judged import Judged, compare_judged
from api.vectors import VectorKeeper
from data.store import Database
from data.suites import read_suite
from matcher.errors import BadInput
from matcher.evaluation import Estimate, answered, estimate, measure_rankings
from matcher.places import Gazetteer
from matcher.ranking import UNTUNED
from models import Encoder
from models.ranker import RankerWeights, cross_validate, fit_calibration, fit_ranker

HEADLINE = "ndcg@10"


@dataclass(frozen=True, slots=True)
class RankerTraining:
    """New weights of the ranking, what cross-validation says of them, and how good those in force are."""

    suite: str
    n: int
    weights: RankerWeights
    held_out: dict[str, Estimate]
    in_force: float  # nDCG@10 of the weights in force, on candidates that they were not fitted to, or as recorded
    untuned: float

    @property
    def better(self) -> bool:
        """Tell whether the new weights rank no worse than those in force and than those fitted to nothing."""
        return self.held_out[HEADLINE].mean >= max(self.in_force, self.untuned)


def train_ranker(
    suite_folder: Path,
    *,
    load: Callable[[], Encoder],
    gazetteer: Gazetteer,
    cache: Path,
    present: Callable[[], RankerWeights],
    on_progress: Callable[[int, int], None] | None = None,
) -> RankerTraining:
    """
    Fit the weights of the ranking to a judged suite; the same grades give the same weights.

    Args:
        cache: SQLite file that keeps the vectors of suites' texts.
        present: gives the weights in force.
        on_progress: told (texts encoded, in all).

    Raises:
        BadInput: the suite is faulty or of another task.
    """
    suite = read_suite(suite_folder, gazetteer=gazetteer)
    if suite.task != "candidate-to-post":
        raise BadInput("{folder} holds no posts judged for candidates", folder=suite_folder, field="suite")
    database = Database(f"sqlite:///{cache}")
    try:
        database.migrate()
        keeper = VectorKeeper(database, load())
        judged = compare_judged(suite, EncodedTexts(keeper, on_progress=on_progress))
    finally:
        database.close()
    return learn_ranker(judged, encoder_id=keeper.encoder.id, present=present())


def learn_ranker(judged: Judged, *, encoder_id: str, present: RankerWeights) -> RankerTraining:
    """Fit weights to *judged* candidates, judge them on those held out, and compare them with the *present* ones."""
    lessons = judged.lessons()
    apart = cross_validate(lessons)
    held = {name: estimate(values) for name, values in _measure(judged, apart).items()}
    graded = lessons.judged
    scores = np.einsum("nc,nc->n", lessons.values[graded], apart[lessons.queries[graded]])
    by_code = dict(zip(lessons.codes, fit_ranker(lessons).tolist(), strict=True))
    weights = RankerWeights(
        by_code=by_code,
        calibration=fit_calibration(scores, lessons.grades[graded]),
        encoder_id=encoder_id,
        learnt_from=frozenset(judged.keys),
        held_out={name: round(value.mean, 4) for name, value in held.items()}
        | {"n": len(answered(judged.suite.judged, least=judged.suite.least_relevant))},
    )
    seen = any(key in present.learnt_from for key in judged.keys)
    recorded = present.held_out.get(HEADLINE, 0.0)
    return RankerTraining(
        suite=judged.suite.name,
        n=int(weights.held_out["n"]),
        weights=weights,
        held_out=held,
        in_force=recorded if seen else _mean(judged, judged.weights(present.by_code)),
        untuned=_mean(judged, judged.weights(UNTUNED.by_code)),
    )


def _mean(judged: Judged, weights: NDArray[np.float64]) -> float:
    rows = np.tile(weights, (len(judged.compared), 1))
    return float(estimate(_measure(judged, rows)[HEADLINE]).mean)


def _measure(judged: Judged, weights: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Measure the rankings by each candidate's own *weights* (n_candidates, n_codes)."""
    rankings = {
        candidate.id: judged.ranking(n, weights[n], blocked=False)
        for n, candidate in enumerate(judged.suite.candidates)
    }
    return measure_rankings(rankings, judged.suite.judged, least=judged.suite.least_relevant)
