from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.classification import measure_classes

NAMES = ("a", "b")


def measure(truth, *repeats):
    return measure_classes(np.array(truth), np.array(repeats, dtype=float), names=NAMES)


def test_a_case_worked_by_hand():
    # true a a a b; taken for a a b b: 3 of 4 right
    found = measure([0, 0, 0, 1], [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.1, 0.9]])
    assert found.n == 4
    assert found.accuracy.mean == 0.75
    assert found.confusion.tolist() == [[2, 1], [0, 1]]
    # a: precision 2/2, recall 2/3, F1 4/5; b: precision 1/2, recall 1/1, F1 2/3; macro F1 (4/5 + 2/3) / 2
    assert found.by_class["a"]["precision"].mean == 1.0
    assert found.by_class["a"]["recall"].mean == pytest.approx(2 / 3)
    assert found.by_class["b"]["precision"].mean == 0.5
    assert found.macro_f1.mean == pytest.approx((4 / 5 + 2 / 3) / 2)
    assert found.log_loss == pytest.approx(-np.log([0.9, 0.8, 0.3, 0.9]).mean())


def test_probabilities_are_compared_with_what_came_true():
    # two are promised .8 and one of them is right; two are promised .95 and both are
    found = measure([0, 0, 0, 0], [[0.8, 0.2], [0.2, 0.8], [0.95, 0.05], [0.95, 0.05]])
    assert [(one.n, round(one.promised, 2), one.correct) for one in found.reliability] == [(2, 0.8, 0.5), (2, 0.95, 1)]
    assert found.calibration_error == pytest.approx((2 * 0.3 + 2 * 0.05) / 4)


def test_repetitions_are_averaged():
    right, wrong = [[0.9, 0.1], [0.1, 0.9]], [[0.1, 0.9], [0.9, 0.1]]
    found = measure([0, 1], right, wrong)
    assert found.accuracy.mean == 0.5
    assert found.confusion.tolist() == [[0.5, 0.5], [0.5, 0.5]]


def test_a_class_that_is_nowhere_gets_nothing():
    assert measure([0, 0], [[0.9, 0.1], [0.9, 0.1]]).by_class["b"]["f1"].mean == 0.0


def test_shapes_that_differ_are_refused():
    with pytest.raises(ValueError, match="truths"):
        measure([0], [[0.5, 0.5], [0.5, 0.5]])


@given(st.lists(st.tuples(st.sampled_from([0, 1]), st.floats(0, 1)), min_size=2, max_size=30))
def test_an_interval_holds_its_mean_and_all_lies_between_0_and_1(cases):
    found = measure([true for true, _ in cases], [[p, 1 - p] for _, p in cases])
    for of in (found.accuracy, *(of for measures in found.by_class.values() for of in measures.values())):
        assert of.low is not None
        assert of.high is not None
        assert 0 <= of.low <= of.high <= 1
        assert 0 <= of.mean <= 1
    assert 0 <= found.calibration_error <= 1
    assert sum(one.n for one in found.reliability) == len(cases)
