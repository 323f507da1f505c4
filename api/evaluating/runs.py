"""The product, and each of its methods alone, run over a suite."""

from __future__ import annotations

import numpy as np

from api.judged import Judged
from matcher.ranking import PARTS, UNTUNED
from models.ranker import RankerWeights, cross_validate

MAIN = "matcher"
"""The product's own ranking, among the methods that it is compared with."""

LISTED = "listed"
"""The same as it is shown, after grouping and diversity."""

Rankings = dict[str, list[str]]
"""Query → ids, best first."""

BY_WORDS = frozenset(part.code for part in PARTS if part.by == "words")
BY_MEANING = frozenset(part.code for part in PARTS if part.by == "meaning")
MOSTLY = 0.5
"""From this share on, a suite is what the weights were fitted to; below it, it is another that shares candidates."""


def was_learnt_from(judged: Judged, ranker: RankerWeights) -> bool:
    """Tell whether the weights were fitted to the candidates of this suite."""
    return float(np.mean([key in ranker.learnt_from for key in judged.keys])) >= MOSTLY


def rank_adverts(judged: Judged, ranker: RankerWeights) -> dict[str, Rankings]:
    """
    Rank the posts for each candidate as the product does, and by parts of the same score.

    Weights say nothing honest about candidates that they were fitted to: such a suite is ranked by weights fitted
    anew, each candidate by those that were fitted without it. Posts that a requirement blocks are not in the
    product's ranking. ``listed`` is that ranking as a list is shown, so that what stands behind a copy counts as not
    found. ``untuned`` has the weights that nothing was fitted to; ``fused`` is their likeness in meaning
    and words without any rule; ``lexical`` and ``dense`` are the parts of that likeness alone.
    """
    candidates = judged.suite.candidates
    in_force = np.tile(judged.weights(ranker.by_code), (len(candidates), 1))
    own = cross_validate(judged.lessons()) if was_learnt_from(judged, ranker) else in_force
    untuned = {part.code: part.weight for part in PARTS if part.by != "works"}
    alone = {
        "fused": judged.weights(untuned),
        "lexical": judged.weights({code: weight for code, weight in untuned.items() if code in BY_WORDS}),
        "dense": judged.weights({code: weight for code, weight in untuned.items() if code in BY_MEANING}),
    }
    plain = judged.weights(UNTUNED.by_code)
    rankings: dict[str, Rankings] = {
        MAIN: {c.id: judged.ranking(n, own[n], blocked=False) for n, c in enumerate(candidates)},
        LISTED: {c.id: judged.listing(n, own[n]) for n, c in enumerate(candidates)},
        "untuned": {c.id: judged.ranking(n, plain, blocked=False) for n, c in enumerate(candidates)},
    }
    for method, weights in alone.items():
        rankings[method] = {c.id: judged.ranking(n, weights, blocked=True) for n, c in enumerate(candidates)}
    return rankings
