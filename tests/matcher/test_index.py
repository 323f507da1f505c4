from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from matcher.index import Block, halve


def _vectors(n: int, *, seed: int, dimension: int = 16) -> NDArray[np.float16]:
    drawn = np.random.default_rng(seed).normal(size=(n, dimension))
    return halve(drawn / np.linalg.norm(drawn, axis=1, keepdims=True))


def test_the_nearest_are_those_of_a_full_comparison() -> None:
    vectors, queries = _vectors(500, seed=1), _vectors(7, seed=2).astype(np.float32)
    scores, rows = Block(vectors).top(queries, k=10)
    full = queries.astype(np.float64) @ vectors.astype(np.float64).T
    expected = np.argsort(-full, axis=1)[:, :10]
    assert (rows == expected).all()
    np.testing.assert_allclose(scores, np.take_along_axis(full, expected, axis=1), atol=1e-6)


def test_only_allowed_vectors_are_found() -> None:
    vectors, queries = _vectors(300, seed=3), _vectors(2, seed=4).astype(np.float32)
    allowed = np.random.default_rng(5).random(300) < 0.1
    rows = Block(vectors).top(queries, k=20, allowed=allowed)[1]
    assert allowed[rows].all()


def test_lists_end_with_minus_one_where_few_are_allowed() -> None:
    allowed = np.zeros(50, dtype=np.bool_)
    allowed[[3, 49]] = True
    rows = Block(_vectors(50, seed=6)).top(_vectors(1, seed=7).astype(np.float32), k=4, allowed=allowed)[1]
    assert set(rows[0].tolist()) == {3, 49, -1}


def test_vectors_are_kept_exactly() -> None:
    vectors = _vectors(40, seed=8)
    assert (Block(vectors.copy()).vectors == vectors).all()


@settings(max_examples=30)
@given(st.integers(1, 60), st.integers(1, 70), st.integers(0, 1000))
def test_half_precision_loses_nothing(n: int, k: int, seed: int) -> None:
    vectors, query = _vectors(n, seed=seed), _vectors(1, seed=seed + 1).astype(np.float32)
    single = np.sort(vectors.astype(np.float32) @ query[0])[::-1][:k]
    np.testing.assert_allclose(Block(vectors).top(query, k=k)[0][0, : len(single)], single, atol=1e-6)


def test_scores_of_rows_and_of_all_agree() -> None:
    block, queries = Block(_vectors(50, seed=1)), _vectors(3, seed=2).astype(np.float32)
    rows = np.array([4, 17, 49])
    np.testing.assert_allclose(block.scores(queries, rows), block.scores(queries)[:, rows], atol=1e-6)
