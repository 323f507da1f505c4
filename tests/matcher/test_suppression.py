"""Small counts kept out of what is published: no reader can work one out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.suppression import COVERED, SMALL, THRESHOLD, Relation, suppress

Cell = tuple[int, int]
MOST = 9  # no cell of the small tables is larger


def table(rows: Sequence[Sequence[int]]) -> tuple[dict[Cell, int], list[Relation[Cell]]]:
    """A table with its sums: row -1 and column -1 are the totals."""
    height, width = len(rows), len(rows[0])
    values = {(r, c): rows[r][c] for r in range(height) for c in range(width)}
    values |= {(r, -1): sum(rows[r]) for r in range(height)}
    values |= {(-1, c): sum(row[c] for row in rows) for c in (*range(width),)}
    values[-1, -1] = sum(map(sum, rows))
    across = [Relation((r, -1), tuple((r, c) for c in range(width))) for r in (*range(height), -1)]
    down = [Relation((-1, c), tuple((r, c) for r in range(height))) for c in (*range(width), -1)]
    return values, across + down


def feasible(values: Mapping[Cell, int], marks: Mapping[Cell, str], height: int, width: int) -> dict[Cell, set[int]]:
    """Every value that a suppressed cell may have, found by trying all tables of small counts."""
    choices = []
    for cell in product(range(height), range(width)):
        mark = marks.get(cell)
        shown = [values[cell]] if mark is None else range(THRESHOLD) if mark == SMALL else range(THRESHOLD, MOST + 6)
        choices.append(shown)
    found: dict[Cell, set[int]] = {cell: set() for cell in marks}
    for tried in product(*choices):
        rows = [tried[r * width : (r + 1) * width] for r in range(height)]
        guess, _ = table(rows)
        if all(_agrees(guess[cell], values[cell], marks.get(cell)) for cell in values):
            for cell in marks:
                found[cell].add(guess[cell])
    return found


def _agrees(guess: int, value: int, mark: str | None) -> bool:
    if mark is None:
        return guess == value
    return guess < THRESHOLD if mark == SMALL else guess >= THRESHOLD


def test_a_count_under_five_is_suppressed_and_five_is_not() -> None:
    assert suppress({"a": 4, "b": 5, "c": 0}, []) == {"a": SMALL, "c": SMALL}


def test_a_count_that_a_total_would_reveal_is_covered_by_the_smallest_beside_it() -> None:
    values = {"a": 3, "b": 8, "c": 20, "total": 31}  # 31 - 8 - 20 = 3
    assert suppress(values, [Relation("total", ("a", "b", "c"))]) == {"a": SMALL, "b": COVERED}


def test_two_small_counts_cover_each_other() -> None:
    values = {"a": 3, "b": 2, "c": 20, "total": 25}  # 5 = 1+4, 2+3, 3+2, 4+1
    assert suppress(values, [Relation("total", ("a", "b", "c"))]) == {"a": SMALL, "b": SMALL}


def test_two_small_counts_that_only_one_sum_makes_are_covered_further() -> None:
    values = {"a": 4, "b": 4, "c": 20, "total": 28}  # 8 = 4+4 alone
    assert suppress(values, [Relation("total", ("a", "b", "c"))]) == {"a": SMALL, "b": SMALL, "c": COVERED}


def test_zeros_that_add_up_to_nothing_are_covered_further() -> None:
    values = {"a": 0, "b": 0, "c": 7, "total": 7}
    assert suppress(values, [Relation("total", ("a", "b", "c"))])["c"] == COVERED


def test_large_counts_stay_as_they_are() -> None:
    values, relations = table([[10, 20], [30, 40]])
    assert suppress(values, relations) == {}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([[1, 9, 9], [9, 9, 9]], id="one small cell"),
        pytest.param([[1, 9], [9, 1]], id="on the diagonal"),
        pytest.param([[4, 4], [4, 4]], id="all at the edge"),
        pytest.param([[0, 0], [0, 0]], id="nothing at all"),
        pytest.param([[0, 9], [9, 9]], id="one nought"),
    ],
)
def test_no_suppressed_cell_can_be_worked_out(rows: list[list[int]]) -> None:
    values, relations = table(rows)
    marks = suppress(values, relations)
    assert all(len(found) > 1 for found in feasible(values, marks, len(rows), len(rows[0])).values())


@given(st.lists(st.lists(st.integers(0, MOST), min_size=2, max_size=2), min_size=2, max_size=2))
@settings(max_examples=25, deadline=None)
def test_no_suppressed_cell_of_any_small_table_can_be_worked_out(rows: list[list[int]]) -> None:
    values, relations = table(rows)
    marks = suppress(values, relations)
    assert {cell for cell, value in values.items() if value < THRESHOLD} <= set(marks)
    assert all(len(found) > 1 for found in feasible(values, marks, len(rows), len(rows[0])).values())


@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
@settings(max_examples=25, deadline=None)
def test_no_part_of_any_sum_can_be_worked_out(parts: list[int]) -> None:
    values, relations = table([parts])
    marks = suppress(values, relations)
    assert all(len(found) > 1 for found in feasible(values, marks, 1, len(parts)).values())
