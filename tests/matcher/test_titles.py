from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.titles import MEANING_SHARE, liken

TITLES = st.lists(st.text(alphabet="会计税务护理员师 a", max_size=6), min_size=1, max_size=6)


def unit(rows: list[list[float]]) -> np.ndarray:
    vectors = np.array(rows, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def flat(n: int) -> np.ndarray:
    return unit([[1.0, 0.0]] * n)


def test_the_title_with_more_characters_in_common_is_more_alike_in_words():
    found = liken(["税务会计"], ["税务师", "税务会计", "护士"], query_vectors=flat(1), vectors=flat(3))
    assert found.words[0].argsort()[::-1].tolist() == [1, 0, 2]


def test_the_nearer_vector_is_more_alike_in_meaning():
    vectors = unit([[0.0, 1.0], [1.0, 0.1], [1.0, 1.0]])
    found = liken(["x"], ["a", "b", "c"], query_vectors=unit([[1.0, 0.0]]), vectors=vectors)
    assert found.meaning[0].argsort()[::-1].tolist() == [1, 2, 0]


def test_likeness_is_in_standard_deviations_over_the_texts():
    # cosines 1 and 0: mean .5, deviation .5, so +1 and -1
    found = liken(["x"], ["a", "b"], query_vectors=unit([[1.0, 0.0]]), vectors=unit([[1.0, 0.0], [0.0, 1.0]]))
    assert found.meaning[0] == pytest.approx([1.0, -1.0])


def test_both_together_are_the_weighted_sum():
    vectors = unit([[1.0, 0.0], [0.0, 1.0]])
    found = liken(["会计"], ["护士", "会计"], query_vectors=unit([[1.0, 0.0]]), vectors=vectors)
    # meaning +1 and -1; words 0 and something: -1 and +1
    assert found.fused[0] == pytest.approx([MEANING_SHARE - (1 - MEANING_SHARE), (1 - MEANING_SHARE) - MEANING_SHARE])


def test_where_all_are_alike_likeness_is_0():
    found = liken(["护士"], ["会计", "会计"], query_vectors=flat(1), vectors=flat(2))
    assert found.fused[0].tolist() == [0.0, 0.0]


@given(TITLES, TITLES)
def test_any_titles_have_a_finite_likeness(queries, texts):
    found = liken(queries, texts, query_vectors=flat(len(queries)), vectors=flat(len(texts)))
    assert found.fused.shape == (len(queries), len(texts))
    assert np.isfinite(found.fused).all()


@given(TITLES)
def test_other_queries_change_nothing(queries):
    texts = ["会计", "护理员", "税务师"]
    together = liken(queries, texts, query_vectors=flat(len(queries)), vectors=flat(3)).fused[0]
    alone = liken(queries[:1], texts, query_vectors=flat(1), vectors=flat(3)).fused[0]
    assert together == pytest.approx(alone)
