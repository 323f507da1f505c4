"""Small counts kept out of what is published, together with what would let them be worked out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

K = TypeVar("K", bound=Hashable)

THRESHOLD = 5
SMALL = f"<{THRESHOLD}"  # stands for a count under the threshold, 0 included
COVERED = "*"  # stands for one that would give such a count away


@dataclass(frozen=True, slots=True)
class Relation(Generic[K]):
    """A total and the parts that add up to it, as every reader of a table knows."""

    total: K
    parts: tuple[K, ...]

    @property
    def cells(self) -> tuple[K, ...]:
        """Give all cells that it is about."""
        return (self.total, *self.parts)


def suppress(values: Mapping[K, int], relations: Sequence[Relation[K]]) -> dict[K, str]:
    """
    Say what stands in place of some counts, so that no reader can work out any of them.

    Every count under the threshold is suppressed; then, as long as one of those suppressed has but a single value that
    agrees with what is shown, the smallest count shown beside it too. A reader is taken to know the relations, that
    counts are whole and not negative, and what the two signs mean.

    Args:
        values: the counts, ≥ 0.
        relations: which counts add up to which; each cell of them is in *values*.

    Returns:
        ``<5`` or ``*`` by cell, for those suppressed. The ranges of cells are found by linear programming: exact where
        relations are the sums of tables by rows and columns, whose corners are whole numbers.
    """
    marks = {cell: SMALL for cell, value in values.items() if value < THRESHOLD}
    while True:
        found = set[K]()
        for group in _groups(marks, relations):
            found |= _complements(_determined(group, values, marks, relations), values, marks, relations)
        if not found:
            return marks
        marks |= dict.fromkeys(found, COVERED)


def _groups(marks: Mapping[K, str], relations: Sequence[Relation[K]]) -> Iterator[list[K]]:
    """Give the suppressed cells in groups that no relation joins."""
    joined = [{cell for cell in one.cells if cell in marks} for one in relations]
    left = dict.fromkeys(marks)
    while left:
        group, added = set[K](), {next(iter(left))}
        while added:
            group |= added
            added = set().union(*(cells for cells in joined if cells & added)) - group
        yield [cell for cell in left if cell in group]
        left = {cell: None for cell in left if cell not in group}


def _determined(
    group: Sequence[K], values: Mapping[K, int], marks: Mapping[K, str], relations: Sequence[Relation[K]]
) -> list[K]:
    """Give the cells of a group that can have but one value."""
    sums, right = _equations(group, values, relations)
    bounds = [(0, THRESHOLD - 1) if marks[cell] == SMALL else (THRESHOLD, None) for cell in group]
    actual = np.array([values[cell] for cell in group], np.float64)
    free = np.zeros(len(group), np.bool_)
    for n in range(len(group)):
        for sign in (1.0, -1.0):
            if not free[n]:
                free |= np.abs(_extreme(n, sign, sums, right, bounds, actual) - actual) > 0.5
    return [cell for n, cell in enumerate(group) if not free[n]]


def _equations(
    group: Sequence[K], values: Mapping[K, int], relations: Sequence[Relation[K]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give what a reader knows of the suppressed cells: (n_equations, n_cells) and (n_equations,)."""
    at = {cell: n for n, cell in enumerate(group)}
    rows, right = [], []
    for one in relations:
        if not any(cell in at for cell in one.cells):
            continue
        row, known = np.zeros(len(group)), 0
        for cell, sign in ((one.total, 1), *((part, -1) for part in one.parts)):
            if cell in at:
                row[at[cell]] += sign
            else:
                known -= sign * values[cell]
        rows.append(row)
        right.append(float(known))
    return np.array(rows).reshape(-1, len(group)), np.array(right)


def _extreme(
    n: int,
    sign: float,
    sums: NDArray[np.float64],
    right: NDArray[np.float64],
    bounds: Sequence[tuple[int, int | None]],
    actual: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Give values that agree with what is shown and take cell *n* as far up (-1) or down (1) as can be."""
    aim = np.zeros(len(bounds))
    aim[n] = sign
    found = linprog(aim, A_eq=sums if len(sums) else None, b_eq=right if len(sums) else None, bounds=bounds)
    if found.status == 3:  # without an end: as far from the actual value as one likes
        far = actual.copy()
        far[n] += 1
        return far
    return np.asarray(found.x, np.float64) if found.x is not None else actual


def _complements(
    cells: Iterable[K], values: Mapping[K, int], marks: Mapping[K, str], relations: Sequence[Relation[K]]
) -> set[K]:
    """
    Give for each determined cell the smallest count that is still shown beside it; a total only where no part is.

    The sum that covers the cell least, by the fewest others, is covered first.
    """
    chosen = set[K]()
    for cell in cells:
        beside = [one for one in relations if cell in one.cells]
        if any(chosen & set(one.cells) for one in beside):
            continue  # what was chosen for another may do
        beside.sort(key=lambda one: sum(other in marks for other in one.cells))
        shown = [[part for part in one.parts if part not in marks] for one in beside]
        shown += [[one.total] for one in beside if one.total not in marks]
        if best := next(filter(None, shown), None):
            chosen.add(min(best, key=lambda one: (values[one], repr(one))))
    return chosen
