"""A choice by district or by group: how many people, how many get something, what they lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.allocation.baselines import top_k
from matcher.allocation.pairs import Limits, Pairs, Terms
from matcher.allocation.picture import sums_of_scores


@dataclass(frozen=True, slots=True)
class Row:
    """
    What the people with one label get; for the office's own eyes, as counts are as they are.

    Attributes:
        label: a district, or whether people belong to a priority group.
        people: in the plan.
        with_any: of these, who get something.
        pairs: posts sent to them.
        score_loss: what their lists lose against everyone's own best, as a share; None without scores.
    """

    label: str
    people: int
    with_any: int
    pairs: int
    score_loss: float | None


def rows_by(
    pairs: Pairs, chosen: NDArray[np.bool_], limits: Limits, terms: Terms, *, labels: Sequence[str]
) -> tuple[Row, ...]:
    """
    Tell a choice apart by a label of each candidate.

    Args:
        pairs: who fits what.
        chosen: (n pairs,)
        limits: as planned.
        terms: as planned.
        labels: (n_candidates,)

    Returns:
        By label, ascending.
    """
    names, of_person = np.unique(np.array(labels, dtype=np.str_), return_inverse=True)
    got = np.bincount(pairs.candidates[chosen], minlength=pairs.n_candidates)
    had = sums_of_scores(pairs, chosen)
    best = sums_of_scores(pairs, top_k(pairs, limits, terms))
    rows = []
    for n, name in enumerate(names.tolist()):
        here = of_person == n
        top = float(best[here].sum())
        loss = (top - float(had[here].sum())) / top if top > 0 else None
        rows.append(Row(name, int(here.sum()), int((got[here] > 0).sum()), int(got[here].sum()), loss))
    return tuple(rows)
