"""A choice by district or by group: how many people, how many get something, what they lose; small counts kept back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.allocation.baselines import top_k
from matcher.allocation.pairs import Limits, Pairs, Terms
from matcher.allocation.picture import sums_of_scores
from matcher.suppression import Relation, suppress

TOTAL = ""  # stands for all labels together


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


@dataclass(frozen=True, slots=True)
class PublicRow:
    """The same as others may see it: counts as text, ``<5`` or ``*`` where suppressed; no loss beside those."""

    label: str
    people: str
    with_any: str
    without_any: str
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


def published(rows: Sequence[Row]) -> tuple[PublicRow, ...]:
    """Keep back counts under five, and what would let them be worked out, of rows whose totals anybody may know."""
    values = dict[tuple[str, str], int]()
    relations = []
    for row in [*rows, _total(rows)]:
        values |= {
            (row.label, "people"): row.people,
            (row.label, "with_any"): row.with_any,
            (row.label, "without_any"): row.people - row.with_any,
        }
        relations.append(Relation((row.label, "people"), ((row.label, "with_any"), (row.label, "without_any"))))
    columns = ("people", "with_any", "without_any")
    relations += [Relation((TOTAL, column), tuple((row.label, column) for row in rows)) for column in columns]
    marks = suppress(values, relations)
    told = {cell: marks.get(cell, str(value)) for cell, value in values.items()}
    return tuple(
        PublicRow(
            row.label,
            told[row.label, "people"],
            told[row.label, "with_any"],
            told[row.label, "without_any"],
            row.score_loss if not {(row.label, "people"), (row.label, "with_any")} & marks.keys() else None,
        )
        for row in rows
    )


def _total(rows: Sequence[Row]) -> Row:
    return Row(TOTAL, sum(row.people for row in rows), sum(row.with_any for row in rows), 0, None)
